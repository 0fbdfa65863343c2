"""Done: how the book shows that a step of a year is done, and on which day it was."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import date, datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from core import calendar
from core.bylaws import committee
from core.charter import Charter
from core.cited import plain
from core.cycle import CO_CHAIRS, MEETING
from core.records import (
    AnnualPriorities,
    Call,
    Contest,
    Cycle,
    Election,
    Event,
    Letter,
    NoConfidence,
    ProposalCycle,
    YearPlan,
)
from flows.duties.annual import priorities
from flows.duties.committee import disclosures, seats, succession
from flows.duties.membership import persons
from flows.duties.nomination import calls, cycles, nominees, slate_seats, slates

Found = Callable[[Session, int, Charter], date | None]
"""The local day on which a step of a year was done, by the book; None as long as it isn't."""

BEFORE_OPENING = ("drafted", "frozen", "withdrawn")
BEFORE_CLOSING = (*BEFORE_OPENING, "open")
STANDS = ("certified", "announced")
"""The states of an election in which nobody votes yet, in which voting isn't over, and in which its result stands."""


def of(session: Session, step: str, year: int, *, charter: Charter) -> date | None:
    """A1-A3, S3-S7, S11. On which day a step of a year was done, by what is on record besides an organiser's word."""
    found = DONE.get(step)
    return found(session, year, charter) if found else None


def _opened(*matters: str) -> Found:
    """Voting on one of these has begun; a vote of no confidence is followed by another, so it is none."""

    def look(session: Session, year: int, _charter: Charter) -> date | None:
        found = _hopeful(session, year, matters)
        days = [_day(one, one.opens_at) for one in found if one.state not in BEFORE_OPENING]
        return min(days, default=None)

    return look


def _closed(*matters: str) -> Found:
    """Voting on one of these is over; a vote of no confidence is followed by another, so it is none."""

    def look(session: Session, year: int, _charter: Charter) -> date | None:
        found = _hopeful(session, year, matters)
        days = [_day(one, one.closes_at) for one in found if one.state not in BEFORE_CLOSING]
        return max(days, default=None)

    return look


def _carried(*matters: str) -> Found:
    """A vote on one of these was certified, and it passed."""

    def look(session: Session, year: int, _charter: Charter) -> date | None:
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


def _hopeful(session: Session, year: int, matters: tuple[str, ...]) -> list[Election]:
    """S5. The elections about such matters, without those in which members had no confidence."""
    found = (one.election for one in _contests(session, year, matters))
    return [one for one in found if session.get(NoConfidence, one.key) is None]


def _day(election: Election, at: datetime) -> date:
    return calendar.day_of(at, election.zone)


def _held(session: Session, year: int, _charter: Charter) -> date | None:
    """A1. An event of the tab Events that is called the annual meeting."""
    for event in session.execute(select(Event).order_by(Event.held_on)).scalars():
        if event.held_on.year == year and any(MEETING in plain(words) for words in (event.code, event.kind)):
            return event.held_on
    return None


def _entered(session: Session, year: int, _charter: Charter) -> date | None:
    """S6. The new terms stand in the tab Committee: of everybody on the slate who takes the seat, once there is one."""
    slate = succession.of_year(session, year)
    if slate is None:
        return min(succession.new_terms(session, year).values(), default=None)
    begun, away = succession.entered(session, slate), succession.declined(session, slate)
    all_in = all(one in begun or one in away for one in slate.slate)
    return max(begun.values(), default=None) if all_in else None


def _agreed(session: Session, year: int, _charter: Charter) -> date | None:
    """S4, S5. The committee agreed to a slate, and members haven't voted it down since."""
    found = (one.election for one in slates.agreements(session, year))
    return max((_day(one, one.closes_at) for one in found), default=None)


# ── nominations, priorities and disclosures ────────────────────────────────────────────────────────


def _called(session: Session, year: int, charter: Charter) -> date | None:
    """S3. The letter that calls for nominees is planned."""
    call = session.get(Call, cycles.call_key(year)) if cycles.is_on(session, year) else None
    letter = session.get(Letter, calls.letter_key(call, "call")) if call else None
    return calendar.day_of(letter.planned_at, charter.zone) if letter else None


def _nominated(session: Session, year: int, charter: Charter) -> date | None:
    """S3. The form for nominations is closed, after members were called."""
    call = session.get(Call, cycles.call_key(year)) if cycles.is_on(session, year) else None
    return _last_day(call.closes_at, charter) if call and call.closed else None


def _stated(session: Session, year: int, charter: Charter) -> date | None:
    """S3. The form for nominees' statements is closed."""
    cycle = session.get(Cycle, year)
    is_over = cycle is not None and cycle.closed and cycle.called_off_at is None
    return _last_day(cycle.due_at, charter) if cycle and is_over else None


def _met(session: Session, year: int, charter: Charter) -> date | None:
    """S3. Nominations are closed, and a meeting is recorded with everybody who stands."""
    closed = _nominated(session, year, charter)
    if closed is None:
        return None
    standing = [one for one in nominees.standings(session, year, on=closed, charter=charter) if one.stands]
    days = [one.met_on for one in standing if one.met_on]
    return max(days) if standing and len(days) == len(standing) else None


def _checked(session: Session, year: int, charter: Charter) -> date | None:
    """S2. Everybody on the slate that was confirmed may take their seat, by a pass that has looked."""
    at = slate_seats.checked_at(session, year)
    return calendar.day_of(at, charter.zone) if at else None


def _proposed(session: Session, year: int, charter: Charter) -> date | None:
    """A2. The form for priorities is closed."""
    cycle = session.get(ProposalCycle, year)
    return _last_day(cycle.propose_until, charter) if cycle and cycle.closed else None


def _put_forward(session: Session, year: int, _charter: Charter) -> date | None:
    """A3, S5. The committee's priorities are on record, and it has decided on them; anew, after members said no."""
    found = session.get(AnnualPriorities, year)
    decided = found is not None and (found.outcome == priorities.RATIFIED or priorities.decision(session, found))
    return found.proposed_on if found and decided else None


def _disclosed(session: Session, year: int, charter: Charter) -> date | None:
    """S11. Everybody who had a seat on the day on which it is due has disclosed in that year: when the last one did.

    A disclosure doesn't count before its year, so that each year asks for its own.
    """
    step = charter.year.step(DISCLOSURES) if charter.year else None
    if step is None or charter.committee.disclosure_months is None:
        return None
    plan = session.get(YearPlan, year)
    on = step.day(year, plan.meeting_on if plan else date(year, 1, 1))
    first: dict[str, date] = {}
    kept = persons.kept(session)
    for one in disclosures.of_committee(session):
        day = calendar.day_of(one.handed_in, charter.zone)
        if day.year == year:
            first.setdefault(kept.get(one.member, one.member), day)
    held = seats.by_member(session).items()
    asked = [number for number, terms in held if committee.is_active(terms, on=on, charter=charter)]
    days = [first[number] for number in asked if number in first]
    return max(days) if asked and len(days) == len(asked) else None


def _last_day(over: datetime, charter: Charter) -> date:
    """The last local day before an instant, also where that is midnight."""
    return calendar.day_of(over - timedelta(seconds=1), charter.zone)


DISCLOSURES = "disclosures"

DONE: Mapping[str, Found] = {
    DISCLOSURES: _disclosed,
    "call for nominees": _called,
    "nominations close": _nominated,
    "statements due": _stated,
    "nominees met": _met,
    "slate agreed": _agreed,
    "slate's ballot opens": _opened("slate"),
    "slate's ballot closes": _closed("slate"),
    "proposals for priorities close": _proposed,
    "members' vote on priorities ends": _closed("key priorities"),
    "committee proposes priorities": _put_forward,
    "priorities' ballot opens": _opened("priorities"),
    "priorities' ballot closes": _closed("priorities"),
    CO_CHAIRS: _carried("co-chairs"),
    MEETING: _held,
    "dues checked": _checked,
    "terms end": _entered,
}
"""By the name of the step, as the charter has it. What isn't here is recorded by an organiser."""
