"""How the committee is renewed every year, as a charter sets it: who can be nominated, how many, and by when."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated

from pydantic import Field

from core.cited import Cited, Fault, Number, Section

MONTHS = 12


class Nominations(Section):
    """What is asked of nominees and of the slate, when it is voted on, and how long a seat is for.

    Events count in one calendar year. The slate's vote closes by the end of `vote_by_month`. Nominees are reminded of
    their statement, and members of the call, so many days before the last day. An ad hoc committee has `ad_hoc_each`
    representatives of the committee, and as many voting members, at least.
    """

    smallest: Cited[Number]
    largest: Cited[Number]
    events_needed: Cited[Number]
    vote_by_month: Cited[Annotated[int, Field(ge=1, le=MONTHS)]]
    term_months: Cited[Number]
    remind_days_before: Cited[Number]
    volunteer_days: Cited[Number]
    ad_hoc_each: Cited[Number]

    def contradictions(self) -> Iterator[Fault]:
        """The smallest committee isn't larger than the largest."""
        if self.smallest.value > self.largest.value:
            what = f"is {self.smallest.value}, more than largest ({self.largest.value})"
            yield Fault("smallest", what, "Make the largest committee at least as large.")
