"""Reporting: once a quarter is over the committee gets its standing report, by letter, once."""

from __future__ import annotations

from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from core import calendar, notices
from core.bylaws import tenure
from core.charter import Charter
from core.records import Entry, Letter
from flows.duties.committee import seats, standing_report
from flows.duties.election import announcing
from flows.duties.letter import outbox
from flows.secretary import Secretary


def letter_of(last: date) -> str:
    """What the report of a period is called, by its last day: "standing/2026-09-30"."""
    return f"standing/{last.isoformat()}"


def reported(session: Session, *, on: date, charter: Charter) -> tuple[date, date] | None:
    """S12. The last whole quarter before a local day, if there is anything to report of it.

    There isn't of one that was over before the committee's seats were on record here, or in which nobody had a seat:
    of such a time the sheets may lack what nobody was asked for.
    """
    period = tenure.report_period(on, charter=charter)
    first = session.execute(select(func.min(Entry.at)).where(Entry.kind == "seats.taken")).scalar_one_or_none()
    if period is None or first is None or calendar.day_of(first, charter.zone) > period[1]:
        return None
    return period if standing_report.of_period(session, *period, charter=charter) else None


def keep(secretary: Secretary) -> list[str]:
    """S12. Plan the report on the last whole quarter, unless it was, in the hours in which letters go out.

    The letter holds no more than the days; who came to what is looked up when it is written.
    """
    rules = secretary.charter
    today = calendar.day_of(secretary.now(), rules.zone)
    if not notices.in_letter_hours(secretary.now(), rules):
        return []
    with secretary.ledger.reading() as session:
        period = reported(session, on=today, charter=rules)
        if period is None or session.get(Letter, letter_of(period[1])) is not None:
            return []
    first, last = period
    key = letter_of(last)
    with secretary.ledger.writing(secretary.now()) as pen:
        to = announcing.boxes_of_members(pen.session, only=seats.seated(pen.session, on=today, charter=rules))
        if not to or pen.session.get(Letter, key) is not None:
            return []
        facts = {
            "organisation": rules.name,
            "reply_to": secretary.settings.mail_reply_to,
            "report": {"first": first.isoformat(), "last": last.isoformat()},
        }
        pen.session.add(outbox.plan(key, occasion="standing_report", election=None, at=pen.at, to=to, facts=facts))
        pen.log("letter.planned", letter=key, size=len(to))
    return [f"The standing report until {calendar.day_in_words(last)} is planned, to {len(to)}."]
