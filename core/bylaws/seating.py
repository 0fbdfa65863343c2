"""Terms: from when until when a seat on the committee lasts, whether it goes on, and when its member is on leave."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from core.bylaws import tenure
from core.calendar import day_in_words, months_after
from core.charter import Charter
from core.ruling import Ruling


@dataclass(frozen=True)
class Seat:
    """A term on the committee by local days, all included; no last day: it goes on. A leave may be part of it.

    `recused` are the keys of the races from which the member is recused. `place` is the row that says so. `given_up`
    is the last day of a seat that its member resigned from. From the day on which the member was `recalled` the seat
    has ended, whatever its row says.

    `succeeded` is the first day of the next slate that members confirmed after this term began; its member `stays` if
    they are on it, until the term is `renewed`: the first day of the next one by a row of theirs. `unconfirmed` is the
    day of the slate under which this term begins without its member being on it. `not_taken` says of either slate that
    they are on it, and don't take the seat.
    """

    since: date
    until: date | None = None
    leave_from: date | None = None
    leave_until: date | None = None
    recused: tuple[str, ...] = ()
    place: str = ""
    given_up: date | None = None
    recalled: date | None = None
    succeeded: date | None = None
    stays: bool = False
    unconfirmed: date | None = None
    renewed: date | None = None
    not_taken: bool = False


def last_day(seat: Seat, *, charter: Charter) -> date | None:
    """S6. The last day of a seat: its own, its term's, a resignation's, or that before a recall. None: it goes on.

    A term goes on beyond its end until successors are confirmed, as long as the charter lets it. Whoever isn't on the
    next slate that members confirm has a seat through the day before it; who is, until their next row begins.
    """
    return min(_own_ends(seat, _through(seat, charter), charter), default=None)


def term_ends(seat: Seat, *, charter: Charter) -> date | None:
    """S6. The day after which a seat is due for election: its last day, but for going on until there are successors."""
    regular = [tenure.term_through(seat.since, charter=charter)]
    regular += [before(seat.succeeded)] if not seat.stays else []
    return min(_own_ends(seat, min(filter(None, regular), default=None), charter), default=None)


def _own_ends(seat: Seat, through: date | None, charter: Charter) -> list[date]:
    """The days that may be the last. A day in its row at the term's end or after it says no more than the charter."""
    term = tenure.term_through(seat.since, charter=charter)
    until = seat.until if term is None or seat.until is None or seat.until < term else None
    return [one for one in (until, through, seat.given_up, before(seat.recalled)) if one is not None]


def _through(seat: Seat, charter: Charter) -> date | None:
    """Through which day a seat lasts if nothing but elections ends it."""
    term = tenure.term_through(seat.since, charter=charter)
    held, eve = tenure.held_over_through(seat.since, charter=charter), before(seat.succeeded)
    if eve is None:
        return held
    if not seat.stays:
        return min(held, eve) if held else eve
    anew = before(seat.renewed)
    return max(term, min(held, anew)) if term and held and anew else held


def before(day: date | None) -> date | None:
    """The day before, if there is one."""
    return day - timedelta(days=1) if day else None


def is_ended_by_recall(seat: Seat, *, charter: Charter) -> bool:
    """S6. Whether a recall ended this seat, and nothing did before; its last day is the one before the recall's."""
    return seat.recalled is not None and last_day(seat, charter=charter) == before(seat.recalled)


def holds(seat: Seat, *, on: date, charter: Charter) -> bool:
    """S1, S6, S9. Whether somebody has this seat on a local day, on leave or not; none does whom nobody confirmed."""
    last = last_day(seat, charter=charter)
    return seat.unconfirmed is None and seat.since <= on and (last is None or on <= last)


def goes_on(seats: Sequence[Seat], *, on: date, charter: Charter) -> Ruling:
    """S6. Whether somebody has a seat on a local day only because no successors, or no rows of theirs, are there."""
    held = [one for one in seats if holds(one, on=on, charter=charter)]
    if not held or not_ended(held, on, charter):
        return Ruling(False, "S6", "no term goes on beyond its end")
    ended = max(day for one in held if (day := term_ends(one, charter=charter)))
    last = max(day for one in held if (day := last_day(one, charter=charter)))
    waits = any(awaits_row(one, on=on) for one in held)
    until = "a row of the new term begins" if waits else "the next slate is confirmed"
    words = f"goes on until {until}, through {day_in_words(last)} at the latest"
    return Ruling(True, "S6", f"the term ended on {day_in_words(ended)}, and {words}")


def awaits_row(seat: Seat, *, on: date) -> bool:
    """S6. Whether members have confirmed somebody again by a local day, so that a row of theirs is to begin."""
    return seat.stays and seat.succeeded is not None and seat.succeeded <= on


def not_ended(held: Sequence[Seat], on: date, charter: Charter) -> list[Seat]:
    """Those seats that aren't due for election yet."""
    ends = ((one, term_ends(one, charter=charter)) for one in held)
    return [one for one, end in ends if end is None or on <= end]


@dataclass(frozen=True)
class Leave:
    """A leave of a member by local days, all included: as it is written, and `through` the last day that counts."""

    first: date
    last: date
    through: date


def leaves(seats: Sequence[Seat], *, charter: Charter) -> list[Leave]:
    """S10. A member's leaves, the earliest first, whichever of their terms they are written beside.

    Those that adjoin or overlap are one. A leave lasts through its last day, and never longer than the charter says.
    """
    found: list[tuple[date, date]] = []
    for one in sorted(_written(seats, charter)):
        adjoins = bool(found) and one[0] <= found[-1][1] + timedelta(days=1)
        so_far = found.pop() if adjoins else one
        found.append((so_far[0], max(so_far[1], one[1])))
    return [Leave(first, last, min(last, _longest(first, charter))) for first, last in found]


def _written(seats: Sequence[Seat], charter: Charter) -> list[tuple[date, date]]:
    """The first and last day of each row's leave; one without an end lasts as long as it may."""
    return [(one.leave_from, one.leave_until or _longest(one.leave_from, charter)) for one in seats if one.leave_from]


def _longest(first: date, charter: Charter) -> date:
    return months_after(first, charter.committee.leave_months.value) - timedelta(days=1)


def is_on_leave(seats: Sequence[Seat], *, on: date, charter: Charter) -> Ruling:
    """S10. Whether a member is on leave on a local day; `seats` are all their terms."""
    begun = [one for one in leaves(seats, charter=charter) if one.first <= on]
    if not begun:
        return Ruling(False, "S10", "no leave has begun")
    lasted = f"leave from {day_in_words(begun[-1].first)} through {day_in_words(begun[-1].through)}"
    away = on <= begun[-1].through
    return Ruling(away, "S10", f"on {lasted}" if away else f"back from {lasted}")
