"""Before the election: whatever members, the committee or candidates have a day for ends before the public election."""

from __future__ import annotations

from datetime import date

import pytest

from flows import freeze
from flows.ballot import draft_races
from flows.race import open_race
from flows.recommendation import draft_vote
from flows.secretary import Refusal
from tests.flows import ballot_of_races as season_of
from tests.flows import committee
from tests.flows.ballot_of_races import DAY, KEY, MAYOR, WANTED, reach
from tests.flows.club import Club


def test_members_vote_before_the_election(club: Club) -> None:
    """E3, E11. A window that ends on or after the election day, or is over, stands in the way of freezing."""
    reach(club, "races on record")
    late = {"races": [MAYOR], "opens_on": date(2026, 10, 23), "closes_on": DAY}
    [found] = draft_races(club.secretary, WANTED.model_copy(update=late))
    assert found.clause == "E3"
    assert found.because == (
        "Mayor: voting closes on 3 November 2026, and the election is on 3 November 2026: it has to close on an "
        "earlier day"
    )
    with pytest.raises(Refusal, match="it has to close on an earlier day"):
        freeze.freeze(club.secretary, KEY)
    over = {"races": [MAYOR], "opens_on": date(2026, 9, 1), "closes_on": date(2026, 9, 12)}
    [found] = draft_races(club.secretary, WANTED.model_copy(update=over))
    assert (found.clause, found.because) == (
        "E11",
        "the voting window passed before voting could open; draft it anew",
    )
    in_time = {"races": [MAYOR], "opens_on": date(2026, 10, 22), "closes_on": date(2026, 11, 2)}
    assert draft_races(club.secretary, WANTED.model_copy(update=in_time)) == []


def test_a_new_election_day_is_looked_at_when_the_ballot_is_frozen(club: Club) -> None:
    """E3. The election day of a drafted race may be corrected: freezing goes by the day that is on record then."""
    reach(club, "races drafted")
    open_race(club.secretary, season_of.OPENED[0].model_copy(update={"election_day": date(2026, 10, 12)}))
    with pytest.raises(Refusal, match=r"Mayor: voting closes on 12 October 2026, and the election is on 12 October"):
        freeze.freeze(club.secretary, KEY)


def test_the_committee_votes_before_the_election(seated: Club) -> None:
    """E3, E11. A vote that ends on or after the election day, or that should be over by now, can't be frozen."""
    wanted = committee.WANTED
    late = wanted.model_copy(update={"opens_on": date(2026, 11, 1), "closes_on": date(2026, 11, 4)})
    _, [found] = draft_vote(seated.secretary, late)
    assert found.clause == "E3"
    assert found.because == (
        "voting closes on 4 November 2026, and the election is on 3 November 2026: it has to close on an earlier day"
    )
    _, [found] = draft_vote(seated.secretary, wanted.model_copy(update={"opens_on": date(2026, 9, 1)}))
    assert (found.clause, found.because) == ("E11", "the voting window passed before voting could open; draft it anew")
