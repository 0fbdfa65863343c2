"""Partner date: a partnership's goal or deliverable is reached, or has another day, for a reason."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from pydantic import Field

from core.calendar import day_in_words
from flows import free_words, screen
from flows.draft import Line, Paperwork, _at
from flows.duties.partnership import dates
from flows.entrance import flow
from flows.run_names import named
from flows.secretary import Refusal, Secretary
from flows.titles import DayIfAny, no_day, titled


class DateReached(Paperwork):
    """A goal or deliverable that is reached, or that isn't after all."""

    partnership: Line = Field(
        min_length=1, description="the partnership's key, e.g. garden-27", **_at(0, "Partnership, by its key")
    )
    what: Line = Field(
        min_length=1,
        description="its number or its name, as on the page “partners”",
        **_at(1, "Goal or deliverable"),
    )
    on: DayIfAny = Field(default_factory=no_day, description="empty: today", **_at(2, "Day on which it was reached"))
    take_back: bool = Field(False, description="it isn't reached after all", **_at(3, "Take that back"))
    because: Line = Field(
        "", max_length=400, description="only to take it back: why; all partners read it", **_at(4, "Reason")
    )


class DateMoved(Paperwork):
    """A goal or deliverable that is due on another day."""

    partnership: Line = Field(
        min_length=1, description="the partnership's key, e.g. garden-27", **_at(0, "Partnership, by its key")
    )
    what: Line = Field(
        min_length=1,
        description="its number or its name, as on the page “partners”",
        **_at(1, "Goal or deliverable"),
    )
    to: date = Field(description="the day on which it is due now", **_at(2, "New day"))
    because: Line = Field(
        min_length=3, max_length=400, description="all partners read it; name nobody", **_at(3, "Reason")
    )


def record_reached(secretary: Secretary, wanted: DateReached) -> str:
    """P12. Record it, and say what came of it. Raises Refusal for what isn't listed, or for a day to come."""
    if wanted.take_back:
        if wanted.on is not None:
            raise Refusal("Either it was reached on a day, or that is taken back. Nothing was changed.")
        news = dates.reopen(secretary, wanted.partnership, wanted.what, because=wanted.because)
        return "It is on record as not reached; all partners get a letter." if news else SAME
    news = dates.reach(secretary, wanted.partnership, wanted.what, on=wanted.on)
    return "It is on record as reached; all partners get a letter." if news else SAME


def record_moved(secretary: Secretary, wanted: DateMoved) -> str:
    """P12. Move it, and say what came of it. Raises Refusal for what isn't listed or is reached, and for a past day."""
    news = dates.move(secretary, wanted.partnership, wanted.what, to=wanted.to, because=wanted.because)
    return f"It is due on {day_in_words(wanted.to)} now; all partners get a letter." if news else SAME


SAME = "It is on record just so already; nobody is written to again."


@flow(name="reached", flow_run_name=named("Reached: {reached.partnership:partnership}"))
def record_that_it_is_reached(reached: Annotated[DateReached, titled("What is reached")]) -> str:
    """Record that a goal or deliverable of a partnership is reached. All partners get a letter.

    Args:
        reached: Of which partnership, what, and on which local day.
    """
    secretary = Secretary.at_work()
    free_words.refuse_named(secretary, reached)
    said = record_reached(secretary, reached)
    _show(secretary)
    return said


@flow(name="move-date", flow_run_name=named("Move a date: {moved.partnership:partnership}"))
def move_a_date(moved: Annotated[DateMoved, titled("What is moved")]) -> str:
    """Move a goal or deliverable of a partnership to another day, with a reason. All partners get a letter.

    Args:
        moved: Of which partnership, what, to which local day, and why.
    """
    secretary = Secretary.at_work()
    free_words.refuse_named(secretary, moved)
    said = record_moved(secretary, moved)
    _show(secretary)
    return said


def _show(secretary: Secretary) -> None:
    screen.show_partners(secretary)
    screen.show_season(secretary)
