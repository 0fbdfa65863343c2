"""The page “nominations”: a year's nominees by member number, how each meets what is asked, and what comes next."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sqlalchemy.orm import Session

import templates
from core import calendar
from core.bylaws.nominations import COMMITTEE, DUES, MEETINGS, REGISTERED
from core.numbers import many
from core.records import Call
from flows.duties.nomination import (
    call_answers,
    calls,
    cycles,
    no_confidence,
    nominations_tab,
    nominees,
    slate_seats,
    slates,
    volunteers,
)
from flows.pages.needs import Address, Need, need
from flows.secretary import Secretary


def nominations_page(secretary: Secretary, year: int) -> str:
    """S2-S5. The page of a year. Raises Refusal where no cycle is opened for it. Member numbers only, no names."""
    rules, today = secretary.charter, calendar.day_of(secretary.now(), secretary.charter.zone)
    with secretary.ledger.reading() as session:
        cycle = cycles.of(session, year)
        call = session.get_one(Call, cycles.call_key(year))
        found = nominees.standings(session, year, on=today, charter=rules)
        confirmed = slate_seats.confirmed(session, year)
        answers = call_answers.in_time(session, call)
        facts: dict[str, Any] = {
            "organisation": rules.name,
            "as_of": calendar.in_words(secretary.now(), rules.zone),
            "year": year,
            "opens": calendar.local_in_words(call.opens_at, rules.zone),
            "closes": calls.last_day(call, rules.zone),
            "until": cycles.last_day(cycle.due_at, rules),
            "answers": len(answers),
            "unclear": sum(one.sender == "unknown" or one.nominee == "unknown" for one in answers),
            "nominees": [_row(one) for one in found],
            "agreed": [", ".join(one) for one in slates.agreed(session, year)],
            "confirmed": calendar.day_in_words(confirmed.on) if confirmed else "",
            "seats": slate_seats.seats_in_words(session, year),
            "failed": [
                {
                    "key": one.key,
                    "about": one.about,
                    "outcome": no_confidence.outcome_of(session.get_one(Call, no_confidence.call_key(one.key))),
                    "on": calendar.day_in_words(one.declared_on),
                    "volunteers": ", ".join(volunteers.found(session, one.key)),
                    "waiting": volunteers.waiting(session, one.key),
                    "seats": ", ".join(
                        f"{seat.number} ({seat.side})" for seat in no_confidence.seats_of(session, one.key)
                    ),
                    "ended": calendar.day_in_words(one.ended_on) if one.ended_on else "",
                }
                for one in no_confidence.all_of(session)
            ],
        }
    return templates.artifact("nominations", facts)


def needs(session: Session, address: Address) -> Iterator[Need]:
    """S2, S5, S6. What of it needs a person, for the desk: seats to enter, and failed votes that aren't settled."""
    for cycle in cycles.all_of(session):
        page = f"nominations-{cycle.year}"
        if waiting := slate_seats.seats_in_words(session, cycle.year):
            yield need(
                f"{many(len(waiting), 'seat')} of the slate for {cycle.year} to enter",
                f"{'. '.join(waiting)}.",
                "Enter these rows in the tab Committee; whoever may not take the seat yet comes first.",
                page=page,
                address=address,
            )
    for one in [each for each in no_confidence.all_of(session) if each.ended_on is None]:
        seated = min(no_confidence.count_of(session, one.key)) > 0
        door = "ad-hoc-ended" if seated else "ad-hoc-seats"
        yield need(
            f"No confidence: {one.about}",
            "An ad hoc committee of representatives of the committee and of voting members settles what is open (S5).",
            "Record how its work ended." if seated else "Record who sits on it.",
            door=door,
            command=f"canvass {door} {one.key}",
        )


def _row(one: nominees.Standing) -> dict[str, Any]:
    criteria = one.card.criteria
    return {
        "label": one.label,
        "number": one.nominee.number,
        "by": nominations_tab.nominated_by(one),
        "accepts": one.accepts or "not yet",
        "criteria": [nominations_tab.met(criteria[what]) for what in (MEETINGS, COMMITTEE, DUES, REGISTERED)],
        "may_stand": nominations_tab.met(one.rulings()[0]),
        "statement": nominations_tab.stated(one),
        "met_on": calendar.day_in_words(one.nominee.met_on) if one.nominee.met_on else "not yet",
        "on_slate": "yes" if one.nominee.on_slate else "no",
    }
