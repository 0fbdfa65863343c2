"""Resigning: a member gives up their seat on the committee; its last day is on record, and the seat is vacant."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import replace
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.bylaws.committee import Seat
from core.calendar import day_in_words
from core.ledger import Pen
from core.records import Resignation
from flows.duties.committee import minutes
from flows.duties.race import reasons


def of_members(session: Session) -> Mapping[str, Collection[date]]:
    """The last days of seats that were given up, by member number."""
    found: dict[str, list[date]] = defaultdict(list)
    for one in session.execute(select(Resignation).order_by(Resignation.number, Resignation.last_day)).scalars():
        found[one.number].append(one.last_day)
    return found


def given_up(seat: Seat, days: Collection[date]) -> Seat:
    """S6. A seat as it is once its member resigned. A term that begins later is another one, and isn't touched."""
    return replace(seat, given_up=min((day for day in days if day >= seat.since), default=None))


def put_on_record(pen: Pen, number: str, *, last_day: date, because: str, by: str) -> bool:
    """S6. Write down that a member resigned, why, and a line of the minutes, which names nobody. False: it stands there.

    The reason stays with the organisers.
    """
    if pen.session.get(Resignation, (number, last_day)) is not None:
        return False
    pen.session.add(Resignation(number=number, last_day=last_day, said_by=by.strip(), at=pen.at))
    pen.session.flush()
    about = {"member": number, "last_day": last_day.isoformat()}
    reasons.keep(pen, "seat.resigned", number, because=because, by=by, part="the seat", **about)
    minutes.write(
        pen,
        f"resigned/{number}/{last_day.isoformat()}",
        on=last_day,
        title="A member of the committee resigned",
        sentence=f"The last day on the committee is {day_in_words(last_day)}; from then on the seat is vacant.",
        clause="S6",
    )
    return True
