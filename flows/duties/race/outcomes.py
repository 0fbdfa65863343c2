"""Outcomes: what was decided about a race, as far as it is published, and what it means for each candidate."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy.orm import Session

from core.bylaws.endorsement import Asked
from core.cited import plain
from core.counting.record import Count
from core.counting.tally_sheet import decision
from core.records import Candidate, Contest, Election, Race
from flows.duties.election import announcing, contests
from flows.duties.race import race_votes, races


@dataclass(frozen=True)
class Outcome:
    """What came out of one contest. `told` is the contest as the result letter tells it, no more (P9).

    `winners` are the options that won, as on the ballot. `statement` is what the organisation says of it in public.
    """

    title: str
    asked: Asked
    winners: tuple[str, ...]
    statement: str
    told: Mapping[str, Any] = field(repr=False)

    @property
    def withdrew(self) -> dict[str, str]:
        """Who gave up during the vote, each with the day in words."""
        return {one["name"]: one["on"] for one in self.told.get("withdrew", ())}

    @property
    def sentence(self) -> str:
        """The outcome in a sentence, with its shares as far as they are published; and who withdrew meanwhile."""
        gone = (f"{name} withdrew on {day}, during the vote." for name, day in self.withdrew.items())
        return " ".join([in_a_sentence(self.told), *gone])

    @property
    def standing(self) -> list[str]:
        """The options that won, without those who withdrew."""
        return [one for one in self.winners if one not in self.withdrew]

    def has_endorsed(self, candidate: Candidate) -> bool:
        """Whether this candidate is endorsed by name, and hasn't withdrawn."""
        return self.asked != "anti-endorsement" and plain(candidate.name) in map(plain, self.standing)


def in_a_sentence(told: Mapping[str, Any]) -> str:
    """P9. What came out of a contest as its result letter tells it: of a small group that voted in secret, no share."""
    if told["shown"] == "decision":
        return decision(Count.from_json(told["count"]))
    return str(told["count"]["sentence"])


def of_election(session: Session, election: Election) -> dict[int, Outcome]:
    """The outcome of each contest of a counted election that is about a race, by its position."""
    told = zip(election.contests, announcing.counts(session, election), strict=True)
    return {one.position: _outcome(one, said) for one, said in told if not one.matter}


def of_race(session: Session, race: Race) -> Outcome | None:
    """What members decided about a race, once an officer has certified it."""
    contest = race_votes.contest_of(session, race.key)
    if contest is None or contest.election.state not in race_votes.DECIDED:
        return None
    return of_election(session, contest.election)[contest.position]


def endorsed(race: Race, outcome: Outcome) -> list[Candidate]:
    """The candidates of a race who are endorsed by name."""
    return [one for one in races.running(race) if outcome.has_endorsed(one)]


def _outcome(contest: Contest, told: Mapping[str, Any]) -> Outcome:
    count = Count.from_json(told["count"])
    winners = tuple(count.name(one) for one in count.winners)
    return Outcome(contest.title, contests.asked_of(contest), winners, str(told["statement"]), told)
