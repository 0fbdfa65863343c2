"""Who is a voting member, why, and until when."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Literal

from core.calendar import day_in_words, past_year
from core.charter import Charter
from core.cited import plain
from core.ruling import Ruling


@dataclass(frozen=True)
class Attended:
    """A person came to an event on a local day. `place` is the row that says so."""

    on: date
    event: str
    kind: str
    place: str


@dataclass(frozen=True)
class Volunteered:
    """A person volunteered for an activity on a local day. `place` is the row that says so."""

    on: date
    activity: str
    place: str


@dataclass(frozen=True)
class DuesPaid:
    """Dues that a list says were paid: on which day and through which, where it says so. `place` is its row."""

    on: date | None
    through: date | None
    place: str


@dataclass(frozen=True)
class Registration:
    """What a list of voters says: a member is registered; where not `confirmed`, somebody of their name is."""

    confirmed: bool
    place: str


@dataclass(frozen=True)
class Participation:
    """What one person took part in, as far as it is on record.

    `dues_paid` is what the tab Members says, None if nothing; `dues` is what lists say. `registration` is None if no
    list of voters has their name.
    """

    attended: tuple[Attended, ...] = ()
    volunteered: tuple[Volunteered, ...] = ()
    dues_paid: bool | None = None
    dues: tuple[DuesPaid, ...] = ()
    registration: Registration | None = None


@dataclass(frozen=True)
class Evidence:
    """One thing that counted: the day, what it was, and where it is on record."""

    day: date
    what: str
    place: str


@dataclass(frozen=True)
class MembershipRuling:
    """Whether a person may vote, on which evidence, and what is missing if they may not ("" if nothing is)."""

    ruling: Ruling
    evidence: tuple[Evidence, ...]
    missing: str


@dataclass(frozen=True)
class Notice:
    """What a person has to be told about their voting status; `until` is the last day it lasts, where it lasts."""

    kind: Literal["reached", "lapses soon", "lapsed"]
    ruling: MembershipRuling
    until: date | None


def attended_enough(facts: Participation, *, on: date, charter: Charter) -> Ruling:
    """M2. Attended the events needed in the past year, each counted once."""
    number, needed = len(_events(facts, on=on, charter=charter)), charter.membership.events_needed.value
    since = day_in_words(past_year(on, charter)[0])
    return Ruling(number >= needed, "M2", f"attended {_many(number, 'event')} since {since}, {needed} needed")


def volunteered_enough(facts: Participation, *, on: date, charter: Charter) -> Ruling:
    """M3. Volunteered for the activities needed in the past year."""
    number, needed = len(_shifts(facts, on=on, charter=charter)), charter.membership.volunteering_needed.value
    since, activities = day_in_words(past_year(on, charter)[0]), _many(number, "activity")
    return Ruling(number >= needed, "M3", f"volunteered for {activities} since {since}, {needed} needed")


def have_paid(facts: Participation, *, on: date) -> bool:
    """M5. Whether dues are on record as paid on a day: by the tab Members, or by a list that says no other."""
    by_list = ((one.on or on) <= on <= (one.through or on) for one in facts.dues)
    return bool(facts.dues_paid) or any(by_list)


def dues_allow(facts: Participation, *, on: date, charter: Charter) -> Ruling:
    """M5. Dues are recorded; they decide nothing unless the charter says that they are required."""
    paid = have_paid(facts, on=on)
    dues = f"dues to {charter.membership.dues_paid_to} {'are' if paid else 'are not'} on record"
    if charter.membership.dues_required.value:
        return Ruling(paid, "M5", f"{dues}, and voting depends on them")
    return Ruling(True, "M5", f"{dues}; voting does not depend on them")


def may_vote(facts: Participation, *, on: date, charter: Charter) -> MembershipRuling:
    """M2, M3, M5. Enough events or enough volunteering in the past year, as seen on a day in the organisation's zone.

    What is dated after that day doesn't count yet.
    """
    by_events = attended_enough(facts, on=on, charter=charter)
    by_volunteering = volunteered_enough(facts, on=on, charter=charter)
    dues = dues_allow(facts, on=on, charter=charter)
    if not dues:
        ruling = dues
    elif by_events or by_volunteering:
        ruling = by_events or by_volunteering
    else:
        ruling = Ruling(False, "M2", f"{by_events.because}, and {by_volunteering.because}")
    events, shifts = _events(facts, on=on, charter=charter), _shifts(facts, on=on, charter=charter)
    counted = tuple(sorted({*events, *shifts}, key=lambda one: (one.day, one.what, one.place)))
    missing = "" if ruling else _missing(len(events), len(shifts), dues=dues, charter=charter)
    return MembershipRuling(ruling, counted, missing)


def tier(ruling: MembershipRuling) -> Literal["voting", "general"]:
    """M1. Whoever is no voting member is a general member: that is open to everybody."""
    return "voting" if ruling.ruling else "general"


def voting_until(facts: Participation, *, on: date, charter: Charter) -> date | None:
    """The last day on which what is on record today still gives the vote; None if it doesn't even today."""
    attended = tuple(one for one in facts.attended if one.on <= on)
    volunteered = tuple(one for one in facts.volunteered if one.on <= on)
    known = replace(facts, attended=attended, volunteered=volunteered)
    days = {one.on for one in attended} | {one.on for one in volunteered}
    # Status ends after something's last day in the past year, which is 365 or 366 days after it happened.
    ends = {day + timedelta(days=span) for day in days for span in (365, 366)}
    later = sorted((end for end in ends if end >= on), reverse=True)
    return next((end for end in later if may_vote(known, on=end, charter=charter).ruling), None)


def notice_due(facts: Participation, *, was_voting: bool, on: date, charter: Charter) -> Notice | None:
    """M4. What a person has to be told today: status reached, about to lapse, or lapsed; None if there is no news."""
    now = may_vote(facts, on=on, charter=charter)
    until = voting_until(facts, on=on, charter=charter)
    if until is None:
        return Notice("lapsed", now, None) if was_voting else None
    if not was_voting:
        return Notice("reached", now, until)
    soon = until - on < timedelta(days=charter.membership.lapse_warning_days.value)
    return Notice("lapses soon", now, until) if soon else None


def _events(facts: Participation, *, on: date, charter: Charter) -> tuple[Evidence, ...]:
    """The events that count, each once, by day."""
    first, last = past_year(on, charter)
    found = {
        (one.on, plain(one.event)): Evidence(one.on, one.event, one.place)
        for one in reversed(facts.attended)
        if first <= one.on <= last
    }
    if charter.membership.volunteering_counts_as_event.value:
        for shift in _shifts(facts, on=on, charter=charter):
            found.setdefault((shift.day, plain(shift.what)), shift)
    return tuple(found.values())


def _shifts(facts: Participation, *, on: date, charter: Charter) -> tuple[Evidence, ...]:
    """The volunteer activities that count, each once, by day."""
    first, last = past_year(on, charter)
    found: dict[tuple[date, str], Evidence] = {}
    for one in _volunteering(facts, charter):
        if first <= one.day <= last:
            found.setdefault((one.day, plain(one.what)), one)
    return tuple(found.values())


def _volunteering(facts: Participation, charter: Charter) -> Iterator[Evidence]:
    """All volunteering on record: sign-ins at events of a volunteering kind, and shifts."""
    kinds = set(map(plain, charter.membership.volunteering_kinds.value))
    for came in facts.attended:
        if plain(came.kind) in kinds:
            yield Evidence(came.on, came.event, came.place)
    for shift in facts.volunteered:
        yield Evidence(shift.on, shift.activity, shift.place)


def _missing(events: int, shifts: int, *, dues: Ruling, charter: Charter) -> str:
    """What would be enough, as a letter can say it."""
    rules = charter.membership
    if not dues:
        return f"dues to {rules.dues_paid_to}"
    more_events = _many(rules.events_needed.value - events, "more event" if events else "event")
    more_shifts = _many(
        rules.volunteering_needed.value - shifts, "more volunteer activity" if shifts else "volunteer activity"
    )
    return f"{more_events}, or {more_shifts}"


def _many(number: int, what: str) -> str:
    """A number with its noun: "1 event", "3 events", "no activities"."""
    plural = f"{what[:-1]}ies" if what.endswith("y") else f"{what}s"
    return f"{number or 'no'} {what if number == 1 else plural}"
