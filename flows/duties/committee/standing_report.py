"""The standing report: how far the committee's members came to meetings, served and voted in a quarter. Facts alone."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from core import calendar
from core.bylaws import committee, seating
from core.bylaws.seating import Seat
from core.calendar import day_in_words
from core.charter import Charter
from core.cited import plain
from core.records import CommitteeSeat, Election, Event, Participation, Person, RollEntry, Voted
from core.records.elections import COMMITTEE
from core.tenure import Expectations
from flows.duties.committee import seats
from flows.duties.membership import persons

SEALED = ("sealed", "counted", "certified", "announced")
"""The states in which it is on record who took part in a vote."""

PARTS = (("came", "meetings"), ("gathered", "gatherings"), ("answered", "polls"))
"""What is counted: how much of it somebody did, and of how much."""

ERASED = "somebody who was erased"


@dataclass(frozen=True)
class Stood:
    """What is on record of a member in a quarter: what they came to, of all that was held while they were active."""

    number: str
    came: int
    meetings: int
    gathered: int
    gatherings: int
    serves_on: str
    answered: int
    polls: int


def of_period(session: Session, first: date, last: date, *, charter: Charter) -> list[Stood]:
    """S12. Everybody who had a seat in a period of local days, by member number."""
    expected = charter.expectations
    if expected is None:
        return []
    terms = {number: held for number, held in seats.by_member(session).items() if _overlaps(held, first, last, charter)}
    meetings = _events(session, expected.meeting_kinds.value, first, last)
    gatherings = _events(session, expected.gathering_kinds.value, first, last)
    served = _served(session)
    polls, voted = _polls(session, first, last)
    found = []
    for number, held in sorted(terms.items()):
        there = _came(session, number)
        could = {code for code, day in meetings.items() if committee.is_active(held, on=day, charter=charter)}
        met = {code for code, day in gatherings.items() if committee.is_active(held, on=day, charter=charter)}
        asked = polls.get(number, set())
        found.append(
            Stood(
                number, len(could & there), len(could), len(met & there), len(met), served.get(number, ""),
                len(asked & voted.get(number, set())), len(asked),
            )
        )  # fmt: skip
    return found


def _overlaps(held: Collection[Seat], first: date, last: date, charter: Charter) -> bool:
    return any(one.since <= last and (seating.last_day(one, charter=charter) or last) >= first for one in held)


def _events(session: Session, kinds: Collection[str], first: date, last: date) -> dict[str, date]:
    """The events of some kinds in a period, by the tab Events."""
    wanted = set(map(plain, kinds))
    held = session.execute(select(Event).where(Event.held_on >= first, Event.held_on <= last)).scalars()
    return {one.code: one.held_on for one in held if plain(one.kind) in wanted}


def _came(session: Session, number: str) -> set[str]:
    mine = select(Participation.event_code).join(Person, Person.id == Participation.person_id)
    return set(session.execute(mine.where(Person.number == number)).scalars())


def _served(session: Session) -> dict[str, str]:
    """The standing committees beside the last row of each member."""
    kept = persons.kept(session)
    rows = session.execute(select(CommitteeSeat).order_by(CommitteeSeat.since, CommitteeSeat.row)).scalars()
    return {kept.get(one.number, one.number): ", ".join(one.serves_on) for one in rows}


def _polls(session: Session, first: date, last: date) -> tuple[dict[str, set[str]], dict[str, set[str]]]:
    """In which votes of the committee that closed in a period somebody could take part, and in which they did."""
    mine = select(Election).where(Election.electorate == COMMITTEE, Election.state.in_(SEALED))
    closed = {
        one.key for one in session.execute(mine).scalars() if first <= calendar.day_of(one.closes_at, one.zone) <= last
    }
    lines = select(RollEntry).where(RollEntry.election_key.in_(closed), ~RollEntry.struck)
    voted = set(session.execute(select(Voted.election_key, Voted.line)).tuples())
    could: dict[str, set[str]] = defaultdict(set)
    did: dict[str, set[str]] = defaultdict(set)
    kept = persons.kept(session)
    for one in session.execute(lines).scalars():
        number = kept.get(one.number, one.number)
        could[number].add(one.election_key)
        did[number].update({one.election_key} if (one.election_key, one.line) in voted else ())
    return could, did


def in_words(session: Session, first: date, last: date, *, charter: Charter, named: bool) -> dict[str, Any]:
    """S12. The report as its letter and its page have it: by name for the committee, by number in the dashboard."""
    names = _names(session) if named else {}
    lines = [
        asdict(one) | {"who": names.get(one.number, ERASED) if named else one.number}
        for one in of_period(session, first, last, charter=charter)
    ]
    expected = charter.expectations
    return {
        "first": day_in_words(first),
        "last": day_in_words(last),
        "expected": _expected(expected) if expected else "",
        "lines": lines,
    }


def _names(session: Session) -> Mapping[str, str]:
    return {one.number: one.name for one in session.execute(select(Person)).scalars()}


def _expected(rules: Expectations) -> str:
    """What is expected, in a sentence."""
    each = rules.meetings_a_month.value
    meetings = "a meeting of the committee each month" if each == 1 else f"{each} meetings of the committee each month"
    on = rules.served_on.value
    serve = "one of the standing committees" if on == 1 else f"{on} of the standing committees"
    return f"{meetings}, the all-hands meetings and major events, work in {serve}, and an answer to every poll"
