"""The tab Sources: which other sheets say who came, who helped, who paid dues, and who is registered to vote."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace

from core import cells, clocks
from core.accounts import one_by_one, opened
from core.cells import Cell, CellFault
from core.cited import plain
from core.clocks import SAME, Clock
from core.lines import SetAside
from core.tabs import (
    ATTENDANCE,
    EVENTS,
    MEMBERS,
    QUESTIONS,
    VOLUNTEERING,
    Column,
    Row,
    RowFault,
    Rows,
    Tab,
    TabFault,
    table_of,
)

SOURCES = Tab(
    "Sources",
    (
        Column("Tab", ("tab name", "sheet", "name of the tab")),
        Column("Kind", ("kind of sheet", "type")),
        Column("Event", ("event code", "event name")),
        Column("Activity", ("volunteer activity",)),
        Column("Minimum minutes", ("min minutes", "minutes", "at least minutes")),
        Column("Partner", ("run by", "partner organisation", "partner organization", "whose list")),
        Column("Workbook", ("link", "workbook link", "workbook id", "spreadsheet")),
    ),
    needs=(("Tab",), ("Kind",)),
)

KINDS: Mapping[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "form": ((), ("Event", "Activity", "Partner")),
    "list": ((), ("Event", "Activity", "Partner")),
    "grid": ((), ("Activity", "Partner")),
    "shifts": ((), ("Event", "Activity", "Partner")),
    "meeting": (("Event",), ("Event", "Activity", "Minimum minutes", "Partner")),
    "partner": (("Partner",), ("Event", "Activity", "Partner")),
    "dues": ((), ()),
    "voters": ((), ()),
}
"""The kinds of sheets: which columns of the tab Sources each needs, and which mean something for it."""

ALWAYS = ("Tab", "Kind", "Workbook")

OURS = tuple(plain(tab.name) for tab in (MEMBERS, EVENTS, ATTENDANCE, VOLUNTEERING, SOURCES, QUESTIONS))
"""The tabs that are read anyway."""

WRITTEN = ("disputes", "requests", "motions", "disclosures")
"""The tabs that Canvass writes itself, of what was handed in on its forms. Who stands there was at no event by it."""

_ID = re.compile(r"[A-Za-z0-9_-]{20,100}")
_LINK = re.compile(r"https?://\S*/d/([A-Za-z0-9_-]{20,100})(?:[/?#]\S*)?")


@dataclass(frozen=True)
class Source:
    """A sheet that is listed. `workbook` is the id of another spreadsheet, "" for the members' workbook itself."""

    row: int
    tab: str
    kind: str
    event: str = ""
    activity: str = ""
    minimum: float = 0
    partner: str = ""
    workbook: str = ""


@dataclass(frozen=True)
class Listed:
    """What the tab Sources lists, and a letter for each of its rows that can't be understood.

    Such a letter stops the whole reading: a sheet that isn't read could cost people their vote.
    """

    sources: tuple[Source, ...] = ()
    refused: tuple[str, ...] = ()
    remarks: tuple[SetAside, ...] = ()


NOTHING_LISTED = Listed()


@dataclass(frozen=True)
class Delivery:
    """The rows of a listed sheet, its clock, and the title of the workbook it is in if that is another one.

    `letter` says why they can't be had.
    """

    source: Source
    rows: Rows = ()
    clock: Clock = SAME
    title: str = ""
    letter: str = ""


def listed(tabs: Mapping[str, Rows]) -> Listed:
    """Which sheets the members' workbook lists, in their order. Without the tab Sources there are none."""
    if not any(plain(name) == plain(SOURCES.name) for name in tabs):
        return NOTHING_LISTED
    try:
        account, rows = opened(SOURCES, table_of(SOURCES, tabs))
    except TabFault as fault:
        return Listed(refused=(str(fault),))
    reader = _Reader()
    found = one_by_one(account, rows, reader.source, by=lambda one: (one.workbook, plain(one.tab)))
    return Listed(found, tuple(str(one) for one in account.set_aside), tuple(account.remarks))


class _Reader:
    """Reads line after line, and remembers which tabs were listed before."""

    def __init__(self) -> None:
        self.before: dict[tuple[str, str], Source] = {}

    def source(self, row: Row) -> Source:
        """A line of the tab Sources. Raises RowFault where it can't be understood, or lists a tab in two ways."""
        kind = plain(row.read("Kind", cells.text))
        if kind not in KINDS:
            raise RowFault("Kind", "there is no such kind", f"Write one of these: {', '.join(KINDS)}")
        _check_filled(row, kind)
        found = Source(
            row.number,
            row.read("Tab", cells.text),
            kind,
            row.read("Event", cells.text),
            row.read("Activity", cells.text),
            row.read("Minimum minutes", _minimum),
            row.read("Partner", cells.text),
            row.read("Workbook", workbook_id),
        )
        if not found.workbook and plain(found.tab) in OURS:
            raise RowFault("Tab", "this tab is read anyway", "Take the row out")
        if not found.workbook and plain(found.tab) in WRITTEN:
            raise RowFault("Tab", "Canvass writes this tab itself, and nobody signs in there", "Take the row out")
        earlier = self.before.setdefault((found.workbook, plain(found.tab)), found)
        if replace(earlier, row=0) != replace(found, row=0):
            raise RowFault("Tab", f"row {earlier.row} lists the same tab otherwise", "Take out the one that is wrong")
        return found


def _check_filled(row: Row, kind: str) -> None:
    """Raises RowFault where a column is empty that the kind needs, or filled that means nothing for it."""
    needs, means = KINDS[kind]
    for column in ("Tab", *needs):
        if not row.says(column):
            raise RowFault(column, f"it is empty, and the kind '{kind}' needs it", "Fill it in")
    for column in (one.heading for one in SOURCES.columns):
        if row.says(column) and column not in (*ALWAYS, *means):
            raise RowFault(column, f"it means nothing for the kind '{kind}'", "Leave it empty, or choose another kind")


def _minimum(cell: Cell) -> float:
    """The least minutes that count; nothing written means that all do. Raises CellFault."""
    return 0 if cells.is_blank(cell) else clocks.minutes(cell)


def workbook_id(cell: Cell) -> str:
    """The id of a Google spreadsheet, from its link or by itself; "" where nothing is written. Raises CellFault."""
    said = cells.text(cell)
    found = _LINK.fullmatch(said) or _ID.fullmatch(said)
    if said and not found:
        raise CellFault(
            "what stands there is not a Google spreadsheet",
            "Write its link, or leave it empty for a tab of this workbook",
        )
    return (found[1] if found.re is _LINK else found[0]) if found else ""
