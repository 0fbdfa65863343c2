"""The drift: where the sheets, corrected since, and a frozen roll no longer say the same. It changes no roll."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from core import calendar
from core.records import Election, RollEntry
from core.records.elections import MEMBERS, PARTNERS
from core.stakes import RulingDay
from flows.duties.election import electorates, roll
from flows.duties.election.rules import rules_of
from flows.duties.membership.standing import Standing, Standings
from flows.duties.privacy import discretion

CORRECTABLE = ("frozen", "open")
"""The states in which a roll can still be put right."""


@dataclass(frozen=True)
class Drift:
    """For one roll: whom today's sheets would have put on it, whom not, and who has another name or mailbox there."""

    key: str
    title: str
    missing: tuple[str, ...]
    extra: tuple[str, ...]
    moved: tuple[str, ...]


def of(session: Session, members: Standings) -> list[Drift]:
    """What has drifted, by the sheets as they are and the day on which each roll was frozen.

    Who has only come to more events since then is no drift: the roll was right.
    """
    mine = select(Election).where(Election.state.in_(CORRECTABLE)).order_by(Election.closes_at, Election.key)
    found = (_drift(session, election, members) for election in session.execute(mine).scalars())
    return [one for one in found if one.missing or one.extra or one.moved]


def ruling_days(session: Session) -> list[RulingDay]:
    """The days on which the members' rolls that can still be put right were frozen, and the rules by which."""
    mine = select(Election).where(Election.state.in_(CORRECTABLE), Election.electorate.in_((MEMBERS, PARTNERS)))
    found = session.execute(mine.order_by(Election.closes_at, Election.key)).scalars()
    return [_ruling_day(session, election) for election in found]


def _ruling_day(session: Session, election: Election) -> RulingDay:
    day = calendar.day_of(roll.frozen_at(session, election.key), election.zone)
    return RulingDay(day, rules_of(election))


def by_todays_sheets(session: Session, election: Election, members: Standings) -> dict[str, Standing]:
    """Who could vote on the day on which a roll was frozen, by the sheets as they are now and the election's rules."""
    day = _ruling_day(session, election)
    return electorates.of(election).voters(session, election, members, day.on)


def _drift(session: Session, election: Election, members: Standings) -> Drift:
    listed = {one.number: one for one in roll.voters_of(session, election.key)}
    leaving = discretion.leaving(session)  # they are put on no roll any more
    could = {
        number: one
        for number, one in by_todays_sheets(session, election, members).items()
        if number in listed or number not in leaving
    }
    return Drift(
        election.key,
        election.title,
        missing=tuple(sorted(could.keys() - listed.keys())),
        extra=tuple(sorted(listed.keys() - could.keys())),
        moved=tuple(
            sorted(number for number in could.keys() & listed.keys() if is_moved(listed[number], could[number]))
        ),
    )


def is_moved(entry: RollEntry, standing: Standing) -> bool:
    """Whether the sheets know a voter by another name or mailbox than the roll does."""
    return (entry.name, entry.email) != (standing.name, standing.mailbox)


def in_words(drift: Drift) -> Iterator[str]:
    """What has drifted, by member number."""
    if drift.missing:
        yield f"not on the roll, though they could vote: {', '.join(drift.missing)}"
    if drift.extra:
        yield f"on the roll, though they couldn't vote: {', '.join(drift.extra)}"
    if drift.moved:
        yield f"with another name or mailbox on the roll: {', '.join(drift.moved)}"
