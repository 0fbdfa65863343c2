"""Drive's search language, as far as it goes here: name, trashed, mimeType and appProperties, joined by `and`."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

from integrations.sandbox.discovery import Refused

Test = Callable[[Mapping[str, Any]], bool]

_TEXT = r"'((?:[^'\\]|\\.)*)'"
_TERMS: tuple[tuple[re.Pattern[str], Callable[..., Test]], ...] = (
    (re.compile(rf"name\s*=\s*{_TEXT}"), lambda name: lambda file: file["name"] == name),
    (re.compile(rf"mimeType\s*=\s*{_TEXT}"), lambda kind: lambda file: file["mimeType"] == kind),
    (re.compile(r"trashed\s*=\s*(true|false)"), lambda word: lambda file: file["trashed"] == (word == "true")),
    (
        re.compile(rf"appProperties\s+has\s+{{\s*key\s*=\s*{_TEXT}\s+and\s+value\s*=\s*{_TEXT}\s*}}"),
        lambda key, value: lambda file: file["appProperties"].get(key) == value,
    ),
)
_AND = re.compile(r"\s+and\s+")


def wanted(query: str) -> Test:
    """A test of a file for a query such as `name = 'Ballot' and trashed = false`. What isn't understood is refused."""
    rest = query.strip()
    tests: list[Test] = []
    while rest:
        test, rest = _term(rest)
        tests.append(test)
        joined = _AND.match(rest)
        if rest and not joined:
            raise _not_understood()
        rest = rest[joined.end() :] if joined else ""
        if joined and not rest:
            raise _not_understood()
    return lambda file: all(test(file) for test in tests)


def _term(rest: str) -> tuple[Test, str]:
    for pattern, build in _TERMS:
        found = pattern.match(rest)
        if found:
            return build(*(re.sub(r"\\(.)", r"\1", text) for text in found.groups())), rest[found.end() :]
    raise _not_understood()


def _not_understood() -> Refused:
    return Refused(
        400, "Invalid Value: q. The sandbox understands name =, mimeType =, trashed = and appProperties has."
    )
