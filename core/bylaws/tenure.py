"""Terms: how long a seat and a co-chair last, when they are elected anew, and how many seats there have to be."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Sequence
from datetime import date, timedelta

from core.calendar import day_in_words, months_after
from core.charter import Charter
from core.ruling import Ruling
from core.tenure import Tenure

MONTHS_IN_A_YEAR = 12


def term_through(since: date, *, charter: Charter) -> date | None:
    """S6. The last day of a term that began on a day, by the charter. None: it sets no end.

    A term runs from election to election, and the next one is due in the first months of a year.
    """
    if charter.tenure is None:
        return None
    return _elections_end(since.year + charter.tenure.term_years.value, charter.tenure)


def held_over_through(since: date, *, charter: Charter) -> date | None:
    """S6, S5. The last day on which a term goes on as long as no successors are confirmed. None: it sets no end.

    So there is a committee that can act when a slate fails, or is voted on late.
    """
    term = term_through(since, charter=charter)
    if term is None or charter.tenure is None or charter.tenure.holdover_months is None:
        return term
    return months_after(term + timedelta(days=1), charter.tenure.holdover_months.value) - timedelta(days=1)


def co_chair_through(since: date, *, charter: Charter) -> date | None:
    """S7. The last day of a co-chair's term, unless others are elected before. None: the charter sets no end."""
    if charter.tenure is None:
        return None
    return _elections_end(since.year + charter.tenure.co_chairs_years.value, charter.tenure)


def _elections_end(year: int, rules: Tenure) -> date:
    month = rules.elected_through_month.value
    return date(year, month, monthrange(year, month)[1])


def is_complete(filled: int, *, charter: Charter) -> Ruling:
    """S1. Whether the committee has as many members as it has to have, and no more than it may.

    Raises ValueError for a number that can't be.
    """
    if filled < 0:
        raise ValueError(f"{filled} seats can't be filled. Correct the number.")
    rules = charter.tenure
    if rules is None:
        return Ruling(True, "S1", f"{filled} seats are filled; the charter sets no number")
    fewest, most = rules.fewest.value, rules.most.value
    return Ruling(fewest <= filled <= most, "S1", f"{filled} seats are filled, and there have to be {fewest} to {most}")


def may_be_filled(taken: int, *, confirmed: int | None, charter: Charter) -> Ruling:
    """S1. Whether another seat may be filled by whom members didn't confirm: one that fell vacant, and no other.

    `taken` are the seats that somebody has or is still to take. `confirmed` is how many the slate gave; None once its
    term is over: then there may be as many as the charter says. Raises ValueError for numbers that can't be.
    """
    if taken < 0 or (confirmed is not None and confirmed < 0):
        raise ValueError(f"{taken} of {confirmed} seats can't be taken. Correct the numbers.")
    most = charter.tenure.most.value if charter.tenure else None
    if most is not None and taken >= most:
        return Ruling(False, "S1", f"{taken} seats are taken, and there may be {most} at most")
    if confirmed is not None and taken >= confirmed:
        because = f"all {confirmed} seats of the slate are taken; another one is the members' to give, by a slate"
        return Ruling(False, "S1", because)
    there = "the charter sets no number" if most is None else f"there may be {most}"
    limit = f"the slate had {confirmed}" if confirmed is not None else there
    return Ruling(True, "S1", f"{taken} seats are taken, and {limit}")


def is_their_quarter(on: date, *, reason: str = "", charter: Charter) -> Ruling:
    """S7. Whether co-chairs are elected on a local day of the year in which it is done; on any other for a reason."""
    through = charter.tenure.elected_through_month.value if charter.tenure else MONTHS_IN_A_YEAR
    when = f"voting begins on {day_in_words(on)}"
    if on.month <= through:
        return Ruling(True, "S7", f"{when}, in the first quarter of the year")
    return _for_a_reason(f"{when}, not in the first quarter of the year", reason)


def are_due(on: date, *, last: date | None, reason: str = "", charter: Charter) -> Ruling:
    """S7. Whether co-chairs are due in the year of a local day, `last` being when some were elected; else for a reason.

    Years are counted from election to election.
    """
    if last is None or charter.tenure is None:
        return Ruling(True, "S7", "no earlier election of co-chairs is on record")
    next_in = last.year + charter.tenure.co_chairs_years.value
    held = f"co-chairs were elected on {day_in_words(last)}, and are due again in {next_in}"
    return Ruling(True, "S7", held) if on.year >= next_in else _for_a_reason(held, reason)


def _for_a_reason(unusual: str, reason: str) -> Ruling:
    if not reason.strip():
        return Ruling(False, "S7", f"{unusual}; that needs a reason, and none is given")
    return Ruling(True, "S7", f"{unusual}, for this reason: {reason.strip()}")


def have_candidates(standing: Sequence[str]) -> Ruling:
    """S7. Whether anybody stands as co-chair."""
    found = len(set(standing))
    return Ruling(found > 0, "S7", f"{found} of the committee's members stand" if found else "nobody stands")


def report_period(on: date, *, charter: Charter) -> tuple[date, date] | None:
    """S12. The first and last day of the last whole period before a local day that a report is made of.

    Periods are counted from January. None: the charter asks for no report.
    """
    if charter.expectations is None:
        return None
    months = charter.expectations.report_months.value
    ended = (on.month - 1) // months * months  # the last month that is over, of this year; 0: December
    year, month = (on.year, ended) if ended else (on.year - 1, MONTHS_IN_A_YEAR)
    return date(year, month - months + 1, 1), date(year, month, monthrange(year, month)[1])
