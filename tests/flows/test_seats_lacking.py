"""Too few seats, or too many: the desk says what can be done, by whether a slate is confirmed and whose rows lack."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest

from core.bylaws import tenure
from core.records import Exemption, Recall
from flows.duties.nomination import slate_seats
from flows.duties.year import done
from flows.pages import seats_lacking
from flows.pages.desk import desk_page
from flows.pages.needs import nowhere
from tests.flows import renewal
from tests.flows.club import HOUR, Club
from tests.flows.renewal import COMMITTEE, SLATE, YEAR, go_on, number

LACKING = "The committee doesn’t have as many members as it has to"


@pytest.fixture
def confirmed(club: Club) -> Club:
    """The members have confirmed the slate of five; nothing is entered."""
    renewal.go_to(club, "the committee agrees")
    renewal.voted(club, dict.fromkeys(SLATE, "Yes"))
    club.at(datetime(2027, 3, 19, 16, tzinfo=UTC))
    assert go_on(club) == []
    return club


def _enter(club: Club, *numbers: str) -> None:
    rows: list[list[Any]] = [[one, "2027-03-12", "2028-03-31", "", "", "", "", ""] for one in numbers]
    club.write("Committee", [*COMMITTEE, *rows])
    club.later(HOUR)
    assert go_on(club) == []


def _said(club: Club) -> str:
    """What the desk says of the number of seats."""
    desk = desk_page(club.secretary)
    return desk.split(LACKING)[1].split("\n## ")[0] if LACKING in desk else ""


def _add(club: Club, *rows: Any) -> None:
    with club.secretary.ledger.writing(club.secretary.now()) as pen:
        pen.session.add_all(rows)


def test_without_a_slate_nobody_is_said_to_be_confirmed(club: Club) -> None:
    """S1. Three seats are filled: whoever has one is entered, or the members vote on a slate; no word of a door."""
    renewal.go_to(club, "a cycle is opened")
    said = _said(club)
    assert "No slate is confirmed here whose terms last." in said
    assert "Deployments" not in said


def test_with_a_slate_its_rows_come_first_and_vacancies_after(confirmed: Club) -> None:
    """S1, S6. Rows that wait are to be entered; once none does, a vacancy is filled by the door that records why."""
    assert "Enter the rows of the slate that the members confirmed" in _said(confirmed)
    _enter(confirmed, *map(number, SLATE))
    assert _said(confirmed) == ""
    _add(confirmed, Recall(election_key="recall-m05", number="M05", on=date(2027, 3, 19)))
    said = _said(confirmed)
    assert "canvass seat MEMBER --fills-a-vacancy" in said
    assert "Nobody on the slate waits for a row." in said


def test_the_row_of_whoever_was_recalled_since_isnt_asked_for(confirmed: Club) -> None:
    """S6. The year's step is done with the others' rows; an exception that is made later seats them after all."""
    _add(confirmed, Recall(election_key="recall-m05", number="M05", on=date(2027, 3, 19)))
    _enter(confirmed, *map(number, SLATE[:4]))
    with confirmed.secretary.ledger.reading() as session:
        assert slate_seats.seats_in_words(session, YEAR) == []
        assert done.of(session, "terms end", YEAR, charter=confirmed.charter) == date(2027, 3, 12)
    at, day = confirmed.secretary.now(), date(2027, 3, 20)
    said = {"number": "M05", "clause": "S6", "reason": "A mistake.", "decided_by": "the committee"}
    _add(confirmed, Exemption(since=day, until=date(2028, 3, 31), at=at, **said))
    with confirmed.secretary.ledger.reading() as session:
        assert [one.partition(" ")[0] for one in slate_seats.seats_in_words(session, YEAR)] == ["M05"]


def test_a_committee_that_is_too_large_isnt_told_to_enter_anybody(confirmed: Club) -> None:
    """S1. More than fifteen seats: somebody has to leave the tab, though rows of the slate wait."""
    rules, day = confirmed.charter, date(2027, 3, 19)
    with confirmed.secretary.ledger.reading() as session:
        complete = tenure.is_complete(16, charter=rules)
        found = seats_lacking.number_of_seats(session, complete, 16, nowhere, on=day, charter=rules)
    assert found["why"] == "16 seats are filled, and there have to be 5 to 15 (S1)."
    assert "is taken out of the tab Committee" in found["do"]
