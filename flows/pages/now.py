"""Now: what is open at this moment, and what comes in the next days."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from core import calendar
from core.agenda import day_of, is_past
from core.numbers import many
from core.records import Call, Election, Questionnaire, Race
from flows.duties.election import electorates
from flows.duties.nomination import calls
from flows.duties.race import agenda as duties
from flows.pages.agenda import when
from flows.pages.needs import Address
from flows.secretary import Secretary

NEXT_DAYS = timedelta(days=7)
"""How far the desk looks ahead; the season's page goes on from there."""

WHAT_GOES_ON = {
    "frozen": "waits for voting to open",
    "open": "voting is open",
    "closed": "voting is over, and the last answers are read",
    "sealed": "is being counted",
    "counted": "is counted, and waits to be certified",
    "certified": "is certified, and its result goes out",
}


def open_now(session: Session, *, now: datetime, zone: str, address: Address) -> list[dict[str, Any]]:
    """Every ballot under way, and every form that takes answers: what it is, until when, and where its page is."""
    return [*_ballots(session, address), *_forms(session, now=now, zone=zone, address=address)]


def _ballots(session: Session, address: Address) -> Iterator[dict[str, Any]]:
    under_way = select(Election).where(Election.state.in_(WHAT_GOES_ON)).order_by(Election.closes_at, Election.key)
    for one in session.execute(under_way).scalars():
        times = {"frozen": ("opens", one.opens_at), "open": ("closes", one.closes_at)}
        word, at = times.get(one.state, ("", one.closes_at))
        reminders = [due for due in electorates.reminder_times(one) if one.state == "open" and due > _seen(one)]
        page = f"{'turnout' if one.state in ('open', 'closed') else 'election'}-{one.key}"
        yield {
            "what": f"{one.title} ({one.key})",
            "how": WHAT_GOES_ON[one.state] + (" – it is stopped" if one.held_because else ""),
            "until": f"{word} {calendar.in_words(at, one.zone)}" if word else "",
            "more": f"{many(len(reminders), 'reminder')} still to come" if reminders else "",
            "page": page,
            "link": address(page),
        }


def _seen(election: Election) -> datetime:
    return election.form_checked_at or election.opens_at


def _forms(session: Session, *, now: datetime, zone: str, address: Address) -> Iterator[dict[str, Any]]:
    """Questionnaires and calls for nominations or volunteers that take answers."""
    asked = select(Questionnaire).where(Questionnaire.due_at > now).order_by(Questionnaire.due_at)
    for one in session.execute(asked).scalars():
        race = session.get_one(Race, one.race_key)
        yield _form(f"Questionnaire: {race.title} ({race.key})", one.due_at, zone, "season", address)
    called = select(Call).where(Call.opens_at <= now, Call.closes_at > now).order_by(Call.closes_at)
    for call in session.execute(called).scalars():
        yield _form(f"Form “{calls.paper_of(call).title}”", call.closes_at, zone, "year", address)


def _form(what: str, until: datetime, zone: str, page: str, address: Address) -> dict[str, Any]:
    return {
        "what": what,
        "how": "takes answers",
        "until": f"closes {calendar.in_words(until, zone)}",
        "more": "",
        "page": page,
        "link": address(page),
    }


def next_days(secretary: Secretary, session: Session) -> list[dict[str, Any]]:
    """What is due within a week, first what is overdue: when, what, who has to act."""
    zone, now = secretary.charter.zone, secretary.now()
    last = calendar.day_of(now + NEXT_DAYS, zone)
    return [
        {
            "when": when(due, zone),
            "overdue": is_past(due, now=now, zone=zone),
            "what": due.what,
            "who": due.who,
        }
        for due in duties.ahead(secretary, session)
        if day_of(due, zone) <= last
    ]
