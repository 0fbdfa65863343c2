"""Due: what the committee has to do about its seats, co-chairs, meetings and report, and by when."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from core import calendar
from core.agenda import Due
from core.bylaws import tenure
from core.charter import Charter
from core.numbers import many
from core.records import CommitteeSeat
from flows.duties.committee import co_chairs, meetings, sitting
from flows.secretary import Secretary

ABOUT = ("committee",)


def due(secretary: Secretary, session: Session) -> Iterator[Due]:
    """S1, S6, S7, S12, S13. What is still to come, and what should have been done by now; no names.

    Which terms and leaves end is the year's (flows/duties/year).
    """
    rules = secretary.charter
    today = calendar.day_of(secretary.now(), rules.zone)
    if session.execute(select(CommitteeSeat.row).limit(1)).first() is not None:
        yield from _of_seats(session, on=today, charter=rules)
        yield from _of_the_report(today, rules)
    yield from co_chairs.due(session, charter=rules, on=today)
    yield from meetings.due(session)


def _of_seats(session: Session, *, on: date, charter: Charter) -> Iterator[Due]:
    there = [one for one in sitting.on_day(session, on=on, charter=charter) if one.seated]
    complete = tenure.is_complete(len(there), charter=charter)
    if not complete:
        yield Due(on, f"{complete.because} ({complete.clause})", "the committee", ABOUT, "seats/number", waits=True)
    for number, day in sitting.cut_short(session, on=on, charter=charter):
        what = f"{number}: the tab Committee lets the seat end before its term; record that they resigned, and why"
        yield Due(day, what, "organisers", ABOUT, f"seats/{number}/{day.isoformat()}", waits=True)
    yield from _of_terms(session, on=on, charter=charter)


def _of_terms(session: Session, *, on: date, charter: Charter) -> Iterator[Due]:
    """S1, S6. Terms that go on for nobody is confirmed, rows of whom nobody confirmed, and rows that a slate ended."""
    longer = sitting.going_on(session, on=on, charter=charter)
    if longer:
        last = min(longer.values())
        what = f"Last day of {many(len(longer), 'term')} that went on beyond the end, for no slate is confirmed (S6)"
        yield Due(last, what, "the committee", ABOUT, f"seats/going-on/{last.isoformat()}")
    for number, day in sitting.unconfirmed(session).items():
        what = (
            f"{number}: a row of the tab Committee, and not on the slate; record the vacancy, or take the row out (S1)"
        )
        yield Due(day, what, "organisers", ABOUT, f"seats/{number}/unconfirmed/{day.isoformat()}", waits=True)
    for number, day in sitting.not_taking(session).items():
        what = f"{number}: a row of the tab Committee, and by record they don't take the seat; take one of the two back"
        yield Due(day, f"{what} (S6)", "organisers", ABOUT, f"seats/{number}/not-taken/{day.isoformat()}", waits=True)
    for number, day in sitting.left_open(session, on=on, charter=charter).items():
        what = f"{number}: the slate ended this term; write {day} under Until in the tab Committee (S6)"
        yield Due(day, what, "organisers", ABOUT, f"seats/{number}/ended/{day.isoformat()}", waits=True)


def _of_the_report(on: date, charter: Charter) -> Iterator[Due]:
    period = tenure.report_period(on, charter=charter)
    if period is None or charter.expectations is None:
        return
    goes = calendar.months_after(period[1] + timedelta(days=1), charter.expectations.report_months.value)
    yield Due(goes, "The standing report goes to the committee", "Canvass", ABOUT, f"standing/{goes.isoformat()}")
