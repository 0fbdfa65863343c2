"""What organisers do with other sheets: they add tabs to a workbook, and list them in the tab Sources."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from core.question_tab import HEADINGS as ASKED
from core.questions import TAB
from core.tabs import HEADINGS
from integrations.google import sheets
from integrations.sandbox import by_hand
from tests.flows.club import Club

Rows = list[list[Any]]


def put(club: Club, name: str, rows: Sequence[Any], *, book: str = "") -> None:
    """An organiser adds a tab to a workbook, or writes it anew."""
    google, book = club.secretary.google, book or club.settings.members_book
    if name not in sheets.look(google, book).grids:
        asked = {"requests": [{"addSheet": {"properties": {"title": name}}}]}
        google.ask(google.books.batchUpdate(spreadsheetId=book, body=asked))
    sheets.write(google, book, name, [list(row) for row in rows])


def sources(club: Club, *rows: Any) -> None:
    """An organiser lists sheets in the tab Sources."""
    put(club, "Sources", [HEADINGS["Sources"], *rows])


def answer(club: Club, words: str, *, where: str) -> None:
    """An organiser answers the question that is about a place."""
    rows = sheets.read(club.secretary.google, club.settings.members_book, [TAB]).tabs[TAB]
    at = next(number for number, row in enumerate(rows, start=1) if row[ASKED.index("Where")] == where)
    cells = [[*[None] * ASKED.index("Answer"), words]]
    by_hand.type_rows(club.sandbox.world, club.settings.members_book, TAB, cells, top=at)
