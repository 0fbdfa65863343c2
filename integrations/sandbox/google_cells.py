"""The stand-in for the cells of a workbook: read as Google renders them, written exactly as given."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime, time, timedelta
from typing import Any

from integrations.sandbox import google_ranges
from integrations.sandbox.discovery import Refused
from integrations.sandbox.google_ranges import Range
from integrations.sandbox.google_sheets import book_of
from integrations.sandbox.google_state import Call, only

EPOCH = date(1899, 12, 30)

LONGEST = 50_000
"""Characters of one cell."""

Cell = Any
"""Text, a number, a truth value, "" for an empty one, or {"serial": 46000.75, "shown": "3/14/2026"} for a date."""


def get_values(call: Call) -> dict[str, Any]:
    """The cells of one range."""
    return _values(call, google_ranges.find(book_of(call), call.params["range"]))


def batch_get_values(call: Call) -> dict[str, Any]:
    """The cells of several ranges."""
    book = book_of(call)
    ranges = [google_ranges.find(book, text) for text in call.params.get("ranges", [])]
    return {"spreadsheetId": book["spreadsheetId"], "valueRanges": [_values(call, found) for found in ranges]}


def update_values(call: Call) -> dict[str, Any]:
    """Write one range, exactly as given."""
    _raw_only(call.params.get("valueInputOption"))
    only(call.params, {"spreadsheetId", "range", "valueInputOption", "alt", "fields"}, "parameters")
    if call.body.get("range", call.params["range"]) != call.params["range"]:
        raise Refused(400, "The range in the body is not the range in the address.")
    return _write(call, {**call.body, "range": call.params["range"]})


def batch_update_values(call: Call) -> dict[str, Any]:
    """Write several ranges, exactly as given."""
    _raw_only(call.body.get("valueInputOption"))
    only(call.body, {"valueInputOption", "data"}, "body")
    blocks = call.body.get("data", [])
    for block in blocks:
        _fitting(call, block)
    written = [_write(call, block) for block in blocks]
    return {
        "spreadsheetId": call.params["spreadsheetId"],
        "responses": written,
        "totalUpdatedCells": sum(one["updatedCells"] for one in written),
    }


def clear_values(call: Call) -> dict[str, Any]:
    """Empty a range."""
    found = google_ranges.find(book_of(call), call.params["range"])
    for row in found.tab["rows"][found.top : found.bottom]:
        width = max(0, min(found.right, len(row)) - found.left)
        row[found.left : found.right] = [""] * width
    return {"spreadsheetId": call.params["spreadsheetId"], "clearedRange": str(found)}


def put(tab: dict[str, Any], rows: list[list[Cell]], *, top: int = 0, left: int = 0) -> None:
    """Lay cells into a tab. None leaves the cell that is there as it is."""
    for offset, row in enumerate(rows):
        while len(tab["rows"]) <= top + offset:
            tab["rows"].append([])
        target = tab["rows"][top + offset]
        target.extend([""] * (left + len(row) - len(target)))
        for index, cell in enumerate(row):
            target[left + index] = target[left + index] if cell is None else cell


def _values(call: Call, found: Range) -> dict[str, Any]:
    if call.params.get("majorDimension", "ROWS") != "ROWS":
        raise Refused(501, "The sandbox reads by rows only.")
    render = call.params.get("valueRenderOption", "FORMATTED_VALUE")
    if render == "FORMULA":
        raise Refused(501, "The sandbox has no formulas.")
    as_text = render == "FORMATTED_VALUE" or call.params.get("dateTimeRenderOption") == "FORMATTED_STRING"
    rows = []
    for row in found.tab["rows"][found.top : found.bottom]:
        cells = row[found.left : found.right]
        rows.append(_trimmed([_shown(cell, formatted=render == "FORMATTED_VALUE", dates=as_text) for cell in cells]))
    rows = _trimmed(rows)
    return {"range": str(found), "majorDimension": "ROWS", **({"values": rows} if rows else {})}


def _trimmed(cells: list[Any]) -> list[Any]:
    """Google leaves out empty cells at the end of a row, and empty rows at the end of a range."""
    end = len(cells)
    while end and cells[end - 1] in ("", []):
        end -= 1
    return cells[:end]


def _shown(cell: Cell, *, formatted: bool, dates: bool) -> Any:
    if isinstance(cell, dict):
        return cell["shown"] if dates else cell["serial"]
    if not formatted:
        return cell
    if isinstance(cell, bool):
        return str(cell).upper()
    return f"{cell:.15g}" if isinstance(cell, int | float) else cell


def _write(call: Call, block: Mapping[str, Any]) -> dict[str, Any]:
    found, rows = _fitting(call, block)
    put(found.tab, rows, top=found.top, left=found.left)
    return {
        "spreadsheetId": call.params["spreadsheetId"],
        "updatedRange": str(found),
        "updatedRows": len(rows),
        "updatedColumns": max((len(row) for row in rows), default=0),
        "updatedCells": sum(len(row) for row in rows),
    }


def _fitting(call: Call, block: Mapping[str, Any]) -> tuple[Range, list[list[Cell]]]:
    if "range" not in block or block.get("majorDimension", "ROWS") != "ROWS":
        raise Refused(400, "A block of values needs a range, and is written by rows.")
    found = google_ranges.find(book_of(call), block["range"])
    rows: list[list[Cell]] = block.get("values", [])
    wide = max((len(row) for row in rows), default=0)
    if len(rows) > found.bottom - found.top or wide > found.right - found.left:
        raise Refused(400, f"Requested writing within range [{found}], but tried writing outside of it.")
    if not all(isinstance(cell, str | int | float | bool | None) for row in rows for cell in row):
        raise Refused(400, "Invalid values: a cell is text, a number, true, false or null.")
    if any(isinstance(cell, str) and len(cell) > LONGEST for row in rows for cell in row):
        raise Refused(400, f"Your input contains more than the maximum of {LONGEST} characters in a single cell.")
    return found, rows


def _raw_only(option: str | None) -> None:
    if option is None:
        raise Refused(400, "'valueInputOption' is required but not specified")
    if option != "RAW":
        raise Refused(501, "The sandbox writes RAW only: with USER_ENTERED a name starting with = becomes a formula.")


def dated(at: datetime, *, locale: str, with_time: bool) -> Cell:
    """A date as a cell: the day's number since 1899-12-30, and how the sheet's locale shows it."""
    since = at.replace(tzinfo=None) - datetime.combine(EPOCH, time())
    serial = since / timedelta(days=1)
    day = f"{at.month}/{at.day}/{at.year}" if locale == "en_US" else f"{at:%d/%m/%Y}"
    shown = f"{day} {at.hour}:{at:%M:%S}" if with_time else day
    return {"serial": serial if with_time else int(serial), "shown": shown}


METHODS: dict[str, Callable[[Call], dict[str, Any] | None]] = {
    "sheets.spreadsheets.values.get": get_values,
    "sheets.spreadsheets.values.batchGet": batch_get_values,
    "sheets.spreadsheets.values.update": update_values,
    "sheets.spreadsheets.values.batchUpdate": batch_update_values,
    "sheets.spreadsheets.values.clear": clear_values,
}
