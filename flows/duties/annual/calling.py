"""Calling: voting members are asked for proposals once, and reminded once before the last day."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from sqlalchemy.orm import Session

from core import calendar
from core.numbers import many
from core.records import AnnualMeeting, Letter, ProposalCycle
from flows.duties.election import announcing
from flows.duties.letter import outbox
from flows.duties.membership import stock
from flows.secretary import Secretary

CALL, REMINDER = "call", "reminder"


def letter_of(cycle: ProposalCycle, what: str) -> str:
    """What a letter about proposals is called: "priorities.2027/call", and "…/call-2" in a second round."""
    return f"priorities.{cycle.year}/{what}" + (f"-{cycle.round}" if cycle.round > 1 else "")


def keep(secretary: Secretary, cycle: ProposalCycle) -> list[str]:
    """A2. Plan the letter that is due to all voting members, each of the two once a round. Returns what was done."""
    if not cycle.ready or cycle.held_because:
        return []
    with secretary.ledger.reading() as session:
        due = next(_due(secretary, session, cycle), "")
    return _plan(secretary, cycle.year, due) if due else []


def _due(secretary: Secretary, session: Session, cycle: ProposalCycle) -> Iterator[str]:
    """The letter that should be out by now, and isn't planned. One that comes after the last day helps nobody."""
    now, rules = secretary.now(), secretary.charter.annual
    if now >= cycle.propose_until or rules is None:
        return
    call = session.get(Letter, letter_of(cycle, CALL))
    if call is None:
        yield CALL
        return
    remind_at = cycle.propose_until - timedelta(days=rules.remind_days_before.value)
    if now >= remind_at > call.planned_at and session.get(Letter, letter_of(cycle, REMINDER)) is None:
        yield REMINDER


def _plan(secretary: Secretary, year: int, what: str) -> list[str]:
    """Whoever may vote today is asked: by the sheets as they are now."""
    found = stock.take_stock(secretary)
    voting = [one.number for one in found.members.today if one.ruling.ruling]
    with secretary.ledger.writing(secretary.now()) as pen:
        cycle = pen.session.get_one(ProposalCycle, year)
        key = letter_of(cycle, what)
        to = announcing.boxes_of_members(pen.session, only=voting)
        if found.refused or not to or pen.session.get(Letter, key) is not None:
            return []
        facts = _facts(secretary, pen.session, cycle, again=what == REMINDER)
        until = cycle.propose_until
        pen.session.add(
            outbox.plan(key, occasion="proposals", election=None, at=pen.at, to=to, facts=facts, not_after=until)
        )
        pen.log("letter.planned", letter=key, size=len(to))
    asked = "reminded that they can propose" if what == REMINDER else "asked to propose"
    return [f"Voting members {asked} priorities for {year}: {many(len(to), 'letter')} planned."]


def _facts(secretary: Secretary, session: Session, cycle: ProposalCycle, *, again: bool) -> dict[str, Any]:
    zone = secretary.charter.zone
    meeting = session.get(AnnualMeeting, cycle.year)
    return {
        "organisation": secretary.charter.name,
        "reply_to": secretary.settings.mail_reply_to,
        "year": cycle.year,
        "form_link": cycle.link,
        "closes_local": calendar.local_in_words(cycle.propose_until, zone),
        "closes_utc": calendar.utc_in_words(cycle.propose_until, zone),
        "meeting_on": calendar.day_in_words(calendar.day_of(meeting.begins_at, zone)) if meeting else "",
        "again": again,
        "second": cycle.round > 1,
    }
