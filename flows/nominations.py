"""Nominations: an organiser opens a year's cycle, or moves its dates with a reason."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from pydantic import Field

from core import calendar
from flows import screen
from flows.draft import Line, Paperwork, _at
from flows.duties.nomination import calling_off, cycles, slates
from flows.entrance import flow
from flows.run_names import named
from flows.secretary import Secretary
from flows.titles import DayIfAny, no_day, titled


class NominationsOpened(Paperwork):
    """A cycle to be: the year of the committee that is nominated, and three days."""

    year: int = Field(ge=2000, le=2999, description="the year in which the slate is voted on", **_at(0, "The year"))
    opens_on: date = Field(
        description="the day on which members are called", **_at(1, "Day on which members are called")
    )
    closes_on: date = Field(description="the last day for nominations", **_at(2, "Last day for nominations"))
    statements_until: date = Field(
        description="the last day for the nominees' statements", **_at(3, "Last day for nominees' statements")
    )
    opened_by: Line = Field(description="your initials", **_at(4, "Your initials"))
    because: Line = Field(
        "",
        description="needed if there are fewer days than in the charter, or statements are due after the first quarter",
        **_at(5, "Reason"),
    )


class DatesMoved(Paperwork):
    """Other dates for a cycle, and why."""

    year: int = Field(ge=2000, le=2999, description="the cycle's year", **_at(0, "The year"))
    closes_on: DayIfAny = Field(
        default_factory=no_day,
        description="the last day for nominations; empty: as it is",
        **_at(1, "Last day for nominations"),
    )
    statements_until: DayIfAny = Field(
        default_factory=no_day,
        description="the last day for statements; empty: as it is",
        **_at(2, "Last day for nominees' statements"),
    )
    because: Line = Field(description="why; it is kept", **_at(3, "Why"))
    moved_by: Line = Field(description="your initials", **_at(4, "Your initials"))


class CalledOff(Paperwork):
    """A cycle that ends before its time, and why."""

    year: int = Field(ge=2000, le=2999, description="the cycle's year", **_at(0, "The year"))
    because: Line = Field(description="why; it is kept, and members who were called read it", **_at(1, "Why"))
    by: Line = Field(description="your initials", **_at(2, "Your initials"))


def open_cycle(secretary: Secretary, wanted: NominationsOpened) -> bool:
    """S3. Open a year's cycle. False: it is on record just so. Raises Refusal for dates that can't be, or others."""
    with secretary.ledger.writing(secretary.now()) as pen:
        return cycles.open_for(
            pen,
            wanted.year,
            opens_on=wanted.opens_on,
            closes_on=wanted.closes_on,
            until=wanted.statements_until,
            by=wanted.opened_by,
            because=wanted.because,
            charter=secretary.charter,
        )


def move_dates(secretary: Secretary, wanted: DatesMoved) -> bool:
    """S3, S4. Move a cycle's last days, with a reason. False: they are so. Raises Refusal where that can't be.

    It can't be while the committee or the members vote on a slate of that year, or once one is confirmed.
    """
    with secretary.ledger.writing(secretary.now()) as pen:
        news = cycles.move(
            pen,
            wanted.year,
            closes_on=wanted.closes_on,
            until=wanted.statements_until,
            because=wanted.because,
            by=wanted.moved_by,
            charter=secretary.charter,
        )
        if news:
            slates.refuse_second(pen.session, wanted.year)
        return news


def call_off(secretary: Secretary, wanted: CalledOff) -> bool:
    """S3. Call a year's nominations off. False: they are. Raises Refusal without a reason, and during a vote on it."""
    with secretary.ledger.writing(secretary.now()) as pen:
        return calling_off.call_off(secretary, pen, wanted.year, because=wanted.because, by=wanted.by)


def told_off(wanted: CalledOff, *, news: bool) -> str:
    """What an organiser hears."""
    if not news:
        return f"The nominations of {wanted.year} were called off before. Nothing changed."
    return (
        f"The nominations of {wanted.year} are called off. The next pass closes their forms; if members were called, "
        "they are told."
    )


def told(wanted: NominationsOpened, *, news: bool) -> str:
    """What an organiser hears."""
    if not news:
        return f"The nominations of {wanted.year} are on record just so already."
    opens, closes = calendar.day_in_words(wanted.opens_on), calendar.day_in_words(wanted.closes_on)
    return (
        f"Nominations for {wanted.year} open on {opens} and close at the end of {closes}. Letters go out by themselves."
    )


@flow(name="nominations", flow_run_name=named("Nominations: {nominations.year}"))
def open_nominations(nominations: Annotated[NominationsOpened, titled("The cycle")]) -> str:
    """Open a year's cycle of nominations. At the opening day the form is made, and all members are called by letter.

    Args:
        nominations: The year, and until when what. Days are local to the organisation.
    """
    secretary = Secretary.at_work()
    said = told(nominations, news=open_cycle(secretary, nominations))
    screen.show_nominations(secretary, nominations.year)
    return said


@flow(name="nominations-moved", flow_run_name=named("Nominations moved: {dates.year}"))
def move_nominations(dates: Annotated[DatesMoved, titled("The dates")]) -> str:
    """Move the last day for nominations, or for statements. Members and nominees who were told are told.

    Args:
        dates: The new days, and why.
    """
    secretary = Secretary.at_work()
    news = move_dates(secretary, dates)
    screen.show_nominations(secretary, dates.year)
    return f"The dates of {dates.year} are moved." if news else "The dates are so already."


@flow(name="nominations-off", flow_run_name=named("Nominations called off: {nominations.year}"))
def call_nominations_off(nominations: Annotated[CalledOff, titled("The cycle")]) -> str:
    """Call a year's nominations off. Members who were called are told, with the reason; the forms close.

    Args:
        nominations: Of which year, and why.
    """
    secretary = Secretary.at_work()
    said = told_off(nominations, news=call_off(secretary, nominations))
    screen.show_nominations(secretary, nominations.year)
    return said
