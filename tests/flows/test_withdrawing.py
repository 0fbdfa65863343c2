"""A ballot that is called off is called off at once: also where Google is down, or the process is killed half-way."""

from __future__ import annotations

import pytest
from sqlalchemy import func, select

from core.records import Response
from flows.duties.election import form, life
from flows.withdraw import withdraw
from integrations.google import drive
from tests.flows.ballots import KEY
from tests.flows.club import CLEO, HOUR, Club

WHY = "The candidates agreed on one."
CLOSING = "* *setPublishSettings*"


def _forms(club: Club) -> list[str]:
    return drive.find(club.secretary.google, form.form_name(club.election()))


def test_what_is_called_off_is_on_record_before_its_form_is_closed(club: Club) -> None:
    """With Google down, state and reason stand in the book; what comes in meanwhile is counted by nobody."""
    club.go_to("voted")
    link = club.link(CLEO)
    club.sandbox.faults.plan("5xx", CLOSING, times=1_000)
    troubles: list[str] = []
    assert withdraw(club.secretary, KEY, reason=WHY, troubles=troubles)
    assert (club.election().state, club.held()) == ("withdrawn", WHY)
    assert ["closed by the next pass" in one for one in troubles] == [True]
    assert club.send(link).accepted
    club.tend()
    club.sandbox.faults.clear()
    club.later(HOUR)
    assert not club.tend().troubles
    assert _forms(club) == []
    with club.secretary.ledger.reading() as session:
        assert session.execute(select(func.count()).select_from(Response)).scalar_one() == 0


@pytest.mark.parametrize("moment", ["voted", "closed"])
def test_killed_once_it_is_on_record_the_next_pass_closes_and_erases_the_form(club: Club, moment: str) -> None:
    """Nothing has to be done again by a person."""
    club.go_to(moment)
    with club.secretary.ledger.writing(club.secretary.now()) as pen:
        pen.advance(pen.session.get_one(type(club.election()), KEY), "withdrawn")
    club.later(HOUR)
    assert not club.tend().troubles
    assert _forms(club) == []
    assert club.election().form_erased


def test_a_form_that_the_book_doesnt_know_yet_goes_too(club: Club) -> None:
    """It was made by a process that was killed before it wrote that down; it is found by its name."""
    club.go_to("frozen")
    form.make(club.secretary, club.election())
    assert withdraw(club.secretary, KEY, reason=WHY)
    club.tend()
    assert _forms(club) == []


def test_a_form_that_is_made_as_the_ballot_is_called_off_goes_with_the_next_pass(club: Club) -> None:
    """Another process was about to make it: it isn't published, and isn't left behind."""
    club.go_to("frozen")
    before = club.election()
    withdraw(club.secretary, KEY, reason=WHY)
    club.tend()
    life.STATES["frozen"](club.secretary, before)
    assert len(_forms(club)) == 1
    club.later(HOUR)
    assert not club.tend().troubles
    assert (_forms(club), club.election().state) == ([], "withdrawn")
