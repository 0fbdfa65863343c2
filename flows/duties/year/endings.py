"""Endings: the terms and leaves on the committee that end, recusals from races that are over, and dues to check."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.bylaws import committee, seating
from core.bylaws.participation import DuesPaid, Participation
from core.charter import Charter
from core.records import Dues, Person
from flows.duties.committee import seats, succession
from flows.duties.race import races


@dataclass(frozen=True)
class Endings:
    """How many terms and leaves end on which local day, and how many recusals are left from which race that is over."""

    terms: Mapping[date, int]
    leaves: Mapping[date, int]
    recusals: Mapping[str, int]


def found(session: Session, *, on: date, charter: Charter) -> Endings:
    """S6, S10, S11. What ends on a local day or after it, and which recusals are from no race under way."""
    terms, leaves, recusals = Counter[date](), Counter[date](), Counter[str]()
    going = {one.key for one in races.under_way(session)}
    members = seats.by_member(session).values()
    for seat in (one for held in members for one in held):
        last = seating.term_ends(seat, charter=charter)
        terms.update([last] if last and last >= on else [])
        is_held = seating.holds(seat, on=on, charter=charter)
        recusals.update([one for one in seat.recused if one not in going] if is_held else [])
    away = (one.through for held in members for one in seating.leaves(held, charter=charter))
    leaves.update(through for through in away if through >= on)
    return Endings(dict(sorted(terms.items())), dict(sorted(leaves.items())), dict(sorted(recusals.items())))


def unpaid(session: Session, *, year: int, charter: Charter) -> tuple[list[str], list[str]]:
    """S2. Of those whose new term of a year has a row in the tab Committee: all, and who has no dues on record.

    By member number, as of the day on which each term begins, which is the day of their confirmation.
    """
    begins = dict(sorted(succession.new_terms(session, year).items()))
    facts = _dues(session, list(begins))
    without = [
        number
        for number, day in begins.items()
        if not committee.have_paid(facts.get(number, Participation()), on=day, charter=charter)
    ]
    return list(begins), without


def _dues(session: Session, numbers: Sequence[str]) -> dict[str, Participation]:
    persons = select(Person.id, Person.number, Person.dues_paid).where(Person.number.in_(numbers))
    facts: dict[str, Participation] = {}
    for person, number, paid in session.execute(persons).tuples():
        lists = session.execute(select(Dues).where(Dues.person_id == person).order_by(Dues.place)).scalars()
        dues = tuple(DuesPaid(one.on, one.through, one.place) for one in lists)
        facts[number] = Participation(dues_paid=paid, dues=dues)
    return facts
