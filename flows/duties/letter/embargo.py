"""Embargo: letters that wait for their time, and until those who are to hear first have heard."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from core import letters
from core.records import Contest, Letter
from flows.duties.letter import calls

ARRIVED = (*letters.DELIVERED, letters.MISSED, letters.HELD)
"""Where a candidate's letter keeps nobody waiting: it is out, or a person has to look at it."""

FIRST = ("outcome", "endorsed", "ended")
"""The letters that candidates get before members get theirs."""


def waiting(session: Session, *, now: datetime) -> set[str]:
    """E16. The letters for which nothing is to be done yet, by their keys.

    One that waited for its time also waits while the candidates' letters about the same races are still on their way,
    but for those candidates whom somebody has told meanwhile.
    """
    bound = select(Letter).where(Letter.not_before.is_not(None), Letter.state == letters.PLANNED)
    return {one.key for one in session.execute(bound).scalars() if _waits(session, one, now)}


def _waits(session: Session, letter: Letter, now: datetime) -> bool:
    if letter.not_before is not None and letter.not_before > now:
        return True
    candidates = select(Letter).where(Letter.occasion.in_(FIRST), Letter.state.not_in(ARRIVED))
    silent = [one for one in session.execute(candidates).scalars() if calls.about(session, one) is None]
    on_their_way = {one.key.partition(".")[0] for one in silent}
    return not on_their_way.isdisjoint(_races(session, letter))


def _races(session: Session, letter: Letter) -> set[str]:
    """The keys of the races that a letter to members is about."""
    if letter.election_key is None:
        return {letter.key.partition(".")[0]}
    mine = select(Contest.race_key).where(Contest.election_key == letter.election_key, Contest.race_key != "")
    return set(session.execute(mine).scalars())
