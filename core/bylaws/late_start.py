"""A late start: what of a year's steps can still be done in time, what has to be shortened, and what comes too late."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from core.bylaws.year import Planned, least_days, quarter, quarter_in_words
from core.calendar import day_in_words
from core.charter import Charter
from core.cycle import MEMBERS_VOTE
from core.numbers import many
from core.ruling import Ruling

Prospect = Literal["done", "in time", "late", "too late"]
"""A step is done; can be done on its day; can be done, but not as planned; or leaves no time for what has to follow."""


@dataclass(frozen=True)
class Outlook:
    """How a step stands, as of a day: its earliest day, its latest (None: it has none), and what that means."""

    planned: Planned
    prospect: Prospect
    first: date
    last: date | None
    ruling: Ruling


def outlook(
    planned: Sequence[Planned], done: Mapping[str, date], *, on: date, year: int, charter: Charter
) -> tuple[Outlook, ...]:
    """A1, A3, S3, S4, S7, E11. For every step whether it can still be done in the quarter, as of a local day.

    Each is given its shortest time: votes of members the voting window's, others what the charter says. `done` says
    which steps were done, and when.
    """
    first = _earliest(planned, done, on, charter)
    last = _latest(planned, done, quarter(year, charter=charter)[1], charter)
    return tuple(_of(one, planned, done, first, last, charter) for one in planned)


def can_be_done(found: Sequence[Outlook], *, charter: Charter) -> Ruling:
    """A1, E11. Whether everything that belongs into the quarter can still be done in it, and if not, what can't."""
    words = f"in the {quarter_in_words(charter)}"
    lost = [one for one in found if one.prospect == "too late" and one.planned.step.in_quarter]
    if not lost:
        return Ruling(True, "A1", f"everything that has to be can still be done {words}")
    names = ", ".join(f"“{one.planned.step.name}” ({one.planned.step.clause})" for one in lost)
    return Ruling(False, lost[0].planned.step.clause, f"not any more {words}: {names}")


def _earliest(planned: Sequence[Planned], done: Mapping[str, date], on: date, charter: Charter) -> dict[str, date]:
    """The first day on which each step can be, if all before it are done as soon as they can be."""
    found: dict[str, date] = {}
    for one in planned:
        after = [found[name] + _days(one, name, charter) for name in one.step.after.value if name in found]
        found[one.step.name] = done.get(one.step.name) or max([on, *after])
    return found


def _latest(planned: Sequence[Planned], done: Mapping[str, date], end: date, charter: Charter) -> dict[str, date]:
    """The last day on which each step can be, so that all after it fit into the quarter. Some have none."""
    found: dict[str, date] = {}
    for one in reversed(planned):
        following = [
            found[then.step.name] - _days(then, one.step.name, charter)
            for then in planned
            if one.step.name in then.step.after.value and then.step.name in found and then.step.name not in done
        ]
        days = [*([end] if one.step.in_quarter else []), *following]
        if days:
            found[one.step.name] = min(days)
    return found


def _days(then: Planned, name: str, charter: Charter) -> timedelta:
    return timedelta(days=least_days(then.step.after.value[name], charter=charter))


def _of(
    one: Planned, planned: Sequence[Planned], done: Mapping[str, date], first: dict[str, date], last: dict[str, date],
    charter: Charter,
) -> Outlook:  # fmt: skip
    name, clause = one.step.name, one.step.clause
    early, late = first[name], last.get(name)
    if name in done:
        return Outlook(one, "done", early, late, Ruling(True, clause, f"done on {day_in_words(done[name])}"))
    if late is not None and early > late:
        return Outlook(one, "too late", early, late, Ruling(False, clause, _too_late(one, early, late, charter)))
    by = [_by(early, late)] if late else []
    shorter = _shorter(one, planned, first, late, charter)
    if early <= one.due and (late is None or one.due <= late) and not shorter:
        return Outlook(one, "in time", early, late, Ruling(True, clause, ", ".join(["can be done as planned", *by])))
    since = [f"from {day_in_words(early)} on"] if one.due < early != late else []
    said = "; ".join([", ".join(["can still be done", *since, *by]), *shorter])
    return Outlook(one, "late", early, late, Ruling(True, clause, said))


def _by(early: date, late: date) -> str:
    return f"only on {day_in_words(late)}" if early == late else f"by {day_in_words(late)} at the latest"


def _too_late(one: Planned, early: date, late: date, charter: Charter) -> str:
    words = quarter_in_words(charter)
    if one.step.in_quarter:
        return f"can't be done in the {words} any more: {day_in_words(early)} would be the earliest"
    return f"comes too late: it had to be by {day_in_words(late)}, for what follows to fit into the {words}"


def _shorter(
    one: Planned, planned: Sequence[Planned], first: dict[str, date], late: date | None, charter: Charter
) -> list[str]:
    """What goes on before a step, if there is less time left for it than was planned; of votes, what that takes."""
    before = [each for each in planned if each.step.name in one.step.after.value]
    if not one.step.between or late is None or not before:
        return []
    binding = max(before, key=lambda each: (first[each.step.name] + _days(one, each.step.name, charter), each.due))
    left, wanted = (late - first[binding.step.name]).days, (one.due - binding.due).days
    if left >= wanted:
        return []
    said = [f"{many(left, 'day')} at most are left for {one.step.between}, of {wanted} planned"]
    ideal = charter.voting_window.ideal_days.value
    if one.step.after.value[binding.step.name] == MEMBERS_VOTE and left < ideal:
        said.append(f"a vote of fewer than {ideal} days takes a reason (E11)")
    return said
