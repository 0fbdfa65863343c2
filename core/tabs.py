"""The tabs of the members' workbook: which columns they have, however they are headed, and what their rows say."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypeAlias, TypeVar

from core import cells
from core.cells import Cell, CellFault
from core.cited import plain

Rows: TypeAlias = Sequence[Sequence[Cell]]
T = TypeVar("T")

HEADING_ROWS = 20
"""The headings are looked for in this many rows, because some sheets have a title above them."""


LONGEST_HEADING = 40
"""So much of a heading is quoted: some sheets have a whole paragraph there."""


LONGEST_CELL = 500
"""No name, address, event or activity is longer. What is, is a paragraph in the wrong place, and fits no index."""


class TabFault(ValueError):
    """A tab can't be read at all. The message is the letter to the organisers."""


class RowFault(ValueError):
    """A row can't be used: at which column, why, and what to do."""

    def __init__(self, column: str, reason: str, remedy: str) -> None:
        super().__init__(f"{column}: {reason}. {remedy}")
        self.column = column
        self.reason = reason
        self.remedy = remedy


@dataclass(frozen=True)
class Column:
    """A column: the heading we ask for, and others that mean the same. Headings are compared without case and marks."""

    heading: str
    others: tuple[str, ...] = ()


@dataclass(frozen=True)
class Tab:
    """A tab: its name, the columns that can be read, and of which groups it needs at least one column each."""

    name: str
    columns: tuple[Column, ...]
    needs: tuple[tuple[str, ...], ...]


@dataclass(frozen=True)
class Table:
    """What a tab holds: the row of its headings, all rows below, blank ones too, and the columns that aren't read.

    `places` says at which place each column is, counted from 0; `headed` how the columns that are read are headed.
    """

    headings_at: int
    rows: tuple[Row, ...]
    unread: tuple[str, ...]
    places: Mapping[str, int]
    headed: Mapping[str, Cell]


@dataclass(frozen=True)
class Row:
    """A row below the headings: its number in the sheet, and its cells by heading."""

    number: int
    said: Mapping[str, Cell] = field(repr=False)

    def read(self, column: str, reader: Callable[[Cell], T]) -> T:
        """What the cell in a column says. Raises RowFault where the reader can't make sense of it."""
        cell = self.said.get(column)
        if isinstance(cell, str) and len(cell) > LONGEST_CELL:
            raise RowFault(column, f"more than {LONGEST_CELL} characters stand there", "Write it shorter")
        try:
            return reader(cell)
        except CellFault as fault:
            raise RowFault(column, fault.reason, fault.remedy) from None

    def says(self, column: str) -> bool:
        """Whether there is anything in a column."""
        return not cells.is_blank(self.said.get(column))

    def is_blank(self) -> bool:
        """Whether the row says nothing. An unticked box is nothing: Sheets shows one in every empty row."""
        return all(cell is False or cells.is_blank(cell) for cell in self.said.values())


DATED = ("Date", "Timestamp", "Paid on", "Paid through")
"""Columns of dates, of which a whole column may show in which order day and month are written."""

DAY = Column("Date", ("day", "event date", "date of event"))
EVENT = Column("Event", ("event name", "event code", "meeting", "which event"))
EMAIL = Column("Email", ("email address", "user email", "username", "your email"))
WHO = (
    Column("Name", ("full name", "your name", "attendee", "volunteer", "member name")),
    Column("First name", ("first", "given name")),
    Column("Last name", ("last", "surname", "family name")),
    EMAIL,
)

MEMBERS = Tab(
    "Members",
    (
        Column("Member id", ("member number", "member no", "member", "number", "no", "id")),
        *WHO,
        Column("Also known as", ("aka", "nickname", "nicknames", "other names", "preferred name")),
        Column(
            "Other emails",
            ("other email", "other email addresses", "emails", "email addresses", "second email", "additional emails"),
        ),
        Column("Dues paid", ("dues", "paid dues", "progressive mass dues")),
    ),
    needs=(("Member id",), ("Name", "First name"), ("Email", "Other emails")),
)
EVENTS = Tab(
    "Events",
    (EVENT, DAY, Column("Kind", ("type", "category", "kind of event", "event type"))),
    needs=(("Event",), ("Date",)),
)
ATTENDANCE = Tab(
    "Attendance",
    (EVENT, DAY, Column("Timestamp", ("time stamp", "submitted")), *WHO),
    needs=(("Event", "Date", "Timestamp"), ("Name", "First name", "Email")),
)
VOLUNTEERING = Tab(
    "Volunteering",
    (
        Column("Date", (*DAY.others, "timestamp")),
        Column("Activity", ("event", "shift", "volunteer activity", "task")),
        *WHO,
    ),
    needs=(("Date",), ("Activity",), ("Name", "First name", "Email")),
)
QUESTIONS = Tab(
    "Questions",
    tuple(Column(one) for one in ("Question", "Where", "Name", "Email", "Why", "Perhaps", "Answer", "Taken up")),
    needs=(("Question",), ("Answer",), ("Taken up",)),
)


HEADINGS = {
    MEMBERS.name: ("Member id", "Name", "Also known as", "Email", "Other emails", "Dues paid"),
    EVENTS.name: ("Event", "Date", "Kind"),
    ATTENDANCE.name: ("Event", "Date", "Name", "Email"),
    VOLUNTEERING.name: ("Date", "Activity", "Name", "Email"),
    "Sources": ("Tab", "Kind", "Event", "Activity", "Minimum minutes", "Partner", "Workbook"),
}
"""How an empty workbook is headed, for organisers to fill in."""


def table_of(tab: Tab, tabs: Mapping[str, Rows]) -> Table:
    """What a tab of the workbook holds.

    Raises TabFault if there is no such tab, or two, or if a needed column is missing or a
    column is there twice.
    """
    found = [rows for name, rows in tabs.items() if plain(name) == plain(tab.name)]
    if len(found) != 1:
        number, remedy = ("no tab", "Add one") if not found else ("two tabs", "Rename one of them")
        raise TabFault(f"The workbook has {number} named '{tab.name}'. {remedy}.")
    return table_in(tab, found[0])


def table_in(tab: Tab, rows: Rows, *, known: Collection[int] = ()) -> Table:
    """What these rows hold, read as a tab. `known` are columns that somebody else reads. Raises TabFault as above."""
    start, headings = headings_in(tab, rows)
    rows = [*rows[: start + 1], *_dated(rows[start + 1 :], {headings[one] for one in DATED if one in headings})]
    below = tuple(
        Row(number, {heading: row[at] if at < len(row) else None for heading, at in headings.items()})
        for number, row in enumerate(rows[start + 1 :], start + 2)
    )
    headed = {heading: rows[start][at] for heading, at in headings.items()}
    unread = _unread(rows[start], rows[start + 1 :], places={*headings.values(), *known})
    return Table(start + 1, below, unread, headings, headed)


def _dated(rows: Rows, columns: Collection[int]) -> Rows:
    """The rows, with the days of each column of dates read in the one order that fits all of it."""
    written = {at for at in columns if any(at < len(row) and isinstance(row[at], str) for row in rows)}
    read = {at: cells.settled([row[at] if at < len(row) else None for row in rows]) for at in written}
    if not written:
        return rows
    return [[read[at][nth] if at in read else cell for at, cell in enumerate(row)] for nth, row in enumerate(rows)]


def name_in(row: Row) -> str:
    """The name that a row gives, whole or in two parts; possibly empty."""
    parts = (row.read("First name", cells.text), row.read("Last name", cells.text))
    return row.read("Name", cells.text) or " ".join(filter(None, parts))


def who(row: Row) -> tuple[str, str]:
    """(name, e-mail address) as a row gives them, each possibly empty.

    Where the address can't be used a name is kept without it, and of several addresses beside a name the first one;
    `without_address` tells so. Raises RowFault where there is no name either.
    """
    name = name_in(row)
    try:
        return name, row.read("Email", cells.email)
    except RowFault:
        if not name:
            raise
        return name, next(iter(_usable(row)), "")


def without_address(row: Row) -> Iterator[RowFault]:
    """What to tell about a row that is read although its address can't be, or isn't the only one."""
    try:
        row.read("Email", cells.email)
    except RowFault as fault:
        if any(row.says(heading) for heading in ("Name", "First name", "Last name")):
            kept = "the first one is used" if _usable(row) else "the row is read by its name alone"
            yield RowFault("Email", f"{fault.reason}; {kept}", fault.remedy)


def _usable(row: Row) -> tuple[str, ...]:
    return cells.usable_emails(cells.text(row.said.get("Email"))[:LONGEST_CELL])


def headings_in(tab: Tab, rows: Rows) -> tuple[int, Mapping[str, int]]:
    """In which row the headings are, and at which place each column is. Raises TabFault as `table_of` does."""
    tries = [(at, _places(tab, row)) for at, row in enumerate(rows[:HEADING_ROWS])]
    start, places = max(tries, key=lambda one: len(one[1]), default=(0, {}))
    for heading, found in places.items():
        if len(found) > 1:
            written = " and ".join(f"'{cells.text(rows[start][at])}'" for at in found)
            raise TabFault(
                f"{tab.name} can't be read: the columns {written} both mean '{heading}'. Rename or remove all but one."
            )
    for group in tab.needs:
        if not any(heading in places for heading in group):
            wanted = " or ".join(f"'{heading}'" for heading in group)
            raise TabFault(f"{tab.name} can't be read: no column is headed {wanted}. Write it in the row of headings.")
    return start, {heading: found[0] for heading, found in places.items()}


def _places(tab: Tab, row: Sequence[Cell]) -> Mapping[str, list[int]]:
    """The columns that a row of headings names, with all places where it does."""
    meant = {meaning(name): column.heading for column in tab.columns for name in (column.heading, *column.others)}
    places: dict[str, list[int]] = {}
    for at, cell in enumerate(row):
        if isinstance(cell, str) and meaning(cell) in meant:
            places.setdefault(meant[meaning(cell)], []).append(at)
    return places


def meaning(heading: str) -> str:
    """A heading to compare: "E-mail", "e mail" and "Email" are one word."""
    return re.sub(r"\be mail", "email", plain(heading))


def _unread(headings: Sequence[Cell], rows: Rows, *, places: set[int]) -> tuple[str, ...]:
    """The headings of columns that hold something and aren't read. One in brackets is the organisers' own note."""
    written = {at for row in rows for at, cell in enumerate(row) if cell is not False and not cells.is_blank(cell)}
    said = [cells.text(headings[at]) if at < len(headings) else "" for at in sorted(written - places)]
    return tuple(heading[:LONGEST_HEADING] for heading in said if heading and not heading.startswith("("))


def column_letters(column: int) -> str:
    """The letters of a column as a sheet shows them, the first being 1."""
    name = ""
    while column:
        column, rest = divmod(column - 1, 26)
        name = chr(ord("A") + rest) + name
    return name
