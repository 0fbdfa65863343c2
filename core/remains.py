"""What is left of a person in sheets: the cells that say their name or address, for somebody to clear."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from core import cells
from core.cells import Cell
from core.directory import name_key
from core.tabs import MEMBERS, Rows, TabFault, table_of

ERASED = re.compile(r"erased \d+")
"""What organisers write where a name was, so that heads can still be counted. It is nobody's name."""

ADDRESS = re.compile(r"[^\s,;<>]+@[^\s,;<>]+")


@dataclass(frozen=True)
class Known:
    """Whom to look for: their number, names and addresses.

    `shared` are those of the names and addresses that another member has too; one of them alone says nothing.
    """

    number: str
    names: frozenset[str]
    emails: frozenset[str]
    shared: frozenset[str] = frozenset()

    @classmethod
    def from_data(cls, number: str, data: Mapping[str, Any]) -> Known:
        """What the book kept of a wish to be erased."""
        return cls(number, frozenset(data["names"]), frozenset(data["emails"]), frozenset(data["shared"]))

    def as_data(self) -> dict[str, list[str]]:
        """The same, for the book."""
        return {"names": sorted(self.names), "emails": sorted(self.emails), "shared": sorted(self.shared)}


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


def find(tabs: Mapping[str, Rows], known: Known) -> list[Remain]:
    """Every row of these tabs that still says the person's name or address, or lists them as a member.

    Names are compared without case, accents and order, also where first and last name have a column each. A name or
    address that another member shares counts only where both stand together.
    """
    listed = _listed(tabs)
    found = [
        (tab, at, _columns(row, known, whole=tab == MEMBERS.name and listed.get(at) == known.number))
        for tab, rows in tabs.items()
        for at, row in enumerate(rows, start=1)
    ]
    return [Remain(tab, at, columns) for tab, at, columns in found if columns]


def _columns(row: Sequence[Cell], known: Known, *, whole: bool) -> tuple[str, ...]:
    """The letters of the columns to clear; all that say anything, where the whole row is the person's."""
    filled = [place for place, cell in enumerate(row) if whole and cells.text(cell)]
    return tuple(_letters(place + 1) for place in sorted({*filled, *_saying(row, known)}))


def _listed(tabs: Mapping[str, Rows]) -> dict[int, str]:
    """Which number stands in which row of the tab Members."""
    try:
        table = table_of(MEMBERS, tabs)
    except TabFault:
        return {}
    return {row.number: cells.text(row.said.get("Member id")) for row in table.rows}


def _saying(row: Sequence[Cell], known: Known) -> Iterator[int]:
    """The places in a row that say who the person is."""
    words = [cells.text(cell) if isinstance(cell, str) else "" for cell in row]
    addresses = {place: _addresses_in(cell) & known.emails for place, cell in enumerate(words)}
    names = _names_in(words, known)
    said = {one for of in addresses.values() for one in of} | {name for of in names.values() for name in of}
    by_address, by_name = bool(said & known.emails), bool(said & known.names)
    if said - known.shared or (by_address and by_name):
        yield from (place for place, of in addresses.items() if of)
        yield from (place for place, of in names.items() if of)


def _addresses_in(cell: str) -> set[str]:
    return {one.casefold().strip(".()[]\"'") for one in ADDRESS.findall(cell)}


def _names_in(words: Sequence[str], known: Known) -> dict[int, set[str]]:
    """Which of the person's names stand where: alone, among others in a list, or split over two columns."""
    found = {
        place: {key for part in (cell, *re.split(r"[;,/\n&]", cell)) if (key := name_key(part)) in known.names}
        for place, cell in enumerate(words)
    }
    for place, (one, other) in enumerate(pairwise(words)):
        pair = {name_key(f"{one} {other}"), name_key(f"{other} {one}")} & known.names if one and other else set()
        found[place] |= pair
        found[place + 1] |= pair
    return found


def _letters(column: int) -> str:
    name = ""
    while column:
        column, rest = divmod(column - 1, 26)
        name = chr(ord("A") + rest) + name
    return name
