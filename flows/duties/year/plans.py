"""Plans: a year's steps with their days, as the charter, the annual meeting's day and organisers make them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from core import calendar
from core.bylaws import committee
from core.bylaws import year as rules
from core.bylaws.late_start import Outlook, can_be_done, outlook
from core.bylaws.year import Planned
from core.charter import Charter
from core.cycle import MEETING, CycleStep
from core.ledger import Pen
from core.records import AnnualMeeting, YearPlan, YearStep
from core.ruling import Ruling
from flows.duties.committee import seats
from flows.duties.race import reasons
from flows.duties.year import done
from flows.secretary import Refusal, Secretary

CONFIRMED = "slate's ballot closes"
"""The step by which a slate is confirmed."""


@dataclass(frozen=True)
class YearsPlan:
    """A year: its annual meeting's local day, its steps, which of them are done and when, and whose turn it isn't.

    `seats` says whether terms last until the slate is to be confirmed; None once it is voted on, or without any seats.
    `called_for` is the local day on which the annual meeting is on record with its hour; None before that.
    """

    year: int
    meeting: date
    planned: tuple[Planned, ...]
    done: Mapping[str, date]
    not_now: tuple[Ruling, ...]
    seats: Ruling | None = None
    called_for: date | None = None

    def has_met(self, on: date) -> date | None:
        """A1. The day of a meeting that is on record and was before a local day, while nothing says it took place."""
        unsaid = self.called_for is not None and self.called_for < on and MEETING not in self.done
        return self.called_for if unsaid else None

    @property
    def left(self) -> list[Planned]:
        """What isn't done yet, by its day."""
        return sorted((one for one in self.planned if one.step.name not in self.done), key=lambda one: one.due)


def of(session: Session, year: int, *, charter: Charter) -> YearsPlan | None:
    """A1. The plan of a year; None before its annual meeting has a day, or where the charter has no cycle."""
    kept = session.get(YearPlan, year)
    if kept is None or charter.year is None:
        return None
    said = {one.cycle: one for one in session.execute(select(YearStep).where(YearStep.year == year)).scalars()}
    turns = {one.name: _turn(session, one, year, charter) for one in charter.year.steps}
    moved = {name: one.moved_to for name, one in said.items() if one.moved_to}
    without = [name for name, ruling in turns.items() if not ruling]
    planned = rules.plan(year, kept.meeting_on, moved=moved, without=without, charter=charter)
    days = {one.step.name: _done(session, said.get(one.step.name), one.step.name, year, charter) for one in planned}
    found = {name: day for name, day in days.items() if day}
    lasting = _seats(session, planned, found, charter)
    meeting = session.get(AnnualMeeting, year)
    return YearsPlan(
        year, kept.meeting_on, planned, found, tuple(one for one in turns.values() if not one), lasting,
        calendar.day_of(meeting.begins_at, charter.zone) if meeting else None,
    )  # fmt: skip


def _seats(
    session: Session, planned: Iterable[Planned], done_on: Mapping[str, date], charter: Charter
) -> Ruling | None:
    """S6. Whether there is a committee until its successors are to be confirmed."""
    terms = seats.by_member(session).values()
    vote = next((one for one in planned if one.step.name == CONFIRMED), None)
    if not terms or vote is None or CONFIRMED in done_on:
        return None
    return committee.lasts_until(vote.due, terms, charter=charter)


def _done(session: Session, said: YearStep | None, name: str, year: int, charter: Charter) -> date | None:
    """What an organiser recorded comes before what the book shows."""
    return said.done_on if said and said.done_on else done.of(session, name, year, charter=charter)


def _turn(session: Session, step: CycleStep, year: int, charter: Charter) -> Ruling:
    """S7. Whether it is a step's turn in this year, by when it was done in the years before."""
    earlier = range(year - 1, year - step.every.value, -1)
    days = [_done(session, session.get(YearStep, (one, step.name)), step.name, one, charter) for one in earlier]
    return rules.is_turn(step, last=next((one for one in days if one), None), year=year)


def under_way(secretary: Secretary, session: Session) -> list[YearsPlan]:
    """The plans of this year and of those to come, by year."""
    this = today(secretary).year
    years = session.execute(select(YearPlan.year).where(YearPlan.year >= this).order_by(YearPlan.year)).scalars()
    found = (of(session, one, charter=secretary.charter) for one in years)
    return [one for one in found if one is not None]


def today(secretary: Secretary) -> date:
    """The local day of the organisation."""
    return calendar.day_of(secretary.now(), secretary.charter.zone)


def prospects(secretary: Secretary, plan: YearsPlan, *, on: date | None = None) -> tuple[list[Outlook], Ruling]:
    """A1, A3, S3, S4, E11. What of a plan can still be done as of a local day, and whether all of it can.

    A meeting whose day on record is past isn't too late: somebody has to say that it took place.
    """
    day, charter = on or today(secretary), secretary.charter
    met = plan.has_met(day)
    done_on = {**plan.done, MEETING: met} if met else plan.done
    found = outlook(plan.planned, done_on, on=day, year=plan.year, charter=charter)
    found = tuple(_unsaid(one, met) if met and one.planned.step.name == MEETING else one for one in found)
    return list(found), can_be_done(found, charter=charter)


def _unsaid(one: Outlook, met: date) -> Outlook:
    words = f"was to be on {calendar.day_in_words(met)}, and nothing says yet that it took place"
    return replace(one, prospect="late", ruling=Ruling(True, one.planned.step.clause, words))


def warnings(secretary: Secretary, plan: YearsPlan) -> list[Ruling]:
    """A1, A3, S4, S6, S7. What doesn't fit together in a plan: steps out of order or of the quarter, terms that end."""
    left = [one for one in plan.planned if one.step.name not in plan.done]
    off = rules.outside(left, year=plan.year, charter=secretary.charter)
    meeting = [one for one in off if one.clause != "A1"]
    ending = [] if plan.seats is None or plan.seats else [plan.seats]
    return [*rules.clashes(plan.planned, charter=secretary.charter), *meeting, *ending]


# ── what organisers say ────────────────────────────────────────────────────────────────────────────


def set_meeting(secretary: Secretary, year: int, day: date, *, because: str = "") -> bool:
    """A1. Write down the day of a year's annual meeting; the other steps follow. False: it is that day already.

    Raises Refusal for a day of another year, for one outside the quarter without a reason, for another day than was
    planned without a reason, and for another than the one on which the meeting is on record with its hour and place.
    """
    if day.year != year:
        raise Refusal(f"{calendar.day_in_words(day)} is not in {year}. Nothing was changed.")
    ruling = rules.may_meet(day, year=year, reason=because, charter=secretary.charter)
    if not ruling:
        raise Refusal(f"{ruling.because} ({ruling.clause}). Nothing was changed.")
    with secretary.ledger.writing(secretary.now()) as pen:
        _refuse_another(pen.session, year, day, zone=secretary.charter.zone)
        return follow(pen, year, day, because=because)


def _refuse_another(session: Session, year: int, day: date, *, zone: str) -> None:
    """The day on record is what members are invited to: it is moved by the door at which it was set."""
    kept = session.get(AnnualMeeting, year)
    on = calendar.day_of(kept.begins_at, zone) if kept else day
    if on != day:
        raise Refusal(
            f"The annual meeting of {year} is on record for {calendar.day_in_words(on)}. Move it there first (door "
            f"annual-meeting), or canvass annual-meeting {year} --on {day}; the plan follows. Nothing was changed."
        )


def follow(pen: Pen, year: int, day: date, *, because: str = "") -> bool:
    """A1. Let a year's plan have its annual meeting on this local day. False: it has already.

    Raises Refusal for another day than was planned without a reason, which is kept.
    """
    kept = pen.session.get(YearPlan, year)
    if kept is not None and kept.meeting_on == day:
        return False
    before = calendar.day_in_words(kept.meeting_on) if kept else ""
    if kept is not None and not because.strip():
        raise Refusal(f"The annual meeting of {year} is planned for {before}. Say why it is moved.")
    told: dict[str, Any] = {"year": year, "meeting": day.isoformat()}
    if because.strip():
        reasons.keep(pen, "year.meeting.moved", _subject(year), because=because, before=before, **told)
    else:
        pen.log("year.meeting", **told)
    pen.session.merge(YearPlan(year=year, meeting_on=day, at=pen.at))
    return True


def move(secretary: Secretary, year: int, name: str, to: date, *, because: str) -> bool:
    """S3, S4, A1-A3. Move a step of a year to another local day, with a reason. False: it is due then already.

    Raises Refusal for the annual meeting, which is moved as a whole, for a step there isn't, or that is done, without
    a reason, and where two steps would clash.
    """
    with secretary.ledger.writing(secretary.now()) as pen:
        plan, one = _step(secretary, pen, year, name)
        if one.due == to:
            return False
        if one.step.name == MEETING:
            raise Refusal(f"Move the annual meeting itself: canvass plan {year} --annual-meeting {to} --because …")
        if one.step.name in plan.done:
            raise Refusal(f"“{one.step.name}” is done. Nothing was changed.")
        ruling = rules.may_move(one.step.name, to, plan.planned, reason=because, charter=secretary.charter)
        if not ruling:
            raise Refusal(f"{ruling.because} ({ruling.clause}). Nothing was changed.")
        said = pen.session.get(YearStep, (year, one.step.name)) or YearStep(year=year, cycle=one.step.name)
        said.moved_to = to
        pen.session.add(said)
        told: dict[str, Any] = {"year": year, "step": one.step.name, "to": to.isoformat()}
        before = calendar.day_in_words(one.due)
        reasons.keep(pen, "year.moved", _subject(year), part=one.step.name, because=because, before=before, **told)
    return True


def record_done(secretary: Secretary, year: int, name: str, *, on: date | None = None, note: str) -> bool:
    """A1-A3, S3-S7. Write down that a step of a year is done, when, and how. False: it is on record just so.

    Raises Refusal for a step there isn't, for a day to come, and without a note. The note names nobody.
    """
    day = on or today(secretary)
    if day > today(secretary):
        raise Refusal("That day is still to come. Record a step when it is done.")
    if not note.strip():
        raise Refusal("Say in a few words how it was done, with nobody's name. Nothing was recorded.")
    with secretary.ledger.writing(secretary.now()) as pen:
        _, one = _step(secretary, pen, year, name)
        said = pen.session.get(YearStep, (year, one.step.name)) or YearStep(year=year, cycle=one.step.name)
        if said.done_on == day:
            return False
        said.done_on = day
        pen.session.add(said)
        told: dict[str, Any] = {"year": year, "step": one.step.name, "on": day.isoformat()}
        reasons.keep(pen, "year.done", _subject(year), part=one.step.name, because=note, **told)
    return True


def take_back(secretary: Secretary, year: int, name: str, *, because: str) -> bool:
    """A1-A3, S3-S7. Take back that a step was moved, or recorded as done. False: organisers said nothing of it.

    What the book itself shows as done stays so. Raises Refusal for a step there isn't, and without a reason.
    """
    if not because.strip():
        raise Refusal("Say why it is taken back. Nothing was changed.")
    with secretary.ledger.writing(secretary.now()) as pen:
        plan, one = _step(secretary, pen, year, name)
        said = pen.session.get(YearStep, (year, one.step.name))
        if said is None:
            return False
        words = [f"due on {calendar.day_in_words(said.moved_to)}"] if said.moved_to else []
        words += [f"done on {calendar.day_in_words(said.done_on)}"] if said.done_on else []
        pen.session.delete(said)
        told: dict[str, Any] = {"year": plan.year, "step": one.step.name}
        before, part = ", ".join(words), one.step.name
        reasons.keep(pen, "year.withdrawn", _subject(year), part=part, because=because, before=before, **told)
    return True


def _subject(year: int) -> str:
    return f"year-{year}"


def _step(secretary: Secretary, pen: Pen, year: int, name: str) -> tuple[YearsPlan, Planned]:
    plan = of(pen.session, year, charter=secretary.charter)
    if plan is None:
        raise Refusal(f"The annual meeting of {year} has no day yet: canvass plan {year} --annual-meeting {year}-03-20")
    found = next((one for one in plan.planned if one.step.name == name.strip()), None)
    if found is None:
        known = ", ".join(f"“{one.step.name}”" for one in plan.planned)
        raise Refusal(f"{year} has no step “{name.strip()}”. Its steps are {known}.")
    return plan, found
