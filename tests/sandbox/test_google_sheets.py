"""The stand-in for Google Sheets reads and writes cells as the real one does."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from typing import Any
from urllib.parse import quote

import pytest
import requests

from integrations.sandbox import by_hand, google_ranges
from tests.sandbox.google_app import Desk, open_desk


@pytest.fixture(scope="module")
def desk() -> Iterator[Desk]:
    """One sandbox for this file; every test makes workbooks of its own."""
    with open_desk() as opened:
        yield opened


def new_book(desk: Desk, *tabs: str, locale: str = "en_US") -> str:
    """A workbook with these tabs."""
    body = {
        "properties": {"title": "Members' workbook", "timeZone": "America/New_York", "locale": locale},
        "sheets": [{"properties": {"title": tab}} for tab in tabs],
    }
    return str(desk.ok("POST", "/v4/spreadsheets", body)["spreadsheetId"])


def at(book: str, cells: str) -> str:
    """The path of a range of cells."""
    return f"/v4/spreadsheets/{book}/values/{quote(cells, safe='')}"


def put(desk: Desk, book: str, cells: str, *rows: list[Any]) -> Any:
    """Write a range, which has to succeed."""
    return desk.ok("PUT", at(book, cells), {"values": list(rows)}, valueInputOption="RAW")


def cells(desk: Desk, book: str, where: str, **query: str) -> Any:
    """What stands in a range, or None."""
    return desk.ok("GET", at(book, where), **query).get("values")


def test_text_is_never_a_formula(desk: Desk) -> None:
    """Written RAW, a name that begins with = stays a name."""
    book = new_book(desk, "Members")
    put(desk, book, "Members!A1:B1", ['=HYPERLINK("https://example.org")', "+1"])
    assert cells(desk, book, "Members!A1:B1") == [['=HYPERLINK("https://example.org")', "+1"]]


@pytest.mark.parametrize(("option", "status"), [({}, 400), ({"valueInputOption": "USER_ENTERED"}, 501)])
def test_writing_has_to_be_raw(desk: Desk, option: dict[str, str], status: int) -> None:
    """How input is meant has to be said; the way that makes formulas of names isn't offered."""
    book = new_book(desk, "Members")
    assert desk.refused("PUT", at(book, "A1"), {"values": [["x"]]}, **option)[0] == status
    body = {"data": [{"range": "A1", "values": [["x"]]}], **option}
    assert desk.refused("POST", f"/v4/spreadsheets/{book}/values:batchUpdate", body)[0] == status
    assert cells(desk, book, "A1:Z9") is None


def test_empty_cells_at_the_end_are_left_out(desk: Desk) -> None:
    """Rows come back ragged, and rows without anything at the end not at all."""
    book = new_book(desk, "Members")
    put(desk, book, "A1:C4", ["a", "", ""], ["", "b", ""], ["", "", ""], ["", "", ""])
    assert cells(desk, book, "A1:C4") == [["a"], ["", "b"]]
    assert cells(desk, book, "C1:C4") is None


def test_dates_are_numbers_or_text_as_asked(desk: Desk) -> None:
    """A typed date is a day number for programs, and for people what their country writes."""
    american, british = new_book(desk, "Events"), new_book(desk, "Events", locale="en_GB")
    typed: list[list[by_hand.Typed]] = [["Date", "Began"], [date(2026, 3, 14), datetime(2026, 3, 14, 18, 30)]]  # noqa: DTZ001 - a wall clock's time
    for book in (american, british):
        by_hand.type_rows(desk.sandbox.world, book, "Events", typed)
    raw = {"valueRenderOption": "UNFORMATTED_VALUE"}
    assert cells(desk, american, "Events!A2:B2", **raw) == [[46095, 46095.770833333336]]
    as_text = {**raw, "dateTimeRenderOption": "FORMATTED_STRING"}
    assert cells(desk, american, "Events!A2:B2", **as_text) == [["3/14/2026", "3/14/2026 18:30:00"]]
    assert cells(desk, american, "Events!A2") == [["3/14/2026"]]
    assert cells(desk, british, "Events!A2") == [["14/03/2026"]]


def test_numbers_and_truth_are_formatted_unless_asked_otherwise(desk: Desk) -> None:
    """By default everything comes as text."""
    book = new_book(desk, "Members")
    put(desk, book, "A1:C1", [3, 1.5, True])
    assert cells(desk, book, "A1:C1") == [["3", "1.5", "TRUE"]]
    assert cells(desk, book, "A1:C1", valueRenderOption="UNFORMATTED_VALUE") == [[3, 1.5, True]]


def test_null_leaves_a_cell_and_empty_text_clears_it(desk: Desk) -> None:
    """The two ways of writing nothing differ."""
    book = new_book(desk, "Members")
    put(desk, book, "A1:C1", ["a", "b", "c"])
    put(desk, book, "A1:C1", [None, "", "d"])
    assert cells(desk, book, "A1:C1") == [["a", "", "d"]]


def test_a_range_is_cleared(desk: Desk) -> None:
    """Only the cells in the range."""
    book = new_book(desk, "Members")
    put(desk, book, "A1:C2", ["a", "b", "c"], ["d", "e", "f"])
    desk.ok("POST", at(book, "Members!B1:B") + ":clear", {})
    assert cells(desk, book, "A1:C2") == [["a", "", "c"], ["d", "", "f"]]


def test_nothing_is_written_beyond_the_grid(desk: Desk) -> None:
    """A tab has a thousand rows of 26 columns until it is made larger; writing never makes it larger."""
    book = new_book(desk, "Members")
    assert "exceeds grid limits" in desk.refused("GET", at(book, "A1001"))[1]
    status, message = desk.refused("PUT", at(book, "A1000:A1001"), {"values": [[1], [2]]}, valueInputOption="RAW")
    assert (status, "outside" in message) == (400, True)
    assert desk.refused("PUT", at(book, "A1:B1"), {"values": [[1, 2, 3]]}, valueInputOption="RAW")[0] == 400
    properties = desk.ok("GET", f"/v4/spreadsheets/{book}")["sheets"][0]["properties"]
    larger = {"properties": {"sheetId": properties["sheetId"], "gridProperties": {"rowCount": 1001}}}
    change = {"updateSheetProperties": {**larger, "fields": "gridProperties.rowCount"}}
    desk.ok("POST", f"/v4/spreadsheets/{book}:batchUpdate", {"requests": [change]})
    put(desk, book, "A1000:A1001", [1], [2])
    assert cells(desk, book, "A999:A1001") == [[], ["1"], ["2"]]


def test_a_batch_of_ranges_is_written_whole_or_not_at_all(desk: Desk) -> None:
    """One range that doesn't fit keeps the others from being written."""
    book = new_book(desk, "Members", "Events")
    path = f"/v4/spreadsheets/{book}/values:batchUpdate"
    good, bad = {"range": "Members!A1", "values": [["x"]]}, {"range": "Nowhere!A1", "values": [["y"]]}
    assert desk.refused("POST", path, {"valueInputOption": "RAW", "data": [good, bad]})[0] == 400
    assert cells(desk, book, "Members!A1") is None
    desk.ok("POST", path, {"valueInputOption": "RAW", "data": [good, {**bad, "range": "Events!B2"}]})
    blocks = desk.ok("GET", f"/v4/spreadsheets/{book}/values:batchGet", ranges=["Members", "Events!B:B"])
    assert [block["values"] for block in blocks["valueRanges"]] == [[["x"]], [[], ["y"]]]


@pytest.mark.parametrize("where", ["Nowhere!A1", "Members!", "Members!1A", "Members!A0", "'Members", "Members!ZZZZ1"])
def test_a_range_that_means_nothing_is_refused(desk: Desk, where: str) -> None:
    """Unknown tabs and broken notation are mistakes."""
    assert desk.refused("GET", at(new_book(desk, "Members"), where))[0] == 400


def test_tabs_with_spaces_and_quotation_marks_are_quoted(desk: Desk) -> None:
    """In ranges the names of tabs are quoted, and come back so."""
    book = new_book(desk, "Ada's sign ins")
    put(desk, book, "'Ada''s sign ins'!A1", ["x"])
    answer = desk.ok("GET", at(book, "'Ada''s sign ins'!A1:B2"))
    assert (answer["range"], answer["values"]) == ("'Ada''s sign ins'!A1:B2", [["x"]])


def test_tabs_are_added_under_new_names_only(desk: Desk) -> None:
    """A second tab of one name is refused, and nothing of that batch is done."""
    book = new_book(desk, "Members")
    path = f"/v4/spreadsheets/{book}:batchUpdate"
    added = [{"addSheet": {"properties": {"title": title}}} for title in ("Events", "Members")]
    assert desk.refused("POST", path, {"requests": added})[0] == 400
    (reply,) = desk.ok("POST", path, {"requests": added[:1]})["replies"]
    assert reply["addSheet"]["properties"]["title"] == "Events"
    titles = [one["properties"]["title"] for one in desk.ok("GET", f"/v4/spreadsheets/{book}")["sheets"]]
    assert titles == ["Members", "Events"]


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({"values": [["x", {"text": "y"}]]}, 400),
        ({"values": ["x"]}, 400),
        ({"rows": [["x"]]}, 400),
        ({"range": "B2", "values": [["x"]]}, 400),
        ({"majorDimension": "COLUMNS", "values": [["x"]]}, 400),
    ],
    ids=str,
)
def test_values_have_to_be_rows_of_plain_cells(desk: Desk, body: dict[str, Any], status: int) -> None:
    """What isn't a table of text, numbers and truth values is refused."""
    assert desk.refused("PUT", at(new_book(desk, "Members"), "A1:B2"), body, valueInputOption="RAW")[0] == status


def test_columns_have_letters_and_numbers() -> None:
    """The two ways of naming columns agree, through three letters."""
    assert [google_ranges.column(index) for index in (0, 25, 26, 701, 702)] == ["A", "Z", "AA", "ZZ", "AAA"]
    assert all(google_ranges.number(google_ranges.column(index)) == index + 1 for index in range(2000))


# ── cells and dropdowns in one batch ───────────────────────────────────────────────────────────────

DROPDOWN = {
    "condition": {"type": "ONE_OF_LIST", "values": [{"userEnteredValue": "M01 Ada"}, {"userEnteredValue": "nobody"}]},
    "strict": False,
    "showCustomUi": True,
}


def tab_ids(desk: Desk, book: str) -> list[int]:
    """The ids of a workbook's tabs."""
    return [one["properties"]["sheetId"] for one in desk.ok("GET", f"/v4/spreadsheets/{book}")["sheets"]]


def page(desk: Desk, book: str) -> str:
    """A workbook as the sandbox shows it to people."""
    return requests.get(f"{desk.sandbox.url}/sheets/{book}", timeout=10).text


def updating(sheet: int, *cells: dict[str, Any], fields: str, row: int = 1, column: int = 0) -> dict[str, Any]:
    """A request that writes cells below each other."""
    start = {"sheetId": sheet, "rowIndex": row, "columnIndex": column}
    return {"updateCells": {"start": start, "rows": [{"values": [cell]} for cell in cells], "fields": fields}}


def test_cells_and_dropdowns_are_written_in_one_batch(desk: Desk) -> None:
    """Text stays text, a dropdown leaves the cell's text alone, and the workbook's page shows its choices."""
    book = new_book(desk, "Questions")
    path = f"/v4/spreadsheets/{book}:batchUpdate"
    (sheet,) = tab_ids(desk, book)
    put(desk, book, "B2", ["typed"])
    texts = [{"userEnteredValue": {"stringValue": text}} for text in ("=1+1", "007")]
    dropdown = updating(sheet, {"dataValidation": DROPDOWN}, fields="dataValidation", column=1)
    desk.ok("POST", path, {"requests": [updating(sheet, *texts, fields="userEnteredValue"), dropdown]})
    assert cells(desk, book, "A1:B3") == [[], ["=1+1", "typed"], ["007"]]
    assert "▾ M01 Ada · nobody" in page(desk, book)
    desk.ok("POST", path, {"requests": [updating(sheet, {}, fields="dataValidation", column=1)]})
    assert "▾" not in page(desk, book)
    desk.ok("POST", path, {"requests": [updating(sheet, {}, fields="userEnteredValue")]})
    assert cells(desk, book, "A1:B3") == [[], ["", "typed"], ["007"]]


@pytest.mark.parametrize(
    ("cell", "fields", "status"),
    [
        ({"userEnteredValue": {"formulaValue": "=1"}}, "userEnteredValue", 501),
        ({"userEnteredValue": {"numberValue": 1}}, "userEnteredValue", 501),
        ({"note": "x"}, "note", 501),
        ({"userEnteredValue": {"text": "x"}}, "userEnteredValue", 400),
        ({"dataValidation": {**DROPDOWN, "strict": True}}, "dataValidation", 501),
        ({"dataValidation": {**DROPDOWN, "inputMessage": "x"}}, "dataValidation", 501),
        ({"dataValidation": {"condition": {"type": "BOOLEAN"}}}, "dataValidation", 501),
        ({"dataValidation": {"condition": {"type": "ONE_OF_MANY"}}}, "dataValidation", 400),
        ({"dataValidation": {"condition": {"type": "ONE_OF_LIST"}}}, "dataValidation", 400),
        (
            {"dataValidation": {"condition": {"type": "ONE_OF_LIST", "values": [{"userEnteredValue": "=A1"}]}}},
            "dataValidation",
            501,
        ),
        (
            {"dataValidation": {"condition": {"type": "ONE_OF_LIST", "values": [{"userEnteredValue": "a"}] * 2}}},
            "dataValidation",
            400,
        ),
    ],
    ids=str,
)
def test_what_a_cell_cant_be_here_is_refused(desk: Desk, cell: dict[str, Any], fields: str, status: int) -> None:
    """Texts and dropdowns that hold nobody to them, nothing else; and nothing of a batch is done with one refused."""
    book = new_book(desk, "Questions")
    (sheet,) = tab_ids(desk, book)
    good = updating(sheet, {"userEnteredValue": {"stringValue": "x"}}, fields="userEnteredValue")
    asked = {"requests": [good, updating(sheet, cell, fields=fields)]}
    assert desk.refused("POST", f"/v4/spreadsheets/{book}:batchUpdate", asked)[0] == status
    assert cells(desk, book, "A1:B9") is None


def test_a_batch_writes_within_the_grid_of_a_tab_that_is_there(desk: Desk) -> None:
    """Beyond its last row, or into no tab, nothing is written; a new tab's row of headings can stay in sight."""
    book = new_book(desk, "Questions")
    path, text = f"/v4/spreadsheets/{book}:batchUpdate", {"userEnteredValue": {"stringValue": "x"}}
    (sheet,) = tab_ids(desk, book)
    beyond = updating(sheet, text, text, fields="userEnteredValue", row=999)
    assert desk.refused("POST", path, {"requests": [beyond]})[0] == 400
    assert desk.refused("POST", path, {"requests": [updating(4711, text, fields="userEnteredValue")]})[0] == 400
    added = {"addSheet": {"properties": {"title": "New", "sheetId": 4711, "gridProperties": {"frozenRowCount": 1}}}}
    desk.ok("POST", path, {"requests": [added, updating(4711, text, fields="userEnteredValue")]})
    grids = [one["properties"]["gridProperties"] for one in desk.ok("GET", f"/v4/spreadsheets/{book}")["sheets"]]
    assert [grid.get("frozenRowCount", 0) for grid in grids] == [0, 1]


@pytest.mark.parametrize(
    ("words", "held"),
    [("M017", "M017"), ("3", 3), ("2/28/2026", 46081), ("2026-02-28", 46081), ("28/2/2026", "28/2/2026"), ("", None)],
)
def test_people_can_type_into_a_workbooks_page(desk: Desk, words: str, held: Any) -> None:
    """A cell is written as at the keyboard: numbers and days are understood, whatever else stays words."""
    book = new_book(desk, "Members' list", "Questions")
    put(desk, book, "Questions!A1:B1", ["Question", "Answer"])
    said = {"tab": "Questions", "cell": "b2", "words": words}
    page = requests.post(f"{desk.sandbox.url}/sheets/{book}", data=said, timeout=10).text
    assert "B2 of Questions was written." in page
    rendered = {"valueRenderOption": "UNFORMATTED_VALUE", "dateTimeRenderOption": "SERIAL_NUMBER"}
    assert cells(desk, book, "Questions!B2", **rendered) == (None if held is None else [[held]])


def test_people_can_paste_rows_into_a_workbooks_page(desk: Desk) -> None:
    """Lines are rows and tabs stand between cells, as when they come from another sheet; what lies around stays."""
    book = new_book(desk, "Members")
    put(desk, book, "A1:C1", ["Member id", "Name", "Email"])
    pasted = {"tab": "Members", "cell": "B2", "words": "Ada Example\tada@example.org\r\nBo Sample\t2026-02-28\r\n"}
    requests.post(f"{desk.sandbox.url}/sheets/{book}", data=pasted, timeout=10)
    rendered = {"valueRenderOption": "UNFORMATTED_VALUE", "dateTimeRenderOption": "SERIAL_NUMBER"}
    below = [["", "Ada Example", "ada@example.org"], ["", "Bo Sample", 46081]]
    assert cells(desk, book, "A1:C4", **rendered) == [["Member id", "Name", "Email"], *below]


@pytest.mark.parametrize("cell", ["", "B", "b0", "ZZZ9", "B99999"])
def test_a_cell_that_isnt_there_is_not_written(desk: Desk, cell: str) -> None:
    """The page says so instead."""
    book = new_book(desk, "Members' list")
    said = {"tab": "Members' list", "cell": cell, "words": "=1+1"}
    page = requests.post(f"{desk.sandbox.url}/sheets/{book}", data=said, timeout=10).text
    assert "Nothing was written:" in page
    assert cells(desk, book, "'Members'' list'!A1:C3") is None


def test_a_cell_holds_fifty_thousand_characters(desk: Desk) -> None:
    """One more is refused, and with it everything else that was to be written."""
    book = new_book(desk, "Members")
    put(desk, book, "A1", ["x" * 50_000])
    status, message = desk.refused("PUT", at(book, "A1:B1"), {"values": [["y", "x" * 50_001]]}, valueInputOption="RAW")
    assert (status, "maximum of 50000 characters" in message) == (400, True)
    assert cells(desk, book, "A1:B1") == [["x" * 50_000]]
