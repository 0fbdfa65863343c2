"""Circumstance: what partners foresaw comes to pass, or is over; what they agreed on for it goes to all of them."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from flows import free_words, screen
from flows.draft import Line, Paperwork, _at
from flows.duties.partnership import absences, circumstances
from flows.entrance import flow
from flows.run_names import named
from flows.secretary import Refusal, Secretary
from flows.titles import DayIfAny, no_day, titled


class CircumstanceMet(Paperwork):
    """A circumstance that the partners foresaw, and that has come to pass, or is over."""

    partnership: Line = Field(
        min_length=1, description="the partnership's key, e.g. garden-27", **_at(0, "Partnership, by its key")
    )
    circumstance: Line = Field(
        min_length=1,
        description="its number or its name, as on the page “partners”",
        **_at(1, "What has come to pass"),
    )
    over: bool = Field(False, description="it was so, and isn't any more", **_at(2, "It is over"))
    by: Line = Field(min_length=1, description="your initials or role, for the record", **_at(3, "Put on record by"))


class DelegateAway(Paperwork):
    """A delegate who is away on some days, or is back."""

    partnership: Line = Field(
        min_length=1, description="the partnership's key, e.g. garden-27", **_at(0, "Partnership, by its key")
    )
    delegate: int = Field(
        ge=1, description="their number on the page “partners”; no name", **_at(1, "Delegate, by number")
    )
    first: DayIfAny = Field(
        default_factory=no_day, description="the first day on which they are away", **_at(2, "Away from")
    )
    last: DayIfAny = Field(
        default_factory=no_day,
        description="the last day; empty: until somebody says that they are back",
        **_at(3, "Away until"),
    )
    back: bool = Field(False, description="they are back today, or aren't going away", **_at(4, "They are back"))
    by: Line = Field(min_length=1, description="your initials or role, for the record", **_at(5, "Put on record by"))


def record_circumstance(secretary: Secretary, wanted: CircumstanceMet) -> str:
    """P10. Record it, and say what came of it. Raises Refusal for what nobody foresaw: the delegates decide on that."""
    act = circumstances.end if wanted.over else circumstances.trigger
    news = act(secretary, wanted.partnership, wanted.circumstance, by=wanted.by)
    if not news:
        return SAME
    if wanted.over:
        return "It is on record as over; all partners get a letter."
    return (
        "It is on record. All partners get a letter with what they agreed on, and the desk keeps it until it is over."
    )


def record_absence(secretary: Secretary, wanted: DelegateAway) -> str:
    """P2, P10. Record it, and say what came of it. Raises Refusal without a first day, or for days that can't be."""
    if wanted.back:
        if wanted.first or wanted.last:
            raise Refusal("Either they are away on some days, or they are back. Nothing was changed.")
        news = absences.end(secretary, wanted.partnership, wanted.delegate, by=wanted.by)
        return "They are back; both delegates get a letter." if news else "No absence of theirs is on record."
    if wanted.first is None:
        raise Refusal("Say the first day on which they are away. Nothing was changed.")
    news = absences.record(
        secretary, wanted.partnership, wanted.delegate, first=wanted.first, last=wanted.last, by=wanted.by
    )
    return "The absence is on record; both delegates of the organisation get a letter." if news else SAME


SAME = "It is on record just so already; nobody is written to again."


@flow(name="circumstance", flow_run_name=named("Circumstance: {met.partnership:partnership}"))
def record_a_circumstance(met: Annotated[CircumstanceMet, titled("What has come to pass")]) -> str:
    """Record that something the partners foresaw has come to pass, or is over. All partners get a letter.

    Args:
        met: In which partnership, what, and who puts it on record.
    """
    secretary = Secretary.at_work()
    free_words.refuse_named(secretary, met)
    said = record_circumstance(secretary, met)
    screen.show_partners(secretary)
    screen.show_desk(secretary)
    return said


@flow(name="absent", flow_run_name=named("Absent: delegate {away.delegate} of {away.partnership:partnership}"))
def record_an_absence(away: Annotated[DelegateAway, titled("Who is away")]) -> str:
    """Record that a delegate is away on some days, or is back. The backup votes meanwhile, and both get a letter.

    Args:
        away: In which partnership, which delegate, from when until when. Days are local.
    """
    secretary = Secretary.at_work()
    said = record_absence(secretary, away)
    screen.show_partners(secretary)
    return said
