"""Lists with one row per person: a form's answers, sign-ins, a log of shifts, a partner's list of who came."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from core import cells
from core.accounts import Account, one_by_one, opened
from core.cells import Cell
from core.cited import plain
from core.clocks import Clock
from core.held import Held, check_time
from core.lines import Event, Sheet, Shift, SignIn
from core.sources import Delivery, Source
from core.tabs import DAY, EVENT, WHO, Column, Row, RowFault, Tab, table_in, who

STATUS = Column("Status", ("attendee status", "attendance status", "signup status", "shift status", "rsvp status"))
CAME = Column("Came", ("attended", "checked in", "check in", "present", "showed up", "was there", "attendance"))
HOURS = Column("Hours", ("hours worked", "number of hours"))
TIMESTAMP = Column("Timestamp", ("time stamp", "submitted", "submitted at", "submission time"))
ACTIVITY = Column(
    "Activity", ("shift", "event", "event name", "event title", "volunteer activity", "task", "opportunity")
)
SHIFT_DAY = Column(
    "Date", (*DAY.others, "shift date", "start", "start time", "start date", "timeslot start", "timestamp")
)

_COLUMNS = (*WHO, STATUS, CAME, HOURS)
_SOMEBODY = ("Name", "First name", "Email")

CAME_WORDS = frozenset(
    {"completed", "complete", "attended", "checked in", "present", "came", "showed", "showed up", "walk in", "done",
     "yes", "true", "x", "1"}
)  # fmt: skip
NOT_THERE_WORDS = frozenset(
    {"no show", "noshow", "did not attend", "did not show", "not attending", "absent", "cancelled", "canceled",
     "declined", "registered", "confirmed", "attending", "scheduled", "invited", "waitlisted", "waitlist", "maybe",
     "pending", "rsvp", "deleted", "refunded", "no", "false", "0"}
)  # fmt: skip


def read(delivery: Delivery, label: str, held: Held) -> Sheet:
    """M9, M2, M3. What a list says: sign-ins, or shifts where it is about volunteering.

    Who registered and didn't come isn't counted. Raises TabFault where a needed column is missing or doubled.
    """
    source = delivery.source
    event = held.named(source.event) if source.event else None
    tab = _tab(source, label)
    table = table_in(tab, delivery.rows)
    account, rows = opened(tab, table)
    marked = {heading for heading in ("Status", "Came") if heading in table.headed}
    reader = _Reader(source, label, held, event, delivery.clock, frozenset(marked))
    if reader.helps:
        shifts = one_by_one(account, rows, reader.shift, by=lambda one: (one.on, plain(one.activity), *_key(one)))
        _remark_on_nobody(account, table.headings_at, marked)
        return account.closed(source.kind, shifts=shifts)
    sign_ins = one_by_one(account, rows, reader.sign_in, by=lambda one: (one.event.code, *_key(one)))
    _remark_on_nobody(account, table.headings_at, marked)
    return account.closed(source.kind, sign_ins=sign_ins)


def _key(line: SignIn | Shift) -> tuple[str, str]:
    return plain(line.name), line.email


def _tab(source: Source, label: str) -> Tab:
    """The columns of a list, by what its line in the tab Sources leaves open."""
    if source.kind == "shifts":
        day, activity = (() if source.event else (("Date",),)), (() if source.activity else (("Activity",),))
        return Tab(label, (SHIFT_DAY, ACTIVITY, *_COLUMNS), needs=(*day, *activity, _SOMEBODY))
    event = () if source.event else (("Date", "Timestamp") if source.activity else ("Event", "Date", "Timestamp"),)
    columns = (DAY, TIMESTAMP, *_COLUMNS) if source.event or source.activity else (EVENT, DAY, TIMESTAMP, *_COLUMNS)
    return Tab(label, columns, needs=(*event, _SOMEBODY))


def _remark_on_nobody(account: Account, headings_at: int, marked: Iterable[str]) -> None:
    """Where nobody at all is marked as having come, the marks may not have been made."""
    if marked and account.not_there and account.not_there + account.blank == account.rows:
        column = "' and '".join(sorted(marked))
        remedy = "Mark who came; or, if everybody listed did, put the heading of that column in brackets"
        account.remark(headings_at, column, "nobody is marked as having come", remedy)


class _Reader:
    """Reads the rows of one list."""

    def __init__(
        self, source: Source, label: str, held: Held, event: Event | None, clock: Clock, marked: frozenset[str]
    ) -> None:
        self.source, self.label, self.held = source, label, held
        self.event, self.clock, self.marked = event, clock, marked
        self.helps = bool(source.activity) or source.kind == "shifts"

    def sign_in(self, row: Row) -> SignIn | None:
        """Somebody at an event; None if they weren't there."""
        name, email = somebody(row)
        if not self._came(row):
            return None
        event = self.event or self.held.of(row, self.clock)
        check_time(row, event, self.clock)
        return SignIn(row.number, event, name, email, self.label)

    def shift(self, row: Row) -> Shift | None:
        """Somebody who volunteered; None if they weren't there."""
        name, email = somebody(row)
        if not self._came(row) or (row.says("Hours") and not row.read("Hours", cells.mark)):
            return None
        activity = row.read("Activity", cells.text) or self.source.activity
        if not activity:
            raise RowFault("Activity", "there is no activity", "Write what was done")
        return Shift(row.number, self._day(row), activity, name, email, self.label)

    def _day(self, row: Row) -> date:
        if row.says("Date") or (self.event is None and not row.says("Timestamp")):
            return row.read("Date", self.clock.day)
        return self.event.on if self.event else row.read("Timestamp", self.clock.day)

    def _came(self, row: Row) -> bool:
        """Whether somebody came, as far as the list marks it. Raises RowFault where that can't be told."""
        if row.says("Came"):
            return row.read("Came", cells.mark)
        if "Status" in self.marked and (row.says("Status") or "Came" not in self.marked):
            return row.read("Status", _status)
        return "Came" not in self.marked


def _status(cell: Cell) -> bool:
    said = plain(cells.text(cell))
    if said in CAME_WORDS or said in NOT_THERE_WORDS:
        return said in CAME_WORDS
    reason = "what stands there doesn't say whether they came" if said else "nothing says whether they came"
    raise cells.CellFault(reason, "Write Attended or No-show")


def somebody(row: Row) -> tuple[str, str]:
    """(name, e-mail address) of whoever a row is about. Raises RowFault where it gives neither."""
    name, email = who(row)
    if not (name or email):
        raise RowFault("Name", "neither a name nor an e-mail address is given", "Write one of them")
    return name, email
