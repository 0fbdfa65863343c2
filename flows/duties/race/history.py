"""The history of results: every race that was decided, by a vote or without one, with its shares and dates."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from core import calendar
from core.bylaws import counting
from core.cited import plain
from core.counting.record import Count
from core.counting.words import share_shown
from core.records import Certificate, Contest, Election, Race
from core.records.elections import MEMBERS
from flows.duties.race import outcomes, race_votes, races
from flows.duties.race.outcomes import Outcome


@dataclass(frozen=True)
class Decided:
    """A race as history has it. `on` is the local day that counts as its date: of the certificate, or of the decision.

    `options` are those who stood, or what was voted on; `winners` those of them who won; `shares` what the last round
    gave each of them, as far as that is published (P9).
    """

    title: str
    office: str
    district: str
    process: str
    on: date
    election_day: date | None
    options: tuple[str, ...] = field(repr=False)
    winners: tuple[str, ...]
    outcome: str
    shares: tuple[tuple[str, int, str], ...] = ()
    ballot: str = ""
    race: str = ""

    @property
    def year(self) -> int:
        """The year of the public election, or of the decision where its day isn't known."""
        return (self.election_day or self.on).year


def find(
    session: Session, *, office: str = "", candidate: str = "", year: int | None = None, zone: str
) -> list[Decided]:
    """Every race that was decided, the newest first: of an office, with a candidate, of a year.

    Part of an office's or a candidate's name is enough. `zone` is the organisation's.
    """
    found = (one for one in _all(session, zone) if _fits(one, office=office, candidate=candidate, year=year))
    return sorted(found, key=lambda one: (-(one.election_day or one.on).toordinal(), -one.on.toordinal(), one.title))


def _fits(one: Decided, *, office: str, candidate: str, year: int | None) -> bool:
    of_office = not office.strip() or plain(office) in plain(f"{one.office} {one.district} {one.title}")
    with_candidate = not candidate.strip() or any(plain(candidate) in plain(name) for name in one.options)
    return of_office and with_candidate and year in (None, one.year)


def _all(session: Session, zone: str) -> Iterator[Decided]:
    members = select(Election).where(Election.state.in_(race_votes.DECIDED), Election.electorate == MEMBERS)
    elections = session.execute(members).scalars()
    for election in elections:
        found = outcomes.of_election(session, election)
        on = calendar.day_of(session.get_one(Certificate, election.key).at, election.zone)
        about_races = [one for one in election.contests if not one.matter]
        yield from (_by_vote(session, one, found[one.position], on) for one in about_races)
    ended = session.execute(select(Race).where(Race.ended_as != "")).scalars()
    yield from (_without_vote(one, zone) for one in ended if race_votes.decided_in(session, one) is None)


def _by_vote(session: Session, contest: Contest, outcome: Outcome, on: date) -> Decided:
    race = session.get(Race, contest.race_key) if contest.race_key else None
    against = [name for option in contest.options for name in option.get("against", ())]
    offered = [
        option["name"]
        for option in contest.options
        if option["id"].startswith(counting.CANDIDATE) and option["id"] != counting.NONE
    ]
    return Decided(
        title=contest.title,
        office=contest.office,
        district=race.district if race else "",
        process=contest.process,
        on=on,
        election_day=race.election_day if race else None,
        options=tuple(against or offered),
        winners=tuple(outcome.standing),
        outcome=" ".join([outcome.sentence, *_given_up(race)]),
        shares=tuple(_shares(outcome)),
        ballot=contest.election_key,
        race=contest.race_key,
    )


def _given_up(race: Race | None) -> list[str]:
    """E15. That the committee ended a race which members had decided: whom they endorsed has withdrawn."""
    if race is None or not race.ended_as:
        return []
    return [f"No endorsement: {race.ended_because} (decided by {race.ended_by})"]


def _shares(outcome: Outcome) -> Iterator[tuple[str, int, str]]:
    """The last round's votes and shares, for each option still in it; nothing where only the decision is published."""
    count = Count.from_json(outcome.told["count"])
    if outcome.told["shown"] == "decision" or not count.rounds:
        return
    last = count.rounds[-1]
    for option, votes in sorted(last.tally.items(), key=lambda one: -one[1]):
        yield count.name(option), votes, share_shown(option, last, count.rule)


def _without_vote(race: Race, zone: str) -> Decided:
    return Decided(
        title=race.title,
        office=race.office,
        district=race.district,
        process=race.process,
        on=race.ended_on or calendar.day_of(race.opened_at, zone),
        election_day=race.election_day,
        options=tuple(races.voted_on(race)),
        winners=(),
        outcome=f"No endorsement, without a vote: {race.ended_because} (decided by {race.ended_by})",
        race=race.key,
    )


def endorsements(past: Iterable[Decided], name: str, *, apart_from: str) -> list[Decided]:
    """E13, E14. Where somebody of exactly this name was endorsed in another race, in the order of `past`."""
    return [one for one in past if one.race != apart_from and plain(name) in map(plain, one.winners)]
