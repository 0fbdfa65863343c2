"""The account of a sheet: where each of its rows went, so that none is lost."""

from __future__ import annotations

from collections.abc import Callable, Collection, Hashable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from typing import Any, TypeVar

from core.lines import SetAside, Sheet
from core.tabs import Row, RowFault, Tab, Table, meaning, without_address

T = TypeVar("T")

NOTHING_TO_US = frozenset(
    {
        *("pronouns", "your pronouns", "phone", "phone number", "your phone number", "mobile", "cell phone", "address"),
        *(
            "street",
            "street address",
            "city",
            "state",
            "zip",
            "zip code",
            "neighborhood",
            "ward",
            "precinct",
            "chapter",
        ),
        *(
            "first meeting",
            "is this your first meeting",
            "first time",
            "how did you hear about us",
            "notes",
            "comments",
        ),
    }
)
"""What forms and lists of others often ask besides. That it isn't read needs no remark."""

REMEDY_FOR_UNREAD = "Rename what should be read; put the heading of a note of your own in brackets"


@dataclass
class Account:
    """What became of the rows: each is read, a duplicate, blank, about somebody who wasn't there, or set aside."""

    sheet: str
    rows: int = 0
    duplicates: int = 0
    blank: int = 0
    not_there: int = 0
    set_aside: list[SetAside] = field(default_factory=list)
    remarks: list[SetAside] = field(default_factory=list)

    def fault(self, row: Row, fault: RowFault) -> None:
        """Set a row aside, with its letter."""
        self.set_aside.append(SetAside(self.sheet, row.number, fault.column, fault.reason, fault.remedy))

    def remark(self, row: int, column: str, reason: str, remedy: str) -> None:
        """Tell something that costs no row."""
        self.remarks.append(SetAside(self.sheet, row, column, reason, remedy))

    def remark_on_addresses(self, rows: Iterable[Row]) -> None:
        """Tell which rows are read without their address, or with one of several."""
        for number, fault in ((row.number, fault) for row in rows for fault in without_address(row)):
            self.remark(number, fault.column, fault.reason, fault.remedy)

    def closed(self, kind: str, **lines: Any) -> Sheet:
        """The sheet as it was read: all rows that are nowhere else were used."""
        read = self.rows - self.duplicates - self.blank - self.not_there - len(self.set_aside)
        told = Sheet(
            self.sheet,
            kind,
            self.rows,
            read,
            self.duplicates,
            self.blank,
            self.not_there,
            set_aside=tuple(self.set_aside),
            remarks=tuple(self.remarks),
        )
        return replace(told, **lines)


def opened(tab: Tab, table: Table) -> tuple[Account, list[Row]]:
    """A new account, and the rows that say something. Headings that are pasted again further down say nothing."""
    written = [row for row in table.rows if not row.is_blank() and row.said != table.headed]
    account = Account(tab.name, rows=len(table.rows), blank=len(table.rows) - len(written))
    account.remarks.extend(unread(tab, table, expected=NOTHING_TO_US))
    account.remark_on_addresses(written)
    return account, written


def one_by_one(
    account: Account, rows: list[Row], parse: Callable[[Row], T | None], *, by: Callable[[T], Hashable]
) -> tuple[T, ...]:
    """Read rows that each stand for themselves. `parse` gives None for who wasn't there; equal `by` is a duplicate."""
    found: dict[Hashable, T] = {}
    for row in rows:
        try:
            line = parse(row)
        except RowFault as fault:
            account.fault(row, fault)
            continue
        if line is None:
            account.not_there += 1
        elif found.setdefault(by(line), line) is not line:
            account.duplicates += 1
    return tuple(found.values())


def unread(tab: Tab, table: Table, *, expected: Collection[str] = ()) -> Iterator[SetAside]:
    """One remark about all columns of a tab that nobody reads, but for those that are `expected` there."""
    found = [heading for heading in table.unread if meaning(heading) not in expected]
    if found:
        columns = "', '".join(found)
        reason = "the column isn't read" if len(found) == 1 else "these columns aren't read"
        yield SetAside(tab.name, table.headings_at, columns, reason, REMEDY_FOR_UNREAD)
