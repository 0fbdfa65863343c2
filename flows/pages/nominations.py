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
from flows.duties.committee import succession
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
        begun = succession.entered(session, confirmed) if confirmed else {}
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
            "nominees": [_row(one, entered=one.number in begun) for one in found],
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
        yield from _not_taken(secretary, session, cycle.year, address)
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
        slate = slates.slate_of(session, vote)
        gone = [one for one in known if one.number in slate and one.accepts == NO]
        yield from (_gave_up(vote.election, one) for one in gone)


def _not_taken(secretary: Secretary, session: Session, year: int, address: Address) -> Iterator[Need]:
    """S3, S6. Who declined, and was confirmed all the same: what waits for them is settled by a word on record."""
    for number, label in slate_seats.decliners(session, year, on=_today(secretary)):
        yield need(
            f"{label} ({number}) declined, and is on the slate for {year} that the members confirmed",
            "No row is offered to them. An earlier term of theirs goes on, and the year's step “terms end” waits, "
            "until it is on record that they don't take the seat (S6).",
            "Record it, and why. If they take the seat after all, enter their row in the tab Committee.",
            door="seat",
            command=f"canvass seat {number} --not-taken",
            page=f"nominations-{year}",
            address=address,
        )


def _gave_up(election: Election, one: nominees.Standing) -> Need:
    what = f"{one.label} ({one.number}) declined, and “{election.key}” is {election.state}"
    if election.state in withdrawals.SEALED:
        return need(
            what,
            f"The ballots of “{election.key}” are sealed: it can't be withdrawn any more, and is counted as it is.",
            "Certify it. If the slate is confirmed, no seat is offered to them; record then that they don't take it.",
            door="certify",
            command=f"canvass certify {election.key}",
        )
    return need(
        what,
        "People vote on a slate that they are on. What is voted on stays as it is.",
        "Withdraw the vote, and let the committee agree to another slate; or let it run: then no seat is offered to "
        "them, and the desk asks you to record that they don't take it.",
        door="withdraw",
        command=f'canvass withdraw {election.key} --reason "…"',
    )


def _accepts(one: nominees.Standing, *, entered: bool) -> str:
    """Whether they accept; a row of the new term says more than what they said before."""
    day = one.declined_on
    said = f"declined on {calendar.day_in_words(day)}" if day else one.accepts or "not yet"
    return f"took the seat; before that: {said}" if entered and one.accepts == NO else said


def _row(one: nominees.Standing, *, entered: bool) -> dict[str, Any]:
    criteria = one.card.criteria
    return {
        "label": one.label,
        "number": one.number,
        "by": nominations_tab.nominated_by(one),
        "accepts": _accepts(one, entered=entered),
        "criteria": [nominations_tab.met(criteria[what]) for what in (MEETINGS, COMMITTEE, DUES, REGISTERED)],
        "may_stand": nominations_tab.met(one.rulings()[0]),
        "statement": nominations_tab.stated(one),
        "met_on": calendar.day_in_words(one.met_on) if one.met_on else "not yet",
        "on_slate": "yes" if one.on_slate else "no",
    }
