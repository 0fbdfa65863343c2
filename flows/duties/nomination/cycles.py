"""Cycles: the committee's renewal in a year, opened once by a person; its dates can be moved with a reason."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, datetime, time, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from core import calendar, letters, nominations
from core.agenda import Due
from core.bylaws import nominations as rules
from core.charter import Charter
from core.ledger import Pen
from core.records import Call, Cycle, Letter
from core.ruling import Ruling
from flows.duties.race import reasons
from flows.secretary import Refusal, Secretary

OPENS_AT_HOUR = 9
"""The local hour at which a call opens."""


def call_key(year: int) -> str:
    """The key of a year's call for nominations."""
    return f"nominations.{year}"


def of(session: Session, year: int) -> Cycle:
    """A year's cycle. Raises Refusal where none is opened."""
    found = session.get(Cycle, year)
    if found is None:
        known = ", ".join(str(one.year) for one in all_of(session)) or "none"
        raise Refusal(f"No cycle of nominations is opened for {year}. Opened so far: {known}.")
    return found


def all_of(session: Session) -> list[Cycle]:
    """Every cycle, the oldest first."""
    return list(session.execute(select(Cycle).order_by(Cycle.year)).scalars())


def years(secretary: Secretary) -> list[int]:
    """The years for which a cycle is opened."""
    with secretary.ledger.reading() as session:
        return [one.year for one in all_of(session)]


def running(session: Session, year: int) -> Cycle:
    """A year's cycle. Raises Refusal where none is opened, and while it is called off."""
    found = of(session, year)
    if found.called_off_at is not None:
        raise Refusal(f"The nominations of {year} are called off. To open them again: canvass nominations {year}")
    return found


def is_on(session: Session, year: int) -> bool:
    """Whether a cycle is opened for a year, and isn't called off."""
    found = session.get(Cycle, year)
    return found is not None and found.called_off_at is None


def open_for(
    pen: Pen,
    year: int,
    *,
    opens_on: date,
    closes_on: date,
    until: date,
    by: str,
    because: str = "",
    charter: Charter,
) -> bool:
    """S3, S4. Open a year's cycle, by local days; also one that was called off. False: it is on record just so.

    Raises Refusal for other dates than those of a cycle that is open, for days that aren't its year's, and without a
    reason for days that are late, or too few.
    """
    _refuse_without_rules(charter)
    if not by.strip():
        raise Refusal("Say who opens it: somebody's initials. Nothing was recorded.")
    if not opens_on <= closes_on <= until:
        raise Refusal("Nominations open, close, and statements are due, in this order. Nothing was recorded.")
    opens = calendar.to_utc(datetime.combine(opens_on, time(OPENS_AT_HOUR)), charter.zone)
    closes, due = calendar.end_of(closes_on, charter.zone), calendar.end_of(until, charter.zone)
    known = pen.session.get(Cycle, year)
    if known is not None and known.called_off_at is None:
        call = pen.session.get_one(Call, call_key(year))
        if (call.opens_at, call.closes_at, known.due_at) == (opens, closes, due):
            return False
        raise Refusal(
            f"The nominations of {year} are open already. To move their dates: canvass nominations-moved {year}"
        )
    if closes <= pen.at:
        raise Refusal("That last day is over. Nothing was recorded.")
    first = max(opens_on, calendar.day_of(pen.at, charter.zone))
    _refuse(
        rules.belongs_to(year, opens_on, until, reason=because, charter=charter),
        rules.leaves_time(first, closes_on, until, reason=because, charter=charter),
    )
    if known is None:
        pen.session.add(Call(key=call_key(year), kind=nominations.NOMINATION, opens_at=opens, closes_at=closes,
                             asks=_asks(year, charter)))  # fmt: skip
        pen.session.add(Cycle(year=year, opened_by=by.strip(), opened_at=pen.at, due_at=due))
    else:
        _open_again(pen, known, opens=opens, closes=closes, due=due, by=by.strip())
    told: dict[str, Any] = {
        "year": year,
        "opens": opens.isoformat(),
        "closes": closes.isoformat(),
        "due": due.isoformat(),
    }
    if because.strip():
        reasons.keep(pen, "cycle.opened", call_key(year), because=because, by=by, **told)
    else:
        pen.log("cycle.opened", **told)
    return True


def _open_again(pen: Pen, cycle: Cycle, *, opens: datetime, closes: datetime, due: datetime, by: str) -> None:
    """What came in before still counts, and members who were called are told: as of a day that is moved."""
    call = pen.session.get_one(Call, call_key(cycle.year))
    call.moved += pen.session.get(Letter, f"{call.key}/call") is not None
    call.opens_at, call.closes_at = opens, closes
    cycle.opened_by, cycle.opened_at, cycle.due_at, cycle.called_off_at = by, pen.at, due, None


def letters_of(session: Session, year: int) -> list[Letter]:
    """The letters to all members about a year's nominations, the newest last; without any that came too late."""
    about = Letter.key.startswith(f"{call_key(year)}/", autoescape=True)
    mine = select(Letter).where(about, Letter.state != letters.MISSED)
    return list(session.execute(mine.order_by(Letter.planned_at, Letter.key)).scalars())


def _refuse(*found: Ruling) -> None:
    for one in found:
        if not one:
            raise Refusal(f"{one.because[0].upper()}{one.because[1:]} ({one.clause}). Nothing was recorded.")


def _refuse_without_rules(charter: Charter) -> None:
    try:
        rules.rules_of(charter)
    except ValueError as fault:
        raise Refusal(str(fault)) from None


def _asks(year: int, charter: Charter) -> Mapping[str, Any]:
    return {"organisation": charter.name, "year": year}


def move(
    pen: Pen, year: int, *, closes_on: date | None, until: date | None, because: str, by: str, charter: Charter
) -> bool:
    """S3. Move the last day for nominations, or for statements, with a reason. False: that is so already.

    Raises Refusal without a reason, for a day that is over, where statements would be due before nominations close, and
    for a day that is nearer than members were told.
    """
    if not because.strip() or not by.strip():
        raise Refusal("Moving a date needs a reason, and somebody who gives it. Nothing was changed.")
    cycle, call = running(pen.session, year), pen.session.get_one(Call, call_key(year))
    closes = calendar.end_of(closes_on, charter.zone) if closes_on else call.closes_at
    due = calendar.end_of(until, charter.zone) if until else cycle.due_at
    if (closes, due) == (call.closes_at, cycle.due_at):
        return False
    if closes <= call.opens_at:
        raise Refusal("Nominations would close before they open. Nothing was changed.")
    if due < closes:
        raise Refusal("Statements would be due before nominations close. Nothing was changed.")
    if (closes != call.closes_at and closes <= pen.at) or (due != cycle.due_at and due <= pen.at):
        raise Refusal("That day is over. Nothing was changed.")
    if (closes < call.closes_at or due < cycle.due_at) and letters_of(pen.session, year):
        raise Refusal("Members were told of these days. They can be put off, not drawn nearer. Nothing was changed.")
    if until is not None:
        opens_on = calendar.day_of(call.opens_at, charter.zone)
        _refuse(rules.belongs_to(year, opens_on, until, reason=because, charter=charter))
    before = f"{last_day(call.closes_at, charter)}, {last_day(cycle.due_at, charter)}"
    call.moved += closes != call.closes_at
    call.closes_at, cycle.due_at = closes, due
    told: dict[str, Any] = {"year": year, "closes": closes.isoformat(), "due": due.isoformat()}
    reasons.keep(pen, "cycle.moved", call_key(year), because=because, by=by, before=before, **told)
    return True


def last_day(at: datetime, charter: Charter) -> str:
    """The last local day before an instant at which a day is over, as letters say it."""
    return calendar.day_in_words(calendar.day_of(at - timedelta(hours=3), charter.zone))


def due(session: Session) -> Iterator[Due]:
    """S3. What is still to come of every cycle: when the call opens and closes, and when statements are due."""
    for cycle in [one for one in all_of(session) if one.called_off_at is None]:
        call, about = session.get_one(Call, call_key(cycle.year)), (call_key(cycle.year),)
        mark = f"nominations/{cycle.year}"
        yield Due(call.opens_at, f"Nominations for {cycle.year} open: all members are called", "Canvass", about,
                  f"{mark}/opens")  # fmt: skip
        yield Due(call.closes_at, f"Nominations for {cycle.year} close", "members", about, f"{mark}/closes")
        yield Due(cycle.due_at, f"Statements of the nominees for {cycle.year} are due", "nominees", about,
                  f"{mark}/statements")  # fmt: skip
