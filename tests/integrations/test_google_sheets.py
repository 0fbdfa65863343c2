"""Workbooks through the real client library: read whole in two calls, written without formulas."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from integrations.google import sheets
from integrations.google.faults import GoogleFault
from integrations.google.sheets import Block, Cell, Choices, Texts
from integrations.sandbox import by_hand
from tests.sandbox.google_app import Desk, open_desk

ZONE = "America/New_York"


@pytest.fixture(scope="module")
def desk() -> Iterator[Desk]:
    """One sandbox for this file; every test makes workbooks of its own."""
    with open_desk() as opened:
        yield opened


def new_book(desk: Desk, *tabs: str) -> str:
    """A workbook with these tabs."""
    return sheets.create(desk.google, "Members' workbook", tabs, ZONE)


def test_what_is_written_is_read(desk: Desk) -> None:
    """Text, numbers and truth values keep their kind; short rows are filled up to the header."""
    book = new_book(desk, "Members", "Sign-ins & more")
    rows: list[list[Cell]] = [
        ["Name", "Email", "Dues"],
        ["Ada Example", "ada@example.org", True],
        ["Bo"],
        ["", "", 2.5],
    ]
    sheets.write(desk.google, book, "Sign-ins & more", rows)
    read = sheets.read(desk.google, book, ["Members", "Sign-ins & more"])
    assert read.zone == ZONE
    assert read.tabs["Members"] == []
    assert read.tabs["Sign-ins & more"] == [rows[0], rows[1], ["Bo", "", ""], ["", "", 2.5]]


def test_formulas_are_not_made(desk: Desk) -> None:
    """Nothing that a person wrote can become a formula, whatever it begins with."""
    book = new_book(desk, "Members")
    hostile: list[list[Cell]] = [
        ["Name"],
        ['=HYPERLINK("https://example.org","x")'],
        ["+1"],
        ["-1"],
        ["@x"],
        ["'=x"],
        ["1/2"],
    ]
    sheets.write(desk.google, book, "Members", hostile)
    assert sheets.read(desk.google, book, ["Members"]).tabs["Members"] == hostile


def test_typed_dates_are_read_as_days(desk: Desk) -> None:
    """Whatever a date looks like in the sheet, it is read as a number, and that as a day."""
    book = new_book(desk, "Events")
    met = datetime(2026, 3, 8, 2, 30)  # noqa: DTZ001 - a sheet knows wall clocks only
    typed: list[list[by_hand.Typed]] = [
        ["Date", "Event"],
        [date(2026, 2, 28), "Monthly"],
        [met, "Forum"],
        ["31/02/2026", "Typed as text"],
    ]
    by_hand.type_rows(desk.sandbox.world, book, "Events", typed)
    rows = sheets.read(desk.google, book, ["Events"]).tabs["Events"]
    days = [sheets.serial_to_date(row[0]) for row in rows[1:3] if isinstance(row[0], int | float)]
    assert days == [date(2026, 2, 28), date(2026, 3, 8)]
    assert rows[3] == ["31/02/2026", "Typed as text"]


@given(day=st.dates(min_value=date(1900, 1, 1)), hours=st.floats(0, 0.999))
def test_a_serial_number_means_one_day(day: date, hours: float) -> None:
    """Days are counted from 1899-12-30, and the time of day doesn't move them."""
    serial = (day - date(1899, 12, 30)) / timedelta(days=1)
    assert sheets.serial_to_date(serial + hours) == day


def test_reading_takes_two_calls_however_many_tabs(desk: Desk) -> None:
    """The cost of reading doesn't grow with the tabs; those that aren't there are left out."""
    tabs = [f"Tab {number}" for number in range(12)]
    book = new_book(desk, *tabs)
    desk.sandbox.world.calls.clear()
    assert list(sheets.read(desk.google, book, [*tabs, "Missing"]).tabs) == tabs
    assert desk.sandbox.world.calls == [
        "GET /v4/spreadsheets/{spreadsheetId}",
        "GET /v4/spreadsheets/{spreadsheetId}/values:batchGet",
    ]
    assert sheets.read(desk.google, book, ["Missing"]).tabs == {}


def test_a_tab_may_have_any_name(desk: Desk) -> None:
    """Quotation marks, exclamation marks, slashes and what looks like a cell."""
    tabs = ["Ada's", "a!b", "a/b", "B2", "Übersicht: 1–2"]
    book = new_book(desk, *tabs)
    for tab in tabs:
        sheets.write(desk.google, book, tab, [[tab]])
    assert sheets.read(desk.google, book, tabs).tabs == {tab: [[tab]] for tab in tabs}


def test_writing_replaces_everything(desk: Desk) -> None:
    """Fewer rows leave none of the old ones behind, and no rows at all empty the tab."""
    book = new_book(desk, "Results")
    sheets.write(desk.google, book, "Results", [["a", "b"], ["c", "d"], ["e", "f"]])
    sheets.write(desk.google, book, "Results", [["g"]])
    assert sheets.read(desk.google, book, ["Results"]).tabs == {"Results": [["g"]]}
    sheets.write(desk.google, book, "Results", [])
    assert sheets.read(desk.google, book, ["Results"]).tabs == {"Results": []}


def test_a_tab_grows_with_what_is_written(desk: Desk) -> None:
    """More rows and columns than a new tab has are no obstacle."""
    book = new_book(desk, "Large")
    rows: list[list[Cell]] = [[row * column for column in range(1, 31)] for row in range(1, 1203)]
    sheets.write(desk.google, book, "Large", rows)
    assert sheets.read(desk.google, book, ["Large"]).tabs["Large"] == rows


def test_a_write_that_failed_can_be_repeated(desk: Desk) -> None:
    """Written again after a lost answer, the tab says it once."""
    book = new_book(desk, "Results")
    rows: list[list[Cell]] = [["a"], ["b"]]
    desk.sandbox.faults.plan("timeout after", "PUT *")
    with pytest.raises(GoogleFault) as lost:
        sheets.write(desk.google, book, "Results", rows)
    assert lost.value.ambiguous
    sheets.write(desk.google, book, "Results", rows)
    assert sheets.read(desk.google, book, ["Results"]).tabs == {"Results": rows}
    desk.sandbox.faults.clear()


def test_cells_are_added_in_one_call_and_others_left_alone(desk: Desk) -> None:
    """A tab is made if there is none, and grows; texts and choices go where they are told, and nothing is a formula."""
    book = new_book(desk, "Members")
    desk.sandbox.world.calls.clear()
    grid = sheets.add(desk.google, book, "New", None, [Texts(1, 1, ["=A", "b"]), Choices(2, 2, [["+1", "x", "y"]])])
    assert desk.sandbox.world.calls == ["POST /v4/spreadsheets/{spreadsheetId}:batchUpdate"]
    assert sheets.read(desk.google, book, ["New"]).grids["New"] == grid
    grid = sheets.add(desk.google, book, "New", grid, [Texts(1500, 3, ["c"]), Texts(2, 1, [""])])
    rows = sheets.read(desk.google, book, ["New"]).tabs["New"]
    assert (rows[0], rows[1], rows[1499]) == (["=A"], [""], ["", "", "c"])
    assert grid.rows == 1500
    (tab,) = [one for one in desk.sandbox.world.google["books"][book]["sheets"] if one["title"] == "New"]
    assert tab["choices"] == {"1 1": ["x", "y"]}


def test_two_who_make_a_tab_at_once_dont_make_two(desk: Desk) -> None:
    """The second is refused as a whole, and finds the tab when it reads again."""
    book = new_book(desk, "Members")
    sheets.add(desk.google, book, "New", None, [Texts(1, 1, ["a"])])
    with pytest.raises(GoogleFault) as refused:
        sheets.add(desk.google, book, "New", None, [Texts(1, 1, ["b"])])
    assert refused.value.status == 400
    assert sheets.read(desk.google, book, ["New"]).tabs["New"] == [["a"]]


@given(column=st.integers(1, 18_278))
def test_columns_have_google_s_letters(column: int) -> None:
    """A to Z, AA to ZZ, AAA to ZZZ: each column has its own letters, in order of length and alphabet."""
    letters, following = sheets.letters(column), sheets.letters(column + 1)
    assert letters.isascii()
    assert letters.isupper()
    assert (len(letters), letters) < (len(following), following)


def test_blocks_are_laid_into_what_is_there(desk: Desk) -> None:
    """Each at its place, also below the grid; None leaves a cell alone, and a second time nothing changes."""
    book = new_book(desk, "Disputes")
    sheets.write(desk.google, book, "Disputes", [["Dispute", "Ours", "Theirs"], ["D1", "old", "kept"]])
    blocks = [Block("Disputes", 2, 2, [["new", None]]), Block("Disputes", 1200, 1, [["=D2", None, "x"], ["D3"]])]
    for _ in range(2):
        sheets.put(desk.google, book, blocks)
        rows = sheets.read(desk.google, book, ["Disputes"]).tabs["Disputes"]
        assert rows[1] == ["D1", "new", "kept"]
        assert (rows[1199], rows[1200]) == (["=D2", "", "x"], ["D3", "", ""])
        assert len(rows) == 1201


def test_a_tab_is_added_once(desk: Desk) -> None:
    """Behind the others, and empty; a second one of its name is refused."""
    book = new_book(desk, "Members")
    sheets.add_tab(desk.google, book, "Disputes")
    assert sheets.read(desk.google, book, ["Members", "Disputes"]).tabs == {"Members": [], "Disputes": []}
    with pytest.raises(GoogleFault) as fault:
        sheets.add_tab(desk.google, book, "Disputes")
    assert fault.value.status == 400
