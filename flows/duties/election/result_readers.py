"""Result readers: to whom the result of a vote goes."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from core import calendar
from core.records import Election
from flows.duties.committee import recusals, seats
from flows.duties.election import announcing, electorates, roll
from flows.duties.election.rules import rules_of


def readers(session: Session, election: Election, *, at: datetime) -> list[str]:
    """E16, P7. Where the result goes: to all members, or all of the committee, also those who didn't vote on it.

    That of a flat vote goes to the delegates as well.
    """
    if electorates.is_partners(election):
        delegates = {one.email for one in roll.voters_of(session, election.key, reachable=True) if one.votes_for}
        return sorted({*announcing.boxes_of_members(session), *delegates})
    if not electorates.is_committees(election):
        return announcing.boxes_of_members(session)
    numbers = seats.seated(session, on=calendar.day_of(at, election.zone), charter=rules_of(election))
    numbers |= {one.number for one in roll.voters_of(session, election.key)}
    numbers -= _kept_away(session, election, at=at)
    return announcing.boxes_of_members(session, only=numbers)


def _kept_away(session: Session, election: Election, *, at: datetime) -> set[str]:
    """S11. Whoever is recused from a race that this was about: who voted how on it is none of theirs."""
    on = calendar.day_of(at, election.zone)
    races = [one.race_key for one in election.contests if one.race_key]
    return {number for race in races for number in recusals.of_race(session, race, on=on, charter=rules_of(election))}
