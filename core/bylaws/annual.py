"""The annual meeting: in which part of the year it is held, and what has to be done by then."""

from __future__ import annotations

from datetime import date, timedelta

from core.calendar import day_in_words, months_after
from core.charter import Charter
from core.ruling import Ruling

MONTHS = 3


def quarter(year: int, *, charter: Charter) -> tuple[date, date]:
    """A1. The first and the last local day of the charter's quarter of a year; both belong to it.

    Raises ValueError where the charter has no annual cycle.
    """
    if charter.annual is None:
        raise ValueError(f"The charter of {charter.name} has no section 'annual'. Add it first.")
    first = date(year, MONTHS * (charter.annual.quarter.value - 1) + 1, 1)
    return first, months_after(first, MONTHS) - timedelta(days=1)


def is_in_quarter(what: str, on: date, *, year: int, reason: str = "", clause: str = "A1", charter: Charter) -> Ruling:
    """A1, A3. Annual meeting and priorities belong into the first quarter; at another time it takes a reason.

    `what` is what is ruled on, as in "the annual meeting is"; `on` is its local day.
    """
    first, last = quarter(year, charter=charter)
    span = f"{day_in_words(first)} to {day_in_words(last)}"
    if first <= on <= last:
        return Ruling(True, clause, f"{what} on {day_in_words(on)}, within {span}")
    outside = f"{what} on {day_in_words(on)}, outside of {span}"
    if not reason.strip():
        return Ruling(False, clause, f"{outside}; that needs a reason, and none is given")
    return Ruling(True, clause, f"{outside}, for this reason: {reason.strip()}")
