"""The members' workbook: what organisers wrote down about members, events, sign-ins and volunteering."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, TypeVar

from core import cells
from core.cited import plain
from core.lines import Event, Line, Member, Page, SetAside, Shift, SignIn
from core.tabs import (
    ATTENDANCE,
    EVENTS,
    MEMBERS,
    VOLUNTEERING,
    Row,
    RowFault,
    Rows,
    Tab,
    TabFault,
    Table,
    name_in,
    table_of,
    who,
)

T = TypeVar("T", bound=Line)


@dataclass(frozen=True)
class Book:
    """The whole workbook, read."""

    members: Page[Member]
    events: Page[Event]
    sign_ins: Page[SignIn]
    shifts: Page[Shift]

    def pages(self) -> tuple[Page[Any], ...]:
        """The four tabs."""
        return (self.members, self.events, self.sign_ins, self.shifts)

    def set_aside(self) -> tuple[SetAside, ...]:
        """Everything that somebody has to look at: rows that aren't used, and remarks. One for a row at most."""
        return tuple(one for page in self.pages() for one in (*page.set_aside, *page.remarks))

    def refused(self) -> tuple[str, ...]:
        """A letter for every tab that couldn't be read at all."""
        return tuple(page.refused for page in self.pages() if page.refused)


def read(tabs: Mapping[str, Rows]) -> Book:
    """What the workbook says, and for every row it can't use a letter that says why.

    `tabs` maps names to rows of raw cells: numbers for dates, as Sheets keeps them, or text.
    A bad row never stops the good ones; a tab with a needed column missing, or a column
    there twice, is refused as a whole.
    """
    members = _page(MEMBERS, tabs, _member, by=lambda one: plain(one.number), unique="Member id")
    events = _page(EVENTS, tabs, _event, by=lambda one: plain(one.code), unique="Event")
    held = _Held(events.used)
    if events.refused:
        sign_ins = Page[SignIn](ATTENDANCE.name, refused="Attendance can't be read before Events is put right.")
    else:
        sign_ins = _page(ATTENDANCE, tabs, held.sign_in, by=lambda one: (one.event.code, plain(one.name), one.email))
    shifts = _page(VOLUNTEERING, tabs, _shift, by=lambda one: (one.on, plain(one.activity), plain(one.name), one.email))
    return Book(members, events, sign_ins, shifts)


def _page(
    tab: Tab, tabs: Mapping[str, Rows], parse: Callable[[Row], T], *, by: Callable[[T], Hashable], unique: str = ""
) -> Page[T]:
    """Read a tab row by row. Lines equal in `by` are duplicates, or clash if column `unique` may have a value once."""
    try:
        table = table_of(tab, tabs)
    except TabFault as fault:
        return Page(tab.name, refused=str(fault))
    used: dict[Hashable, T] = {}
    set_aside: list[SetAside] = []
    remarks = list(_unread(tab, table))
    written = [row for row in table.rows if not row.is_blank()]
    for row in written:
        try:
            line = parse(row)
            earlier = used.setdefault(by(line), line)
            _check_clash(line, earlier, unique)
        except RowFault as fault:
            set_aside.append(SetAside(tab.name, row.number, fault.column, fault.reason, fault.remedy))
            continue
        if tab is MEMBERS:
            remarks += _without_address(row)
    duplicates, blank = len(written) - len(used) - len(set_aside), len(table.rows) - len(written)
    used_lines = tuple(used.values())
    return Page(tab.name, len(table.rows), used_lines, duplicates, blank, tuple(set_aside), tuple(remarks))


def _unread(tab: Tab, table: Table) -> Iterator[SetAside]:
    """One remark about all columns of a tab that nobody reads."""
    if table.unread:
        columns = "', '".join(table.unread)
        reason = "the column isn't read" if len(table.unread) == 1 else "these columns aren't read"
        remedy = "Rename what should be read; put the heading of a note of your own in brackets"
        yield SetAside(tab.name, table.headings_at, columns, reason, remedy)


def _without_address(row: Row) -> Iterator[SetAside]:
    """A remark about a member who is kept without the addresses that nobody can write to."""
    faults = list(_unusable_addresses(row))
    if faults:
        columns = "' and '".join(fault.column for fault in faults)
        reason = f"{faults[0].reason}; the member is kept without it"
        yield SetAside(MEMBERS.name, row.number, columns, reason, faults[0].remedy)


def _unusable_addresses(row: Row) -> Iterator[RowFault]:
    for column in ("Email", "Other emails"):
        try:
            row.read(column, cells.emails)
        except RowFault as fault:
            yield fault


def _addresses(row: Row) -> tuple[str, ...]:
    """A member's addresses, the one for letters first, as far as the cells can be used."""
    unusable = {fault.column for fault in _unusable_addresses(row)}
    usable = [column for column in ("Email", "Other emails") if column not in unusable]
    return tuple(dict.fromkeys(address for column in usable for address in row.read(column, cells.emails)))


def _check_clash(line: Any, earlier: Any, unique: str) -> None:
    """Raises RowFault if a line says something else than an earlier one with the same unique value."""
    if unique and replace(line, row=0) != replace(earlier, row=0):
        remedy = "Give each its own, or remove the line that is wrong"
        raise RowFault(unique, f"row {earlier.row} has the same one and says something else", remedy)


def _member(row: Row) -> Member:
    number = row.read("Member id", cells.text)
    if not number:
        raise RowFault("Member id", "there is no number", "Give the member a number that nobody else has")
    name = name_in(row)
    if not name:
        raise RowFault("Name", "there is no name", "Write the member's name")
    return Member(
        row.number,
        number,
        name,
        row.read("Also known as", cells.names),
        _addresses(row),
        row.read("Dues paid", cells.yes_or_no),
    )


def _event(row: Row) -> Event:
    code = row.read("Event", cells.text)
    if not plain(code):
        raise RowFault("Event", "the event has no name", "Write one that no other event has")
    return Event(row.number, code, row.read("Date", cells.day), row.read("Kind", cells.text))


def _shift(row: Row) -> Shift:
    activity = row.read("Activity", cells.text)
    if not activity:
        raise RowFault("Activity", "there is no activity", "Write what was done")
    return Shift(row.number, row.read("Date", cells.day), activity, *_somebody(row))


def _somebody(row: Row) -> tuple[str, str]:
    name, email = who(row)
    if not (name or email):
        raise RowFault("Name", "neither a name nor an e-mail address is given", "Write one of them")
    return name, email


class _Held:
    """The events that were held, to find the one that a sign-in means."""

    def __init__(self, events: tuple[Event, ...]) -> None:
        self.by_code = {plain(event.code): event for event in events}
        self.by_day: dict[date, list[Event]] = {}
        for event in events:
            self.by_day.setdefault(event.on, []).append(event)

    def sign_in(self, row: Row) -> SignIn:
        """A line of the tab Attendance, with its event."""
        event = self._named(row) if row.says("Event") else self._on_the_day(row)
        return SignIn(row.number, event, *_somebody(row))

    def _named(self, row: Row) -> Event:
        event = self.by_code.get(plain(row.read("Event", cells.text)))
        if event is None:
            raise RowFault("Event", "the tab Events has no such event", "Correct the name, or add the event there")
        if row.says("Date") and row.read("Date", cells.day) != event.on:
            raise RowFault("Date", f"the event was held on {event.on}, not then", "Correct the row, or the event")
        return event

    def _on_the_day(self, row: Row) -> Event:
        column = "Date" if row.says("Date") or not row.says("Timestamp") else "Timestamp"
        day = row.read(column, cells.day)
        held = self.by_day.get(day, [])
        if len(held) == 1:
            return held[0]
        if held:
            raise RowFault("Event", f"{len(held)} events were held on {day}, and none is named", "Name one")
        raise RowFault(column, f"no event was held on {day}", "Correct the date, or add the event to Events")
