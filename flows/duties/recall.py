"""Recalling: where no sheet, answer, rule or day has changed since the last reading, the book knows its findings."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict
from datetime import date, datetime
from importlib.metadata import version
from typing import TYPE_CHECKING, Any

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from core import calendar, findings, records
from core.bylaws import membership
from core.bylaws.membership import Attended, DuesPaid, Participation, Registration, Volunteered
from core.charter import Charter
from core.findings import Dues, Stocktaking
from core.people import Answers, Question
from core.records import Address, Election, Event, Person, Volunteering
from core.twins import LookAlike
from flows.duties import drift
from flows.duties.delivery import Fetched
from flows.duties.drift import Drift
from flows.duties.standing import Standing, Standings

if TYPE_CHECKING:
    from flows.duties.stock import Stock


def digest(session: Session, fetched: Fetched, given: Answers, charter: Charter, *, at: datetime) -> str:
    """SHA-256 over all that a reading goes by: every cell, every answer, the charter, our release, the day, the rolls.

    Whoever adds something that decides what a reading finds has to add it here.
    """
    rolls = select(Election.key, Election.roll_fingerprint).where(Election.state.in_(drift.CORRECTABLE))
    everything = [
        version("canvass"),
        calendar.day_of(at, charter.zone).isoformat(),
        charter.as_data(),
        sorted(map(list, session.execute(rolls))),
        asdict(given),
        asdict(fetched.clock),
        sorted(fetched.tabs.items()),
        [[asdict(one.source), asdict(one.clock), one.title, one.letter, one.rows] for one in fetched.deliveries],
    ]
    words = json.dumps(everything, default=str, separators=(",", ":"))
    return hashlib.sha256(words.encode("utf-8", "surrogatepass")).hexdigest()


def remember(session: Session, digest: str, stock: Stock) -> None:
    """Keep what a whole reading found besides facts, under the digest of all that it went by."""
    found = {
        "rows": {tab: dict(counts) for tab, counts in stock.rows.items()},
        "set_aside": list(stock.set_aside),
        "questions": [asdict(one) for one in stock.questions],
        "look_alikes": [asdict(one) for one in stock.look_alikes],
        "drifts": [asdict(one) for one in stock.drifts],
    }
    kept = session.get(Stocktaking, 1)
    if kept is None:
        session.add(Stocktaking(id=1, digest=digest, found=found))
    elif kept.digest != digest:
        kept.digest, kept.found = digest, found


def forget(session: Session) -> None:
    """Let the next reading be a whole one."""
    session.execute(delete(Stocktaking))


def found(session: Session, digest: str) -> dict[str, Any] | None:
    """What the last whole reading found besides facts, as fields of a Stock; None if anything has changed since."""
    kept = session.get(Stocktaking, 1)
    if kept is None or kept.digest != digest:
        return None
    told = kept.found
    return {
        "rows": told["rows"],
        "set_aside": tuple(told["set_aside"]),
        "questions": tuple(Question(**{**one, "suggestions": tuple(one["suggestions"])}) for one in told["questions"]),
        "look_alikes": tuple(LookAlike(tuple(one["numbers"]), one["why"]) for one in told["look_alikes"]),
        "refused": (),
        "drifts": tuple(Drift(**{name: _frozen(value) for name, value in one.items()}) for one in told["drifts"]),
    }


def _frozen(value: Any) -> Any:
    return tuple(value) if isinstance(value, list) else value


def standings(session: Session, *, on: datetime, charter: Charter) -> Standings:
    """Everybody's standing on the day of an instant, by what is on record, by member number."""
    facts = _facts(session)
    today = calendar.day_of(on, charter.zone)
    mailboxes = dict(session.execute(select(Address.person_id, Address.email).where(Address.rank == 0)).tuples().all())
    persons = sorted(session.execute(select(Person.id, Person.number, Person.name)).tuples(), key=lambda one: one[1])
    found = tuple(
        Standing(
            person,
            number,
            name,
            mailboxes.get(person, ""),
            membership.may_vote(facts[person], on=today, charter=charter),
        )
        for person, number, name in persons
    )
    return Standings(found, {number: facts[person] for person, number, _ in persons})


def _facts(session: Session) -> Mapping[int, Participation]:
    """What each person took part in, and what lists say of them."""
    dues_paid = dict(session.execute(select(Person.id, Person.dues_paid)).tuples().all())
    attended: dict[int, list[Attended]] = {person: [] for person in dues_paid}
    volunteered: dict[int, list[Volunteered]] = {person: [] for person in dues_paid}
    dues: dict[int, list[DuesPaid]] = {person: [] for person in dues_paid}
    events = {code: (on, kind) for code, on, kind in session.execute(select(Event.code, Event.held_on, Event.kind))}
    came = select(records.Participation.person_id, records.Participation.event_code, records.Participation.place)
    for person, code, place in session.execute(came):
        on, kind = events[code]
        attended[person].append(Attended(on, code, kind, place))
    helped = select(Volunteering.person_id, Volunteering.on, Volunteering.activity, Volunteering.place)
    for person, on, activity, place in session.execute(helped):
        volunteered[person].append(Volunteered(on, activity, place))
    for person, on, through, place in session.execute(select(Dues.person_id, Dues.on, Dues.through, Dues.place)):
        dues[person].append(DuesPaid(on, through, place))
    listed = select(findings.Registration.person_id, findings.Registration.confirmed, findings.Registration.place)
    registered = {person: Registration(sure, place) for person, sure, place in session.execute(listed)}
    return {
        person: Participation(
            tuple(sorted(attended[person], key=_by_event)),
            tuple(sorted(volunteered[person], key=_by_activity)),
            paid,
            tuple(sorted(dues[person], key=lambda one: one.place)),
            registered.get(person),
        )
        for person, paid in dues_paid.items()
    }


def _by_event(one: Attended) -> tuple[date, str]:
    return one.on, one.event


def _by_activity(one: Volunteered) -> tuple[date, str]:
    return one.on, one.activity
