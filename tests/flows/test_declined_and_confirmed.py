"""Declined while members voted, and confirmed: the desk says what is to be recorded, and the words are true."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from flows import seat
from flows.duties.committee import sitting
from flows.duties.year import done
from flows.pages.committee import committee_page
from flows.pages.desk import desk_page
from flows.pages.nominations import nominations_page
from tests.flows import renewal
from tests.flows.club import BO, HOUR, Club
from tests.flows.renewal import COMMITTEE, SLATE, YEAR, go_on, number

CONFIRMED = date(2027, 3, 12)
WHY = {"because": "A new job.", "how": "by telephone, to Ada", "by": "R. O."}


@pytest.fixture
def declined(club: Club) -> Club:
    """Bo, of the committee before, declined on the day before the slate was confirmed; the others' rows are entered."""
    renewal.go_to(club, "the committee agrees")
    renewal.voted(club, dict.fromkeys(SLATE, "Yes"))
    club.at(datetime(2027, 3, 19, 16, tzinfo=UTC))
    renewal.record(club, M02={"Declined on": "2027-03-11"})
    _enter(club, *(who for who in SLATE if who != BO))
    return club


def _enter(club: Club, *names: str) -> None:
    rows = [[number(who), "2027-03-12", "2028-03-31", "", "", "", "", ""] for who in names]
    club.write("Committee", [*COMMITTEE, *rows])
    club.later(HOUR)
    assert go_on(club) == []


def _ended(club: Club) -> date | None:
    with club.secretary.ledger.reading() as session:
        return done.of(session, "terms end", YEAR, charter=club.charter)


def test_the_desk_asks_for_the_record_on_which_the_year_waits(declined: Club) -> None:
    """S3, S6. With it the step is done, the earlier term ends, and the words say that they are on the slate."""
    desk = desk_page(declined.secretary)
    assert "N2027-2 (M02) declined, and is on the slate for 2027 that the members confirmed" in desk
    assert "canvass seat M02 --not-taken" in desk
    assert _ended(declined) is None
    assert seat.decline(declined.secretary, "M02", **WHY)
    declined.later(HOUR)
    assert go_on(declined) == []
    assert _ended(declined) == CONFIRMED
    desk, page = desk_page(declined.secretary), committee_page(declined.secretary)
    assert "declined, and is on" not in desk
    with declined.secretary.ledger.reading() as session:
        found = {one.number: one for one in sitting.on_day(session, on=date(2027, 3, 19), charter=declined.charter)}
    assert "on 12 March 2027, and they are on it, but don't take the seat" in found["M02"].ruling.because
    assert "M02" in desk
    assert "They don’t have a seat by the slate that the members confirmed" in desk
    assert "aren’t on the slate" not in desk
    assert "they are on it, but don't take the seat" in page


def test_whoever_takes_the_seat_after_all_is_entered_and_no_page_says_otherwise(declined: Club) -> None:
    """S3, S6. Their row counts; nothing is asked any more, and the page says that they took the seat."""
    _enter(declined, *SLATE)
    assert "declined, and is on" not in desk_page(declined.secretary)
    assert _ended(declined) == CONFIRMED
    assert "took the seat; before that: declined on 11 March 2027" in nominations_page(declined.secretary, YEAR)
    with declined.secretary.ledger.reading() as session:
        found = {one.number: one for one in sitting.on_day(session, on=date(2027, 4, 1), charter=declined.charter)}
    assert found["M02"].ruling


def test_a_row_beside_that_record_says_how_it_counts(declined: Club) -> None:
    """S6. It doesn't as long as the record stands; the tab says that this is taken back, not that it is a vacancy."""
    assert seat.decline(declined.secretary, "M02", **WHY)
    _enter(declined, *SLATE)
    desk = desk_page(declined.secretary)
    assert "In the tab Committee, and not taking the seat by record: M02" in desk
    assert "canvass seat M02 --take-back" in desk
    assert seat.withdraw(declined.secretary, "M02", because="They do.", by="R. O.")
    assert "by record: M02" not in desk_page(declined.secretary)
