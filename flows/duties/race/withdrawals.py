"""Withdrawals: candidates who give up during a vote on their race. The ballot stays as it is, and people are told."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from core import calendar
from core.ledger import Pen
from core.records import Candidate, Contest, Election, Entry, Race
from core.records.elections import MEMBERS
from flows.duties.race import race_votes, races
from flows.secretary import Secretary

WITHDREW, STANDS = "candidate.withdrew", "candidate.stands"
"""How the log calls it: somebody gave up during a vote, and stands again."""

SEALED = ("sealed", "counted")
"""The states in which a ballot can't be withdrawn any more, and no officer has certified it."""

AFTER_SEALING = "certify it; the result says that they withdrew, and nobody is endorsed who has"
"""What is left to do then."""


def note(secretary: Secretary, gone: Mapping[str, Collection[int]]) -> None:
    """E5. Put on record who withdrew while there is a vote on their race, and who stands again after all.

    `gone` has, for each race under way, the numbers of those whose row is ticked, or gone.
    """
    with secretary.ledger.reading() as session:
        if not any(_news(session, key, numbers) for key, numbers in gone.items()):
            return
    with secretary.ledger.writing(secretary.now()) as pen:
        for key, numbers in gone.items():
            _put(pen, key, _news(pen.session, key, numbers))


def _put(pen: Pen, key: str, news: Collection[tuple[int, str]]) -> None:
    for nth, kind in news:
        pen.log(kind, race=key, candidate=nth)


def _news(session: Session, key: str, gone: Collection[int]) -> list[tuple[int, str]]:
    """Whose standing is another than what was put down last, and how the log calls that."""
    race = races.of(session, key)
    voting = race_votes.is_voted_on(session, race) is not None
    wanted = {one.nth: voting and one.nth in gone for one in races.running(race)}
    known = _known(session, key)
    return [(nth, WITHDREW if is_gone else STANDS) for nth, is_gone in wanted.items() if is_gone != (nth in known)]


def _known(session: Session, key: str) -> dict[int, Entry]:
    """The entries about those of a race who withdrew during a vote, by their numbers."""
    lines = select(Entry).where(Entry.kind.in_((WITHDREW, STANDS))).order_by(Entry.seq)
    newest = {
        said["candidate"]: one
        for one in session.execute(lines).scalars()
        if (said := json.loads(one.payload))["race"] == key
    }
    return {nth: one for nth, one in newest.items() if one.kind == WITHDREW}


def since(session: Session, candidate: Candidate, *, zone: str) -> date | None:
    """The local day on which somebody was found to have withdrawn during a vote on their race; None: they stand."""
    entry = _known(session, candidate.race_key).get(candidate.nth)
    return calendar.day_of(entry.at, zone) if entry else None


def of_contest(session: Session, contest: Contest) -> dict[str, str]:
    """E15. The candidates on a contest who withdrew during the vote on it, each with the local day in words.

    Also of one that is decided since: what was put down then stays.
    """
    election = contest.election
    if not contest.race_key or not (race_votes.is_under_way(election) or election.state in race_votes.DECIDED):
        return {}
    running = races.running(races.of(session, contest.race_key))
    found = [(one.name, since(session, one, zone=election.zone)) for one in running]
    return {name: calendar.day_in_words(day) for name, day in found if day is not None}


def in_words(session: Session, race: Race, candidate: Candidate, *, zone: str) -> str:
    """E5. That somebody withdrew during a vote that is under way, and what can be done; nothing of anybody else."""
    day, voting = since(session, candidate, zone=zone), race_votes.is_voted_on(session, race)
    if day is None or voting is None:
        return ""
    on = calendar.day_in_words(day)
    if voting.state in SEALED:
        return f"withdrew on {on}, during the vote; its ballots are sealed: {AFTER_SEALING}"
    who = "members are voting" if voting.electorate == MEMBERS else "the committee is voting"
    return f"withdrew on {on}; {who}: withdraw the ballot, or let it run"


def of_election(session: Session, election: Election) -> list[tuple[Race, Candidate, date]]:
    """Who is on the ballot of a vote under way, and withdrew since its roll was frozen."""
    if not race_votes.is_under_way(election):
        return []
    about = [races.of(session, one.race_key) for one in election.contests if one.race_key]
    found = [(race, who, since(session, who, zone=election.zone)) for race in about for who in races.running(race)]
    return [(race, who, day) for race, who, day in found if day is not None]
