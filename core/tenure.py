"""How long seats and co-chairs last, and what is expected of whoever has a seat, as a charter sets it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Literal

from pydantic import Field

from core.cited import Cited, Fault, Number, Section, Strings, listed_twice

Month = Annotated[int, Field(ge=1, le=12)]
MONTHS_IN_A_YEAR = 12


class Tenure(Section):
    """How many seats the committee has, and how long they and its co-chairs last.

    Elections are due each year through the month `elected_through_month`, in which terms end that say nothing else. As
    long as nobody is confirmed then, they go on, for `holdover_months` at most; a charter that says nothing of it lets
    none go on.
    """

    fewest: Cited[Number]
    most: Cited[Number]
    term_years: Cited[Number]
    elected_through_month: Cited[Month]
    holdover_months: Cited[Number] | None = None
    co_chairs_years: Cited[Number]
    co_chairs_ballots: Cited[Literal["roll call", "secret"]]

    def contradictions(self) -> Iterator[Fault]:
        """There are at most as many seats as there may be."""
        if self.fewest.value > self.most.value:
            yield Fault("fewest", f"is {self.fewest.value}, and most is {self.most.value}", "Write the smaller first.")


class Expectations(Section):
    """What is expected of the committee's members; a report says every `report_months` how far it went.

    Events are told apart by the column Kind of the tab Events.
    """

    meeting_kinds: Cited[Strings]
    gathering_kinds: Cited[Strings]
    meetings_a_month: Cited[Number]
    meeting_notice_hours: Cited[Number]
    standing_committees: Cited[Strings]
    served_on: Cited[Number]
    report_months: Cited[Number]

    def contradictions(self) -> Iterator[Fault]:
        """Every standing committee is listed once, and reports fit into a year."""
        yield from listed_twice("standing_committees", self.standing_committees.value, remedy="List each once.")
        if MONTHS_IN_A_YEAR % self.report_months.value:
            what = f"is {self.report_months.value}, which no year can be divided by"
            yield Fault("report_months", what, "Write 1, 2, 3, 4, 6 or 12.")
