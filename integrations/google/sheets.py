"""Workbooks at Google Sheets: the members' book is read whole; tabs of our own are made, written and added to."""

from __future__ import annotations

import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
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
    grids: Mapping[str, Grid] = field(default_factory=dict)


@dataclass(frozen=True)
class Grid:
    """A tab as Google knows it: its id, and how many rows it has room for."""

    id: int
    rows: int


@dataclass(frozen=True)
class Texts:
    """What to write into one column, cell below cell. Rows and columns are counted from 1."""

    row: int
    column: int
    cells: Sequence[str]


@dataclass(frozen=True)
class Choices:
    """Which choices the cells of one column offer, cell below cell; something else may be typed all the same."""

    row: int
    column: int
    cells: Sequence[Sequence[str]]


@dataclass(frozen=True)
class Cover:
    """What a workbook shows before it is opened: its title, its own time zone, and its tabs."""

    title: str
    zone: str
    grids: Mapping[str, Grid]


def look(google: Google, book_id: str) -> Cover:
    """Which tabs a workbook has, in one call."""
    shown = "properties(title,timeZone),sheets.properties(title,sheetId,gridProperties.rowCount)"
    book = google.ask(google.books.get(spreadsheetId=book_id, fields=shown))
    there = [sheet["properties"] for sheet in book.get("sheets", [])]
    # A tab that is a chart has no cells, and so no grid.
    grids = {
        one["title"]: Grid(one.get("sheetId", 0), one["gridProperties"]["rowCount"])
        for one in there
        if "gridProperties" in one
    }
    return Cover(book["properties"]["title"], book["properties"]["timeZone"], grids)


def read(google: Google, book_id: str, tabs: Sequence[str]) -> Book:
    """The named tabs of a workbook, in two calls however large it is. Tabs that don't exist are left out."""
    cover = look(google, book_id)
    return Book(cover.zone, read_tabs(google, book_id, [tab for tab in tabs if tab in cover.grids]), cover.grids)


def read_tabs(google: Google, book_id: str, tabs: Sequence[str]) -> dict[str, list[list[Cell]]]:
    """These tabs of a workbook, all of which exist, in one call however many there are; in none for none."""
    return _cells(google, book_id, tabs) if tabs else {}


def read_all(google: Google, book_id: str) -> Book:
    """Every tab of a workbook, also those that Canvass has no use for."""
    book = google.ask(google.books.get(spreadsheetId=book_id, fields="properties.timeZone,sheets.properties.title"))
    tabs = [sheet["properties"]["title"] for sheet in book.get("sheets", [])]
    return Book(book["properties"]["timeZone"], _cells(google, book_id, tabs) if tabs else {})


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


@dataclass(frozen=True)
class Block:
    """Cells to be laid into a tab from a place on; row and column are counted from 1. None leaves a cell as it is."""

    tab: str
    row: int
    column: int
    rows: Sequence[Sequence[Cell | None]]

    @property
    def width(self) -> int:
        """How many columns it spans."""
        return max(len(row) for row in self.rows)


def put(google: Google, book_id: str, blocks: Sequence[Block]) -> None:
    """Write blocks at computed places, all or none, and clear nothing. Written again, it changes nothing.

    Cells are stored as given: text that looks like a formula stays text. The tabs have to be there.
    """
    for tab in dict.fromkeys(block.tab for block in blocks):
        mine = [block for block in blocks if block.tab == tab]
        height = max(block.row + len(block.rows) - 1 for block in mine)
        _make_room(google, book_id, tab, height=height, width=max(block.column + block.width - 1 for block in mine))
    data = [
        {"range": _range(one), "majorDimension": "ROWS", "values": [list(row) for row in one.rows]} for one in blocks
    ]
    body = {"valueInputOption": "RAW", "data": data}
    google.ask(google.values.batchUpdate(spreadsheetId=book_id, body=body, fields="spreadsheetId"))


def _range(block: Block) -> str:
    first, last = letters(block.column), letters(block.column + block.width - 1)
    return f"{quoted(block.tab)}!{first}{block.row}:{last}{block.row + len(block.rows) - 1}"


def add_tab(google: Google, book_id: str, tab: str) -> None:
    """A new, empty tab, behind the others. Google refuses a second one of that name as a GoogleFault."""
    body = {"requests": [{"addSheet": {"properties": {"title": tab}}}]}
    google.ask(google.books.batchUpdate(spreadsheetId=book_id, body=body, fields="spreadsheetId"))


def write_nothing(google: Google, book_id: str) -> None:
    """Write what is there already: the first tab's own name. A GoogleFault where this account may only read."""
    book = google.ask(google.books.get(spreadsheetId=book_id, fields="sheets.properties"))
    first = book["sheets"][0]["properties"]
    change = {"properties": {"sheetId": first.get("sheetId", 0), "title": first["title"]}, "fields": "title"}
    body = {"requests": [{"updateSheetProperties": change}]}
    google.ask(google.books.batchUpdate(spreadsheetId=book_id, body=body, fields="spreadsheetId"))


def add(google: Google, book_id: str, tab: str, grid: Grid | None, blocks: Sequence[Texts | Choices]) -> Grid:
    """Write these cells of a tab and leave all others as they are: all or none, in one call. Returns its grid now.

    `grid` is the tab's as it was read; without one the tab is made first, with a row of headings that stays in sight.
    Text stays text, whatever it looks like. Doing it again does no harm.
    """
    # The id of a new tab is the same each time, so that two who make it at once don't make two.
    own, room = (grid.id, grid.rows) if grid else (zlib.crc32(tab.encode()) >> 1, _NEW_ROWS)
    bottom = max(block.row + len(block.cells) - 1 for block in blocks)
    requests: list[dict[str, Any]] = []
    if not grid:
        requests.append({"addSheet": {"properties": {"title": tab, "sheetId": own, "gridProperties": _FROZEN}}})
    if bottom > room:
        larger = {"sheetId": own, "gridProperties": {"rowCount": bottom}}
        requests.append({"updateSheetProperties": {"properties": larger, "fields": "gridProperties.rowCount"}})
    requests += [{"updateCells": _as_google_writes(own, block)} for block in blocks]
    google.ask(google.books.batchUpdate(spreadsheetId=book_id, body={"requests": requests}))
    return Grid(own, max(bottom, room))


_FROZEN = {"frozenRowCount": 1}
_NEW_ROWS = 1000
"""So much room a new tab has."""


def _as_google_writes(sheet: int, block: Texts | Choices) -> dict[str, Any]:
    cells: list[dict[str, Any]]
    if isinstance(block, Texts):
        texts = [{"stringValue": one} if one else {} for one in block.cells]
        fields, cells = "userEnteredValue", [{"userEnteredValue": text} if text else {} for text in texts]
    else:
        fields, cells = "dataValidation", [{"dataValidation": _dropdown(one)} for one in block.cells]
    return {
        "start": {"sheetId": sheet, "rowIndex": block.row - 1, "columnIndex": block.column - 1},
        "rows": [{"values": [cell]} for cell in cells],
        "fields": fields,
    }


def _dropdown(choices: Sequence[str]) -> dict[str, Any]:
    """Choices as Google holds them. One that begins with = or + would be taken for a formula, so it is left out."""
    values = [{"userEnteredValue": one} for one in choices if not one.startswith(("=", "+"))]
    return {"condition": {"type": "ONE_OF_LIST", "values": values}, "strict": False, "showCustomUi": True}


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
