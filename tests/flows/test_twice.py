"""Every flow can be run twice: the second run changes nothing, here or anywhere else."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from flows import withdraw
from flows.duties.membership import stock
from tests.flows.ballots import KEY
from tests.flows.club import ADA, HOUR, MARKS, MOMENTS, Club


def _again(club: Club, act: Callable[[], object]) -> None:
    before = club.everything()
    act()
    after = club.everything()
    assert after == before


def test_reading_the_members_workbook_twice_writes_once(club: Club) -> None:
    """A second reading of an unchanged workbook finds everybody where they were, and leaves no line in the log."""
    first = stock.take_stock(club.secretary)
    _again(club, lambda: stock.take_stock(club.secretary))
    assert stock.take_stock(club.secretary) == first
    assert club.log() == ["membership.read"]


def test_drafting_the_same_ballot_twice_drafts_one(club: Club) -> None:
    """The same draft handed in again, even later, is no change."""
    club.draft()
    club.later(HOUR)
    _again(club, club.draft)


def test_freezing_twice_freezes_once(club: Club) -> None:
    """The second freezing returns the same number of voters, draws no key and writes no roll."""
    club.go_to("frozen")
    club.later(HOUR)
    _again(club, club.freeze)
    assert club.freeze() == 11
    assert club.log().count("roll.frozen") == 1


@pytest.mark.parametrize("moment", [moment for moment in MOMENTS if moment not in {"frozen", "certified"}])
def test_tending_twice_changes_nothing(club: Club, moment: str) -> None:
    """Whatever state an election is in, a pass right after a pass changes no row, no file, no form and no mail."""
    club.go_to(moment)
    club.tend()
    _again(club, club.tend)


def test_certifying_twice_certifies_once(club: Club) -> None:
    """The second officer's certificate comes too late: the first stands, and one result letter is planned."""
    club.go_to("certified")
    club.later(HOUR)
    _again(club, club.certify)
    assert club.certify() is False


@pytest.mark.parametrize("moment", ["drafted", "frozen", "made", "open", "voted", "closed"])
def test_withdrawing_twice_withdraws_once(club: Club, moment: str) -> None:
    """A ballot that was called off stays so, for the first reason, also after the passes that clean up behind it."""
    club.go_to(moment)
    assert withdraw.withdraw(club.secretary, KEY, reason="The candidates agreed on one.")
    _again(club, lambda: withdraw.withdraw(club.secretary, KEY, reason="Another reason."))
    club.tend()
    club.later(HOUR)
    club.tend()
    _again(club, lambda: withdraw.withdraw(club.secretary, KEY, reason="Another reason."))
    _again(club, club.tend)
    assert club.held() == "The candidates agreed on one."


def test_the_comparison_sees_a_single_vote(club: Club) -> None:
    """The tests above compare everything: one more answer at Google is a difference."""
    club.go_to("delivered")
    before = club.everything()
    club.vote(ADA, MARKS)
    assert club.everything() != before
