"""Succession: the slates that the members confirmed, and what each does to the terms before it and after it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from core import calendar
from core.bylaws import seating
from core.bylaws.seating import Seat
from core.charter import Charter
from core.records import AfterSlate, Certificate, CommitteeSeat, Contest, Election, Exemption, Person, Recall, YearPlan
from flows.duties.membership import answered, persons

SLATE = "slate"
DECIDED = ("certified", "announced")
"""The matter that members vote on, and the states in which an officer has certified the count."""

People = Callable[[str], set[str] | frozenset[str]]
"""All numbers of the person who has a number."""


@dataclass(frozen=True)
class Confirmed:
    """A slate that the voting members confirmed: by which vote, for which year, on which local day, and of whom.

    `filled` are those who fill a vacancy without being on it, and `declined` those on it who don't take the seat.
    """

    key: str
    year: int
    on: date
    slate: tuple[str, ...]
    filled: frozenset[str] = field(default=frozenset())
    declined: frozenset[str] = field(default=frozenset())

    def has(self, numbers: set[str] | frozenset[str]) -> bool:
        """S1. Whether somebody with one of these numbers has a seat by it."""
        return any(one in self.slate for one in numbers) and not numbers & self.declined

    def is_declined_by(self, numbers: set[str] | frozenset[str]) -> bool:
        """S6. Whether somebody is on it, and it is on record that they don't take the seat."""
        return any(one in self.slate for one in numbers) and bool(numbers & self.declined)

    def fills(self, numbers: set[str] | frozenset[str]) -> bool:
        """S1. Whether a reason is on record why somebody has a seat who isn't on it."""
        return bool(numbers & self.filled)


def slates(session: Session) -> list[Confirmed]:
    """S4. Every slate that the members confirmed, in the order of their days."""
    said: dict[tuple[str, bool], set[str]] = defaultdict(set)
    kept = persons.kept(session)
    for word in session.execute(select(AfterSlate)).scalars():
        said[word.election_key, word.takes].add(word.number)
    votes = (
        select(Contest, Certificate.at, Election.zone)
        .join(Election, Contest.election_key == Election.key)
        .join(Certificate, Certificate.election_key == Election.key)
        .where(Contest.matter == SLATE, Election.state.in_(DECIDED))
        .order_by(Certificate.at, Election.key)
    )
    return [
        Confirmed(
            one.election_key, int(about["year"]), calendar.day_of(at, zone), persons.each_once(about["slate"], kept),
            frozenset(said[one.election_key, True]), frozenset(said[one.election_key, False]),
        )
        for one, at, zone in session.execute(votes).tuples()
        if dict(one.count or {}).get("outcome") == "passed" and (about := dict(one.about or {}))
    ]  # fmt: skip


def of_year(session: Session, year: int) -> Confirmed | None:
    """S4. The slate of a year that the members confirmed, the last one; None as long as there is none."""
    return next((one for one in reversed(slates(session)) if one.year == year), None)


def joined(session: Session, terms: Mapping[str, list[Seat]]) -> dict[str, list[Seat]]:
    """S1, S6. The terms of every member, by number, with what the slates that members confirmed mean for each."""
    confirmed, found = slates(session), dict(terms)
    if not confirmed:
        return found
    people = _people(session)
    rows = {number: [one.since for each in people(number) for one in found.get(each, ())] for number in found}
    return {
        number: [_under(one, people(number), confirmed, rows[number]) for one in held] for number, held in found.items()
    }


def _people(session: Session) -> People:
    same = answered.merged(session)
    return lambda number: same.get(number, frozenset((number,)))


def _under(
    seat: Seat, numbers: set[str] | frozenset[str], confirmed: Sequence[Confirmed], rows: Sequence[date]
) -> Seat:
    """A term ends with the next slate for whoever isn't on it; one that begins under a slate is for who is on it."""
    before = [one for one in confirmed if one.on <= seat.since]
    after = next((one for one in confirmed if one.on > seat.since), None)
    own = not before or before[-1].has(numbers) or before[-1].fills(numbers)
    decides = after if own else before[-1]
    return replace(
        seat,
        succeeded=after.on if after else None,
        stays=after is not None and after.has(numbers),
        unconfirmed=None if own else before[-1].on,
        not_taken=decides is not None and decides.is_declined_by(numbers),
        renewed=min((day for day in rows if after and day >= after.on), default=None),
    )


def ended_by_slate(seat: Seat, *, on: date, charter: Charter) -> date | None:
    """S6. The last day of a term that a slate has ended, where its row doesn't say so. None: it does, or none has.

    What lies further back than the year before is history.
    """
    last = seating.last_day(seat, charter=charter)
    if seat.succeeded is None or seat.stays or seat.succeeded > on or seat.succeeded.year < on.year - 1:
        return None
    through = seat.succeeded - timedelta(days=1)
    return through if last == through and seat.until != through else None


def new_terms(session: Session, year: int) -> dict[str, date]:
    """S6. Who has a row of a year's new term in the tab Committee, and its first day.

    It begins on the day on which the slate was confirmed, or any day after it in that year; before there is one, with
    the annual meeting or after it.
    """
    found, plan = of_year(session, year), session.get(YearPlan, year)
    since = found.on if found else plan.meeting_on if plan else None
    if since is None:
        return {}
    rows = select(CommitteeSeat.number, CommitteeSeat.since).where(CommitteeSeat.since >= since)
    begun = session.execute(rows.order_by(CommitteeSeat.since.desc())).tuples()
    kept = persons.kept(session)
    return {kept.get(number, number): first for number, first in begun if first.year == year}


def entered(session: Session, found: Confirmed) -> dict[str, date]:
    """S6. Who of a slate has a row of the new term, by any of their numbers, and its first day."""
    people, begun = _people(session), new_terms(session, found.year)
    mine = {number: [begun[one] for one in people(number) if one in begun] for number in found.slate}
    return {number: min(days) for number, days in mine.items() if days}


def declined(session: Session, found: Confirmed) -> set[str]:
    """S6. Who of a slate doesn't take the seat: by record, as no member any more, or recalled since."""
    people, away = _people(session), found.declined | _recalled(session, found)
    members = set(session.execute(select(Person.number)).scalars())
    return {one for one in found.slate if people(one) & away or not people(one) & members}


def _recalled(session: Session, found: Confirmed) -> set[str]:
    """S6. Whom the committee recalled once a slate was confirmed, unless an exception made later seats them again."""
    later = select(Recall.number).where(Recall.on >= found.on)
    again = later.join(Exemption, (Exemption.number == Recall.number) & (Exemption.since > Recall.on))
    excepted = set(session.execute(again.where(Exemption.clause == "S6")).scalars())
    return set(session.execute(later).scalars()) - excepted


def is_listed(session: Session, found: Confirmed, number: str) -> bool:
    """S1. Whether a member is on a slate, by any of their numbers, whether they take the seat or not."""
    return bool(_people(session)(number) & set(found.slate))
