"""Seats of a slate: once the members have confirmed it, whose rows belong into the tab Committee, and from when."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from core import calendar
from core.bylaws import nominations as rules
from core.nominations import NO
from core.records import Certificate, CommitteeSeat, Election
from core.ruling import Ruling
from flows.duties.election.rules import rules_of
from flows.duties.nomination import nominees, slates


@dataclass(frozen=True)
class Confirmed:
    """A slate that the voting members confirmed: by which vote, on which local day, and of whom, by number."""

    key: str
    on: date
    slate: tuple[str, ...]


def confirmed(session: Session, year: int) -> Confirmed | None:
    """S4. The slate of a year that the members confirmed, if they did."""
    passed = [one for one in slates.decided(session, slates.SLATE.name, year) if slates.has_passed(one)]
    if not passed:
        return None
    election = passed[-1].election
    at = session.get_one(Certificate, election.key).at
    return Confirmed(election.key, calendar.day_of(at, election.zone), slates.slate_of(passed[-1])[1])


@dataclass(frozen=True)
class SeatToEnter:
    """A row that organisers enter in the tab Committee: whose seat, from when until when; and if they may take it."""

    number: str
    label: str
    since: date
    until: date
    may: Ruling
    entered: bool


def seats_to_enter(session: Session, year: int) -> list[SeatToEnter]:
    """S2, S3, S6. The seats of a confirmed slate, as they belong into the tab Committee, with what is ruled on each.

    Whoever has declined since gets none.
    """
    found = confirmed(session, year)
    if found is None:
        return []
    charter = rules_of(session.get_one(Election, found.key))
    since, until = rules.term(found.on, charter=charter)
    begun = set(session.execute(select(CommitteeSeat.number).where(CommitteeSeat.since == since)).scalars())
    return [
        SeatToEnter(number, one.label, since, until, rules.may_take_seat(one.card), number in begun)
        for one in nominees.standings(session, year, on=found.on, charter=charter)
        if (number := one.nominee.number) in found.slate and (one.accepts != NO or number in begun)
    ]


def seats_in_words(session: Session, year: int) -> list[str]:
    """S2, S6. Each seat that isn't entered yet, for organisers: numbers only."""
    return [
        f"{one.number} ({one.label}): From {one.since}, Until {one.until}"
        + ("" if one.may else f". First: {one.may.because} ({one.may.clause})")
        for one in seats_to_enter(session, year)
        if not one.entered
    ]
