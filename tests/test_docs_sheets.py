"""The organisers' page on other sheets: every example in its tables is read as the page says."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from core import listed, people, sources, workbook
from core.decisions import Answers
from core.sources import KINDS, Delivery

PAGE = (Path(__file__).parent.parent / "docs" / "organisers.md").read_text(encoding="utf-8")
SECTION = PAGE.partition("\n## Other sheets\n")[2].partition("\n## ")[0]

TABS: dict[str, list[list[Any]]] = {
    "Members": [["Member id", "Name", "Email"], ["M017", "Ada Example", "ada@example.org"]],
    "Events": [
        ["Event", "Date"],
        ["June forum", "2026-06-04"],
        ["Rally", "2026-07-09"],
        ["Autumn meeting", "2026-09-10"],
    ],
    "Attendance": [["Event", "Name"]],
    "Volunteering": [["Date", "Activity", "Name"]],
}


def _table(first: str) -> list[list[str]]:
    """The rows of the section's table whose first heading is this one, without its headings."""
    rows = [re.split(r" ?\| ?", line.strip("|\n ")) for line in SECTION.splitlines() if line.startswith("|")]
    start = next(at for at, row in enumerate(rows) if row[0] == first)
    found = []
    for row in rows[start + 2 :]:
        if row[0] not in KINDS and len(row) > 1 and row[1] not in KINDS:
            break
        found.append(row)
    return found


LISTED = {row[1]: [cell.strip() for cell in row] for row in _table("Tab")}
EXAMPLES = {row[0]: [re.split(r" ?· ?", line) for line in row[2].split("<br>")] for row in _table("kind")}


def test_every_kind_is_listed_and_explained() -> None:
    """M9. Both tables name all kinds of sheets that can be read; a list needs no example of how it is listed."""
    assert set(EXAMPLES) == set(KINDS)
    assert set(LISTED) == set(KINDS)


@pytest.mark.parametrize("kind", KINDS)
def test_the_example_is_read_as_the_page_says(kind: str) -> None:
    """M2, M3, M5, M9. The example's row, listed as in the table, counts for Ada – without a letter or a question."""
    headings = ["Tab", "Kind", "Event", "Activity", "Minimum minutes", "Partner", "Workbook"]
    line = [*LISTED[kind], *[""] * len(headings)][: len(headings)]
    found = sources.listed({**TABS, "Sources": [headings, line]})
    rows = [[cell.strip() for cell in row] for row in EXAMPLES[kind]]
    book = workbook.read(TABS, listed=found, deliveries=[Delivery(one, rows) for one in found.sources])
    assert (book.refused(), book.set_aside()) == ((), ())
    part = listed.with_lists(people.take_part(book, Answers()), book, Answers())
    assert part.questions == ()
    ada = part.by_member["M017"]
    counted = {
        "shifts": len(ada.volunteered),
        "dues": len(ada.dues),
        "voters": int(ada.registration is not None and ada.registration.confirmed),
    }
    assert counted.get(kind, len(ada.attended)) == (2 if kind == "grid" else 1)
    if kind == "dues":
        assert ada.dues[0].through == date(2027, 1, 31)
