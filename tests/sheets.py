"""Malformed sheets, drawn by Hypothesis: whatever people and programs do to a workbook."""

from __future__ import annotations

from copy import deepcopy
from typing import Any

from hypothesis import strategies as st

Sheet = list[list[Any]]
Tabs = dict[str, Sheet]

GOOD: Tabs = {
    "Members": [
        ["Member id", "Name", "Also known as", "Email", "Other emails", "Dues paid"],
        ["M01", "Canary Example", "Canny", "canary@example.org", "", "yes"],
        ["M02", "Bo Sample", "", "bo@example.org", "bo.sample@example.com", False],
    ],
    "Events": [["Event", "Date", "Kind"], ["Forum", 46079, "forum"], ["Meeting", 46100, "monthly meeting"]],
    "Attendance": [
        ["Event", "Date", "Name", "Email"],
        ["Forum", 46079, "Canary Example", "canary@example.org"],
        ["Meeting", "", "Bo Sample", ""],
    ],
    "Volunteering": [["Date", "Activity", "Name", "Email"], [46080, "Phone bank", "Bo Sample", "bo@example.org"]],
}
"""A small workbook with nothing wrong in it. The canary's name must never stand in a letter."""

DAYS = (46079, 46079.8125, "2026-02-26", "2/26/2026", "3/4/2026", "26.2.2026", "Feb 26, 2026", "31/02/2026", "20260226")
ODD = (
    "", " ", "\t", "\n", "\u200b", "\ufeff", "\u202eabc", "e\u0301\u0323", "\x00", "🗳️", "ﬃ", "İ", "ß", "Ǆ", "\ud7ff",
    "=SUM(A1:A9)", '=HYPERLINK("x")', "+1", "-1", "@bo", "#REF!", "#N/A", "'quoted", "null", "TRUE", "x" * 501,
    "y" * 40_000,
    "Last, First", ",", ",,", "()", "[", "(she/her)", "a@b", "a@b.example c@d.example", "@", "A@B.EXAMPLE",
    "Canary Example", "Event", "Date", "Name", "Email", "Member id", "Forum", "M01", "canary@example.org",
)  # fmt: skip
NUMBERS = (0, -1, 1, 7.0, 0.1, 101, 1e300, -1e300, 99_999, 2**63)
CELLS = st.one_of(
    st.sampled_from(DAYS), st.sampled_from(ODD), st.sampled_from(NUMBERS), st.booleans(), st.text(max_size=8)
)  # fmt: skip
"""Anything that a cell of Google Sheets can be, by the way it is read: text, a number, or true and false."""


@st.composite
def spoiled(draw: st.DrawFn) -> Tabs:
    """The good workbook after several mishaps, or one of nothing but noise."""
    tabs = deepcopy(GOOD)
    for _ in range(draw(st.integers(1, 6))):
        tab = draw(st.sampled_from(sorted(tabs)))
        draw(st.sampled_from(MISHAPS))(draw, tabs[tab])
    if draw(st.booleans()):
        tabs.pop(draw(st.sampled_from(sorted(tabs))))
    return tabs


def _noise(draw: st.DrawFn, sheet: Sheet) -> None:
    """The whole tab is ragged nonsense."""
    sheet[:] = draw(st.lists(st.lists(CELLS, max_size=7), max_size=8))


def _rows(draw: st.DrawFn, sheet: Sheet) -> None:
    """Rows of arbitrary cells stand below the good ones."""
    sheet += draw(st.lists(st.lists(CELLS, max_size=9), max_size=6))


def _cell(draw: st.DrawFn, sheet: Sheet) -> None:
    """One cell holds something else."""
    row = draw(st.sampled_from(sheet)) if sheet else []
    if row:
        row[draw(st.integers(0, len(row) - 1))] = draw(CELLS)


def _columns(draw: st.DrawFn, sheet: Sheet) -> None:
    """Columns are dragged elsewhere, doubled or lost."""
    width = max(map(len, sheet), default=0)
    order = draw(st.lists(st.integers(0, max(0, width - 1)), max_size=width + 2))
    sheet[:] = [[row[at] if at < len(row) else "" for at in order] for row in sheet]


def _title(draw: st.DrawFn, sheet: Sheet) -> None:
    """Something stands above the headings: a title over merged cells, blank rows, a second row of headings."""
    sheet[:0] = draw(st.lists(st.sampled_from([["Our sheet", "", ""], [], ["", ""], ["Name", "Date"]]), max_size=25))


def _merged(draw: st.DrawFn, sheet: Sheet) -> None:
    """Cells are merged downwards: only the first of each block says anything."""
    at = draw(st.integers(0, 3))
    for row in sheet[2:]:
        row[at : at + 1] = [""]


def _blank(draw: st.DrawFn, sheet: Sheet) -> None:
    """Thousands of blank rows, with an unticked box in some."""
    sheet += [draw(st.sampled_from([[], [""], ["", "", False], [" ", "\u200b"]]))] * draw(st.sampled_from([1, 3, 2000]))


def _again(draw: st.DrawFn, sheet: Sheet) -> None:
    """Rows were pasted twice, headings too."""
    sheet += deepcopy(sheet[: draw(st.integers(0, 3))])


def _heading(draw: st.DrawFn, sheet: Sheet) -> None:
    """A heading was renamed."""
    if sheet and sheet[0]:
        at = draw(st.integers(0, len(sheet[0]) - 1))
        sheet[0][at] = draw(
            st.sampled_from(["E-mail", "email address", "Who", "NAME", "Day", "", 5, True, "Notes", "Id", "x" * 900])
        )


MISHAPS = (_noise, _rows, _cell, _columns, _title, _merged, _blank, _again, _heading)
