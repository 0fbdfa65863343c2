"""Seats of a slate: once the members have confirmed it, whose rows belong into the tab Committee, and from when."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from core import calendar
from core.bylaws import nominations as rules
from core.nominations import NO
from core.records import Election, Entry
from core.ruling import Ruling
from flows.duties.committee import succession
from flows.duties.committee.succession import Confirmed
from flows.duties.election.rules import rules_of
from flows.duties.nomination import nominees
from flows.secretary import Secretary


def confirmed(session: Session, year: int) -> Confirmed | None:
    """S4. The slate of a year that the members confirmed, if they did."""
    return succession.of_year(session, year)


@dataclass(frozen=True)
class SeatToEnter:
    """A row that organisers enter in the tab Committee: whose seat, from when until when; and if they may take it.

    It is `entered` once a row of the new term stands there, be it of a later day, and `declined` where it is on record
    that they don't take the seat, or were recalled since.
    """

    number: str
    label: str
    since: date
    until: date
    may: Ruling
    entered: bool
    declined: bool

    @property
    def is_settled(self) -> bool:
        """Whether nothing is left to be entered."""
        return self.entered or self.declined


def seats_to_enter(session: Session, year: int, *, on: date | None = None) -> list[SeatToEnter]:
    """S2, S3, S6. The seats of a confirmed slate, as they belong into the tab Committee, with what is ruled on each.

    Whoever has declined since gets none. Whoever doesn't meet what is asked on the day of confirmation may take theirs
    as soon as they do, by the local day `on`.
    """
    found = confirmed(session, year)
    if found is None:
        return []
    charter = rules_of(session.get_one(Election, found.key))
    since, until = rules.term(found.on, charter=charter)
    later = nominees.standings(session, year, on=max(on or found.on, found.on), charter=charter)
    by_now = {one.number: rules.may_take_seat(one.card) for one in later}
    begun, declined = succession.entered(session, found), succession.declined(session, found)
    return [
        SeatToEnter(
            number,
            one.label,
            since,
            until,
            rules.may_take_seat(one.card) or by_now[number],
            entered=number in begun,
            declined=number in declined,
        )
        for one in nominees.standings(session, year, on=found.on, charter=charter)
        if (number := one.number) in found.slate and (one.accepts != NO or number in begun)
    ]


def seats_in_words(session: Session, year: int, *, on: date | None = None) -> list[str]:
    """S2, S6. Each seat that isn't entered yet, for organisers: numbers only. Once another slate came after, none."""
    found = confirmed(session, year)
    if found is None or found != succession.slates(session)[-1]:
        return []
    return [
        f"{one.number} ({one.label}): From {one.since}, Until {one.until}"
        + ("" if one.may else f". First: {one.may.because} ({one.may.clause})")
        for one in seats_to_enter(session, year, on=on)
        if not one.is_settled
    ]


def decliners(session: Session, year: int, *, on: date) -> list[tuple[str, str]]:
    """S3, S6. Who on a confirmed slate has declined, and neither has a row nor is on record as not taking the seat.

    Each with number and label, as of a local day. Nobody's seat is settled by a cell of the tab alone.
    """
    found = confirmed(session, year)
    if found is None or found != succession.slates(session)[-1]:
        return []
    settled = {*succession.entered(session, found), *succession.declined(session, found)}
    charter = rules_of(session.get_one(Election, found.key))
    known = nominees.standings(session, year, on=on, charter=charter)
    return [
        (one.number, one.label)
        for one in known
        if one.number in found.slate and one.accepts == NO and one.number not in settled
    ]


def unpaid_in_words(session: Session, year: int, *, on: date) -> list[str]:
    """S2. Each seat that is entered though it may not be taken by a local day, and why: numbers only."""
    if checked_at(session, year) is not None:
        return []
    waiting = [one for one in seats_to_enter(session, year, on=on) if one.entered and not one.may and not one.declined]
    return [f"{one.number} ({one.label}): {one.may.because} ({one.may.clause})" for one in waiting]


# ── dues, checked once ─────────────────────────────────────────────────────────────────────────────

CHECKED = "slate.checked"
"""How the log calls it that everybody on a confirmed slate may take their seat."""


def checked_at(session: Session, year: int) -> datetime | None:
    """S2. When it was seen that everybody on a year's confirmed slate may take their seat; None: it wasn't yet.

    Dues are asked for at confirmation. So that is seen once, and dues that run out later are no matter of it.
    """
    lines = session.execute(select(Entry).where(Entry.kind == CHECKED).order_by(Entry.seq)).scalars()
    return next((one.at for one in lines if json.loads(one.payload)["year"] == year), None)


def check(secretary: Secretary, year: int) -> bool:
    """S2. Put on record, once, that everybody on a confirmed slate may take their seat by today. False: nothing new."""
    with secretary.ledger.reading() as session:
        if not _is_complete(secretary, session, year):
            return False
    with secretary.ledger.writing(secretary.now()) as pen:
        news = _is_complete(secretary, pen.session, year)
        if news:
            pen.log(CHECKED, year=year)
    return news


def _is_complete(secretary: Secretary, session: Session, year: int) -> bool:
    today = calendar.day_of(secretary.now(), secretary.charter.zone)
    seats = seats_to_enter(session, year, on=today)
    return bool(seats) and all(one.may or one.declined for one in seats) and checked_at(session, year) is None
