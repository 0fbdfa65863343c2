"""The page “committee”: who has a seat, by number, what it votes on, what it decided, and what is due."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

import templates
from core import agenda, calendar
from core.calendar import day_in_a_table
from core.charter import Charter
from core.forums import PLANNED
from core.numbers import many
from core.records import CommitteeSeat, Election
from core.records.elections import COMMITTEE
from core.ruling import Ruling
from flows.duties.committee import due, meetings, minutes, reporting, seats, sitting, standing_report
from flows.duties.committee.sitting import Sitting
from flows.duties.election import announcing
from flows.pages import agenda as days
from flows.pages import called, seats_lacking
from flows.pages.needs import Address, Need, need, nowhere
from flows.secretary import Secretary

LAST_VOTES, LAST_MINUTES = 6, 10
"""How many of the past ones the page shows."""

OPEN = ("drafted", "frozen", "open", "closed", "sealed", "counted")


def committee_page(secretary: Secretary) -> str:
    """S1, S6, S7, S9, S10, S11, S12, S13. The page “committee”. It holds numbers of members, and no names of theirs."""
    rules = secretary.charter
    today = calendar.day_of(secretary.now(), rules.zone)
    with secretary.ledger.reading() as session:
        listed = sitting.on_day(session, on=today, charter=rules)
        facts = {
            "organisation": rules.name,
            "as_of": calendar.in_words(secretary.now(), rules.zone),
            "workbook": secretary.settings.workbook_address,
            "filled": _told(sitting.filled(session, on=today, charter=rules)) if listed else "",
            "free": _free(len([one for one in listed if one.seated]), secretary),
            "active": len([one for one in listed if one.ruling]),
            "seats": [_row(session, one) for one in listed if one.seated],
            "others": [_row(session, one) for one in listed if not one.seated],
            "votes": list(_votes(secretary, session)),
            "meetings": list(_meetings(secretary, session)),
            "dues": [_due(secretary, one) for one in _ahead(secretary, session)],
            "report": _report(secretary, session),
            "minutes": [
                {"on": day_in_a_table(one.on), "title": one.title, "sentence": one.sentence, "clause": one.clause}
                for one in minutes.lines(session)[:LAST_MINUTES]
            ],
        }
    return templates.artifact("committee", facts)


def _told(ruling: Ruling) -> str:
    return f"{ruling.because} ({ruling.clause})"


def _free(filled: int, secretary: Secretary) -> int:
    """S1. How many more seats there may be."""
    rules = secretary.charter.tenure
    return max(0, rules.most.value - filled) if rules else 0


def _row(session: Session, one: Sitting) -> dict[str, Any]:
    return {
        "number": one.number,
        "active": bool(one.ruling),
        "because": one.ruling.because,
        "clause": one.ruling.clause,
        "ends": day_in_a_table(one.ends) if one.ends else "",
        "leave": day_in_a_table(one.leave_through) if one.leave_through else "",
        "roles": ", ".join(one.roles),
        "backup": one.backup,
        "serves_on": ", ".join(one.serves_on),
        "recused": ", ".join(called.race(session, key) for key in one.recused),
    }


def _votes(secretary: Secretary, session: Session) -> Iterator[dict[str, Any]]:
    """S9. The committee's votes: those under way, and the last ones that are over, with how many took part."""
    mine = select(Election).where(Election.electorate == COMMITTEE, Election.state != "withdrawn")
    found = list(session.execute(mine.order_by(Election.closes_at.desc(), Election.key)).scalars())
    over = [one for one in found if one.state not in OPEN][:LAST_VOTES]
    for one in [*(one for one in found if one.state in OPEN), *over]:
        begun = one.state not in ("drafted", "frozen")
        yield {
            "key": one.key,
            "title": one.title,
            "state": one.state,
            "closes": calendar.in_a_table(one.closes_at, one.zone),
            "part": announcing.turnout(secretary, session, one) if begun else 0,
            "roll": one.roll_size if begun else 0,
        }


def _meetings(secretary: Secretary, session: Session) -> Iterator[dict[str, str]]:
    """S13. The meetings with candidates that are set."""
    for one in [each for each in meetings.all_of(session) if each.state == PLANNED]:
        when = calendar.in_a_table(one.begins_at, secretary.charter.zone)
        told = "members are told" if one.told >= one.revision else "members are told with the next pass"
        who = called.candidate(session, one.race_key, one.nth)
        yield {"who": who, "when": when, "where": one.place or "online", "told": told}


def _ahead(secretary: Secretary, session: Session) -> list[agenda.Due]:
    found = due.due(secretary, session)
    return agenda.ahead(found, now=secretary.now(), zone=secretary.charter.zone)


def _due(secretary: Secretary, one: agenda.Due) -> dict[str, Any]:
    zone = secretary.charter.zone
    overdue = agenda.is_past(one, now=secretary.now(), zone=zone)
    return {"when": days.when(one, zone), "what": one.what, "who": one.who, "overdue": overdue}


def _report(secretary: Secretary, session: Session) -> dict[str, Any]:
    """S12. The last whole quarter's report, by number; empty where there is nothing to report."""
    today = calendar.day_of(secretary.now(), secretary.charter.zone)
    period = reporting.reported(session, on=today, charter=secretary.charter)
    if period is None:
        return {"lines": []}
    return standing_report.in_words(session, *period, charter=secretary.charter, named=False)


def needs(secretary: Secretary, session: Session, address: Address = nowhere) -> Iterator[Need]:
    """S1, S6. What a person has to do about the committee: too few or too many seats are filled, or one ended early."""
    if session.execute(select(CommitteeSeat.row).limit(1)).first() is None:
        return  # the tab was never filled in: this organisation doesn't keep its committee here
    rules = secretary.charter
    today = calendar.day_of(secretary.now(), rules.zone)
    complete = sitting.filled(session, on=today, charter=rules)
    if not complete:
        filled = len(seats.seated(session, on=today, charter=rules))
        yield seats_lacking.number_of_seats(session, complete, filled, address, on=today, charter=rules)
    short = sitting.cut_short(session, on=today, charter=rules)
    if short:
        which = ", ".join(number for number, _ in short)
        yield need(
            f"Seats that ended before their term: {which}",
            "The tab Committee says so, and nothing is on record of a resignation.",
            "Record that they resigned, and why; or correct the column Until.",
            door="resign",
            command=f"canvass resign {short[0][0]} --on {short[0][1].isoformat()}",
            page="committee",
            address=address,
        )
    yield from _of_terms(session, address, on=today, charter=rules)


def _of_terms(session: Session, address: Address, *, on: date, charter: Charter) -> Iterator[Need]:
    """S1, S6. Terms that go on because nobody is confirmed, rows of whom nobody confirmed, and rows a slate ended."""
    longer = sitting.going_on(session, on=on, charter=charter)
    if longer:
        last = calendar.day_in_words(min(longer.values()))
        yield need(
            f"{many(len(longer), 'term')} on the committee beyond the end: {', '.join(longer)}",
            f"No slate is confirmed, so the committee can act through {last}; then these seats are vacant (S6).",
            "Let the members vote on a slate (doors consensus and slate). Whoever doesn’t go on resigns. If members "
            "confirmed others, but not here, write the day before it under Until.",
            page="committee",
            address=address,
        )
    strangers = sitting.unconfirmed(session)
    if strangers:
        yield need(
            f"In the tab Committee, and not on the slate that the members confirmed: {', '.join(strangers)}",
            "They aren’t active until it is on record why they have a seat (S1).",
            "If they fill a vacancy, record it, and why; or take the row out of the tab.",
            door="seat",
            command=f"canvass seat {next(iter(strangers))} --fills-a-vacancy",
            page="committee",
            address=address,
        )
    away = sitting.not_taking(session)
    if away:
        yield need(
            f"In the tab Committee, and not taking the seat by record: {', '.join(away)}",
            "They are on the slate that the members confirmed; their row doesn’t count as long as that stands (S6).",
            "If they take the seat after all, take back what is on record; or take the row out of the tab.",
            door="seat",
            command=f"canvass seat {next(iter(away))} --take-back",
            page="committee",
            address=address,
        )
    ended = sitting.left_open(session, on=on, charter=charter)
    if ended:
        day = next(iter(ended.values()))
        yield need(
            f"Terms that a slate ended, and whose rows are open: {', '.join(ended)}",
            "They don’t have a seat by the slate that the members confirmed, and no vote any more (S6).",
            f"Write {day} under Until in their rows of the tab Committee.",
            page="committee",
            address=address,
        )
