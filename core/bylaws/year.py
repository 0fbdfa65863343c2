"""The year: when each step of it is due, whether the steps keep their order, and whether they fall into the quarter."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from core.calendar import day_in_words, months_after
from core.charter import Charter
from core.cycle import COMMITTEES_VOTE, MEMBERS_VOTE, Apart, CycleStep, Year
from core.numbers import many
from core.ruling import Ruling

QUARTERS = ("first", "second", "third", "fourth")


class NoCycle(Exception):
    """A charter has no year. The message says what to add."""

    def __init__(self) -> None:
        super().__init__("The charter has no section [year]: add one, as core/charters/jp_progressives.toml has it.")


@dataclass(frozen=True)
class Planned:
    """A step with the local day on which it is due, and whether organisers moved it there."""

    step: CycleStep
    due: date
    moved: bool = False


def cycle(charter: Charter) -> Year:
    """The cycle that a charter sets. Raises NoCycle where it sets none."""
    if charter.year is None:
        raise NoCycle
    return charter.year


def plan(
    year: int, meeting: date, *, moved: Mapping[str, date], without: Collection[str] = (), charter: Charter
) -> tuple[Planned, ...]:
    """A1. A year's steps in the charter's order, each with its day; local days.

    `moved` has the days that organisers gave, and `without` the names of the steps whose turn it isn't this year.
    """
    steps = [one for one in cycle(charter).steps if one.name not in without]
    return tuple(Planned(one, moved.get(one.name, one.day(year, meeting)), one.name in moved) for one in steps)


def quarter(year: int, *, charter: Charter) -> tuple[date, date]:
    """A1. The first and the last day of the quarter in which the annual meeting is; both belong to it."""
    first = date(year, 3 * cycle(charter).quarter.value - 2, 1)
    return first, months_after(first, 3) - timedelta(days=1)


def quarter_in_words(charter: Charter) -> str:
    """The quarter of the annual meeting: "first quarter"."""
    return f"{QUARTERS[cycle(charter).quarter.value - 1]} quarter"


def may_meet(day: date, *, year: int, reason: str = "", charter: Charter) -> Ruling:
    """A1. The annual meeting of a year is in the charter's quarter; another day takes a reason."""
    first, last = quarter(year, charter=charter)
    inside = f"the {quarter_in_words(charter)}, {day_in_words(first)} to {day_in_words(last)}"
    if first <= day <= last:
        return Ruling(True, "A1", f"{day_in_words(day)} is in {inside}")
    outside = f"{day_in_words(day)} is not in {inside}"
    if not reason.strip():
        return Ruling(False, "A1", f"{outside}; that needs a reason, and none is given")
    return Ruling(True, "A1", f"{outside}, for this reason: {reason.strip()}")


def is_turn(step: CycleStep, *, last: date | None, year: int) -> Ruling:
    """S7. Whether a step is due in a year: one for every other year isn't in the year after it was done `last`."""
    each = step.every.value
    if last is None:
        return Ruling(True, step.clause, f"“{step.name}” is due: nothing is on record of an earlier time")
    due = last.year + each
    said = f"“{step.name}” was last done on {day_in_words(last)}, and is due again in {due}"
    return Ruling(year >= due, step.clause, said)


def least_days(apart: Apart, *, charter: Charter) -> int:
    """E11, S9. By how many days a step follows another at least: a vote between them has its shortest time."""
    if apart == MEMBERS_VOTE:
        return charter.voting_window.minimum_days.value
    return charter.committee.vote_days.value if apart == COMMITTEES_VOTE else int(apart)


def keeps_order(first: Planned, then: Planned, *, charter: Charter) -> Ruling:
    """S3, S4, A2, A3, E11. Whether a step comes late enough after another that it has to follow."""
    needed = least_days(then.step.after.value[first.step.name], charter=charter)
    clause = then.step.after.clause or then.step.clause
    days = (then.due - first.due).days
    named = f"“{then.step.name}” on {day_in_words(then.due)}"
    if days < 0:
        return Ruling(False, clause, f"{named} would be before “{first.step.name}” on {day_in_words(first.due)}")
    kept = f"{many(days, 'day')} after “{first.step.name}” on {day_in_words(first.due)}"
    return Ruling(days >= needed, clause, f"{named} is {kept}, {many(needed, 'day')} needed")


def clashes(planned: Sequence[Planned], *, charter: Charter) -> list[Ruling]:
    """S3, S4, A2, A3, E11. Every two steps that don't keep their order or their distance, named."""
    by_name = {one.step.name: one for one in planned}
    pairs = [(by_name[name], one) for one in planned for name in one.step.after.value if name in by_name]
    rulings = (keeps_order(first, then, charter=charter) for first, then in pairs)
    return [one for one in rulings if not one]


def outside(planned: Sequence[Planned], *, year: int, charter: Charter) -> list[Ruling]:
    """A1, A3, S4, S7. The steps that belong into the quarter, and are planned for another day."""
    first, last = quarter(year, charter=charter)
    strange = [one for one in planned if one.step.in_quarter and not first <= one.due <= last]
    words = quarter_in_words(charter)
    return [
        Ruling(False, one.step.clause, f"“{one.step.name}” on {day_in_words(one.due)} is not in the {words}")
        for one in strange
    ]


def may_move(name: str, to: date, planned: Sequence[Planned], *, reason: str, charter: Charter) -> Ruling:
    """S3, S4, A1, A2, A3. Organisers may move a step, with a reason, if it stays in order with those around it.

    A clash that was there before, and that this makes no worse, is in nobody's way. Raises KeyError for a step that
    isn't in the plan.
    """
    step = {one.step.name: one for one in planned}[name].step
    if not reason.strip():
        return Ruling(False, step.clause, f"moving “{name}” needs a reason, and none is given")
    then = [Planned(one.step, to, moved=True) if one.step.name == name else one for one in planned]
    known = clashes(planned, charter=charter)
    for one in clashes(then, charter=charter):
        if one not in known:
            return one
    return Ruling(True, step.clause, f"“{name}” is moved to {day_in_words(to)}, for this reason: {reason.strip()}")
