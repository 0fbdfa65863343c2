"""Workbooks at Google Sheets: the members' book is read whole, and books of our own are made and written."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from integrations.google.auth import Google

Cell = str | int | float | bool
"""A cell as it is stored; an empty one is "", a date is a number that `serial_to_date` reads."""

EPOCH = date(1899, 12, 30)


@dataclass(frozen=True)
class Book:
    """What a workbook says: its own time zone, and its tabs as rows of cells, rows at least as long as the first."""

    zone: str
    tabs: dict[str, list[list[Cell]]]


@dataclass(frozen=True)
class Cover:
    """What a workbook shows before it is opened: its title, its own time zone, and the names of its tabs."""

    title: str
    zone: str
    tabs: tuple[str, ...]


def look(google: Google, book_id: str) -> Cover:
    """Which tabs a workbook has, in one call."""
    shown = "properties.title,properties.timeZone,sheets.properties.title"
    book = google.ask(google.books.get(spreadsheetId=book_id, fields=shown))
    tabs = tuple(sheet["properties"]["title"] for sheet in book.get("sheets", []))
    return Cover(book["properties"]["title"], book["properties"]["timeZone"], tabs)


def read(google: Google, book_id: str, tabs: Sequence[str]) -> Book:
    """The named tabs of a workbook, in two calls however large it is. Tabs that don't exist are left out."""
    cover = look(google, book_id)
    return Book(cover.zone, read_tabs(google, book_id, [tab for tab in tabs if tab in cover.tabs]))


def read_tabs(google: Google, book_id: str, tabs: Sequence[str]) -> dict[str, list[list[Cell]]]:
    """These tabs of a workbook, all of which exist, in one call however many there are; in none for none."""
    return _cells(google, book_id, tabs) if tabs else {}


def _cells(google: Google, book_id: str, tabs: Sequence[str]) -> dict[str, list[list[Cell]]]:
    asked = google.values.batchGet(
        spreadsheetId=book_id,
        ranges=[quoted(tab) for tab in tabs],
        valueRenderOption="UNFORMATTED_VALUE",
        dateTimeRenderOption="SERIAL_NUMBER",
    )  # fmt: skip
    blocks = google.ask(asked)["valueRanges"]
    return {tab: _padded(block.get("values", [])) for tab, block in zip(tabs, blocks, strict=True)}


def _padded(rows: list[list[Cell]]) -> list[list[Cell]]:
    """Google leaves out empty cells at the end of a row; every row gets at least the header's length."""
    width = len(rows[0]) if rows else 0
    return [row + [""] * (width - len(row)) for row in rows]


def serial_to_date(serial: float) -> date:
    """The day a date cell means, counted from 1899-12-30; a time of day is dropped."""
    return EPOCH + timedelta(days=int(serial))


def create(google: Google, title: str, tabs: Sequence[str], zone: str) -> str:
    """A workbook with these tabs in this time zone, and its id."""
    body = {
        "properties": {"title": title, "timeZone": zone},
        "sheets": [{"properties": {"title": tab}} for tab in tabs],
    }
    asked = google.books.create(body=body, fields="spreadsheetId")
    return str(google.ask(asked)["spreadsheetId"])


def write(google: Google, book_id: str, tab: str, rows: Sequence[Sequence[Cell]]) -> None:
    """Replace what a tab says. Cells are stored as given: text that looks like a formula stays text.

    The tab is emptied first, so a crash in between leaves it empty until it is written again.
    """
    height, width = len(rows), max((len(row) for row in rows), default=0)
    _make_room(google, book_id, tab, height=height, width=width)
    google.ask(google.values.clear(spreadsheetId=book_id, range=quoted(tab), body={}))
    if not width:
        return
    block = f"{quoted(tab)}!A1:{letters(width)}{height}"
    body = {"range": block, "majorDimension": "ROWS", "values": [list(row) for row in rows]}
    google.ask(google.values.update(spreadsheetId=book_id, range=block, valueInputOption="RAW", body=body))


_GRID = "gridProperties.rowCount,gridProperties.columnCount"


def _make_room(google: Google, book_id: str, tab: str, *, height: int, width: int) -> None:
    """Let the tab's grid grow where the rows wouldn't fit into it; Google doesn't write beyond it."""
    book = google.ask(google.books.get(spreadsheetId=book_id, fields="sheets.properties"))
    sheet = next(one["properties"] for one in book["sheets"] if one["properties"]["title"] == tab)
    grid: Mapping[str, Any] = sheet["gridProperties"]
    room = {"rowCount": max(height, grid["rowCount"]), "columnCount": max(width, grid["columnCount"])}
    if room == {key: grid[key] for key in room}:
        return
    change = {"properties": {"sheetId": sheet.get("sheetId", 0), "gridProperties": room}, "fields": _GRID}
    body = {"requests": [{"updateSheetProperties": change}]}
    google.ask(google.books.batchUpdate(spreadsheetId=book_id, body=body))


def quoted(tab: str) -> str:
    """A tab's name as ranges write it."""
    return "'" + tab.replace("'", "''") + "'"


def letters(column: int) -> str:
    """The letters of a column, the first being 1."""
    name = ""
    while column:
        column, rest = divmod(column - 1, 26)
        name = chr(ord("A") + rest) + name
    return name
