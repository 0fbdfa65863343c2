"""Meeting held: an organiser records that a meeting with a candidate took place, or calls it off."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any, Literal

from sqlalchemy.orm import Session

from core import calendar, cells
from core.bylaws import meetings as bylaw
from core.candidates import label
from core.cited import plain
from core.forums import HELD, OFF
from core.ledger import Pen
from core.records import CandidateMeeting, Race, StepTaken
from flows import screen, step
from flows.duties.committee import meetings
from flows.duties.race import labels, race_votes, races, reasons
from flows.entrance import flow
from flows.run_names import named
from flows.secretary import Refusal, Secretary
from flows.titles import titled

Outcome = Literal["took place", "is off"]
"""What can be recorded of a meeting that is set."""


def call_off(secretary: Secretary, candidate: str, *, because: str, by: str) -> bool:
    """S13. Call off the meeting that is set, or say that it wasn't held. False: it was. Members who were told are told.

    Raises Refusal without a reason and somebody who gives it, and where none is set.
    """
    if not because.strip() or not by.strip():
        raise Refusal("Say why it is called off, which members read, and who says so.")
    with secretary.ledger.writing(secretary.now()) as pen:
        one = _last(pen, candidate)
        if one.state == OFF:
            return False
        if one.state == HELD:
            raise Refusal(f"The meeting with {candidate} was held, and stays on record.")
        one.state, one.because, one.said_by = OFF, cells.text(because), by.strip()
        one.revision += one.told >= 0
        if one.told < 0:
            one.told = one.revision  # nobody was told of it, so nobody has to be told that it is off
        subject = label(one.race_key, one.nth)
        about: dict[str, Any] = {"race": one.race_key, "candidate": one.nth}
        reasons.keep(pen, "meeting.off", subject, because=because, by=by, part="the meeting", **about)
    return True


def hold(secretary: Secretary, candidate: str, *, by: str, note: str = "") -> bool:
    """S13, E4, E14. Record that the meeting that was set took place: only now it counts as the step of its race.

    False: it is on record already. Raises Refusal without anybody who says so, before its hour, where none is set, and
    where members weren't told of it in time and `note` doesn't say why.
    """
    if not by.strip():
        raise Refusal("Say who records it: somebody's initials. Nothing was recorded.")
    with secretary.ledger.reading() as session:
        who = labels.candidate_called(session, candidate, withdrawn_too=True)
        one = _of(meetings.last_with(session, who), candidate)
        if one.state == OFF:
            raise Refusal(f"The meeting with {candidate} was called off. Set another one first.")
        if one.begins_at > secretary.now():
            raise Refusal(f"The meeting with {candidate} is still to come. Record it once it was held.")
        if one.state == HELD:
            return False
        untold = one.told < one.revision
        ruling = bylaw.is_open(None, reason=note, charter=secretary.charter)
        if untold and not ruling.allowed:
            raise Refusal(
                f"Nothing was recorded: {ruling.because} ({ruling.clause}). Say in the note how members could know; "
                f"or that it wasn't held in the organisation's name: canvass meeting-off {candidate}"
            )
        known = _as_a_step(secretary, session, session.get_one(Race, one.race_key))
        on, said = _what_to_record(secretary, session, one, note, known)
    if known:
        step.record(secretary, one.race_key, known, by=by, on=on, note=said)
    with secretary.ledger.writing(secretary.now()) as pen:
        kept = _last(pen, candidate)
        kept.state, kept.said_by = HELD, by.strip()
        pen.log("meeting.held", race=kept.race_key, candidate=kept.nth, serial=kept.serial)
        if untold:
            subject = label(kept.race_key, kept.nth)
            about: dict[str, Any] = {"race": kept.race_key, "candidate": kept.nth}
            reasons.keep(pen, "meeting.held_untold", subject, because=note, by=by, **about)
    return True


def _as_a_step(secretary: Secretary, session: Session, race: Race) -> str:
    """The step of a race's process that a meeting is; "" where its process has none, or the race is over."""
    if race.ended_as or not race.process or race_votes.decided_in(session, race) is not None:
        return ""
    known = {plain(one): one for one in races.step_names(race, charter=secretary.charter)}
    return next((known[plain(one)] for one in meetings.STEPS if plain(one) in known), "")


def _what_to_record(
    secretary: Secretary, session: Session, one: CandidateMeeting, note: str, name: str
) -> tuple[date, str]:
    """The day and the note of the step. A race has one step for all of its candidates: what stands there is kept."""
    on = calendar.day_of(one.begins_at, secretary.charter.zone)
    said = ". ".join(filter(None, (f"With {label(one.race_key, one.nth)}", cells.text(note))))
    kept = session.get(StepTaken, (one.race_key, name)) if name else None
    if kept is None or kept.waived_because:
        return on, said
    return max(on, kept.on), kept.note if said in kept.note else "; ".join(filter(None, (kept.note, said)))


def _of(found: CandidateMeeting | None, candidate: str) -> CandidateMeeting:
    if found is None:
        raise Refusal(f"No meeting with {candidate} is set. Set it first: canvass meeting {candidate}")
    return found


def _last(pen: Pen, candidate: str) -> CandidateMeeting:
    who = labels.candidate_called(pen.session, candidate, withdrawn_too=True)
    return _of(meetings.last_with(pen.session, who), candidate)


@flow(name="meeting-held", flow_run_name=named("Meeting with {candidate:candidate} {outcome}"))
def record_a_meeting(
    candidate: Annotated[str, titled("Candidate")],
    outcome: Annotated[Outcome, titled("What became of it")],
    recorded_by: Annotated[str, titled("Recorded by")],
    note: Annotated[str, titled("Note for the record, or why it is off")] = "",
) -> str:
    """Record that a meeting with a candidate took place, which makes it a step of the race; or call it off.

    Args:
        candidate: The candidate's label, such as mayor-26/2.
        outcome: Whether it took place, or is off.
        recorded_by: Your initials.
        note: What the record should say; members can read it. If it is off: why.
    """
    secretary = Secretary.at_work()
    if outcome == "took place":
        said = told(candidate, changed=hold(secretary, candidate, by=recorded_by, note=note))
    else:
        said = told_off(candidate, changed=call_off(secretary, candidate, because=note, by=recorded_by))
    screen.show_committee(secretary)
    screen.show_season(secretary)
    return said


def told(candidate: str, *, changed: bool) -> str:
    """What whoever records a meeting is told."""
    return f"The meeting with {candidate} is on record." if changed else "It is on record already."


def told_off(candidate: str, *, changed: bool) -> str:
    """What whoever calls a meeting off is told."""
    if not changed:
        return "It was called off before. Nothing changed."
    return f"The meeting with {candidate} is off. Members who were told of it are told."
