"""Two counters that other people wrote, and the course that an election takes with each of them and with ours."""

from __future__ import annotations

import random
from collections.abc import Mapping
from dataclasses import dataclass

import pyrankvote
from py3votecore.irv import IRV

from tests.elections.drawn import Drawn

Tally = Mapping[str, int]


@dataclass(frozen=True)
class Step:
    """A round after which somebody goes out."""

    tally: Tally
    out: frozenset[str]


@dataclass(frozen=True)
class Course:
    """How an election went: its rounds up to the one that decided it, the tally of that one, and who won."""

    steps: tuple[Step, ...]
    last: Tally
    winner: str


def ours(election: Drawn) -> Course:
    """By Canvass."""
    *steps, last = election.counted.rounds
    [winner] = election.counted.winners
    return Course(tuple(Step(past.tally, frozenset(past.eliminated)) for past in steps), last.tally, winner)


def by_pyrankvote(election: Drawn) -> Course:
    """By pyrankvote, which breaks ties by second choices and then by chance; the chance is the same in each run."""
    random.seed(str(election.order))
    people = {name: pyrankvote.Candidate(name) for name in election.names}
    ballots = [
        pyrankvote.Ballot([people[name] for name in ranking])
        for ranking, times in election.ballots.items()
        for _ in range(times)
    ]
    found = pyrankvote.instant_runoff_voting(list(people.values()), ballots)
    steps, standing = list[Step](), set(election.names)
    for past in found.rounds:
        tally = {one.candidate.name: round(one.number_of_votes) for one in past.candidate_results}
        stays = {one.candidate.name for one in past.candidate_results if one.status != "Rejected"}
        steps.append(Step({name: tally[name] for name in standing}, frozenset(standing - stays)))
        standing &= stays
    [winner] = found.get_winners()
    return Course(tuple(steps[:-1]), steps[-1].tally, winner.name)


def by_py_vote_core(election: Drawn) -> Course:
    """By py-vote-core, which is given our order of ties. It knows only candidates whom somebody ranked."""
    ballots = [{"count": times, "ballot": list(ranking)} for ranking, times in election.ballots.items()]
    found = IRV(ballots, tie_breaker=list(election.order))
    steps = [
        Step({name: round(votes) for name, votes in past["tallies"].items()}, frozenset({past["loser"]}))
        for past in found.rounds
        if "loser" in past
    ]
    decided = [past["tallies"] for past in found.rounds if "winner" in past]
    if decided:
        return Course(tuple(steps), {name: round(votes) for name, votes in decided[0].items()}, found.winner)
    # With two left, it names the loser and takes the other without a further round.
    return Course(tuple(steps[:-1]), steps[-1].tally, found.winner)
