"""What holds however Mailchimp treats a second send, and however long it hides that a campaign went out.

Two things about it aren't documented: whether it refuses to send one campaign twice, and how soon a
campaign that was told to go stops looking like a draft. These tests say what each answer would mean.
"""

from __future__ import annotations

import pytest

from core import letters
from tests.trust.chaos import CALL_FAULTS
from tests.trust.conftest import Seasons, Tally
from tests.trust.mailing import mailing
from tests.trust.stage import MINUTE

CERTAIN = tuple(kind for kind in CALL_FAULTS if kind != "overtaken")
DOUBTFUL = ("die after", "lost reply", "503")
"""It was done, but nobody can know."""

WITHIN = (0, 10 * MINUTE.seconds)
BEYOND = (40 * MINUTE.seconds, 300 * MINUTE.seconds)
"""Seconds for which a campaign that went out looks like a draft: shorter and longer than the grace of 15 minutes."""


@pytest.mark.parametrize("second", ["refuse", "ignore", "again"])
def test_told_once_after_a_yes(seasons: Seasons, second: str, tally: Tally) -> None:
    """Once Mailchimp has said yes, it is never told again, though the campaign looks like a draft for hours.

    After six hours a person is asked to look; nothing is sent a second time even then.
    """
    for lag in (*WITHIN, *BEYOND, 500 * MINUTE.seconds):
        found = mailing(seasons(), hours=10, second_send=second, status_lag_seconds=lag)
        tally.note(f"lag {lag}", [] if (found.most, found.least, found.posts) == (1, 1, 1) else [f"doubled: {found}"])
        patient = lag < letters.PATIENCE.total_seconds()
        assert found.state == (letters.CONFIRMED if patient else letters.HELD), found
    assert tally.complaints == []


@pytest.mark.parametrize("second", ["refuse", "ignore", "again"])
def test_once_if_it_shows_within_the_grace(seasons: Seasons, second: str, tally: Tally) -> None:
    """Whatever fails at the sending: if Mailchimp shows within 15 minutes what it did, each mailbox gets one copy.

    That doesn't depend on how it treats a second send: there is none unless the campaign is still a draft.
    """
    for lag in WITHIN:
        for fault in CERTAIN:
            found = mailing(seasons(), fault=fault, second_send=second, status_lag_seconds=lag)
            once = (found.most, found.least, found.state) == (1, 1, letters.CONFIRMED)
            tally.note(f"lag {lag}, {fault}", [] if once else [f"doubled: {found}"], struck=1)
    assert tally.complaints == []


@pytest.mark.parametrize("second", ["refuse", "ignore"])
def test_once_at_any_lag_if_a_second_send_does_nothing(seasons: Seasons, second: str, tally: Tally) -> None:
    """If Mailchimp won't send a campaign twice, nobody gets two copies however late it shows what it did.

    The price of a very long lag is a false alarm: the letter is held for a person to look at.
    """
    for lag in BEYOND:
        for fault in CERTAIN:
            found = mailing(seasons(), fault=fault, hours=8, second_send=second, status_lag_seconds=lag)
            once = (found.most, found.least) == (1, 1) and found.state in (letters.CONFIRMED, letters.HELD)
            tally.note(f"lag {lag}, {fault}", [] if once else [f"doubled: {found}"], struck=1)
    assert tally.complaints == []


@pytest.mark.parametrize("fault", DOUBTFUL)
def test_the_boundary(seasons: Seasons, fault: str) -> None:
    """This is where the promise ends: three things at once make a second copy, and never a third.

    The answer to the sending is lost, *and* Mailchimp still shows a draft after 15 minutes, *and* it sends a campaign a
    second time when told to. Whoever wants a person asked instead sets the letters' MOST_TRIES to one.
    """
    found = mailing(seasons(), fault=fault, hours=8, second_send="again", status_lag_seconds=BEYOND[1])
    assert (found.most, found.posts) == (letters.MOST_TRIES, letters.MOST_TRIES)


@pytest.mark.parametrize("fault", ["die before", "timeout", "429"])
def test_no_second_copy_without_a_first(seasons: Seasons, fault: str) -> None:
    """A sending that never arrived is made good once, even by a Mailchimp that lags and would send twice."""
    found = mailing(seasons(), fault=fault, hours=8, second_send="again", status_lag_seconds=BEYOND[0])
    assert (found.most, found.least, found.state) == (1, 1, letters.CONFIRMED)


def test_a_mailing_that_mailchimp_stops(seasons: Seasons) -> None:
    """A mailing halted in the middle, as in a compliance review, waits for a person; nobody gets a second copy."""
    found = mailing(seasons(), stop_after=3)
    assert (found.most, found.state, found.posts) == (1, letters.HELD, 1)
    assert "paused" in found.because
