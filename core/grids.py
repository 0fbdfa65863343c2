"""A grid that is kept by hand: names down, dates or events across, and a mark for who was there."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from core import cells
from core.accounts import NOTHING_TO_US, Account, unread
from core.cells import Cell, CellFault, TwoWays
from core.cited import plain
from core.held import Held
from core.lines import Event, Sheet, Shift, SignIn
from core.lists import somebody
from core.sources import Delivery
from core.tabs import WHO, Row, RowFault, Rows, Tab, TabFault, column_letters, headings_in, table_in

TOTALS = frozenset({"total", "totals", "sum", "count", "attendance", "headcount", "grand total"})
"""What a row of sums is named. It is nobody's."""

Line = SignIn | Shift


@dataclass(frozen=True)
class _Across:
    """A column of marks: its place, and the day and event that its heading means."""

    at: int
    on: date
    event: Event | None


@dataclass(frozen=True)
class _Marks:
    """What one row says: where somebody was, which cells can't be read, and whether undated columns hold marks."""

    there: tuple[_Across, ...]
    unclear: tuple[str, ...]
    undated: bool

    def any(self) -> bool:
        """Whether anything stands in the row's columns of marks."""
        return bool(self.there or self.unclear or self.undated)


def read(delivery: Delivery, label: str, held: Held) -> Sheet:
    """M2, M3. What a grid says: sign-ins, or shifts where its line in the tab Sources names an activity.

    Raises TabFault where there is no column of names, no column of marks, or two that mean the same.
    """
    tab = Tab(label, WHO, needs=(("Name", "First name", "Email"),))
    start, places = headings_in(tab, delivery.rows)
    account = Account(label)
    headed, undated = _columns(delivery, account, start, set(places.values()), held)
    across = _one_each(label, headed, undated, delivery.rows[start:])
    table = table_in(tab, delivery.rows, known={*(one.at for one in headed), *undated})
    account.rows, account.remarks = len(table.rows), [*unread(tab, table, expected=NOTHING_TO_US), *account.remarks]
    reader = _Reader(delivery, label, account, across, undated)
    account.remark_on_addresses(row for row in table.rows if row.said != table.headed)
    repeated = [row for row in table.rows if row.said == table.headed]
    account.blank += len(repeated)
    lines = tuple(line for row in table.rows if row.said != table.headed for line in reader.lines(row))
    if delivery.source.activity:
        return account.closed(delivery.source.kind, shifts=lines)
    return account.closed(delivery.source.kind, sign_ins=lines)


def _columns(
    delivery: Delivery, account: Account, start: int, names: set[int], held: Held
) -> tuple[tuple[_Across, ...], frozenset[int]]:
    """The columns of marks, and the places of those whose heading is a date that means no event or isn't clear."""
    across, undated = [], set()
    for at, heading in enumerate(cells.settled(delivery.rows[start])):
        if at in names or cells.is_blank(heading):
            continue
        try:
            found = _column(at, heading, delivery, held)
        except RowFault as fault:
            undated.add(at)
            _remark(account, delivery.rows, start, at, fault)
            continue
        if found:
            across.append(found)
    return tuple(across), frozenset(undated)


def _remark(account: Account, rows: Rows, start: int, at: int, fault: RowFault) -> None:
    """Tell that a column's heading can't be used, if anything stands below it: days to come are no fault."""
    if any(_says(row[at]) for row in rows[start + 1 :] if at < len(row)):
        account.remark(start + 1, f"column {column_letters(at + 1)}", fault.reason, fault.remedy)


def _column(at: int, heading: Cell, delivery: Delivery, held: Held) -> _Across | None:
    """What a heading means; None if it is neither an event nor a day. Raises RowFault for a day without its event."""
    named = held.by_code.get(plain(heading)) if isinstance(heading, str) else None
    if named:
        return _Across(at, named.on, named)
    try:
        on = cells.day(heading)
    except TwoWays as fault:
        raise RowFault("", fault.reason, fault.remedy) from None
    except CellFault:
        return None
    return _Across(at, on, None if delivery.source.activity else held.on_the_day(on, ""))


def _one_each(label: str, headed: Sequence[_Across], undated: frozenset[int], rows: Rows) -> tuple[_Across, ...]:
    """One column for each day or event; where two are headed for one, as by its name and its day, the one with marks.

    Raises TabFault where no column is one of marks, or both of those two are.
    """
    if not headed and not undated:
        remedy = "Write the day or the event over each column of marks, in the row of headings"
        raise TabFault(f"{label} can't be read: no column is headed with a day or an event. {remedy}.")
    found: dict[tuple[date, str], _Across] = {}
    for one in headed:
        earlier = found.setdefault((one.on, one.event.code if one.event else ""), one)
        if earlier is one or not _is_marked(one.at, rows):
            continue
        if _is_marked(earlier.at, rows):
            columns = f"{column_letters(earlier.at + 1)} and {column_letters(one.at + 1)}"
            remedy = "Correct or remove one of them"
            raise TabFault(f"{label} can't be read: columns {columns} are both headed for {one.on}. {remedy}.")
        found[one.on, one.event.code if one.event else ""] = one
    return tuple(found.values())


def _is_marked(at: int, rows: Rows) -> bool:
    """Whether anything stands in a column below its heading, which is in the first of the rows."""
    headings, *below = rows
    return any(at < len(row) and row[at] != headings[at] and _says(row[at]) for row in below)


def _says(cell: Cell) -> bool:
    """Whether a cell may be a mark, even one that can't be read."""
    try:
        return cells.mark(cell)
    except CellFault:
        return True


class _Reader:
    """Reads the rows of one grid."""

    def __init__(
        self, delivery: Delivery, label: str, account: Account, across: Sequence[_Across], undated: frozenset[int]
    ) -> None:
        self.rows: Rows = delivery.rows
        self.activity = delivery.source.activity
        self.label, self.account, self.across, self.undated = label, account, across, undated
        self.seen: set[tuple[str, str, tuple[_Across, ...]]] = set()

    def lines(self, row: Row) -> Iterator[Line]:
        """Where one row says that somebody was; the row is accounted for."""
        marks = self._marks(self.rows[row.number - 1])
        if (row.is_blank() and not marks.any()) or self._is_a_sum(row):
            self.account.blank += 1
            return
        try:
            name, email = somebody(row)
        except RowFault as fault:
            self.account.fault(row, fault)
            return
        if self._is_accounted_for(row, marks) or self._is_repeated((plain(name), email, marks.there)):
            return
        for one in marks.there:
            if one.event and not self.activity:
                yield SignIn(row.number, one.event, name, email, self.label)
            else:
                yield Shift(row.number, one.on, self.activity, name, email, self.label)

    def _marks(self, cells_of_row: Sequence[Cell]) -> _Marks:
        there, unclear = [], []
        for one in self.across:
            try:
                came = one.at < len(cells_of_row) and cells.mark(cells_of_row[one.at])
            except CellFault:
                unclear.append(column_letters(one.at + 1))
                continue
            if came:
                there.append(one)
        undated = any(_says(cells_of_row[at]) for at in self.undated if at < len(cells_of_row))
        return _Marks(tuple(there), tuple(unclear), undated)

    def _is_a_sum(self, row: Row) -> bool:
        said = row.said.get("Name", row.said.get("First name"))
        return isinstance(said, str) and plain(said) in TOTALS

    def _is_accounted_for(self, row: Row, marks: _Marks) -> bool:
        """Whether a row says nothing that counts: nobody was there, or no mark can be read."""
        if marks.unclear:
            columns = f"column{'s' if len(marks.unclear) > 1 else ''} {', '.join(marks.unclear)}"
            reason, remedy = cells.UNCLEAR_MARK, "Write x for who was there"
            if not marks.there:
                self.account.fault(row, RowFault(columns, reason, remedy))
                return True
            self.account.remark(row.number, columns, f"{reason}; the row's other marks count", remedy)
        elif not marks.any():
            self.account.not_there += 1
            return True
        return False

    def _is_repeated(self, key: tuple[str, str, tuple[_Across, ...]]) -> bool:
        """Whether another row said the same of the same person."""
        if key in self.seen:
            self.account.duplicates += 1
            return True
        self.seen.add(key)
        return False
