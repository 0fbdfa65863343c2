"""The cycle of a year, as a charter sets it: which steps come when before or after the annual meeting, and who acts."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Annotated, Literal

from pydantic import Field

from core.cited import Cited, Fault, Number, Section, listed_twice, shown, unknown_clause

MEETING = "annual meeting"
"""The step that the others are reckoned from. Every cycle has it."""

CO_CHAIRS = "co-chairs elected"
"""The step that comes as often as the article on tenure has it."""

MEMBERS_VOTE, COMMITTEES_VOTE = "a members' vote", "a committee's vote"
"""Time between two steps that is no number of its own: what the charter gives members, or the committee, to vote."""

Apart = Annotated[int, Field(ge=0)] | Literal["a members' vote", "a committee's vote"]
"""Days between two steps, or the vote that lies between them."""

RELATIVE = re.compile(r"(\d{1,3}) days? (before|after) the annual meeting")
YEARLY = re.compile(r"(\d{2})-(\d{2})")
COMMON_YEAR = 2027


class CycleStep(Section):
    """A step of the year: what is done, by whom, when it is due, and which steps it has to come after.

    `due` is "the annual meeting", so many days before or after it, or a day of each year such as "01-31". `after`
    says by how much it follows others at least; whoever cuts the planned time short can't go below that. What has to
    be done `in_quarter` belongs into the annual meeting's quarter. One for `every` other year isn't due before so many
    years have passed since it was done. `door` is the deployment, or the tab, by which it is done; "" if there is none.
    `between` names what goes on before it, such as nominations before they close.
    """

    name: Annotated[str, Field(min_length=3, max_length=40)]
    clause: str
    does: Annotated[str, Field(min_length=3)]
    who: Annotated[str, Field(min_length=3)]
    due: Cited[str]
    door: str = ""
    between: str = ""
    after: Cited[dict[str, Apart]] = Cited(value={}, reading="Where a charter says nothing, it comes after no other.")
    in_quarter: bool = False
    every: Cited[Number] = Cited(value=1, reading="Where a charter says nothing, it is done each year.")

    def contradictions(self) -> Iterator[Fault]:
        """Its clause is known, and its day can be reckoned."""
        yield from unknown_clause(self.clause)
        if not is_a_day(self.due.value):
            remedy = 'Write "the annual meeting", "7 days before the annual meeting", or a day such as "01-31".'
            yield Fault("due", f"is {shown(self.due.value)}, which is no day", remedy)

    @property
    def is_done_in_a_tab(self) -> bool:
        """Whether it is done in a tab of the workbook, and not by a door of the dashboard."""
        return self.door.startswith("the tab ")

    def day(self, year: int, meeting: date) -> date:
        """When it is due, with the annual meeting on this local day."""
        found = RELATIVE.fullmatch(self.due.value)
        if found:
            days = timedelta(days=int(found[1]))
            return meeting - days if found[2] == "before" else meeting + days
        yearly = YEARLY.fullmatch(self.due.value)
        return date(year, int(yearly[1]), int(yearly[2])) if yearly else meeting


def is_a_day(written: str) -> bool:
    """Whether a day can be reckoned from this in every year."""
    yearly = YEARLY.fullmatch(written)
    if yearly is None:
        return written == f"the {MEETING}" or RELATIVE.fullmatch(written) is not None
    try:
        date(COMMON_YEAR, int(yearly[1]), int(yearly[2]))
    except ValueError:
        return False
    return True


class Year(Section):
    """The annual meeting's quarter, how long before its year the meeting's day is set, and the steps of the cycle."""

    quarter: Cited[Annotated[int, Field(ge=1, le=4)]]
    set_days_before: Cited[Number]
    steps: Annotated[tuple[CycleStep, ...], Field(min_length=1)]

    def contradictions(self) -> Iterator[Fault]:
        """Every step has a name of its own, the meeting is one, and steps follow those that stand before them."""
        yield from listed_twice("steps", (one.name for one in self.steps), remedy="Give each step a name of its own.")
        if MEETING not in {one.name for one in self.steps}:
            yield Fault("steps", f"has no step {shown(MEETING)}", "Add it.")
        before: set[str] = set()
        for one in self.steps:
            strange = [name for name in one.after.value if name not in before]
            if strange:
                what = f"has {shown(one.name)} after {shown(strange[0])}, which doesn't stand before it"
                yield Fault("steps", what, "Correct the name, or put the steps in their order.")
            before.add(one.name)

    def step(self, name: str) -> CycleStep | None:
        """A step by its name."""
        return next((one for one in self.steps if one.name == name), None)
