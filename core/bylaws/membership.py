"""Who is a voting member, why, and until when."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Literal

from core.bylaws.participation import Attended, Participation
from core.calendar import day_in_words, past_year
from core.charter import Charter
from core.cited import plain
from core.numbers import many
from core.ruling import Ruling


@dataclass(frozen=True)
class Evidence:
    """One thing that counted: the day, what it was, and where it is on record.

    Whether somebody came to an `excused` event nobody knows: organisers decided that it mustn't count against them.
    """

    day: date
    what: str
    place: str
    excused: bool = False


@dataclass(frozen=True)
class MembershipRuling:
    """Whether a person may vote, on which evidence, and what is missing if they may not ("" if nothing is)."""

    ruling: Ruling
    evidence: tuple[Evidence, ...]
    missing: str


@dataclass(frozen=True)
class Notice:
    """What a person has to be told about their voting status; `until` is the last day it lasts, where it lasts.

    `corrected`: the vote hasn't run out with time, but was never rightly theirs, or was taken back by a decision.
    """

    kind: Literal["reached", "lapses soon", "lapsed"]
    ruling: MembershipRuling
    until: date | None
    corrected: bool = False


def attended_enough(facts: Participation, *, on: date, charter: Charter) -> Ruling:
    """M2. Attended the events needed in the past year, each counted once."""
    events, needed = _events(facts, on=on, charter=charter), charter.membership.events_needed.value
    since = day_in_words(past_year(on, charter)[0])
    came = sum(not one.excused for one in events)
    said = f"attended {many(came, 'event')} since {since}{_and_excused(len(events) - came)}, {needed} needed"
    return Ruling(len(events) >= needed, "M2", said)


def volunteered_enough(facts: Participation, *, on: date, charter: Charter) -> Ruling:
    """M3. Volunteered for the activities needed in the past year."""
    number, needed = len(_shifts(facts, on=on, charter=charter)), charter.membership.volunteering_needed.value
    since, activities = day_in_words(past_year(on, charter)[0]), many(number, "activity")
    return Ruling(number >= needed, "M3", f"volunteered for {activities} since {since}, {needed} needed")


def is_excepted(facts: Participation, *, on: date, charter: Charter) -> Ruling:
    """M2. An exception holds on that day, if the charter knows exceptions from what voting members have to do."""
    holding = [one for one in facts.exceptions if one.clause == "M2" and one.since <= on <= one.until]
    if not holding:
        return Ruling(False, "M2", "no exception was made")
    if not charter.membership.exceptions.value:
        return Ruling(False, "M2", "an exception was made, but the charter knows none")
    last = max(holding, key=lambda one: one.until)
    return Ruling(True, "M2", f"an exception holds until {day_in_words(last.until)}, decided by {last.decided_by}")


def may_except(clause: str, *, charter: Charter) -> Ruling:
    """M2, S2, S6. Whether the charter lets organisers make exceptions from a clause.

    From S6 it is that somebody whom the committee recalled has a seat again, though no slate has them.
    """
    known = {"M2": charter.membership.exceptions.value, "S2": charter.committee.exceptions.value, "S6": True}
    if clause not in known:
        return Ruling(False, clause, f"there are no exceptions from {clause}; there could be from {', '.join(known)}")
    knows = "knows" if known[clause] else "doesn't know"
    return Ruling(known[clause], clause, f"the charter of {charter.name} {knows} exceptions from {clause}")


def have_paid(facts: Participation, *, on: date) -> bool:
    """M5. Whether dues are on record as paid on a day: by the tab Members, or by a list that says no other."""
    return bool(facts.dues_paid) or any(one.covers(on) for one in facts.dues)


def dues_allow(facts: Participation, *, on: date, charter: Charter) -> Ruling:
    """M5. Dues are recorded; they decide nothing unless the charter says that they are required."""
    paid = have_paid(facts, on=on)
    dues = f"dues to {charter.membership.dues_paid_to} {'are' if paid else 'are not'} on record"
    if charter.membership.dues_required.value:
        return Ruling(paid, "M5", f"{dues}, and voting depends on them")
    return Ruling(True, "M5", f"{dues}; voting does not depend on them")


def may_vote(facts: Participation, *, on: date, charter: Charter) -> MembershipRuling:
    """M2, M3, M5. Enough events or enough volunteering in the past year, as seen on a day in the organisation's zone.

    What is dated after that day doesn't count yet. Whoever hasn't enough is told how many events nobody can say
    anything about, because their sign-in sheet is missing: unknown isn't absent.
    """
    by_events = attended_enough(facts, on=on, charter=charter)
    by_volunteering = volunteered_enough(facts, on=on, charter=charter)
    dues = dues_allow(facts, on=on, charter=charter)
    ruling = dues and (by_events or by_volunteering or is_excepted(facts, on=on, charter=charter))
    if dues and not ruling:
        unknown = _unknown(facts, on=on, charter=charter)
        ruling = Ruling(False, "M2", f"{by_events.because}, and {by_volunteering.because}; either is enough{unknown}")
    events, shifts = _events(facts, on=on, charter=charter), _shifts(facts, on=on, charter=charter)
    counted = tuple(sorted({*events, *shifts}, key=lambda one: (one.day, one.what, one.place)))
    missing = "" if ruling else _missing(len(events), len(shifts), dues=dues, charter=charter)
    return MembershipRuling(ruling, counted, missing)


def tier(ruling: MembershipRuling) -> Literal["voting", "general"]:
    """M1. Whoever is no voting member is a general member: that is open to everybody."""
    return "voting" if ruling.ruling else "general"


def voting_until(facts: Participation, *, on: date, charter: Charter) -> date | None:
    """The last day on which what is on record today still gives the vote; None if it doesn't even today."""
    known = _so_far(facts, on=on)
    days = {one.on for one in (*known.attended, *known.excused)} | {one.on for one in known.volunteered}
    # Status ends after something's last day in the past year, which is 365 or 366 days after it happened.
    ends = {day + timedelta(days=span) for day in days for span in (365, 366)}
    ends |= {one.until for one in facts.exceptions} | {one.through for one in known.dues if one.through}
    later = sorted((end for end in ends if end >= on), reverse=True)
    return next((end for end in later if may_vote(known, on=end, charter=charter).ruling), None)


def to_keep_it(facts: Participation, *, on: date, charter: Charter) -> str:
    """M4. What would carry somebody's vote past its last day, if done by then; "" for whoever has none today."""
    until = voting_until(facts, on=on, charter=charter)
    if until is None:
        return ""
    return may_vote(_so_far(facts, on=on), on=until + timedelta(days=1), charter=charter).missing


def notice(now: MembershipRuling, until: date | None, *, was_voting: bool, on: date, charter: Charter) -> Notice | None:
    """M4. What a person has to be told today: status reached, about to lapse, or lapsed; None if there is no news.

    `now` is today's ruling, and `until` the last day of the vote by what is on record.
    """
    if until is None:
        return Notice("lapsed", now, None) if was_voting else None
    if not was_voting:
        return Notice("reached", now, until)
    return Notice("lapses soon", now, until) if ends_soon(until, on=on, charter=charter) else None


def ends_soon(until: date, *, on: date, charter: Charter) -> bool:
    """M4. Whether a vote that lasts until a day ends so soon that its member is warned."""
    return until - on < timedelta(days=charter.membership.lapse_warning_days.value)


def _so_far(facts: Participation, *, on: date) -> Participation:
    """What had happened by a day; what is dated later doesn't count yet."""
    attended = tuple(one for one in facts.attended if one.on <= on)
    volunteered = tuple(one for one in facts.volunteered if one.on <= on)
    excused = tuple(one for one in facts.excused if one.on <= on)
    dues = tuple(one for one in facts.dues if one.on is None or one.on <= on)
    return replace(facts, attended=attended, volunteered=volunteered, excused=excused, dues=dues)


def _events(facts: Participation, *, on: date, charter: Charter) -> tuple[Evidence, ...]:
    """The events that count, each once, by day."""
    first, last = past_year(on, charter)
    found = {
        (one.on, plain(one.event)): Evidence(one.on, one.event, one.place)
        for one in reversed(facts.attended)
        if first <= one.on <= last
    }
    shifts = _shifts(facts, on=on, charter=charter)
    on_record = bool(found or shifts)
    if charter.membership.volunteering_counts_as_event.value:
        for shift in shifts:
            found.setdefault((shift.day, plain(shift.what)), shift)
    excusing = charter.membership.excused_gap.value == "counts for whoever is on record otherwise"
    for one in facts.excused if excusing and on_record else ():
        if first <= one.on <= last:
            found.setdefault((one.on, plain(one.event)), Evidence(one.on, one.event, one.place, excused=True))
    return tuple(found.values())


def _and_excused(number: int) -> str:
    """What a ruling says about events that count though their sign-in sheet is lost; nothing where none does."""
    return f" ({number} more excused)" if number else ""


def unknown_events(facts: Participation, *, on: date, charter: Charter) -> tuple[Attended, ...]:
    """M2. The events of the past year, as of a day, of which no sign-in sheet is on record: nobody knows who came."""
    first, last = past_year(on, charter)
    return tuple(sorted((one for one in facts.unknown if first <= one.on <= last), key=lambda one: (one.on, one.event)))


def _unknown(facts: Participation, *, on: date, charter: Charter) -> str:
    """What a refusal says about events of that time whose sign-in sheet is missing; nothing where none is."""
    number = len(unknown_events(facts, on=on, charter=charter))
    return f"; no sign-in sheet is on record of {many(number, 'other event')}" if number else ""


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
    more_events = many(rules.events_needed.value - events, "more event" if events else "event")
    more_shifts = many(
        rules.volunteering_needed.value - shifts, "more volunteer activity" if shifts else "volunteer activity"
    )
    return f"{more_events}, or {more_shifts}"
