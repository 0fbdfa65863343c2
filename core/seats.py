"""The tab Committee of the members' workbook: who has a seat, who is on leave, and who is recused from which race."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field, replace
from datetime import date

from core import cells
from core.bylaws.seating import Seat
from core.cells import Cell
from core.cited import plain
from core.lines import SetAside
from core.tabs import Column, Row, RowFault, Rows, Tab, TabFault, table_of

THEIRS = (
    "Member id", "From", "Until", "Leave from", "Leave until", "Recused from", "Backup", "Note", "Role", "Serves on",
)  # fmt: skip
"""The columns that organisers write."""

STANDS = "Stands"
"""The column that Canvass writes: how things stand with a row's member today."""

TAB = Tab(
    "Committee",
    (
        Column("Member id", ("member number", "member no", "member", "number", "no", "id")),
        Column("From", ("since", "term from", "start", "begins")),
        Column("Until", ("through", "term until", "end", "ends")),
        Column("Leave from", ("on leave from", "leave since")),
        Column("Leave until", ("on leave until", "leave through")),
        Column("Recused from", ("recused", "recusals", "recused from races")),
        Column("Backup", ("back up", "stands in")),
        Column("Note", ("notes",)),
        Column("Role", ("roles", "office")),
        Column("Serves on", ("serves in", "standing committee", "standing committees", "working groups")),
        Column(STANDS, ()),
    ),
    needs=(("Member id",), ("From",)),
)


@dataclass(frozen=True)
class Place:
    """A row: whose seat it is, the term, and what organisers noted beside it.

    `backup` is a member's number, and `serves_on` are standing committees. What else stands in these two columns can't
    be used, and `odd` says so: the seat counts all the same.
    """

    row: int
    number: str
    seat: Seat
    backup: str = field(default="", repr=False)
    note: str = field(default="", repr=False)
    role: str = field(default="", repr=False)
    serves_on: tuple[str, ...] = ()
    odd: tuple[str, ...] = ()


@dataclass(frozen=True)
class Seats:
    """The tab as it was read: its rows, what can't be used and why, and where the columns are, counted from 0.

    `refused` says why nothing can be read or written; `said` is what stands in our column.
    """

    places: tuple[Place, ...] = ()
    set_aside: tuple[SetAside, ...] = ()
    columns: Mapping[str, int] = field(default_factory=dict)
    refused: str = ""
    said: Mapping[int, str] = field(default_factory=dict, repr=False)


def read(
    tabs: Mapping[str, Rows],
    *,
    members: Collection[str],
    races: Collection[str],
    committees: Collection[str] = (),
) -> Seats:
    """S6, S9, S10, S11, S12. Who has a seat, by the tab. A bad row never stops the others.

    `members` are the numbers of the tab Members, `races` the keys of all races there are, and `committees` the standing
    committees; none: whatever is written is one.
    """
    rows = tabs.get(TAB.name, ())
    if not any(map(any, rows)):
        return Seats()
    try:
        table = table_of(TAB, tabs)
    except TabFault as letter:
        return Seats(refused=str(letter))
    found: list[Place] = []
    aside: list[SetAside] = []
    for row in [one for one in table.rows if any(not cells.is_blank(one.said.get(name)) for name in THEIRS)]:
        try:
            found.append(_beside(_place(row, members, races), row, members, committees))
        except RowFault as fault:
            aside.append(SetAside(TAB.name, row.number, fault.column, fault.reason, fault.remedy))
    said = {row.number: cells.text(row.said.get(STANDS)) for row in table.rows}
    return Seats(tuple(found), tuple(aside), table.places, said=said)


def _place(row: Row, members: Collection[str], races: Collection[str]) -> Place:
    number = row.read("Member id", cells.text)
    if number not in members:
        raise RowFault("Member id", "no member has this number", "Write the number that the tab Members has")
    since, until = row.read("From", cells.day), row.read("Until", _optional_day)
    _in_order("Until", since, until)
    leave_from, leave_until = row.read("Leave from", _optional_day), row.read("Leave until", _optional_day)
    if leave_until and leave_from is None:
        raise RowFault("Leave from", "a leave ends, but doesn't begin", "Write its first day, or delete its last")
    _in_order("Leave until", leave_from, leave_until)
    recused = tuple(_races(row.read("Recused from", cells.text), races))
    seat = Seat(since, until, leave_from, leave_until, recused, f"{TAB.name}, row {row.number}")
    return Place(row.number, number, seat, note=row.read("Note", cells.text), role=row.read("Role", cells.text))


def _beside(place: Place, row: Row, members: Collection[str], committees: Collection[str]) -> Place:
    """S10, S12. With the backup, and the standing committees that the member serves on, as far as these are any."""
    backup, odd = row.read("Backup", cells.text), []
    if backup and (backup not in members or backup == place.number):
        odd.append("Backup: write the number of another member (S10)")
        backup = ""
    written = [cells.text(one) for one in re.split(r"[,;\n]+", row.read("Serves on", cells.text)) if one.strip()]
    by_name = {plain(one): one for one in committees or written}
    served = tuple(dict.fromkeys(by_name[plain(one)] for one in written if plain(one) in by_name))
    if any(plain(one) not in by_name for one in written):
        odd.append(f"Serves on: the standing committees are {', '.join(committees)} (S12)")
    return replace(place, backup=backup, serves_on=served, odd=tuple(odd))


_optional_day: Callable[[Cell], date | None] = lambda cell: None if cells.is_blank(cell) else cells.day(cell)  # noqa: E731


def _in_order(column: str, first: date | None, last: date | None) -> None:
    if first and last and last < first:
        raise RowFault(column, "the last day is before the first", "Correct one of the two")


def _races(written: str, races: Collection[str]) -> list[str]:
    """The keys in a cell, as the races have them. One that is misspelt would be no recusal: the row isn't taken."""
    by_key = {plain(key): key for key in races}
    wanted = [one for one in re.split(r"[,;\s]+", written) if one]
    strange = [one for one in wanted if plain(one) not in by_key]
    if strange:
        known = f"the races are {', '.join(races)}" if races else "no race is open yet"
        raise RowFault("Recused from", f"there is no race of one of these keys; {known}", "Write races' keys")
    return list(dict.fromkeys(by_key[plain(one)] for one in wanted))
