"""How the committee decides: who of it votes, whether enough of it took part, and whether a motion carries."""

from __future__ import annotations

import math
from collections.abc import Collection, Sequence
from datetime import date, datetime, timedelta

from core.bylaws import seating
from core.bylaws.participation import DuesPaid, Participation
from core.bylaws.reminders import ReminderDue, latest_due
from core.bylaws.seating import Seat
from core.calendar import Window, day_in_words
from core.charter import Charter
from core.numbers import many
from core.ruling import Ruling


def is_active(seats: Sequence[Seat], *, on: date, charter: Charter) -> Ruling:
    """S6, S9, S10. Who has a seat on a local day, and isn't on leave, is active. `seats` are one member's terms."""
    seated = has_seat(seats, on=on, charter=charter)
    if not seated:
        return seated
    held = [one for one in seats if seating.holds(one, on=on, charter=charter)]
    away = seating.is_on_leave(seats, on=on, charter=charter)
    if away:
        return Ruling(False, "S10", away.because)
    since = min(one.since for one in seating.not_ended(held, on, charter) or held)
    longer = seating.goes_on(held, on=on, charter=charter)
    words = f"active on {day_in_words(on)}, on the committee since {day_in_words(since)}"
    return Ruling(True, "S9", f"{words}; {longer.because}" if longer else words)


def has_seat(seats: Sequence[Seat], *, on: date, charter: Charter) -> Ruling:
    """S1, S6, S9. Who has a seat on a local day, on leave or not. It ends with its term, a resignation, or a recall.

    A term that begins once a slate is confirmed is none for whoever isn't on it, before a reason is on record.
    """
    held = [one.since for one in seats if seating.holds(one, on=on, charter=charter)]
    if held:
        return Ruling(True, "S9", f"on the committee since {day_in_words(min(held))}")
    without = next((one for one in seats if one.unconfirmed and one.since <= on), None)
    if without and without.unconfirmed:
        slate = f"on the slate that the members confirmed on {day_in_words(without.unconfirmed)}"
        if without.not_taken:
            return Ruling(False, "S6", f"is {slate}, but doesn't take the seat")
        return Ruling(False, "S1", f"isn't {slate}, and no reason is on record why they have a seat")
    had = [(last, one) for one in seats if one.since <= on and (last := seating.last_day(one, charter=charter))]
    last, seat = max(had, key=lambda pair: pair[0], default=(None, None))
    if last is None or seat is None:
        return Ruling(False, "S9", f"has no seat on the committee on {day_in_words(on)}")
    if seat.until == last and not seating.is_ended_by_recall(seat, charter=charter):
        return Ruling(False, "S9", f"has no seat on the committee on {day_in_words(on)}")
    return Ruling(False, "S6", _how_it_ended(seat, last, charter))


def _how_it_ended(seat: Seat, last: date, charter: Charter) -> str:
    if seat.recalled and seating.is_ended_by_recall(seat, charter=charter):
        return f"has no seat on the committee: recalled on {day_in_words(seat.recalled)}"
    if seat.given_up == last:
        return f"has resigned; the last day on the committee was {day_in_words(last)}"
    end = seating.term_ends(seat, charter=charter) or last
    ended = f"the term ended on {day_in_words(end)}"
    if not seat.stays and seating.before(seat.succeeded) == last:
        how = "they are on it, but don't take the seat" if seat.not_taken else "they aren't on it"
        return f"{ended}; the members confirmed a slate on {day_in_words(last + timedelta(days=1))}, and {how}"
    if end == last:
        return ended
    why = ", for nobody was confirmed"
    if seat.stays and seat.succeeded and seat.succeeded <= last:
        why = "" if seat.renewed else "; no row of the new term was entered"
    return f"{ended}, and went on through {day_in_words(last)}{why}"


def lasts_until(confirmed: date, members: Collection[Sequence[Seat]], *, charter: Charter) -> Ruling:
    """S6. Whether terms last until a slate is to be confirmed, on a local day; `members` has the terms of each.

    Asked of whoever has a seat as the year of that day begins.
    """
    year = date(confirmed.year, 1, 1)
    mine = [held for held in members if has_seat(held, on=year, charter=charter)]
    left = [held for held in mine if has_seat(held, on=confirmed, charter=charter)]
    longer = [held for held in left if seating.goes_on(held, on=confirmed, charter=charter)]
    day = day_in_words(confirmed)
    if mine and not left:
        return Ruling(False, "S6", f"nobody has a seat any more by {day}, when the slate is to be confirmed")
    if longer:
        because = f"{many(len(longer), 'term')} would go on beyond the end until the slate is to be confirmed, by {day}"
        return Ruling(False, "S6", because)
    return Ruling(True, "S6", f"the committee has seats until the slate is to be confirmed, by {day}")


def votes_on(race: str, seats: Sequence[Seat], *, on: date, charter: Charter) -> Ruling:
    """S9, S10, S11. Who is active, and not recused from the race, votes on it, and is counted for its quorum.

    `race` is its key, or empty where the vote is about none: there nobody is recused.
    """
    active = is_active(seats, on=on, charter=charter)
    if active and race and any(race in one.recused for one in seats):
        return Ruling(False, "S11", f"recused from {race}: no vote on it, and not counted for its quorum")
    return active


def has_time_to_vote(window: Window, *, reason: str = "", charter: Charter) -> Ruling:
    """S9. The committee has the days that the charter gives it; with fewer everybody's part is hardly to be had.

    So fewer take a reason.
    """
    days = charter.committee.vote_days.value
    if window.length() >= timedelta(days=days):
        return Ruling(True, "S9", f"the committee has {days} days or more to vote")
    fewer = f"the committee has less than {days} days to vote"
    if not reason.strip():
        return Ruling(False, "S9", f"{fewer}; that needs a reason, and none is given")
    return Ruling(True, "S9", f"{fewer}, for this reason: {reason.strip()}")


def reminder_times(window: Window, *, charter: Charter) -> tuple[datetime, ...]:
    """S9. When whoever hasn't voted is reminded: every so many days from opening on, as long as voting is open."""
    apart = timedelta(days=charter.committee.remind_every_days.value)
    number = math.ceil((window.closes - window.opens) / apart) - 1
    return tuple(window.opens + nth * apart for nth in range(1, number + 1))


def reminder_due(window: Window, *, sent: int, at: datetime, charter: Charter) -> ReminderDue:
    """S9. The latest reminder whose time has come goes out, unless it did: everybody's part is sought."""
    times = reminder_times(window, charter=charter)
    return latest_due(times, closes=window.closes, sent=sent, at=at, clause="S9")


def is_quorate(*, taking_part: int, active: int, charter: Charter) -> Ruling:
    """S9. Enough of the active members took part; whoever abstains takes part, whoever is on leave is not active.

    Raises ValueError for numbers of people that can't be.
    """
    if not 0 <= taking_part <= active:
        raise ValueError(f"{taking_part} of {active} active members can't have taken part. Correct the numbers.")
    needed = math.ceil(charter.committee.quorum.value * active)
    because = f"{taking_part} of {active} active members took part, {needed} needed"
    return Ruling(active > 0 and taking_part >= needed, "S9", because)


def carries(*, yes: int, no: int, charter: Charter) -> Ruling:
    """S8. A motion without consensus carries by the charter's majority of those who voted yes or no.

    Raises ValueError for numbers of votes that can't be.
    """
    if yes < 0 or no < 0:
        raise ValueError(f"{yes} yes and {no} no can't be numbers of votes. Correct them.")
    needed = math.ceil(charter.committee.majority.value * (yes + no))
    return Ruling(yes > 0 and yes >= needed, "S8", f"{yes} of {yes + no} voted yes, {max(needed, 1)} needed")


def may_put(seats: Sequence[Seat], *, on: date, charter: Charter) -> Ruling:
    """S8, S9. Whoever is an active member of the committee on a local day can put a motion to it."""
    active = is_active(seats, on=on, charter=charter)
    return Ruling(bool(active), "S8" if active else active.clause, f"whoever puts the motion {_is(active.because)}")


def sits_again(since: date, *, recalled: date, openings: Sequence[tuple[date, date | None]]) -> Ruling:
    """S6. Whether a term that begins after a recall is one: no earlier than the members or the committee seated them.

    `openings` are the days from and through which a term may begin, all included: since a slate was confirmed, or
    while an exception holds, each decided after the recall, if on its very day. None: they have no end. What begins
    before the recall's day, the recall ended.
    """
    on = day_in_words(recalled)
    if since < recalled:
        return Ruling(False, "S6", f"recalled on {on}")
    if any(recalled <= first <= since and (last is None or since <= last) for first, last in openings):
        return Ruling(True, "S6", f"seated anew after the recall on {on}")
    return Ruling(False, "S6", f"recalled on {on}; no slate confirmed since then, nor an exception, seats them anew")


def may_be_recalled(seats: Sequence[Seat], *, on: date, charter: Charter) -> Ruling:
    """S6. Whoever has a seat on a local day can be recalled, also while on leave."""
    seated = has_seat(seats, on=on, charter=charter)
    if not seated:
        return Ruling(False, "S6", f"whoever is to be recalled {seated.because}")
    return Ruling(True, "S6", f"whoever is to be recalled is {seated.because}")


def recall_says_who_votes(*, said: bool, active: bool) -> Ruling:
    """S6, S9. Whether a recall says of the member concerned that they may vote if they may, by being active."""
    votes = "the member concerned is active, and may vote" if active else "the member concerned isn't active: no vote"
    if said == active:
        return Ruling(True, "S6", votes)
    return Ruling(False, "S6", f"{votes}; that has changed since the vote was drafted, so draft it anew")


def _is(because: str) -> str:
    return because if because.startswith(("has", "the term", "isn't")) else f"is {because}"


def have_paid(facts: Participation, *, on: date, charter: Charter) -> Ruling:
    """S2. Whether a nominee's dues are on record as paid on a day, and where: in the tab Members, or on a list."""
    places = [*(["the tab Members"] if facts.dues_paid else []), *(_paid(one) for one in facts.dues if one.covers(on))]
    dues = f"dues to {charter.membership.dues_paid_to}"
    if not places:
        over = [_paid(one) for one in facts.dues]
        past = f"; they were by {', '.join(over)}" if over else ""
        return Ruling(False, "S2", f"{dues} are not on record{past}")
    return Ruling(True, "S2", f"{dues} are on record: {', '.join(places)}")


def is_registered(facts: Participation) -> Ruling:
    """S2. Whether a nominee is on a list of registered voters. Somebody of their name there is not yet they."""
    found = facts.registration
    if found is None:
        return Ruling(False, "S2", "no list of registered voters has them")
    if not found.confirmed:
        remedy = "if it is they, write their number beside it, in a column Member id"
        return Ruling(False, "S2", f"somebody of their name is registered to vote ({found.place}); {remedy}")
    return Ruling(True, "S2", f"they are registered to vote ({found.place})")


def _paid(one: DuesPaid) -> str:
    """Where dues are on record, since when and until when."""
    since = f", paid on {day_in_words(one.on)}" if one.on else ""
    return f"{one.place}{since}{f', good through {day_in_words(one.through)}' if one.through else ''}"
