"""Annual meeting: an organiser records when and where it is, and all members are invited."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import Annotated, Any

from pydantic import Field

from core import calendar
from core.bylaws import annual as bylaw
from core.calendar import CalendarFault
from core.ledger import Pen
from core.records import AnnualMeeting
from flows import screen
from flows.draft import Line, Paperwork, _at
from flows.duties.letter import links
from flows.duties.race import reasons
from flows.duties.year import plans
from flows.entrance import flow
from flows.run_names import named
from flows.secretary import Refusal, Secretary
from flows.titles import titled


class MeetingSet(Paperwork):
    """The annual meeting to be: when, and where."""

    year: int = Field(ge=2020, le=2100, description="the year", **_at(0, "The year"))
    on: date = Field(description="the day", **_at(1, "Day"))
    at: str = Field(
        "18:30",
        pattern=r"^([01]\d|2[0-3]):[0-5]\d$",
        description="the hour, by the local clock, e.g. 18:30",
        **_at(2, "Hour, by the local clock"),
    )
    where: Line = Field(
        "", max_length=300, description="where it is held, with the street", **_at(3, "Place, with the street")
    )
    link: Line = Field(
        "", max_length=500, description="where to join online; all members get it", **_at(4, "Where to join online")
    )
    because: Line = Field(
        "",
        description="needed if it isn't in the charter's quarter of the year, or on another day than was planned: why",
        **_at(5, "Reason"),
    )


def set_meeting(secretary: Secretary, wanted: MeetingSet) -> bool:
    """A1. Put the annual meeting on record, or move it. False: it is on record just so already.

    All members are invited as many days before as the charter says, and told once of every later change. The year's
    plan gets the same day. Raises Refusal for a time that is past or doesn't exist, outside of the charter's quarter or
    on another day than was planned without a reason, without a place or a link, and once it has begun.
    """
    said = _read(secretary, wanted)
    with secretary.ledger.writing(secretary.now()) as pen:
        known = pen.session.get(AnnualMeeting, wanted.year)
        if known is not None and known.begins_at <= pen.at:
            raise Refusal(f"The annual meeting of {wanted.year} has begun, so it stays on record as it was.")
        moved = secretary.charter.year is not None and plans.follow(pen, wanted.year, wanted.on, because=wanted.because)
        changed = known is None or any(getattr(known, what) != value for what, value in said.items())
        if changed:
            _write(pen, known, wanted, said)
    return changed or moved


def _write(pen: Pen, known: AnnualMeeting | None, wanted: MeetingSet, said: dict[str, Any]) -> None:
    if known is None:
        known = AnnualMeeting(year=wanted.year, revision=0, told=-1, **said)
        pen.session.add(known)
    else:
        known.revision += 1
        for what, value in said.items():
            setattr(known, what, value)
    if wanted.because:
        reasons.keep(pen, "meeting.set", f"annual-meeting-{wanted.year}", because=wanted.because, year=wanted.year)
    else:
        pen.log("meeting.set", year=wanted.year, revision=known.revision)


def _read(secretary: Secretary, wanted: MeetingSet) -> dict[str, Any]:
    """What is to stand on record. Raises Refusal where it can't be meant so."""
    rules = secretary.charter
    if rules.annual is None:
        raise Refusal("The charter says nothing of an annual meeting. Add the section annual to it first.")
    try:
        begins = calendar.to_utc(datetime.combine(wanted.on, time.fromisoformat(wanted.at)), rules.zone)
    except CalendarFault as fault:
        raise Refusal(str(fault)) from None
    if begins <= secretary.now():
        raise Refusal(
            "That time is past. A meeting is put on record before it takes place, so that all can be invited."
        )
    ruling = bylaw.is_in_quarter(
        "the annual meeting is", wanted.on, year=wanted.year, reason=wanted.because, charter=rules
    )
    if not ruling:
        raise Refusal(f"{ruling.because[0].upper()}{ruling.because[1:]} ({ruling.clause}).")
    if not wanted.where and not wanted.link:
        raise Refusal("Say where it is held, or by which link it can be joined online.")
    return {"begins_at": begins, "place": wanted.where, "link": links.shown(wanted.link)}


@flow(name="annual-meeting", flow_run_name=named("Annual meeting {meeting.year}"))
def set_the_meeting(meeting: Annotated[MeetingSet, titled("The annual meeting")]) -> str:
    """Record the annual meeting, or move it. All members are invited, and told once of every change.

    Args:
        meeting: When and where. Times are local to the organisation.
    """
    secretary = Secretary.at_work()
    news = set_meeting(secretary, meeting)
    screen.show_priorities(secretary)
    screen.show_year(secretary)
    return in_words(meeting, changed=news)


def in_words(meeting: MeetingSet, *, changed: bool) -> str:
    """What whoever set the meeting is told."""
    if not changed:
        return f"The annual meeting of {meeting.year} is on record just so already."
    said = f"The annual meeting of {meeting.year} is on record."
    return f"{said} Members are invited when the charter says so, and told of a change at once."
