"""Recollection: everybody's standing, by what the book has on record, as the last whole reading wrote it down."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import asdict, replace
from datetime import date, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from core import calendar, records
from core.bylaws import membership
from core.bylaws.participation import Attended, DuesPaid, Excepted, Participation, Registration, Volunteered
from core.charter import Charter
from core.listed import in_order
from core.people import TakingPart
from core.records import Address, Event, Person, Volunteering
from core.workbook import Book
from flows.duties.membership.standing import Standing, Standings


def beside(book: Book, part: TakingPart, merged: Mapping[str, str]) -> dict[str, Any]:
    """The facts that are in no table: what was decided for all, exceptions, merged lines, events that left the tab."""
    held = {(event.code, event.on) for event in book.events.used}
    anybody = next(iter(part.by_member.values()), Participation())
    elsewhere = {
        number: [_told(one) for one in facts.attended if (one.event, one.on) not in held]
        for number, facts in part.by_member.items()
    }
    return {
        "unknown": [_told(one) for one in anybody.unknown],
        "excused": [_told(one) for one in anybody.excused],
        "exceptions": {
            number: [{**asdict(one), "since": one.since.isoformat(), "until": one.until.isoformat()} for one in made]
            for number, facts in part.by_member.items()
            if (made := facts.exceptions)
        },
        "elsewhere": {number: found for number, found in elsewhere.items() if found},
        "merged": dict(merged),
    }


def standings(session: Session, beside: Mapping[str, Any], *, on: datetime, charter: Charter) -> Standings:
    """Everybody's standing on the day of an instant, by what is on record, by member number."""
    facts = _on_record(session, beside)
    today = calendar.day_of(on, charter.zone)
    mailboxes = dict(session.execute(select(Address.person_id, Address.email).where(Address.rank == 0)).tuples().all())
    persons = sorted(session.execute(select(Person.id, Person.number, Person.name)).tuples(), key=lambda one: one[1])
    found = tuple(
        Standing(
            person,
            number,
            name,
            mailboxes.get(person, ""),
            membership.may_vote(facts[number], on=today, charter=charter),
        )
        for person, number, name in persons
    )
    return Standings.of(found, facts, beside["merged"], on=today, charter=charter)


def _on_record(session: Session, beside: Mapping[str, Any]) -> dict[str, Participation]:
    """What each member took part in, what lists say of them, and what was decided, by member number."""
    attended, volunteered = _attended(session), _volunteered(session)
    dues, registered = _dues(session), _registered(session)
    unknown, excused = (tuple(map(_said, beside[name])) for name in ("unknown", "excused"))
    persons = session.execute(select(Person.id, Person.number, Person.dues_paid)).tuples()
    return {
        number: in_order(
            Participation(
                (*attended.get(person, ()), *map(_said, beside["elsewhere"].get(number, ()))),
                tuple(volunteered.get(person, ())),
                paid,
                unknown,
                excused,
                tuple(map(_excepted, beside["exceptions"].get(number, ()))),
                tuple(dues.get(person, ())),
                registered.get(person),
            )
        )
        for person, number, paid in persons
    }


def _attended(session: Session) -> Mapping[int, list[Attended]]:
    events = {code: (on, kind) for code, on, kind in session.execute(select(Event.code, Event.held_on, Event.kind))}
    came = select(records.Participation.person_id, records.Participation.event_code, records.Participation.place)
    found: dict[int, list[Attended]] = defaultdict(list)
    for person, code, place in session.execute(came):
        on, kind = events[code]
        found[person].append(Attended(on, code, kind, place))
    return found


def _volunteered(session: Session) -> Mapping[int, list[Volunteered]]:
    helped = select(Volunteering.person_id, Volunteering.on, Volunteering.activity, Volunteering.place)
    found: dict[int, list[Volunteered]] = defaultdict(list)
    for person, on, activity, place in session.execute(helped):
        found[person].append(Volunteered(on, activity, place))
    return found


def _dues(session: Session) -> Mapping[int, list[DuesPaid]]:
    paid = select(records.Dues.person_id, records.Dues.on, records.Dues.through, records.Dues.place)
    found: dict[int, list[DuesPaid]] = defaultdict(list)
    for person, on, through, place in session.execute(paid):
        found[person].append(DuesPaid(on, through, place))
    return found


def _registered(session: Session) -> Mapping[int, Registration]:
    listed = select(records.Registration.person_id, records.Registration.confirmed, records.Registration.place)
    return {person: Registration(sure, place) for person, sure, place in session.execute(listed)}


def _told(one: Attended) -> dict[str, str]:
    return {**asdict(one), "on": one.on.isoformat()}


def _said(told: Mapping[str, Any]) -> Attended:
    return Attended(date.fromisoformat(told["on"]), told["event"], told["kind"], told["place"])


def _excepted(told: Mapping[str, Any]) -> Excepted:
    return replace(Excepted(**told), since=date.fromisoformat(told["since"]), until=date.fromisoformat(told["until"]))
