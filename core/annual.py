"""The annual cycle, as a charter sets it: in which quarter members meet, and when they hear of it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated

from pydantic import Field

from core.cited import Cited, Fault, Number, Section

LONGEST_QUARTER = 92
"""Days."""


class Annual(Section):
    """When the annual meeting is, how long before it members are invited, and when proposers are reminded.

    `quarter` is that of the calendar year, 1 to 4. Days are counted back from the meeting, or from the last day.
    """

    quarter: Cited[Annotated[int, Field(ge=1, le=4)]]
    invite_days_before: Cited[Number]
    remind_days_before: Cited[Number]

    def contradictions(self) -> Iterator[Fault]:
        """Members are invited within a quarter before their meeting."""
        days = self.invite_days_before.value
        if days > LONGEST_QUARTER:
            yield Fault("invite_days_before", f"is {days}, more than a quarter", "Write a smaller number of days.")
