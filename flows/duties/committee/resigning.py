"""Resigning: a member gives up their seat on the committee; its last day is on record, and the seat is vacant."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import replace
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.bylaws.seating import Seat
from core.calendar import day_in_words
from core.ledger import Pen
from core.records import Resignation
from flows.duties.committee import minutes
from flows.duties.membership import answered
from flows.duties.race import reasons


def of_members(session: Session) -> Mapping[str, Collection[date]]:
    """The last days of seats that were given up, by member number."""
    found: dict[str, list[date]] = defaultdict(list)
    for one in session.execute(select(Resignation).order_by(Resignation.number, Resignation.last_day)).scalars():
        found[one.number].append(one.last_day)
    return found


def of_member(session: Session, number: str) -> list[Resignation]:
    """S6. What is on record of a person, under any of their numbers, the last day last."""
    mine = select(Resignation).where(Resignation.number.in_(answered.one_person(session, [number])))
    return list(session.execute(mine.order_by(Resignation.last_day, Resignation.number)).scalars())


def given_up(seat: Seat, days: Collection[date]) -> Seat:
    """S6. A seat as it is once its member resigned. A term that begins later is another one, and isn't touched."""
    return replace(seat, given_up=min((day for day in days if day >= seat.since), default=None))


def put_on_record(pen: Pen, number: str, *, last_day: date, because: str, by: str) -> bool:
    """S6. Write down that a member resigned, and a line of the minutes, which names nobody. False: it stands there.

    The reason stays with the organisers.
    """
    if any(one.last_day == last_day for one in of_member(pen.session, number)):
        return False
    pen.session.add(Resignation(number=number, last_day=last_day, said_by=by.strip(), at=pen.at))
    about = {"member": number, "last_day": last_day.isoformat()}
    reasons.keep(pen, "seat.resigned", number, because=because, by=by, part="the seat", **about)
    said = f"The last day on the committee is {day_in_words(last_day)}; from then on the seat is vacant."
    _minute(pen, "A member of the committee resigned", said, on=last_day)
    return True


def take_back(pen: Pen, one: Resignation, *, because: str, by: str) -> None:
    """S6. Take back a resignation that was recorded by mistake; the minutes say that, too."""
    day = day_in_words(one.last_day)
    about = {"member": one.number, "last_day": one.last_day.isoformat()}
    before = f"last day {one.last_day.isoformat()}, by {one.said_by}"
    reasons.keep(pen, "seat.resigned.withdrawn", one.number, because=because, by=by, before=before, **about)
    said = f"It was recorded by mistake that the last day of a member on the committee is {day}; the seat is filled."
    _minute(pen, "A resignation is taken back", said, on=one.last_day)
    pen.session.delete(one)


def _minute(pen: Pen, title: str, sentence: str, *, on: date) -> None:
    """Under the number of the log's line: the same day can be recorded, taken back, and recorded again."""
    minutes.write(pen, f"seat/{pen.head.seq}", on=on, title=title, sentence=sentence, clause="S6")
