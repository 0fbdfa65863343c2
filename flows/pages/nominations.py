"""The page “nominations”: a year's nominees by member number, how each meets what is asked, and what comes next."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from sqlalchemy.orm import Session

import templates
from core import calendar
from core.bylaws.nominations import COMMITTEE, DUES, MEETINGS, REGISTERED
from core.nominations import NO
from core.numbers import many
from core.records import Call, Election
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
from flows.duties.race import withdrawals
from flows.pages import slate_votes
from flows.pages.needs import Address, Need, need
from flows.secretary import Secretary


def nominations_page(secretary: Secretary, year: int) -> str:
    """S2-S5. The page of a year. Raises Refusal where no cycle is opened for it. Member numbers only, no names."""
    rules, today = secretary.charter, _today(secretary)
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
            "off": calendar.day_in_words(calendar.day_of(cycle.called_off_at, rules.zone))
            if cycle.called_off_at
            else "",
            "opens": calendar.local_in_words(call.opens_at, rules.zone),
            "closes": calls.last_day(call, rules.zone),
            "until": cycles.last_day(cycle.due_at, rules),
            "answers": len(answers),
            "unclear": sum(one.sender == "unknown" or one.nominee == "unknown" for one in answers),
            "nominees": [_row(one) for one in found],
            "votes": list(slate_votes.lines(session, year)),
            "confirmed": calendar.day_in_words(confirmed.on) if confirmed else "",
            "seats": slate_seats.seats_in_words(session, year, on=today),
            "unpaid": slate_seats.unpaid_in_words(session, year, on=today),
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


def needs(secretary: Secretary, session: Session, address: Address) -> Iterator[Need]:
    """S2, S3, S5, S6. What of it needs a person: who declined, seats to enter, failed votes that aren't settled."""
    for cycle in cycles.all_of(session):
        yield from _declined(secretary, session, cycle.year)
        page = f"nominations-{cycle.year}"
        yield from slate_votes.needs(session, cycle, on=_today(secretary), address=address)
        yield from _unpaid(secretary, session, cycle.year, address)
        if waiting := slate_seats.seats_in_words(session, cycle.year, on=_today(secretary)):
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


def _today(secretary: Secretary) -> date:
    return calendar.day_of(secretary.now(), secretary.charter.zone)


def _unpaid(secretary: Secretary, session: Session, year: int, address: Address) -> Iterator[Need]:
    """S2. Rows that stand in the tab Committee though something is lacking; while their year lasts."""
    today = _today(secretary)
    waiting = slate_seats.unpaid_in_words(session, year, on=today) if today.year <= year else []
    if waiting:
        entered = (
            "seat of the slate for {} is entered" if len(waiting) == 1 else "seats of the slate for {} are entered"
        )
        yield need(
            f"{len(waiting)} {entered.format(year)}, and may not be taken yet",
            f"{'. '.join(waiting)}.",
            "Ask them to pay, or enter what was paid; or make an exception, with its reason. Until then their row "
            "doesn't belong into the tab Committee.",
            door="exempt",
            page=f"nominations-{year}",
            address=address,
        )


def _declined(secretary: Secretary, session: Session, year: int) -> Iterator[Need]:
    """S3. Who on a slate doesn't stand any more while it is voted on: nothing changes by itself, somebody decides."""
    today = _today(secretary)
    votes = [one for matter in slates.MATTERS for one in slates.under_way(session, matter, year)]
    known = nominees.standings(session, year, on=today, charter=secretary.charter) if votes else []
    for vote in votes:
        slate = slates.slate_of(vote)[1]
        gone = [one for one in known if one.nominee.number in slate and one.accepts == NO]
        yield from (_gave_up(vote.election, one) for one in gone)


def _gave_up(election: Election, one: nominees.Standing) -> Need:
    what = f"{one.label} ({one.nominee.number}) declined, and “{election.key}” is {election.state}"
    if election.state in withdrawals.SEALED:
        return need(
            what,
            f"The ballots of “{election.key}” are sealed: it can't be withdrawn any more, and is counted as it is.",
            "Certify it. If the slate is confirmed, no seat is offered to them.",
            door="certify",
            command=f"canvass certify {election.key}",
        )
    return need(
        what,
        "People vote on a slate that they are on. What is voted on stays as it is.",
        "Withdraw the vote, and let the committee agree to another slate; or let it run: then no seat is offered to "
        "them. Only the first needs you to do something.",
        door="withdraw",
        command=f'canvass withdraw {election.key} --reason "…"',
    )


def _accepts(one: nominees.Standing) -> str:
    day = one.nominee.declined_on
    return f"declined on {calendar.day_in_words(day)}" if day else one.accepts or "not yet"


def _row(one: nominees.Standing) -> dict[str, Any]:
    criteria = one.card.criteria
    return {
        "label": one.label,
        "number": one.nominee.number,
        "by": nominations_tab.nominated_by(one),
        "accepts": _accepts(one),
        "criteria": [nominations_tab.met(criteria[what]) for what in (MEETINGS, COMMITTEE, DUES, REGISTERED)],
        "may_stand": nominations_tab.met(one.rulings()[0]),
        "statement": nominations_tab.stated(one),
        "met_on": calendar.day_in_words(one.nominee.met_on) if one.nominee.met_on else "not yet",
        "on_slate": "yes" if one.nominee.on_slate else "no",
    }
