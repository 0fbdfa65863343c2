"""A trouble: something that doesn't go on without the organisers, and what an examination saw of all of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Trouble:
    """Something to be told. `key` is what it is known by, so that it is told once. No names, addresses or codes.

    `grade` says how bad it is: a higher one is news. Where several are told in one line, `more` are the words behind
    their number; `number` is how many this is.
    """

    key: str
    what: str
    do: str
    grade: int = 0
    more: str = ""
    number: int = 1


@dataclass(frozen=True)
class Look:
    """What an examination found, and `seen`, what it could look at: keys, or how they begin, up to the stroke."""

    troubles: Sequence[Trouble]
    seen: Sequence[str] = ()

    def is_over(self, key: str) -> bool:
        """Whether it would have been found, and wasn't."""
        seen = key in self.seen or f"{key.partition('/')[0]}/" in self.seen
        return seen and key not in {one.key for one in self.troubles}


def in_number(number: int, one: str, more: str) -> str:
    """The words for one, or for several."""
    return one if number == 1 else f"{number} {more}"
