"""The members' workbook: what organisers wrote down about members, events, sign-ins and volunteering."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any, TypeVar

from core import cells, kinds
from core.accounts import unread
from core.cited import plain
from core.clocks import SAME, Clock, ClockFault
from core.held import Held
from core.lines import Event, Line, Member, OnDuesList, OnVoterList, Page, SetAside, Sheet, Shift, SignIn
from core.lists import somebody
from core.sources import NOTHING_LISTED, Delivery, Listed
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
    name_in,
    table_of,
    without_address,
)

T = TypeVar("T", bound=Line)


@dataclass(frozen=True)
class Book:
    """The whole workbook, read; `sheets` are those that its tab Sources lists."""

    members: Page[Member]
    events: Page[Event]
    sign_ins: Page[SignIn]
    shifts: Page[Shift]
    listed: Listed = NOTHING_LISTED
    sheets: tuple[Sheet, ...] = ()

    def pages(self) -> tuple[Page[Any], ...]:
        """The four tabs."""
        return (self.members, self.events, self.sign_ins, self.shifts)

    def set_aside(self) -> tuple[SetAside, ...]:
        """Everything that somebody has to look at: rows that aren't used, and remarks. One for a row at most."""
        read: tuple[Page[Any] | Sheet, ...] = (*self.pages(), *self.sheets)
        return (*(one for page in read for one in (*page.set_aside, *page.remarks)), *self.listed.remarks)

    def refused(self) -> tuple[str, ...]:
        """A letter for every tab and every listed sheet that couldn't be read at all."""
        read: tuple[Page[Any] | Sheet, ...] = (*self.pages(), *self.sheets)
        return (*(page.refused for page in read if page.refused), *self.listed.refused)

    def counts(self) -> dict[str, dict[str, int]]:
        """For each tab: rows = used + duplicates + blank + set aside; for each listed sheet, "not there" besides."""
        tabs = {
            page.tab: {
                "rows": page.rows,
                "used": len(page.used),
                "duplicates": page.duplicates,
                "blank": page.blank,
                "set aside": len(page.set_aside),
            }
            for page in self.pages()
        }
        sheets = {
            sheet.tab: {
                "rows": sheet.rows,
                "used": sheet.read,
                "duplicates": sheet.duplicates,
                "blank": sheet.blank,
                "not there": sheet.not_there,
                "set aside": len(sheet.set_aside),
            }
            for sheet in self.sheets
        }
        return tabs | sheets

    def there(self) -> tuple[SignIn | Shift, ...]:
        """All sign-ins, and all shifts."""
        return (*self.came(), *self.helped())

    def on_lists(self) -> tuple[OnDuesList | OnVoterList, ...]:
        """All lines of lists of dues, and of voters."""
        dues = (one for sheet in self.sheets for one in sheet.dues)
        return (*dues, *(one for sheet in self.sheets for one in sheet.voters))

    def came(self) -> tuple[SignIn, ...]:
        """Everybody at an event, as the tab Attendance and the listed sheets say."""
        return (*self.sign_ins.used, *(one for sheet in self.sheets for one in sheet.sign_ins))

    def helped(self) -> tuple[Shift, ...]:
        """Everybody who volunteered, as the tab Volunteering and the listed sheets say."""
        return (*self.shifts.used, *(one for sheet in self.sheets for one in sheet.shifts))


def read(
    tabs: Mapping[str, Rows],
    *,
    clock: Clock = SAME,
    listed: Listed = NOTHING_LISTED,
    deliveries: Iterable[Delivery] = (),
) -> Book:
    """What the workbook says, and for every row it can't use a letter that says why.

    `tabs` maps names to rows of raw cells: numbers for dates, as Sheets keeps them, or text; `clock` is the workbook's.
    `deliveries` are the sheets that are `listed`, as they were fetched. A bad row never stops the good ones; a tab with
    a needed column missing, or a column there twice, is refused as a whole.
    """
    members = _page(MEMBERS, tabs, _member, by=lambda one: plain(one.number), unique="Member id")
    events = _page(EVENTS, tabs, _event, by=lambda one: plain(one.code), unique="Event")
    held = Held(events.used)
    if events.refused:
        sign_ins = Page[SignIn](ATTENDANCE.name, refused="Attendance can't be read before Events is put right.")
        sheets: tuple[Sheet, ...] = ()
    else:
        sign_ins = _sign_ins(tabs, held, clock)
        sheets = kinds.read(deliveries, held)
    shifts = _page(VOLUNTEERING, tabs, _shift, by=lambda one: (one.on, plain(one.activity), plain(one.name), one.email))
    return Book(members, events, sign_ins, shifts, listed, sheets)


def _sign_ins(tabs: Mapping[str, Rows], held: Held, clock: Clock) -> Page[SignIn]:
    """The tab Attendance. Where the workbook's zone is unknown it is refused: its times could mean another day."""
    try:
        clock.check()
    except ClockFault as fault:
        return Page(ATTENDANCE.name, refused=f"Attendance can't be read: {fault}.")

    def sign_in(row: Row) -> SignIn:
        return SignIn(row.number, held.of(row, clock), *somebody(row))

    return _page(ATTENDANCE, tabs, sign_in, by=lambda one: (one.event.code, plain(one.name), one.email))


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
    remarks = list(unread(tab, table))
    written = [row for row in table.rows if not row.is_blank()]
    for row in written:
        try:
            line = parse(row)
            earlier = used.setdefault(by(line), line)
            _check_clash(line, earlier, unique)
        except RowFault as fault:
            set_aside.append(SetAside(tab.name, row.number, fault.column, fault.reason, fault.remedy))
            continue
        remarks += _without_address(row) if tab is MEMBERS else _of_addresses(tab, row)
    duplicates, blank = len(written) - len(used) - len(set_aside), len(table.rows) - len(written)
    used_lines = tuple(used.values())
    return Page(tab.name, len(table.rows), used_lines, duplicates, blank, tuple(set_aside), tuple(remarks))


def _of_addresses(tab: Tab, row: Row) -> Iterator[SetAside]:
    return (SetAside(tab.name, row.number, one.column, one.reason, one.remedy) for one in without_address(row))


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
    return Shift(row.number, row.read("Date", cells.day), activity, *somebody(row))
