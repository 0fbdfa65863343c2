"""Reporting: once a quarter is over the committee gets its standing report, by letter, once."""

from __future__ import annotations

from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from core import calendar, notices
from core.bylaws import tenure
from core.records import Entry, Letter
from flows.duties.committee import seats, standing_report
from flows.duties.election import announcing
from flows.duties.letter import outbox
from flows.secretary import Secretary


def letter_of(last: date) -> str:
    """What the report of a period is called, by its last day: "standing/2026-09-30"."""
    return f"standing/{last.isoformat()}"


def keep(secretary: Secretary) -> list[str]:
    """S12. Plan the report on the last whole quarter, unless it was, in the hours in which letters go out.

    The letter holds no more than the days; who came to what is looked up when it is written. There is none about a
    quarter that was over before the committee's seats were on record here, or in which nobody had a seat.
    """
    today = calendar.day_of(secretary.now(), secretary.charter.zone)
    period = tenure.report_period(today, charter=secretary.charter)
    if period is None or not notices.in_letter_hours(secretary.now(), secretary.charter):
        return []
    first, last = period
    key = letter_of(last)
    with secretary.ledger.reading() as session:
        sent = session.get(Letter, key) is not None
        if sent or not _was_kept(session, last, zone=secretary.charter.zone):
            return []
        if not standing_report.of_period(session, first, last, charter=secretary.charter):
            return []
    with secretary.ledger.writing(secretary.now()) as pen:
        numbers = seats.seated(pen.session, on=today, charter=secretary.charter)
        to = announcing.boxes_of_members(pen.session, only=numbers)
        if not to or pen.session.get(Letter, key) is not None:
            return []
        facts = {
            "organisation": secretary.charter.name,
            "reply_to": secretary.settings.mail_reply_to,
            "report": {"first": first.isoformat(), "last": last.isoformat()},
        }
        pen.session.add(outbox.plan(key, occasion="standing_report", election=None, at=pen.at, to=to, facts=facts))
        pen.log("letter.planned", letter=key, size=len(to))
    return [f"The standing report until {calendar.day_in_words(last)} is planned, to {len(to)}."]


def _was_kept(session: Session, last: date, *, zone: str) -> bool:
    """Whether seats were on record here by a day: of a time before it, sheets may lack what was never asked for."""
    first = session.execute(select(func.min(Entry.at)).where(Entry.kind == "seats.taken")).scalar_one_or_none()
    return first is not None and calendar.day_of(first, zone) <= last
