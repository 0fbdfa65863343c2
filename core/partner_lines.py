"""Lines that partners type: what is due and when, what may go wrong and what they do then, and roles of their own."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from core.cells import FIRST_DAY, LAST_DAY
from core.cited import plain

DUE_FORM = "what - YYYY-MM-DD"
CIRCUMSTANCE_FORM = "what: response"
ROLE_FORM = "voter role NAME, 2 votes: reason, or: responsibility role NAME: reason"

_DUE = re.compile(r"(?P<name>.*\S)\s*[-–—:,]\s*(?P<day>\d{4}-\d{1,2}-\d{1,2})\.?")
_ROLE = re.compile(
    r"(?P<kind>voter|responsibility)(?: role)?\s+(?P<role>[^:]*?[^:,\s])"
    r"(?:\s*,\s*(?P<weight>\d{1,4})\s+votes?)?\s*:\s*(?P<reason>.*\S)",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Unread:
    """Something typed that can't be read: in answer to which question, the words as they were, and why."""

    question: str
    words: str = field(repr=False)
    why: str

    def kept(self) -> dict[str, str]:
        """As it is kept beside what could be read."""
        return {"question": self.question, "words": self.words, "why": self.why}


@dataclass(frozen=True)
class Lines:
    """The lines of one answer: those that could be read, as they are kept, and the others."""

    read: tuple[dict[str, Any], ...]
    unread: tuple[Unread, ...]


class LineFault(ValueError):
    """A line doesn't say what it has to. The message says how it is written."""


def due(question: str, typed: str) -> Lines:
    """P12. Goals or deliverables, one per line, each with its day."""
    return _each(question, typed, _due, key="name")


def circumstances(question: str, typed: str) -> Lines:
    """P10. What may go wrong, one per line, each with the response to it."""
    return _each(question, typed, _circumstance, key="name")


def roles(question: str, typed: str) -> Lines:
    """P3. Roles that partners would have otherwise than the standard, one per line, each with its reason."""
    return _each(question, typed, _role, key="role")


def day(said: str) -> date:
    """A day as 2027-05-01. Raises LineFault for what is none, or is farther away than any project."""
    try:
        found = date(*map(int, said.strip().split("-")))
    except (TypeError, ValueError):
        raise LineFault(f"“{said[:40]}” isn't a day. Write it as 2027-05-01") from None
    if not FIRST_DAY <= found <= LAST_DAY:
        raise LineFault(f"the year {found.year} can't be meant")
    return found


def _each(question: str, typed: str, read: Callable[[str], dict[str, Any]], *, key: str) -> Lines:
    found: list[dict[str, Any]] = []
    unread: list[Unread] = []
    for line in _lines(typed):
        try:
            found.append(_once(read(line), found, key))
        except LineFault as fault:
            unread.append(Unread(question, line, str(fault)))
    return Lines(tuple(found), tuple(unread))


def _once(one: dict[str, Any], before: list[dict[str, Any]], key: str) -> dict[str, Any]:
    if any(plain(one[key]) == plain(known[key]) for known in before):
        raise LineFault("it is listed twice")
    return one


def _lines(typed: str) -> Iterator[str]:
    for line in typed.splitlines():
        words = line.strip().removeprefix("•").removeprefix("* ").removeprefix("- ").strip()
        if words:
            yield words


def _due(line: str) -> dict[str, Any]:
    found = _DUE.fullmatch(line)
    if found is None:
        raise LineFault(f"it isn't written as “{DUE_FORM}”")
    return {"name": found["name"].strip(), "due": day(found["day"]).isoformat()}


def _circumstance(line: str) -> dict[str, Any]:
    name, colon, response = (part.strip() for part in line.partition(":"))
    if not (name and colon and response):
        raise LineFault(f"it isn't written as “{CIRCUMSTANCE_FORM}”")
    return {"name": name, "response": response}


def _role(line: str) -> dict[str, Any]:
    found = _ROLE.fullmatch(line)
    if found is None:
        raise LineFault(f"it isn't written as “{ROLE_FORM}”")
    kind, weight = found["kind"].lower(), found["weight"]
    if (kind == "voter") != (weight is not None) or weight == "0":
        raise LineFault("a voter role has one vote or more, and a responsibility role has none")
    votes = int(weight) if weight else None
    return {"kind": kind, "role": found["role"].strip(), "weight": votes, "reason": found["reason"].strip()}
