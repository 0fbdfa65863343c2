"""Due in the year: its steps, the terms and leaves that end, and the day of the annual meeting that isn't set yet."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from core import agenda
from core.agenda import Due
from core.bylaws import year as rules
from core.calendar import day_in_words
from core.numbers import many
from core.records import Announced, CommitteeSeat, YearPlan
from flows.duties.year import endings, plans
from flows.secretary import Secretary


def due(secretary: Secretary, session: Session) -> Iterator[Due]:
    """A1-A3, S3-S7, S10. What is due in the years that are planned, and whatever ends on the committee."""
    for plan in plans.under_way(secretary, session):
        for one in plan.left:
            mark = f"year/{plan.year}/{_slug(one.step.name)}"
            yield Due(one.due, f"{one.step.does} ({one.step.clause})", one.step.who, (f"year-{plan.year}",), mark, True)
    yield from _unplanned(secretary, session)
    yield from _endings(secretary, session)


def unplanned(secretary: Secretary, session: Session) -> list[tuple[int, date]]:
    """A1. The years whose annual meeting has no day, each with the day by which it should.

    This year's is left out once its quarter is over, and all are where there is neither a committee nor a plan.
    """
    cycle, now = secretary.charter.year, plans.today(secretary)
    used = any(session.execute(select(one).limit(1)).first() for one in (YearPlan.year, CommitteeSeat.row))
    if cycle is None or not used:
        return []
    planned = set(session.execute(select(YearPlan.year)).scalars())
    years = [one for one in (now.year, now.year + 1) if one not in planned]
    ahead = timedelta(days=cycle.set_days_before.value)
    return [(one, date(one, 1, 1) - ahead) for one in years if now <= rules.quarter(one, charter=secretary.charter)[1]]


def _unplanned(secretary: Secretary, session: Session) -> Iterator[Due]:
    for year, day in unplanned(secretary, session):
        what = f"Set the day of the annual meeting of {year} (A1)"
        yield Due(day, what, "organisers", (f"year-{year}",), f"year/{year}/planned", waits=True)


def _endings(secretary: Secretary, session: Session) -> Iterator[Due]:
    ends = endings.found(session, on=plans.today(secretary), charter=secretary.charter)
    for day, number in ends.terms.items():
        what = f"{many(number, 'term')} on the committee {_end(number)} (S6)"
        yield Due(day, what, "organisers", (), f"committee/terms/{day.isoformat()}")
    for day, number in ends.leaves.items():
        what = f"{many(number, 'leave')} of absence {_end(number)} (S10)"
        yield Due(day, what, "the committee", (), f"committee/leaves/{day.isoformat()}")


def _end(number: int) -> str:
    return "ends" if number == 1 else "end"


def _slug(name: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", name.casefold()).strip("-")


def announce(secretary: Secretary) -> Sequence[str]:
    """A1-A3, S3-S7, S10. Say once of each thing in the year that it is due, as soon as its day has come.

    A step that is moved to a later day is announced again on that day.
    """
    with secretary.ledger.reading() as session:
        if not _news(secretary, session):
            return []
    with secretary.ledger.writing(secretary.now()) as pen:
        news = _news(secretary, pen.session)
        for one in news:
            day = agenda.day_of(one, secretary.charter.zone)
            pen.session.merge(Announced(mark=one.mark, due_on=day, at=pen.at))
            pen.log("year.due", mark=one.mark, on=day.isoformat())
    return [_said(one, secretary) for one in news]


def _news(secretary: Secretary, session: Session) -> list[Due]:
    """What is due by now, and hasn't been announced for that day."""
    now, zone = plans.today(secretary), secretary.charter.zone
    known = {one.mark: one.due_on for one in session.execute(select(Announced)).scalars()}
    come = (one for one in due(secretary, session) if agenda.day_of(one, zone) <= now)
    return [one for one in come if known.get(one.mark) != agenda.day_of(one, zone)]


def _said(one: Due, secretary: Secretary) -> str:
    day = agenda.day_of(one, secretary.charter.zone)
    when = "Due today" if day == plans.today(secretary) else f"Due since {day_in_words(day)}"
    return f"{when}: {one.what}. Who: {one.who}."
