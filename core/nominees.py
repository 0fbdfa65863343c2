"""The tab Nominations of the members' workbook: who is nominated, how they meet what is asked, and the slate."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from core import cells
from core.cells import Cell
from core.cited import plain
from core.lines import SetAside
from core.tabs import Column, Row, RowFault, Rows, Tab, TabFault, table_of

OURS = (
    "Nominee", "Member id", "Name", "Nominated by", "Accepts", "Meetings", "Committee", "Dues", "Registered",
    "May stand", "Statement", "Stands",
)  # fmt: skip
"""The columns that Canvass writes. The first tells whom a row is about."""

DECLINED = "Declined on"
THEIRS = ("Active around", "Active since", "Met on", DECLINED, "On the slate", "Note")
"""The columns that organisers write. A tab from before it was asked for has no column for who declined."""

TAB = Tab(
    "Nominations",
    tuple(Column(one) for one in (*OURS, *THEIRS)),
    needs=tuple((one,) for one in ("Nominee", *OURS[-1:], *THEIRS[:-1]) if one != DECLINED),
)

_YES, _NO = {"yes", "y", "x", "true", "1"}, {"", "no", "n", "false", "0"}


@dataclass(frozen=True)
class Said:
    """What organisers wrote beside a nominee."""

    active_around: str = ""
    active_since: date | None = None
    met_on: date | None = None
    declined_on: date | None = None
    on_slate: bool = False


@dataclass(frozen=True)
class Sheet:
    """The tab as it was read: what organisers wrote and all cells, by nominee; what can't be used; the columns' places.

    `refused` says why nothing can be read or written; `below` is the first row under everything.
    """

    said: Mapping[str, Said] = field(default_factory=dict, repr=False)
    rows: Mapping[str, Row] = field(default_factory=dict)
    set_aside: Mapping[str, SetAside] = field(default_factory=dict)
    places: Mapping[str, int] = field(default_factory=dict)
    below: int = 2
    refused: str = ""


def label(year: int, nth: int) -> str:
    """How a nominee is called in the tab: N2027-3."""
    return f"N{year}-{nth}"


def read(tabs: Mapping[str, Rows], *, today: date) -> Sheet:
    """S2, S3, S4. What stands beside each nominee, wherever their row is. A bad row never stops the others."""
    rows = tabs.get(TAB.name, ())
    if not any(map(any, rows)):
        return Sheet()
    try:
        table = table_of(TAB, tabs)
    except TabFault as letter:
        return Sheet(refused=str(letter))
    labelled = [(cells.text(row.said.get("Nominee")).upper(), row) for row in table.rows]
    met = Counter(name for name, _ in labelled if name)
    by_label = {name: row for name, row in reversed(labelled) if name}
    said: dict[str, Said] = {}
    aside: dict[str, SetAside] = {}
    for name, row in by_label.items():
        try:
            said[name] = _said(row, today, doubled=met[name] > 1)
        except RowFault as fault:
            aside[name] = SetAside(TAB.name, row.number, fault.column, fault.reason, fault.remedy)
    return Sheet(said, by_label, aside, table.places, len(rows) + 1)


def _said(row: Row, today: date, *, doubled: bool) -> Said:
    if doubled:
        raise RowFault("Nominee", "two rows are about this nominee", "Delete one of the two")
    met, since = row.read("Met on", _optional_day), row.read("Active since", _optional_day)
    around, declined = row.read("Active around", cells.text), row.read(DECLINED, _optional_day)
    for column, day in (("Met on", met), ("Active since", since), (DECLINED, declined)):
        if day is not None and day > today:
            raise RowFault(column, "this day is still to come", "Write it once it has been, or correct it")
    if bool(around) != bool(since):
        column, what = ("Active since", "since when") if around else ("Active around", "around which committee")
        raise RowFault(column, f"it isn't said {what} they are active", "Fill in both, or neither")
    return Said(around, since, met, declined, row.read("On the slate", _yes_or_no))


def _optional_day(cell: Cell) -> date | None:
    return None if cells.is_blank(cell) else cells.day(cell)


def _yes_or_no(cell: Cell) -> bool:
    word = plain(cells.text(cell)) if not isinstance(cell, bool) else str(cell).lower()
    if word in _YES | _NO:
        return word in _YES
    raise cells.CellFault("it is neither yes nor no", "Write yes, or leave it empty")
