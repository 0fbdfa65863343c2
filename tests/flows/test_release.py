"""Releasing a letter that waits: it goes out once, whatever kept it. Or it is given up, and leaves nothing."""

from __future__ import annotations

import pytest

from core import letters
from core.records import Letter
from flows.pages.desk import desk_page
from flows.release import discard, release
from flows.secretary import Refusal
from integrations.sandbox import mailchimp, mailchimp_account
from tests.flows.ballots import KEY
from tests.flows.club import ADA, HOUR, WITH_LINK, Club
from tests.flows.test_telling import delivered, kept, membership, names, told

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


TOLD = "reached/2026-10-01"


def _held_status_letter(club: Club) -> None:
    """The first letter about members' votes waits, with its draft, its list and its readers' fields at Mailchimp."""
    membership(club)
    club.sandbox.faults.plan("5xx", "POST /3.0/campaigns/{campaign_id}/actions/send", times=99)
    club.tend()
    with club.secretary.ledger.writing(club.sandbox.clock.now()) as pen:
        pen.session.get_one(Letter, TOLD).state = letters.HELD
    club.sandbox.faults.clear()


def test_a_discarded_letter_leaves_nothing_and_its_readers_are_told_anew(club: Club) -> None:
    """M4, M8. Draft, list and fields are gone, the book keeps only numbers, and the next letter reaches them once."""
    _held_status_letter(club)
    assert kept(club)
    assert "meeting" in club.letter(TOLD).recipients
    assert "canvass discard" in desk_page(club.secretary)
    discard(club.secretary, TOLD, reason="The words were wrong.")
    club.later(HOUR)
    delivered(club)
    letter = club.letter(TOLD)
    assert letter.state == letters.MISSED
    assert "meeting" not in letter.recipients
    assert club.mails(TOLD) == []
    account = mailchimp_account.open_account(club.sandbox.world)
    assert TOLD not in {one["settings"]["title"] for one in account["campaigns"].values()}
    assert not told(club)["M01"].voting
    planned = membership(club)
    club.later(HOUR)
    delivered(club, 6)
    assert [key for key in planned if ADA in names(club, key).values()] == ["reached/2026-10-01-4"]
    assert kept(club) == []


def test_a_discarded_letter_that_went_out_after_all_is_kept_as_sent(club: Club) -> None:
    """M4. Whoever discards may be mistaken: it is looked up, and nobody is told twice."""
    membership(club)
    delivered(club, 1)
    with club.secretary.ledger.writing(club.sandbox.clock.now()) as pen:
        pen.session.get_one(Letter, TOLD).state = letters.HELD
    discard(club.secretary, TOLD, reason="I don't see it there.")
    club.later(2 * HOUR)
    delivered(club)
    assert club.letter(TOLD).state == letters.CONFIRMED
    assert told(club)["M01"].voting
    assert membership(club) == []


def test_what_cannot_be_discarded_is_refused(club: Club) -> None:
    """A ballot's letters are its steps; and a letter that doesn't wait, or a missing reason, is refused in words."""
    club.go_to("open")
    with club.secretary.ledger.writing(club.sandbox.clock.now()) as pen:
        pen.session.get_one(Letter, BALLOT).state = letters.HELD
    with pytest.raises(Refusal, match="belongs to a ballot"):
        discard(club.secretary, BALLOT, reason="Wrong.")
    with pytest.raises(Refusal, match="needs a reason"):
        discard(club.secretary, BALLOT, reason=" ")
    with pytest.raises(Refusal, match="No letter “reached/never” waits"):
        discard(club.secretary, "reached/never", reason="Wrong.")


def test_one_that_was_stopped_on_its_way_is_not_discarded(club: Club) -> None:
    """A campaign that Mailchimp paused may have reached some: a person decides about it there first."""
    membership(club)
    delivered(club, 1)
    mailchimp.halt(club.sandbox.world, club.letter(TOLD).campaign_id, "paused")
    with club.secretary.ledger.writing(club.sandbox.clock.now()) as pen:
        pen.session.get_one(Letter, TOLD).state = letters.HELD
    with pytest.raises(Refusal, match="Its campaign is “paused” at Mailchimp"):
        discard(club.secretary, TOLD, reason="Stopped.")
