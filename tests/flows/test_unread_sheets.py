"""A listed sheet that can't be read is unknown, never absent: nobody's standing falls by it, and it is said why."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from flows import faults
from flows.duties.membership import stock
from flows.duties.membership.stock import Stock
from flows.freeze import freeze
from flows.membership import keep_up
from flows.pages import desk, membership
from flows.secretary import Refusal
from integrations.google import sheets
from integrations.google.faults import GoogleFault
from tests.flows.ballots import KEY
from tests.flows.club import LENA, MEMBERS, Club
from tests.flows.listing import Rows, put, sources
from tests.flows.test_telling import delivered, told

JUNE_4, APRIL_9 = 46177, 46121

LOG: Rows = [["Date", "Name", "Email"], *([day, LENA, MEMBERS[LENA]] for day in (JUNE_4, APRIL_9))]


@pytest.fixture
def dependent(club: Club) -> Club:
    """A club in which Lena has her vote by a sheet in another workbook, and has been told so."""
    other = sheets.create(club.secretary.google, "Spring campaign", ["Log"], "America/New_York")
    put(club, "Log", LOG, book=other)
    sources(club, ["Log", "list", "", "", "", "", other])
    assert _votes(keep_up(club.secretary).stock)
    delivered(club, 6)
    club.draft()
    return club


def _votes(found: Stock) -> bool:
    return bool(next(one for one in found.standings if one.name == LENA).ruling.ruling)


def _other(club: Club) -> dict[str, Any]:
    books = club.sandbox.world.google["books"]
    return next(book for key, book in books.items() if key != club.settings.members_book and "Log" in _tabs(book))


def _tabs(book: dict[str, Any]) -> list[str]:
    return [sheet["title"] for sheet in book["sheets"]]


def _rename(club: Club) -> None:
    next(sheet for sheet in _other(club)["sheets"] if sheet["title"] == "Log")["title"] = "Log (old)"


def _withdraw(club: Club) -> None:
    books = club.sandbox.world.google["books"]
    mine = _other(club)
    key = next(key for key, book in books.items() if book is mine)
    del books[key]
    club.sandbox.world.google["files"].pop(key, None)


def _head_otherwise(club: Club) -> None:
    next(sheet for sheet in _other(club)["sheets"] if sheet["title"] == "Log")["rows"][0][1:] = ["Who", "Contact"]


@pytest.mark.parametrize(
    ("happens", "letter"),
    [
        (_rename, "Sources, row 2, 'Tab': the workbook has no such tab."),
        (_withdraw, "Sources, row 2, 'Workbook': it can't be opened."),
        (_head_otherwise, "Log in “Spring campaign” can't be read: no column is headed"),
    ],
    ids=["renamed", "no longer shared", "headed otherwise"],
)
def test_nobody_falls_by_a_sheet_that_cant_be_read(
    dependent: Club, happens: Callable[[Club], None], letter: str
) -> None:
    """M2, M4. The book keeps what it had; no letter says that a vote ended; the desk, the page and freezing say why."""
    club = dependent
    before, knew = _records(club), {number: one.voting for number, one in told(club).items()}
    happens(club)
    reading = keep_up(club.secretary)
    assert (len(reading.stock.refused), reading.letters) == (1, ())
    assert reading.stock.refused[0].startswith(letter)
    assert _records(club) == before
    assert {number: one.voting for number, one in told(club).items()} == knew
    assert "1 reason why nothing is taken over from the sheets" in desk.desk_page(club.secretary)
    assert letter.partition(": ")[2] in membership.membership_page(club.secretary, reading.stock)
    with pytest.raises(Refusal, match="can't be frozen yet") as refusal:
        freeze(club.secretary, KEY)
    assert letter in str(refusal.value)
    assert reading.stock.gone == ()


def _records(club: Club) -> dict[str, list[str]]:
    book: dict[str, list[str]] = club.everything()["book"]
    return {table: book[table] for table in ("person", "participation", "volunteering", "event", "gone", "told_status")}


def test_an_outage_is_a_letter_and_changes_nothing(dependent: Club) -> None:
    """M2, M4. Google doesn't answer for that workbook: reading and freezing say so, and the next try goes on."""
    club, before = dependent, dependent.everything()
    for act in (lambda: stock.take_stock(club.secretary), lambda: freeze(club.secretary, KEY)):
        club.sandbox.faults.plan("5xx", "GET /v4/spreadsheets/{spreadsheetId}", nth=2, times=9)
        with pytest.raises(GoogleFault) as outage:
            act()
        assert "the next pass tries again" in faults.letter(outage.value)
        club.sandbox.faults.clear()
    assert club.everything() == before
    assert _votes(stock.take_stock(club.secretary))
    assert freeze(club.secretary, KEY) == len(MEMBERS)


# ── a row is deleted ───────────────────────────────────────────────────────────────────────────────


def test_a_deleted_row_that_takes_a_vote_is_a_doubt_with_its_place(dependent: Club) -> None:
    """M4. Freezing refuses, and says which rows are gone, by number, day and place; it is told once, with the doubt."""
    club = dependent
    other = next(key for key, book in club.sandbox.world.google["books"].items() if book is _other(club))
    put(club, "Log", LOG[:2], book=other)
    found = stock.take_stock(club.secretary)
    assert found.doubts == (("M12", "ends sooner"),)
    with pytest.raises(Refusal) as refusal:
        freeze(club.secretary, KEY)
    gone = "Gone: Log in “Spring campaign”, row 3, of 9 April 2026."
    assert gone in str(refusal.value)
    page = membership.membership_page(club.secretary, found)
    assert gone in page
    assert "No longer on the sheets" not in page
    assert "no longer on the sheets" not in desk.desk_page(club.secretary)
    put(club, "Log", LOG, book=other)
    assert freeze(club.secretary, KEY) == len(MEMBERS)


def test_an_edited_row_is_noticed_where_it_takes_something_from_somebody(dependent: Club) -> None:
    """M4. Another name in Lena's row: it counts for her no more; organisers hear of it, not of what was typed."""
    club = dependent
    rows = [[46275, LENA, MEMBERS[LENA]]]  # she keeps her vote by two others
    other = next(key for key, book in club.sandbox.world.google["books"].items() if book is _other(club))
    put(club, "Log", [*LOG, *rows], book=other)
    put(club, "Volunteering", [["Date", "Activity", "Name", "Email"], [46278, "Phone bank", LENA, MEMBERS[LENA]]])
    assert keep_up(club.secretary).stock.gone == ()
    put(club, "Log", [LOG[0], [JUNE_4, "Ada Example", "ada@example.org"], LOG[2]], book=other)
    found = keep_up(club.secretary).stock
    said = "M12: what they attended on 4 June 2026 is no longer on the sheets; it stood in Log in “Spring campaign”"
    assert [str(one) for one in found.gone] == [f"{said}, row 2"]
    assert said in membership.membership_page(club.secretary, found)
    assert "Ada" not in membership.membership_page(club.secretary, found)
    assert "1 record that is no longer on the sheets" in desk.desk_page(club.secretary)
    assert _votes(found)
