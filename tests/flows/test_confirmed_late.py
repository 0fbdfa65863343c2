"""A slate confirmed after the first quarter: whoever is on it keeps the earlier term until their new row is entered."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest

from flows import slate
from flows.duties.committee import sitting
from flows.duties.year import done
from flows.pages.committee import committee_page
from flows.pages.desk import desk_page
from flows.slate import SlateBallot
from tests.flows import renewal
from tests.flows.club import HOUR, MINUTE, Club
from tests.flows.renewal import COMMITTEE, CONFIRMS, SLATE, YEAR, go_on, number

LATE = SlateBallot(
    year=YEAR, opens_on=date(2027, 4, 5), closes_on=date(2027, 4, 15), because="A hall was flooded.",
)  # fmt: skip
CONFIRMED = date(2027, 4, 15)
OPENS, CLOSES = datetime(2027, 4, 5, 14, tzinfo=UTC), datetime(2027, 4, 15, 23, tzinfo=UTC)


@pytest.fixture
def late(club: Club) -> Club:
    """The members confirm the slate in the middle of April, and its rows are still to be entered."""
    renewal.go_to(club, "the committee agrees")
    club.at(OPENS - 24 * HOUR)
    key, missing = slate.draft_slate(club.secretary, LATE)
    assert missing == []
    votes = dict.fromkeys(SLATE, "Yes")
    renewal.vote(club, key, CONFIRMS, votes, opens=OPENS, closes=CLOSES)
    assert go_on(club) == []
    return club


def _enter(club: Club, *new: tuple[str, str]) -> None:
    rows: list[list[Any]] = [[who, since, "2028-03-31", "", "", "", "", ""] for who, since in new]
    club.write("Committee", [*COMMITTEE, *rows])
    club.later(MINUTE)
    assert go_on(club) == []


def _on(club: Club, on: date) -> dict[str, sitting.Sitting]:
    with club.secretary.ledger.reading() as session:
        return {one.number: one for one in sitting.on_day(session, on=on, charter=club.charter) if one.seated}


def test_the_committee_isnt_empty_on_the_day_of_confirmation(late: Club) -> None:
    """S6. Two of three are on the slate and have their seats still; the words say until when."""
    assert list(_on(late, CONFIRMED)) == ["M01", "M02"]
    page = committee_page(late.secretary)
    assert "goes on until a row of the new term begins, through 30 June 2027 at the latest" in page
    assert "for nobody was confirmed" not in page
    desk = desk_page(late.secretary)
    assert "on the committee beyond the end" not in desk
    assert "5 seats of the slate for 2027 to enter" in desk
    assert list(_on(late, date(2027, 6, 30))) == ["M01", "M02"]
    assert list(_on(late, date(2027, 7, 1))) == []


def test_once_the_row_is_entered_it_alone_counts(late: Club) -> None:
    """S6. Entered from a later day on, there is no gap; and when that row ends, nothing of the earlier one is left."""
    _enter(late, *((number(who), "2027-04-20" if who == SLATE[0] else "2027-04-15") for who in SLATE))
    assert list(_on(late, date(2027, 4, 19))) == sorted(map(number, SLATE))
    assert "until a row of the new term begins, through 19 April 2027" in committee_page(late.secretary)
    with late.secretary.ledger.reading() as session:
        assert done.of(session, "terms end", YEAR, charter=late.charter) == date(2027, 4, 20)
    rows = [[number(who), "2027-04-15", "2027-05-10", "", "", "", "", ""] for who in SLATE]
    late.write("Committee", [*COMMITTEE, *rows])
    assert go_on(late) == []
    assert list(_on(late, date(2027, 5, 11))) == []
