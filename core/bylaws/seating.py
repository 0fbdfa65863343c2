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
    they are on it. `unconfirmed` is the day of the slate under which this term begins without its member being on it.
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


def last_day(seat: Seat, *, charter: Charter) -> date | None:
    """S6. The last day of a seat: its own, its term's, a resignation's, or that before a recall. None: it goes on.

    A term goes on beyond its end until successors are confirmed, as long as the charter lets it. Whoever isn't on the
    next slate that members confirm has a seat through the day before it.
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
    shorter = min(held, eve) if held else eve
    return max(term, shorter) if seat.stays and term else held if seat.stays else shorter


def before(day: date | None) -> date | None:
    """The day before, if there is one."""
    return day - timedelta(days=1) if day else None


def holds(seat: Seat, *, on: date, charter: Charter) -> bool:
    """S1, S6, S9. Whether somebody has this seat on a local day, on leave or not; none does whom nobody confirmed."""
    last = last_day(seat, charter=charter)
    return seat.unconfirmed is None and seat.since <= on and (last is None or on <= last)


def goes_on(seats: Sequence[Seat], *, on: date, charter: Charter) -> Ruling:
    """S6. Whether somebody has a seat on a local day only because no successors are confirmed."""
    held = [one for one in seats if holds(one, on=on, charter=charter)]
    if not held or not_ended(held, on, charter):
        return Ruling(False, "S6", "no term goes on beyond its end")
    ended = max(day for one in held if (day := term_ends(one, charter=charter)))
    last = max(day for one in held if (day := last_day(one, charter=charter)))
    because = (
        f"the term ended on {day_in_words(ended)}, and goes on until the next slate is confirmed, through "
        f"{day_in_words(last)} at the latest"
    )
    return Ruling(True, "S6", because)


def not_ended(held: Sequence[Seat], on: date, charter: Charter) -> list[Seat]:
    """Those seats that aren't due for election yet."""
    ends = ((one, term_ends(one, charter=charter)) for one in held)
    return [one for one, end in ends if end is None or on <= end]


def is_on_leave(seat: Seat, *, on: date, charter: Charter) -> Ruling:
    """S10. A leave lasts through its last day, and never longer than the charter says; from then on it is over."""
    if seat.leave_from is None or on < seat.leave_from:
        return Ruling(False, "S10", "no leave has begun")
    through = leave_through(seat.leave_from, seat.leave_until, charter=charter)
    lasted = f"leave from {day_in_words(seat.leave_from)} through {day_in_words(through)}"
    return Ruling(on <= through, "S10", f"on {lasted}" if on <= through else f"back from {lasted}")


def leave_through(first: date, last: date | None, *, charter: Charter) -> date:
    """S10. The last day on which a leave counts: its own, or the last of as many months as a leave may have."""
    longest = months_after(first, charter.committee.leave_months.value) - timedelta(days=1)
    return min(last, longest) if last else longest
