"""Votes on races: which of them counts, whether one is under way, and what may no longer be changed because of it."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.records import Contest, Election, Race
from core.records.elections import COMMITTEE, MEMBERS
from core.ruling import Ruling
from flows.secretary import Refusal

DECIDED = ("certified", "announced")
"""The states of an election whose result stands."""


def contest_of(session: Session, key: str, electorate: str = MEMBERS) -> Contest | None:
    """The contest in which members vote, or voted, on a race; none while no ballot has it that wasn't withdrawn.

    A vote under way comes before one that is decided, and both before a draft. Of the committee's votes on it, if
    asked, the one under way, or else the newest.
    """
    return max(_standing(session, key, electorate), key=_weight, default=None)


def _standing(session: Session, key: str, electorate: str) -> list[Contest]:
    """The contests about a race whose ballot wasn't withdrawn."""
    about_it = select(Contest).join(Election).where(Contest.race_key == key, Election.electorate == electorate)
    return list(session.execute(about_it.where(Election.state != "withdrawn")).scalars())


def decided(session: Session) -> set[str]:
    """The keys of the races about which members have decided in a vote that an officer certified."""
    voted_on = select(Contest.race_key).join(Election).where(Contest.race_key != "", Election.electorate == MEMBERS)
    return set(session.execute(voted_on.where(Election.state.in_(DECIDED))).scalars())


def _weight(contest: Contest) -> tuple[bool, bool, datetime, str]:
    """What makes one of several contests about a race the one that counts. The committee decides anew by a newer."""
    election = contest.election
    stands = election.electorate == MEMBERS and election.state in DECIDED
    return is_under_way(election), stands, election.opens_at, election.key


def is_under_way(election: Election) -> bool:
    """Whether people vote, or are about to, its roll being frozen, or voted without a result that stands yet."""
    return election.state not in ("drafted", "withdrawn", *DECIDED)


def is_voted_on(session: Session, race: Race) -> Election | None:
    """The election in which members, or the committee, vote on a race, or are about to, its roll being frozen."""
    found = [contest.election for one in (MEMBERS, COMMITTEE) if (contest := contest_of(session, race.key, one))]
    return next((one for one in found if is_under_way(one)), None)


def no_other_vote(session: Session, key: str, *, vote: str) -> Ruling:
    """E3, E7. Whether a race is in no vote but this: none is under way, and members haven't decided in another."""
    others = [one.election for whose in (MEMBERS, COMMITTEE) for one in _standing(session, key, whose)]
    for other in (one for one in others if one.key != vote):
        if other.electorate == MEMBERS and other.state != "drafted":
            return Ruling(False, "E7", f"members vote on it in “{other.title}”, which is {other.state}")
        if is_under_way(other):
            return Ruling(False, "E3", f"the committee votes on it in “{other.title}”, which is {other.state}")
    return Ruling(True, "E7", "no other vote on it is under way or decided")


def decided_in(session: Session, race: Race) -> Election | None:
    """The election in which members have decided about a race, an officer having certified it."""
    found = (one.election for one in _standing(session, race.key, MEMBERS))
    return next((one for one in found if one.state in DECIDED), None)


def refuse_while_voting(session: Session, race: Race) -> None:
    """Raise Refusal while there is a vote on a race, or about to be, and once members have decided about it."""
    refuse_once_decided(session, race)
    voting = is_voted_on(session, race)
    if voting is not None:
        raise Refusal(f"“{race.title}” is on the ballot “{voting.key}”, which is {voting.state}. It stays as it is.")


def refuse_once_decided(session: Session, race: Race) -> None:
    """Raise Refusal once members have decided about a race: what they decided on stays as it was."""
    decided = decided_in(session, race)
    if decided is not None:
        raise Refusal(f"“{race.title}” is decided by the members, on the ballot “{decided.key}”. It stays as it is.")
