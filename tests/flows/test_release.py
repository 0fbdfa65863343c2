"""Releasing a letter that waits: it goes out once, whatever kept it."""

from __future__ import annotations

import pytest

from core import letters
from core.records import Letter
from flows.pages.desk import desk_page
from flows.release import release
from flows.secretary import Refusal
from tests.flows.ballots import KEY
from tests.flows.club import HOUR, WITH_LINK, Club

BALLOT = f"{KEY}/ballot"


def _held(club: Club, *, campaign: bool) -> None:
    """The ballot letter waits, with its campaign made or not."""
    club.go_to("frozen")
    club.at(club.election().opens_at)
    label = "POST /3.0/campaigns/{campaign_id}/actions/send" if campaign else "POST /3.0/campaigns"
    club.sandbox.faults.plan("5xx", label, times=2)
    club.tend()
    with club.secretary.ledger.writing(club.sandbox.clock.now()) as pen:
        pen.session.get_one(Letter, BALLOT).state = letters.HELD
    club.sandbox.faults.clear()


@pytest.mark.parametrize("campaign", [True, False])
def test_a_released_letter_goes_out_once(club: Club, *, campaign: bool) -> None:
    """With or without a campaign of its own, every voter with a mailbox gets the letter, and gets it once."""
    _held(club, campaign=campaign)
    club.tend()
    assert not club.mails("ballot")
    assert f"canvass release {BALLOT}" in desk_page(club.secretary)
    release(club.secretary, BALLOT, reason="Still a draft there.")
    for _ in range(3):
        club.tend()
        club.later(HOUR / 3)
    named = [name for names in club.named("ballot").values() for name in names]
    assert sorted(named) == sorted(WITH_LINK)
    assert club.letter("ballot").state in letters.DELIVERED


def test_one_that_went_out_after_all_isnt_sent_again(club: Club) -> None:
    """A person may be mistaken: the campaign is looked at before it is told anything."""
    club.go_to("open")
    with club.secretary.ledger.writing(club.sandbox.clock.now()) as pen:
        pen.session.get_one(Letter, BALLOT).state = letters.HELD
    before = len(club.mails("ballot"))
    release(club.secretary, BALLOT, reason="I don't see it there.")
    club.tend()
    assert len(club.mails("ballot")) == before
    assert club.letter("ballot").state == letters.SENT


def test_nothing_is_released_without_a_reason_or_need(club: Club) -> None:
    """A letter that isn't held, or a release without a reason, is refused in words."""
    club.go_to("open")
    with pytest.raises(Refusal, match="waits for anybody"):
        release(club.secretary, BALLOT, reason="To be sure.")
    with pytest.raises(Refusal, match="needs a reason"):
        release(club.secretary, BALLOT, reason=" ")
