"""The annual meeting is over: its day on record is past, and somebody says that it took place."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from flows import annual_meeting
from flows.annual_meeting import MeetingSet
from flows.duties.membership import stock
from flows.duties.year import plans
from flows.pages.desk import desk_page
from flows.pages.year import year_page
from flows.plan import YearPlanned, plan_year
from tests.flows.ballots import START
from tests.flows.club import Club

MEETING = date(2027, 3, 20)
ASKED = "The annual meeting of 2027 was to be on 20 March 2027: did it take place?"


@pytest.fixture
def met(club: Club) -> Club:
    """The annual meeting is on record for 20 March, and that day is over."""
    club.go_to("furnished")
    club.at(START)
    stock.take_stock(club.secretary)
    assert annual_meeting.set_meeting(club.secretary, MeetingSet(year=2027, on=MEETING, where="Town Hall"))
    club.at(datetime(2027, 3, 20, 23, 30, tzinfo=UTC))
    assert ASKED not in desk_page(club.secretary)
    club.at(datetime(2027, 3, 21, 17, tzinfo=UTC))
    return club


def _prospect(club: Club, on: date | None = None) -> tuple[str, str]:
    with club.secretary.ledger.reading() as session:
        plan = plans.of(session, 2027, charter=club.charter)
    assert plan is not None
    found, _ = plans.prospects(club.secretary, plan, on=on)
    [one] = [each for each in found if each.planned.step.name == "annual meeting"]
    return one.prospect, one.ruling.because


def test_a_meeting_whose_day_is_past_is_asked_about(met: Club) -> None:
    """A1. It isn't too late: the desk says how to record it, by a door that takes it, and so does the page."""
    desk = desk_page(met.secretary)
    assert ASKED in desk
    assert "Enter it in the tab Events" in desk
    assert 'canvass plan 2027 --done "annual meeting" --day 2027-03-20' in desk
    assert ": annual meeting" not in desk
    assert _prospect(met) == ("late", "was to be on 20 March 2027, and nothing says yet that it took place")
    assert _prospect(met, date(2027, 4, 20))[0] == "late"
    met.at(datetime(2027, 4, 20, 17, tzinfo=UTC))
    assert "“annual meeting” (A1)" not in year_page(met.secretary)
    assert ASKED in desk_page(met.secretary)


def test_it_is_done_by_an_event_of_the_tab(met: Club) -> None:
    """A1. Once it stands in the tab Events nothing is asked any more."""
    met.write("Events", [["Event", "Date", "Kind"], ["Annual meeting", "2027-03-20", "all-hands meeting"]])
    assert not stock.take_stock(met.secretary).refused
    assert ASKED not in desk_page(met.secretary)
    assert _prospect(met)[0] == "done"


def test_it_is_done_by_an_organisers_word(met: Club) -> None:
    """A1. So it is by *plan*."""
    said = plan_year(
        met.secretary, YearPlanned(year=2027, step="annual meeting", done_on=MEETING, because="In the Town Hall.")
    )
    assert "is done, on 20 March 2027" in said
    assert ASKED not in desk_page(met.secretary)
