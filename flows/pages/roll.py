"""Who may vote, and why: today, and on a frozen roll."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

import templates
from core import calendar
from core.bylaws.membership import MembershipRuling
from core.charter import Charter
from core.records import Correction, Election
from flows.duties import announcing, drift, roll
from flows.duties.rules import rules_of
from flows.duties.stock import Stock
from flows.secretary import Secretary


def membership_page(secretary: Secretary, stock: Stock) -> str:
    """The page “membership”."""
    on = calendar.day_in_words(calendar.day_of(secretary.now(), secretary.charter.zone))
    voting = [_ruled(one.number, one.ruling) for one in stock.standings if one.ruling.ruling]
    others = [_ruled(one.number, one.ruling) for one in stock.standings if not one.ruling.ruling]
    facts = {"election_title": "as of today", "fingerprint": "", "on": on, "members": len(stock.standings)}
    facts |= {"voting": voting, "not_voting": others, "questions": [_asked(one) for one in stock.questions]}
    facts |= {"drifts": [{"title": one.title, "what": list(drift.in_words(one))} for one in stock.drifts]}
    facts |= {"corrections": []}
    facts |= {"set_aside": [_row(letter) for letter in (*stock.refused, *stock.set_aside)]}
    return templates.artifact("roll", _house(secretary.charter) | facts)


def roll_page(secretary: Secretary, key: str) -> str:
    """The page “roll-…”, as of the day of freezing. What waits in the sheets since then is on the page “membership”."""
    with secretary.ledger.reading() as session:
        election = session.get_one(Election, key)
        entries = roll.voters_of(session, key)
        voting = [
            {"number": one.number, "clause": one.clause, "because": one.because, "evidence": len(one.evidence)}
            for one in entries
        ]
        rules = rules_of(election)
        facts = {
            "election_title": election.title,
            "fingerprint": election.roll_fingerprint,
            "on": calendar.day_in_words(calendar.day_of(roll.frozen_at(session, key), election.zone)),
            "members": announcing.members(session),
            "voting": voting,
            "not_voting": [],
            "questions": [],
            "set_aside": [],
            "drifts": [],
            "corrections": _corrections(session, key),
        }
    return templates.artifact("roll", _house(rules) | facts)


def _corrections(session: Session, key: str) -> list[dict[str, str]]:
    """What was put right after freezing: by line number, with the organisers' reason."""
    mine = select(Correction).where(Correction.election_key == key).order_by(Correction.nth)
    numbers = {one.line: one.number for one in roll.entries_of(session, key)}
    return [
        {"number": numbers[one.line], "what": one.kind, "reason": one.reason} for one in session.execute(mine).scalars()
    ]


def _house(rules: Charter) -> dict[str, Any]:
    member = rules.membership
    events, activities = member.events_needed, member.volunteering_needed
    rule = (
        f"The rule: {events.value} events ({events.clause}) or {activities.value} volunteer activity "
        f"({activities.clause}) within the past year."
    )
    return {"organisation": rules.name, "rule": rule}


def _ruled(number: str, ruling: MembershipRuling) -> dict[str, Any]:
    decision = ruling.ruling
    return {"number": number, "clause": decision.clause, "because": decision.because, "evidence": len(ruling.evidence)}


def _asked(question: Any) -> dict[str, Any]:
    return {"place": question.place, "why": question.why, "suggestions": list(question.suggestions)}


def _row(letter: str) -> dict[str, str]:
    place, _, rest = letter.partition(": ")
    reason, _, remedy = rest.partition(". ")
    return {"place": place, "reason": reason, "remedy": remedy}


def lines(secretary: Secretary, key: str) -> list[tuple[str, str, str, str, str]]:
    """A frozen roll with names, for the terminal of an organiser. It never goes to the dashboard."""
    with secretary.ledger.reading() as session:
        entries = roll.voters_of(session, key)
        return [(str(one.line), one.number, one.name, one.clause, one.because) for one in entries]
