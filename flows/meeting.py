"""Meeting: whoever meets a candidate in the organisation's name says when and where, and every member is told."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import Annotated, Any

from core import calendar, cells
from core.bylaws import meetings as bylaw
from core.calendar import CalendarFault
from core.candidates import label
from core.forums import PLANNED
from core.ledger import Pen
from core.records import Candidate, CandidateMeeting
from flows import screen
from flows.duties.committee import meetings
from flows.duties.letter import links
from flows.duties.race import labels, races, reasons
from flows.entrance import flow
from flows.run_names import named
from flows.secretary import Refusal, Secretary
from flows.titles import titled

BLANK = {"because": "", "said_by": ""}


def set_meeting(
    secretary: Secretary, candidate: str, *, on: date, at: str, place: str, link: str = "", because: str = ""
) -> bool:  # fmt: skip
    """S13. Put a meeting with a candidate on record, or change the one that is set. False: it is so already.

    The year's next pass tells all members. `at` is the local hour, such as 18:30; `because` says why members hear of it
    so late, where they do. Raises Refusal for a time that is past or doesn't exist, that leaves members too little
    notice without a reason, without a place or a link, and for somebody who doesn't stand.
    """
    begins = _begins(secretary, on, at)
    where, online = cells.text(place), links.shown(link)
    if not where and not online:
        raise Refusal("Say where it is, or by which link members can join.")
    with secretary.ledger.writing(secretary.now()) as pen:
        who = labels.candidate_called(pen.session, candidate)
        if who.race_key not in {one.key for one in races.under_way(pen.session)}:
            raise Refusal(f"“{who.race_key}” isn't under way any more, so nobody is met about it in our name.")
        last = meetings.last_with(pen.session, who)
        if last is None or last.state != PLANNED:
            _set(pen, who, begins, where, online, after=last)
            _give_notice(secretary, pen, who, begins, because)
            return True
        if (last.begins_at, last.place, last.link) == (begins, where, online):
            return False
        if last.begins_at <= pen.at:
            raise Refusal(
                f"The last meeting with {candidate} has begun. Record first that it was held (door *meeting-held*, or "
                f"canvass meeting-held {candidate}), or that it wasn't (canvass meeting-off {candidate})."
            )
        last.begins_at, last.place, last.link = begins, where, online
        last.revision += 1
        pen.log("meeting.changed", race=who.race_key, candidate=who.nth, revision=last.revision)
        _give_notice(secretary, pen, who, begins, because)
    return True


def _set(
    pen: Pen, who: Candidate, begins: datetime, place: str, link: str, *, after: CandidateMeeting | None
) -> None:  # fmt: skip
    serial = 1 + (after.serial if after else 0)
    meant = {"begins_at": begins, "place": place, "link": link, "state": PLANNED, "revision": 0, "told": -1}
    pen.session.add(CandidateMeeting(race_key=who.race_key, nth=who.nth, serial=serial, **BLANK, **meant))
    pen.log("meeting.set", race=who.race_key, candidate=who.nth, serial=serial)


def _give_notice(secretary: Secretary, pen: Pen, who: Candidate, begins: datetime, because: str) -> None:
    """See that members hear of it in time; why not, where they don't, is kept. Raises Refusal without that reason."""
    ruling = bylaw.is_open(begins - pen.at, reason=because, charter=secretary.charter)
    if not ruling.allowed:
        raise Refusal(
            f"Nothing was changed: {ruling.because} ({ruling.clause}). Choose a later day, or say why not "
            "(field “Why so soon”, --because)."
        )
    if because.strip():
        subject = label(who.race_key, who.nth)
        about: dict[str, Any] = {"race": who.race_key, "candidate": who.nth}
        reasons.keep(pen, "meeting.soon", subject, because=because, **about)


def _begins(secretary: Secretary, on: date, at: str) -> datetime:
    try:
        begins = calendar.to_utc(datetime.combine(on, time.fromisoformat(at)), secretary.charter.zone)
    except CalendarFault as fault:
        raise Refusal(str(fault)) from None
    except ValueError:
        raise Refusal(f"“{at}” is no hour. Write it as 18:30.") from None
    if begins <= secretary.now():
        raise Refusal("That time is past. A meeting is set before it takes place, so that members can come.")
    return begins


@flow(name="meeting", flow_run_name=named("Meeting with {candidate:candidate}"))
def set_a_meeting(
    candidate: Annotated[str, titled("Candidate")],
    on: Annotated[date, titled("Day")],
    at: Annotated[str, titled("Hour")],
    place: Annotated[str, titled("Where")] = "",
    link: Annotated[str, titled("Where to join online")] = "",
    because: Annotated[str, titled("Why so soon")] = "",
) -> str:
    """Set a meeting with a candidate in the organisation's name, or change it. All members are told.

    Args:
        candidate: The candidate's label, such as mayor-26/2; the page “season” lists them.
        on: The day.
        at: The hour, by the local clock, such as 18:30.
        place: Where it is, with the street.
        link: Where members can join online, if they can.
        because: Only if members hear of it later than the charter asks for (S13).
    """
    secretary = Secretary.at_work()
    news = set_meeting(secretary, candidate, on=on, at=at, place=place, link=link, because=because)
    screen.show_committee(secretary)
    return in_words(candidate, changed=news)


def in_words(candidate: str, *, changed: bool) -> str:
    """What whoever sets a meeting is told."""
    if not changed:
        return "It is on record just so already."
    return f"The meeting with {candidate} is on record. Within the hour the year's next pass tells all members."
