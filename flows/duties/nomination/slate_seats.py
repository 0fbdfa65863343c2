"""Seats of a slate: once the members have confirmed it, whose rows belong into the tab Committee, and from when."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from core.bylaws import nominations as rules
from core.records import Election
from core.ruling import Ruling
from flows.duties.committee import succession
from flows.duties.committee.succession import Confirmed
from flows.duties.election.rules import rules_of
from flows.duties.nomination import nominees


def confirmed(session: Session, year: int) -> Confirmed | None:
    """S4. The slate of a year that the members confirmed, if they did."""
    return succession.of_year(session, year)


@dataclass(frozen=True)
class SeatToEnter:
    """A row that organisers enter in the tab Committee: whose seat, from when until when; and if they may take it.

    It is `entered` once a row of the new term stands there, be it of a later day, and `declined` where it is on record
    that they don't take the seat.
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


def seats_to_enter(session: Session, year: int) -> list[SeatToEnter]:
    """S2, S6. The seats of a confirmed slate, as they belong into the tab Committee, with what is ruled on each."""
    found = confirmed(session, year)
    if found is None:
        return []
    charter = rules_of(session.get_one(Election, found.key))
    since, until = rules.term(found.on, charter=charter)
    begun, declined = succession.entered(session, found), succession.declined(session, found)
    return [
        SeatToEnter(number, one.label, since, until, rules.may_take_seat(one.card), number in begun, number in declined)
        for one in nominees.standings(session, year, on=found.on, charter=charter)
        if (number := one.nominee.number) in found.slate
    ]


def seats_in_words(session: Session, year: int) -> list[str]:
    """S2, S6. Each seat that isn't entered yet, for organisers: numbers only. Once another slate came after, none."""
    found = confirmed(session, year)
    if found is None or found != succession.slates(session)[-1]:
        return []
    return [
        f"{one.number} ({one.label}): From {one.since}, Until {one.until}"
        + ("" if one.may else f". First: {one.may.because} ({one.may.clause})")
        for one in seats_to_enter(session, year)
        if not one.is_settled
    ]
