"""What is left of a person in sheets: the cells that say their name or address, for somebody to clear."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any, Protocol

from core import cells
from core.cells import Cell
from core.cited import plain
from core.directory import name_key
from core.tabs import MEMBERS, Rows, TabFault, column_letters, table_of

ERASED = re.compile(r"erased \d+")
"""What organisers write where a name was, so that heads can still be counted. It is nobody's name."""

ADDRESS = re.compile(r"[^\s,;<>]+@[^\s,;<>]+")


class Sought(Protocol):
    """Somebody who is looked for in sheets. A name or address that another member shares says nothing alone."""

    def has_number(self, said: str) -> bool:
        """Whether it is their member number."""

    def has_name(self, said: str) -> bool:
        """Whether a name is theirs, as `name_key` has it."""

    def has_email(self, said: str) -> bool:
        """Whether a casefolded address is theirs."""

    def shares(self, said: str) -> bool:
        """Whether a name or address of theirs is another member's, too."""

    def has_answer(self, key: str) -> bool:
        """Whether it was answered of them who the one word without an address is that was written at an occasion."""


@dataclass(frozen=True)
class Known:
    """Whom to look for: their number, names and addresses; `more` are numbers of lines that were made one with theirs.

    `shared` are those of the names and addresses that another member has too, or that are only known beside another;
    one of them alone says nothing. `boxes` are the addresses on record as theirs, and nobody else's. `once` are the
    keys of answers that hold for one occasion each.
    """

    number: str
    names: frozenset[str] = field(repr=False)
    emails: frozenset[str] = field(repr=False)
    shared: frozenset[str] = field(default=frozenset(), repr=False)
    more: frozenset[str] = frozenset()
    boxes: frozenset[str] = field(default=frozenset(), repr=False)
    once: frozenset[str] = field(default=frozenset(), repr=False)

    @property
    def numbers(self) -> frozenset[str]:
        """Every number that is theirs."""
        return self.more | {self.number}

    @property
    def own(self) -> frozenset[str]:
        """The names and addresses that nobody else has."""
        return (self.names | self.emails) - self.shared

    def has_number(self, said: str) -> bool:
        """Whether it is their member number."""
        return plain(said) in {plain(one) for one in self.numbers}

    def has_name(self, said: str) -> bool:
        """Whether a name is theirs, as `name_key` has it."""
        return said in self.names

    def has_email(self, said: str) -> bool:
        """Whether a casefolded address is theirs."""
        return said in self.emails

    def shares(self, said: str) -> bool:
        """Whether a name or address of theirs is another member's, too."""
        return said in self.shared

    def has_answer(self, key: str) -> bool:
        """Whether it was answered of them who the one word without an address is that was written at an occasion."""
        return key in self.once

    @classmethod
    def from_data(cls, number: str, data: Mapping[str, Any]) -> Known:
        """What the book kept of a wish to be erased."""
        return cls(number, *(frozenset(data.get(what, ())) for what in KEPT))

    def as_data(self) -> dict[str, list[str]]:
        """The same, for the book."""
        return {what: sorted(getattr(self, what)) for what in KEPT}


KEPT = ("names", "emails", "shared", "more", "boxes", "once")
"""What the book keeps of a wish beside the number, until it is carried out."""


@dataclass(frozen=True)
class Remain:
    """A row that still says who somebody is: on which tab, and in which columns, by their letters. It names nobody."""

    tab: str
    row: int
    columns: tuple[str, ...]

    def __str__(self) -> str:
        """For organisers: “Attendance, row 14, columns C and D”."""
        number = "column" if len(self.columns) == 1 else "columns"
        return f"{self.tab}, row {self.row}, {number} {' and '.join(self.columns)}"


def pseudonym(nth: int) -> str:
    """What is written instead of the name of the person who was the nth to be erased."""
    return f"Erased {nth}"


def is_pseudonym(name: str) -> bool:
    """Whether a sign-in's name says only that somebody was erased."""
    return bool(ERASED.fullmatch(name_key(name)))


def find(tabs: Mapping[str, Rows], who: Sought, *, answered: Collection[tuple[str, int]] = ()) -> list[Remain]:
    """Every row of these tabs that still says the person's name or address, or lists them as a member.

    Names are compared without case, accents and order, also behind their number, and where first and last name have a
    column each. A name or address that another member shares counts only where both stand together, or in a row of
    which was answered that it is theirs: `answered` are those, by tab and number.
    """
    listed = _listed(tabs)
    found = [
        (
            tab,
            at,
            _columns(
                row, who, whole=tab == MEMBERS.name and who.has_number(listed.get(at, "")), sure=(tab, at) in answered
            ),
        )
        for tab, rows in tabs.items()
        for at, row in enumerate(rows, start=1)
    ]
    return [Remain(tab, at, columns) for tab, at, columns in found if columns]


def _columns(row: Sequence[Cell], who: Sought, *, whole: bool, sure: bool) -> tuple[str, ...]:
    """The letters of the columns to clear; all that say anything, where the whole row is the person's."""
    filled = [place for place, cell in enumerate(row) if whole and cells.text(cell)]
    return tuple(column_letters(place + 1) for place in sorted({*filled, *_saying(row, who, sure=sure)}))


def _listed(tabs: Mapping[str, Rows]) -> dict[int, str]:
    """Which number stands in which row of the tab Members."""
    try:
        table = table_of(MEMBERS, tabs)
    except TabFault:
        return {}
    return {row.number: cells.text(row.said.get("Member id")) for row in table.rows}


def _saying(row: Sequence[Cell], who: Sought, *, sure: bool) -> Iterator[int]:
    """The places in a row that say who the person is."""
    words = [cells.text(cell) if isinstance(cell, str) else "" for cell in row]
    addresses = {place: {one for one in _addresses_in(cell) if who.has_email(one)} for place, cell in enumerate(words)}
    names = _names_in(words, who)
    by_address = {one for of in addresses.values() for one in of}
    by_name = {one for of in names.values() for one in of}
    if sure or (by_address and by_name) or not all(map(who.shares, by_address | by_name)):
        yield from (place for place, of in addresses.items() if of)
        yield from (place for place, of in names.items() if of)


def _addresses_in(cell: str) -> set[str]:
    return {one.casefold().strip(".()[]\"'") for one in ADDRESS.findall(cell)}


def _names_in(words: Sequence[str], who: Sought) -> dict[int, set[str]]:
    """Which of the person's names stand where: alone, among others in a list, or split over two columns."""
    found = {
        place: {key for part in _parts_of(cell, who) if (key := name_key(part)) and who.has_name(key)}
        for place, cell in enumerate(words)
    }
    for place, (one, other) in enumerate(pairwise(words)):
        both = {name_key(f"{one} {other}"), name_key(f"{other} {one}")} if one and other else set()
        pair = {key for key in both if who.has_name(key)}
        found[place] |= pair
        found[place + 1] |= pair
    return found


def _parts_of(cell: str, who: Sought) -> Iterator[str]:
    """The pieces of a cell that may be a name: the whole, each of a list, and each without the number before it."""
    for part in (cell, *re.split(r"[;,/\n&]", cell)) if cell else ():
        yield part
        number, _, rest = part.strip().partition(" ")
        if rest and who.has_number(number):
            yield rest
