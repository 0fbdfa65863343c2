"""Plan: organisers set the day of a year's annual meeting, move a step to another day, or record that one is done."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Annotated

from pydantic import Field

from core.bylaws.late_start import Outlook
from core.calendar import day_in_words
from flows import screen
from flows.draft import Line, Paperwork, _at
from flows.duties.year import endings, plans
from flows.entrance import flow
from flows.run_names import named
from flows.secretary import Refusal, Secretary
from flows.titles import DayIfAny, no_day, titled


class YearPlanned(Paperwork):
    """What is to be planned, or recorded, of a year. What is left empty stays as it is."""

    year: int = Field(ge=2000, le=2099, description="the year of the annual meeting", **_at(0, "The year"))
    annual_meeting: DayIfAny = Field(
        default_factory=no_day, description="the day of the annual meeting", **_at(1, "Day of the annual meeting")
    )
    step: Line = Field(
        "",
        description="a step to move or to record, by its name on the page “year”",
        **_at(2, "Step to move or to record"),
    )
    to: DayIfAny = Field(
        default_factory=no_day, description="the day to which the step is moved", **_at(3, "New day of the step")
    )
    done_on: DayIfAny = Field(
        default_factory=no_day, description="the day on which the step was done", **_at(4, "Day on which it was done")
    )
    take_back: bool = Field(
        False, description="take back that the step was moved, or recorded as done", **_at(5, "Take that back")
    )
    because: Line = Field(
        "", max_length=400, description="why it is moved, or how it was done; with nobody's name", **_at(6, "Reason")
    )


def plan_year(secretary: Secretary, wanted: YearPlanned) -> str:
    """A1-A3, S3-S7. Do what is asked for, and say what came of it. Days are local.

    Raises Refusal for a step without a day, or a day without a step, and whatever the plan can't be.
    """
    if bool(wanted.step) + sum(map(bool, (wanted.to, wanted.done_on, wanted.take_back))) not in (0, 2):
        raise Refusal("Name a step, and either the day to which it is moved or the day on which it was done.")
    said = []
    if wanted.annual_meeting:
        news = plans.set_meeting(secretary, wanted.year, wanted.annual_meeting, because=wanted.because)
        day = day_in_words(wanted.annual_meeting)
        said.append(
            _told(f"The annual meeting of {wanted.year} is on {day}; the other steps follow from it.", news=news)
        )
    if wanted.to:
        news = plans.move(secretary, wanted.year, wanted.step, wanted.to, because=wanted.because)
        said.append(_told(f"“{wanted.step}” is due on {day_in_words(wanted.to)} now.", news=news))
    if wanted.done_on:
        news = plans.record_done(secretary, wanted.year, wanted.step, on=wanted.done_on, note=wanted.because)
        said.append(_told(f"“{wanted.step}” is done, on {day_in_words(wanted.done_on)}.", news=news))
    if wanted.take_back:
        news = plans.take_back(secretary, wanted.year, wanted.step, because=wanted.because)
        said.append(_told(f"What was said of “{wanted.step}” is taken back.", news=news))
    return "\n".join([*said, *_warned(secretary, wanted.year)]) or "Nothing was asked for, so nothing was changed."


def _told(words: str, *, news: bool) -> str:
    return words if news else "It is on record just so already."


def _warned(secretary: Secretary, year: int) -> Iterator[str]:
    """What doesn't fit together in the plan as it is now."""
    with secretary.ledger.reading() as session:
        plan = plans.of(session, year, charter=secretary.charter)
        found = plans.warnings(secretary, plan) if plan else []
    yield from (f"To be looked at: {one.because} ({one.clause})." for one in found)


def in_words(secretary: Secretary, year: int, *, on: date | None = None) -> Iterator[str]:
    """A1-A3, S3-S7, E11. A year as it stands on a local day, line by line, for the command line: it has member numbers.

    Raises Refusal for a year whose annual meeting has no day.
    """
    with secretary.ledger.reading() as session:
        plan = plans.of(session, year, charter=secretary.charter)
        if plan is None:
            raise Refusal(
                f"The annual meeting of {year} has no day yet: canvass plan {year} --annual-meeting {year}-03-20"
            )
        seated, unpaid = endings.unpaid(session, year=plan.year, charter=secretary.charter)
    found, everything = plans.prospects(secretary, plan, on=on)
    as_of = f"As of {day_in_words(on or plans.today(secretary))}"
    yield f"{year}: the annual meeting is on {day_in_words(plan.meeting)}. {as_of}, {everything.because}."
    yield from map(_line, sorted(found, key=lambda one: one.planned.due))
    yield from (f"Not this year: {one.because} ({one.clause})." for one in plan.not_now)
    yield from (f"To be looked at: {one.because} ({one.clause})." for one in plans.warnings(secretary, plan))
    if unpaid:
        yield f"No dues on record of {len(unpaid)} of {len(seated)} whose term begins (S2): {', '.join(unpaid)}"


def _line(one: Outlook) -> str:
    moved = ", moved" if one.planned.moved else ""
    step = one.planned.step
    return f"{day_in_words(one.planned.due)}{moved}: {step.name} ({step.clause}), {step.who}: {one.ruling.because}."


@flow(name="plan", flow_run_name=named("Plan the year {plan.year}"))
def plan_a_year(plan: Annotated[YearPlanned, titled("The year")]) -> str:
    """Set the day of a year's annual meeting, move a step with a reason, or record that a step is done.

    Args:
        plan: The year, and what is planned or recorded of it. Days are local to the organisation.
    """
    secretary = Secretary.at_work()
    said = plan_year(secretary, plan)
    screen.show_year(secretary)
    screen.show_season(secretary)
    screen.show_desk(secretary)
    return said
