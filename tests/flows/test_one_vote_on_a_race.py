"""On a race there is one vote at a time: the committee recommends before the members vote, and never afterwards."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from core.records import Election
from flows import step
from flows.ballot import BallotOfRaces, draft_races
from flows.freeze import write_roll
from flows.recommend import recommend
from flows.recommendation import draft_vote
from flows.secretary import Refusal
from tests.flows.ballots import START
from tests.flows.club import ADA, BO, CLEO, HOUR, MINUTE, Club
from tests.flows.committee import CLOSES, MAYOR, OPENS, URSULA, VOTE, WANTED, race

BALLOT = "mayor"
MEMBERS_VOTE = BallotOfRaces(
    key=BALLOT, title="The mayor", races=[MAYOR], opens_on=date(2026, 10, 2), closes_on=date(2026, 10, 12)
)
OVER = datetime(2026, 10, 12, 23, tzinfo=UTC)


def both_drafted(club: Club) -> None:
    """The committee's vote is drafted, then it agrees on Victor in a meeting, and the members' ballot is drafted."""
    for name in ("candidate meeting", "questionnaire"):
        step.record(club.secretary, MAYOR, name, by="R. O.")
    for name in ("forum", "members' feedback"):
        step.record(club.secretary, MAYOR, name, by="R. O.", waived_because="No room was free.")
    assert draft_vote(club.secretary, WANTED) == (VOTE, [])
    recommend(club.secretary, MAYOR, "Victor Invented", reasons="He listens.", decided="by consensus")
    assert draft_races(club.secretary, MEMBERS_VOTE) == []


def pass_at(club: Club, *times: datetime) -> None:
    """Passes of the post, without trouble."""
    for when in times:
        club.at(when)
        assert not club.tend().troubles


def test_the_committees_vote_isnt_frozen_while_members_vote_or_once_they_decided(seated: Club) -> None:
    """E3, E7. Drafted before the members' ballot, it is refused from the moment when that is frozen."""
    both_drafted(seated)
    seated.freeze(BALLOT)
    with pytest.raises(Refusal, match="members vote on it in “The mayor”, which is frozen"):
        seated.freeze(VOTE)
    pass_at(seated, START + 2 * HOUR, datetime(2026, 10, 2, 13, 1, tzinfo=UTC), OVER, OVER + HOUR, OVER + 3 * HOUR)
    assert seated.certify(BALLOT)
    with pytest.raises(Refusal, match="members vote on it in “The mayor”, which is certified"):
        seated.freeze(VOTE)
    assert race(seated).recommendation == "Victor Invented"


def test_the_members_ballot_isnt_frozen_while_the_committee_votes(seated: Club) -> None:
    """E3. It waits until the committee's vote is certified, and then for a draft with what came of it."""
    both_drafted(seated)
    seated.freeze(VOTE)
    with pytest.raises(Refusal, match="the committee votes on it in “Recommendation: Mayor”, which is frozen"):
        seated.freeze(BALLOT)
    assert [one.clause for one in draft_races(seated.secretary, MEMBERS_VOTE)] == ["E3"]


def test_two_votes_that_are_frozen_at_once_are_one(seated: Club) -> None:
    """E3, E7. What was looked at before is looked at again while the book is held, when the roll is written."""
    both_drafted(seated)
    seated.freeze(BALLOT)
    kept = seated.secretary.keyring.read(BALLOT)
    assert kept is not None
    with pytest.raises(Refusal, match="can't be frozen: members vote on it"):
        write_roll(seated.secretary, VOTE, [], kept)
    assert seated.election(VOTE).state == "drafted"


def test_a_count_that_comes_after_the_members_vote_rewrites_nothing(seated: Club) -> None:
    """E3, S8. A book from before may hold both: the committee's count isn't certified over what members were told."""
    both_drafted(seated)
    counted_despite(seated)
    with pytest.raises(Refusal, match="on the ballot “mayor”, which is frozen"):
        seated.certify(VOTE)
    found = race(seated)
    assert (found.recommendation, found.reasons) == ("Victor Invented", "He listens.")
    assert seated.election(VOTE).state == "counted"


def counted_despite(club: Club) -> None:
    """The committee's vote is counted; meanwhile the members' ballot is frozen as if nobody had looked."""
    club.freeze(VOTE)
    pass_at(club, START + 2 * HOUR, OPENS + MINUTE, OPENS + 2 * HOUR)
    for who in (ADA, BO, CLEO):
        club.vote(who, URSULA, key=VOTE)
    pass_at(club, CLOSES + MINUTE, CLOSES + HOUR)
    with club.secretary.ledger.writing(club.secretary.now()) as pen:
        pen.advance(pen.session.get_one(Election, BALLOT), "frozen")
