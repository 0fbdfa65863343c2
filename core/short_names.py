"""Short names: “Bob” may be Robert. That is reason to ask whether he is, and never enough to take him for Robert."""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path

TABLE = Path(__file__).with_suffix(".toml")


def others(given: str) -> frozenset[str]:
    """The given names, as they are compared, that somebody may go by who is called this one, long or short."""
    return _others().get(given, frozenset()) - {given}


@cache
def _others() -> dict[str, frozenset[str]]:
    """For each name those that stand in a line with it: a short one may be of several long ones."""
    found: dict[str, frozenset[str]] = {}
    for long, short in tomllib.loads(TABLE.read_text(encoding="utf-8")).items():
        line = frozenset((long, *short.split()))
        for name in line:
            found[name] = found.get(name, frozenset()) | line
    return found
