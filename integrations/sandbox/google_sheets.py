"""The stand-in for Google Sheets: workbooks are made, read and written, and nothing is ever taken for a formula."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from copy import deepcopy
from typing import Any

from integrations.sandbox import google_dropdowns, google_masks
from integrations.sandbox.discovery import Refused
from integrations.sandbox.google_state import Call, new_digest, new_file, only
from integrations.sandbox.world import World

ROWS, COLUMNS = 1000, 26
"""The size of a new tab."""

GRID = ("rowCount", "columnCount", "frozenRowCount")


def create(call: Call) -> dict[str, Any]:
    """A workbook with the tabs asked for, or one tab. Cells can't be given here."""
    properties = call.body.get("properties", {})
    only(properties, {"title", "locale", "timeZone"}, "properties")
    made = new_file(call.world, name=properties.get("title", "Untitled spreadsheet"), kind="spreadsheet")
    book = {
        "spreadsheetId": made["id"],
        "locale": properties.get("locale", "en_US"),
        "timeZone": properties.get("timeZone", "Etc/GMT"),
        "sheets": [],
    }
    for sheet in call.body.get("sheets", [{}]):
        only(sheet, {"properties"}, "sheets")
        _add_tab(call.world, book, sheet.get("properties", {}))
    call.state["books"][made["id"]] = book
    return as_google_shows(call, book)


def get(call: Call) -> dict[str, Any]:
    """What a workbook is called and which tabs it has; cells are read through its values."""
    if call.params.get("includeGridData") or "ranges" in call.params:
        raise Refused(501, "The sandbox gives cells through values only.")
    return as_google_shows(call, book_of(call))


def batch_update(call: Call) -> dict[str, Any]:
    """Add tabs, change their properties, write cells of them with their dropdowns: all or none."""
    book = book_of(call)
    changed, replies = deepcopy(book), []
    for request in call.body.get("requests", []):
        ((kind, asked),) = request.items()
        if kind not in CHANGES:
            raise Refused(501, f"The sandbox can't do {kind} in a workbook.")
        replies.append(CHANGES[kind](call.world, changed, asked))
    if not replies:
        raise Refused(400, "Must specify at least one request.")
    book.update(changed)
    return {"spreadsheetId": book["spreadsheetId"], "replies": replies}


def as_google_shows(call: Call, book: Mapping[str, Any]) -> dict[str, Any]:
    """A workbook as it is answered, without its cells."""
    book_id = book["spreadsheetId"]
    return {
        "spreadsheetId": book_id,
        "spreadsheetUrl": f"{call.address}/sheets/{book_id}",
        "properties": {
            "title": call.state["files"][book_id]["name"],
            "locale": book["locale"],
            "timeZone": book["timeZone"],
        },
        "sheets": [{"properties": _properties(tab, index)} for index, tab in enumerate(book["sheets"])],
    }


def _properties(tab: Mapping[str, Any], index: int) -> dict[str, Any]:
    return {
        "sheetId": tab["sheetId"],
        "title": tab["title"],
        "index": index,
        "sheetType": "GRID",
        "gridProperties": {key: tab[key] for key in GRID if tab.get(key)},
    }


def book_of(call: Call) -> dict[str, Any]:
    """The workbook a call is about; 404 where there is none."""
    found: dict[str, Any] | None = call.state["books"].get(call.params["spreadsheetId"])
    if found is None:
        raise Refused(404, "Requested entity was not found.")
    return found


def _add_tab(world: World, book: dict[str, Any], properties: Mapping[str, Any]) -> dict[str, Any]:
    only(properties, {"title", "sheetId", "index", "sheetType", "gridProperties"}, "sheet properties")
    grid = properties.get("gridProperties", {})
    only(grid, set(GRID), "gridProperties")
    tab = {
        "sheetId": properties.get("sheetId", int.from_bytes(new_digest(world, "tab")[:3])),
        "title": properties.get("title", f"Sheet{len(book['sheets']) + 1}"),
        "rowCount": grid.get("rowCount", ROWS),
        "columnCount": grid.get("columnCount", COLUMNS),
        "frozenRowCount": grid.get("frozenRowCount", 0),
        "rows": [],
        "choices": {},
    }
    for other in book["sheets"]:
        if tab["title"] == other["title"] or tab["sheetId"] == other["sheetId"]:
            raise Refused(400, f'A sheet with the name "{tab["title"]}" or its id already exists.')
    book["sheets"].insert(properties.get("index", len(book["sheets"])), tab)
    return tab


def _add_sheet(world: World, book: dict[str, Any], asked: Mapping[str, Any]) -> dict[str, Any]:
    tab = _add_tab(world, book, asked.get("properties", {}))
    return {"addSheet": {"properties": _properties(tab, book["sheets"].index(tab))}}


def _change_sheet(_: World, book: dict[str, Any], asked: Mapping[str, Any]) -> dict[str, Any]:
    properties = asked.get("properties", {})
    tab = tab_of(book, properties)
    old = {"title": tab["title"], "gridProperties": {key: tab[key] for key in ("rowCount", "columnCount")}}
    new = google_masks.apply(asked.get("fields", ""), old=old, new=properties)
    only(new, {"title", "gridProperties"}, "sheet properties")
    only(new["gridProperties"], {"rowCount", "columnCount"}, "gridProperties")
    tab.update(title=new["title"], **new["gridProperties"])
    tab["rows"] = [row[: tab["columnCount"]] for row in tab["rows"][: tab["rowCount"]]]
    return {}


def tab_of(book: Mapping[str, Any], named: Mapping[str, Any]) -> dict[str, Any]:
    """The tab whose id something names; 400 where there is none."""
    wanted = named.get("sheetId", 0)
    found: dict[str, Any] | None = next((one for one in book["sheets"] if one["sheetId"] == wanted), None)
    if found is None:
        raise Refused(400, "No sheet has that id.")
    return found


def _update_cells(_: World, book: dict[str, Any], asked: Mapping[str, Any]) -> dict[str, Any]:
    return google_dropdowns.update_cells(tab_of(book, asked.get("start", {})), asked)


CHANGES: dict[str, Callable[[World, dict[str, Any], Mapping[str, Any]], dict[str, Any]]] = {
    "addSheet": _add_sheet,
    "updateSheetProperties": _change_sheet,
    "updateCells": _update_cells,
}

METHODS: dict[str, Callable[[Call], dict[str, Any] | None]] = {
    "sheets.spreadsheets.create": create,
    "sheets.spreadsheets.get": get,
    "sheets.spreadsheets.batchUpdate": batch_update,
}
