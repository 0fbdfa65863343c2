"""Who may vote, and why: today, and on a frozen roll."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
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
from flows.secretary import Refusal, Secretary

RECORDS_SHOWN = 4
"""Records of each member on a page. The command line shows all of one member's."""

Record = tuple[str, str, str]


def membership_page(secretary: Secretary, stock: Stock) -> str:
    """The page “membership”."""
    on = calendar.day_in_words(calendar.day_of(secretary.now(), secretary.charter.zone))
    voting = [_ruled(one.number, one.ruling) for one in stock.standings if one.ruling.ruling]
    others = [_ruled(one.number, one.ruling) for one in stock.standings if not one.ruling.ruling]
    facts = {"election_title": "as of today", "fingerprint": "", "on": on, "members": len(stock.standings)}
    facts |= {"voting": voting, "not_voting": others, "questions": [_asked(one) for one in stock.questions]}
    facts |= {"drifts": [{"title": one.title, "what": list(drift.in_words(one))} for one in stock.drifts]}
    facts |= {"corrections": [], "gone": [f"{one}" for one in stock.gone]}
    facts |= {"set_aside": [_row(letter) for letter in (*stock.refused, *stock.set_aside)]}
    return templates.artifact("roll", _house(secretary.charter) | facts)


def roll_page(secretary: Secretary, key: str) -> str:
    """The page “roll-…”, as of the day of freezing. What waits in the sheets since then is on the page “membership”."""
    with secretary.ledger.reading() as session:
        election = session.get_one(Election, key)
        entries = roll.voters_of(session, key)
        voting = [
            {"number": one.number, "clause": one.clause, "because": one.because, "records": _briefly(one.evidence)}
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
            "gone": [],
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
    records = _briefly([{**asdict(one), "day": one.day.isoformat()} for one in ruling.evidence])
    return {"number": number, "clause": decision.clause, "because": decision.because, "records": records}


def _briefly(evidence: Sequence[dict[str, Any]]) -> str:
    """The days that counted, with their rows; of many the newest, as a page of 500 members has to stay readable.

    What it was is typed freely, and may name somebody: the command line says that, the dashboard doesn't.
    """
    newest = [f"{one['day']} ({one['place']})" for one in evidence[-RECORDS_SHOWN:]]
    more = len(evidence) - len(newest)
    return "; ".join([*newest, *([f"and {more} earlier"] if more else [])])


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


def one_line(secretary: Secretary, key: str, member: str) -> tuple[str, list[Record]]:
    """One member's line of a frozen roll, and what counted: day, what it was, where it is on record. For the terminal.

    Raises Refusal for a member who isn't on it.
    """
    with secretary.ledger.reading() as session:
        found = [one for one in roll.entries_of(session, key) if one.number == member.strip()]
        if not found:
            raise Refusal(
                f"{member} isn't on the roll of “{key}”. How they stand today, and what is missing: "
                f"canvass membership {member}"
            )
        entry = found[-1]
        day = calendar.day_in_words(calendar.day_of(roll.frozen_at(session, key), session.get_one(Election, key).zone))
        stands = "was struck off the roll; before that, they could vote" if entry.struck else f"may vote in “{key}”"
        words = f"{entry.number}, {entry.name}, {stands}, as of {day} ({entry.clause}): {entry.because}."
        return words, [(one["day"], one["what"], one["place"]) for one in entry.evidence]


def one_standing(secretary: Secretary, stock: Stock, member: str) -> tuple[str, list[Record]]:
    """How one member stands today, what is missing, and what counted. For the terminal.

    Raises Refusal for a number that isn't in the workbook.
    """
    if stock.refused:
        raise Refusal("The sheets can't be read:\n" + "\n".join(f"  {letter}" for letter in stock.refused))
    found = next((one for one in stock.standings if one.number == member.strip()), None)
    if found is None:
        raise Refusal(f"The tab Members has no {member}. Numbers are written there as in M017.")
    ruling, decision = found.ruling, found.ruling.ruling
    day = calendar.day_in_words(calendar.day_of(secretary.now(), secretary.charter.zone))
    stands = "may vote" if decision else "may not vote yet"
    words = f"{found.number}, {found.name}, {stands}, as of {day} ({decision.clause}): {decision.because}."
    missing = f" Missing: {ruling.missing}." if ruling.missing else ""
    return words + missing, [(one.day.isoformat(), one.what, one.place) for one in ruling.evidence]
