"""A report in JSON, taken apart so that every fault in it names the place."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any

from core.counting.files.fault import FileFault

NEAR = 0.8
"""How alike two names of fields are from which one may be the other, misspelt; 1 is the same."""


@dataclass(frozen=True)
class Node:
    """An object of the report, and the path to it, such as `CVR 3, CVRSnapshot 1`."""

    plain: Mapping[str, Any]
    path: str = ""

    def fault(self, what: str, remedy: str) -> FileFault:
        """What is wrong with it, and what to do."""
        return FileFault(f"{self.path or 'the report'}: {what}. {remedy}.")

    def all(self, what: str) -> list[Node]:
        """The objects in a list of it; none, where there is no such list. Raises FileFault for anything else there."""
        found = self.get(what, [])
        if not isinstance(found, list):
            raise self.fault(f"'{what}' isn't a list", "Write it in square brackets")
        return [
            node(one, f"{self.path}, {what} {at}" if self.path else f"{what} {at}") for at, one in enumerate(found, 1)
        ]

    def some(self, what: str) -> list[Node]:
        """The same for a list that has to be there."""
        self.needed(what)
        return self.all(what)

    def text(self, what: str) -> str:
        """A text that has to be there."""
        found = self.needed(what)
        if not isinstance(found, str):
            raise self.fault(f"'{what}' is {_shown(found)} and not a text", "Write it in quotation marks")
        return found

    def needed(self, what: str) -> Any:
        """What has to be there."""
        if self.get(what) is None:
            raise self.fault(f"'{what}' is missing", "Write it as SP 1500-103 has it")
        return self.plain[what]

    def get(self, what: str, otherwise: Any = None) -> Any:
        """What may be there. Raises FileFault where it seems to be, under a misspelt name."""
        if what in self.plain:
            return self.plain[what]
        known = {key.casefold(): key for key in self.plain}
        near = get_close_matches(what.casefold(), known, n=1, cutoff=NEAR)
        if near:
            raise self.fault(f"'{known[near[0]]}' may be meant as '{what}'", "Correct the name, or take it out")
        return otherwise

    def one_of(self, what: str, words: Sequence[str]) -> str:
        """One of a few words; the first, where nothing is said."""
        found = self.get(what, words[0])
        if found not in words:
            raise self.fault(f"'{what}' is {_shown(found)}", f"Write one of: {', '.join(words)}")
        return str(found)


def node(plain: object, path: str = "") -> Node:
    """An object. Raises FileFault for what isn't one."""
    if not isinstance(plain, Mapping):
        raise FileFault(f"{path or 'the report'}: {_shown(plain)} isn't an object. Write its fields in curly brackets.")
    return Node(plain, path)


def parsed(data: bytes) -> Node:
    """A file as it stands. Raises FileFault for what isn't JSON, or has a field twice."""
    try:
        return node(json.loads(data, object_pairs_hook=_fields))
    except FileFault:
        raise
    except (UnicodeDecodeError, ValueError, RecursionError) as error:
        place = f"line {error.lineno}, column {error.colno}" if isinstance(error, json.JSONDecodeError) else "line 1"
        raise FileFault(f"{place}: this is not JSON. Write the cast vote records as SP 1500-103 has them.") from None


def _fields(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    fields = dict(pairs)
    if len(fields) < len(pairs):
        names = [name for name, _ in pairs]
        twice = next(name for at, name in enumerate(names) if name in names[:at])
        itself = next((f" {_shown(fields[name])}" for name in ("UniqueId", "@id", "@type") if name in fields), "")
        raise FileFault(f"the object{itself} has '{twice}' twice, so one would be lost. Take one out, or join them.")
    return fields


def _shown(plain: object) -> str:
    """A value for a letter, cut short."""
    text = f"'{plain}'" if isinstance(plain, str) else json.dumps(plain, ensure_ascii=False)
    return text if len(text) <= 60 else f"{text[:60]}…"
