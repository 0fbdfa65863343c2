"""Done: how the book shows that a step of a year is done, and on which day it was."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from core import calendar
from core.cited import plain
from core.cycle import MEETING
from core.records import CommitteeSeat, Contest, Election, Event, YearPlan

Found = Callable[[Session, int], date | None]
"""The local day on which a step of a year was done, by the book; None as long as it isn't."""

BEFORE_OPENING = ("drafted", "frozen", "withdrawn")
BEFORE_CLOSING = (*BEFORE_OPENING, "open")
STANDS = ("certified", "announced")
"""The states of an election in which nobody votes yet, in which voting isn't over, and in which its result stands."""


def of(session: Session, step: str, year: int) -> date | None:
    """A1-A3, S3-S7. The day on which a step of a year was done, by what is on record besides an organiser's word."""
    found = DONE.get(step)
    return found(session, year) if found else None


def _opened(*matters: str) -> Found:
    """Voting on one of these has begun."""

    def look(session: Session, year: int) -> date | None:
        found = _elections(session, year, matters)
        days = [_day(one, one.opens_at) for one in found if one.state not in BEFORE_OPENING]
        return min(days, default=None)

    return look


def _closed(*matters: str) -> Found:
    """Voting on one of these is over."""

    def look(session: Session, year: int) -> date | None:
        found = _elections(session, year, matters)
        days = [_day(one, one.closes_at) for one in found if one.state not in BEFORE_CLOSING]
        return max(days, default=None)

    return look


def _carried(*matters: str) -> Found:
    """A vote on one of these was certified, and it passed."""

    def look(session: Session, year: int) -> date | None:
        found = _contests(session, year, matters)
        days = [
            _day(one.election, one.election.closes_at)
            for one in found
            if one.election.state in STANDS and dict(one.count or {}).get("outcome") == "passed"
        ]
        return max(days, default=None)

    return look


def _contests(session: Session, year: int, matters: tuple[str, ...]) -> Iterator[Contest]:
    """The contests about such matters that close in a year, by local days."""
    about = select(Contest).join(Election).where(Contest.matter.in_(matters)).order_by(Election.key)
    for one in session.execute(about).scalars():
        if _day(one.election, one.election.closes_at).year == year:
            yield one


def _elections(session: Session, year: int, matters: tuple[str, ...]) -> list[Election]:
    return [one.election for one in _contests(session, year, matters)]


def _day(election: Election, at: datetime) -> date:
    return calendar.day_of(at, election.zone)


def _met(session: Session, year: int) -> date | None:
    """A1. An event of the tab Events that is called the annual meeting."""
    for event in session.execute(select(Event).order_by(Event.held_on)).scalars():
        if event.held_on.year == year and any(MEETING in plain(words) for words in (event.code, event.kind)):
            return event.held_on
    return None


def _entered(session: Session, year: int) -> date | None:
    """S6. Terms that begin with the annual meeting, or after it, stand in the tab Committee."""
    plan = session.get(YearPlan, year)
    if plan is None:
        return None
    begun = select(CommitteeSeat.since).where(CommitteeSeat.since >= plan.meeting_on)
    days = [one for one in session.execute(begun).scalars() if one.year == year]
    return min(days, default=None)


DONE: Mapping[str, Found] = {
    "slate agreed": _carried("consensus"),
    "slate's ballot opens": _opened("slate"),
    "slate's ballot closes": _closed("slate"),
    "members' vote on priorities ends": _closed("key priorities"),
    "priorities' ballot opens": _opened("priorities"),
    "priorities' ballot closes": _closed("priorities"),
    "co-chairs elected": _carried("co-chairs"),
    MEETING: _met,
    "terms end": _entered,
}
"""By the name of the step, as the charter has it. What isn't here is recorded by an organiser."""
