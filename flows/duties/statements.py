"""Statements: “Can I vote, and why?” – for everybody once a quarter, for those not on a roll, and for whoever asks."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from core import calendar, letters, notices
from core.charter import Charter
from core.ledger import Pen
from core.records import Election, Letter
from flows.duties import outbox, roll, status_letters, told
from flows.duties.rules import rules_of
from flows.duties.standing import Standing, Standings
from flows.secretary import Secretary

STATUS = tuple(name for name, occasion in letters.OCCASIONS.items() if occasion.status)

_SHORT_NUMBER = re.compile(r"[A-Za-z0-9.-]{1,16}")


@dataclass(frozen=True)
class Statement:
    """A statement that is due: how its letters are called, to whom, as of which day, and why they get it.

    `why` is "quarter", "asked" or the title of a ballot; `until` is when that closes.
    """

    key: str
    to: tuple[Standing, ...]
    on: date
    charter: Charter
    ballot: str = ""
    until: datetime | None = None
    asked: bool = False


def due(session: Session, members: Standings, *, at: datetime, charter: Charter) -> list[Statement]:
    """M4. The statements that are due and not planned yet; none outside of the hours for letters."""
    if not notices.in_letter_hours(at, charter):
        return []
    quarter = _for_the_quarter(session, members, at=at, charter=charter)
    found = [*quarter, *_for_ballots(session, members, at=at, charter=charter)]
    return [one for one in found if one.to and session.get(Letter, one.key) is None]


def _for_the_quarter(session: Session, members: Standings, *, at: datetime, charter: Charter) -> Iterable[Statement]:
    """M4. Everybody with a mailbox; but of whom records vanished, a person hears first."""
    on = calendar.day_of(at, charter.zone)
    told_at = select(Letter.planned_at).where(Letter.occasion.in_(STATUS)).order_by(Letter.planned_at).limit(1)
    began = session.execute(told_at).scalar_one_or_none()
    since = calendar.day_of(began, charter.zone) if began is not None else None
    if notices.statement_due(on, since=since, charter=charter):
        doubtful = {number for number, _ in told.doubts(session, members, on=on, charter=charter)}
        to = tuple(one for one in members.today if one.mailbox and one.number not in doubtful)
        yield Statement(f"statement/{notices.quarter(on)}", to, on, charter)


def _for_ballots(session: Session, members: Standings, *, at: datetime, charter: Charter) -> Iterable[Statement]:
    """M4. For each roll that can still be corrected: the members who aren't on it, as of the day it was frozen.

    Whom today's sheets would have put on it is the organisers' to add: they get a ballot then. Of whom records
    vanished, a person hears first.
    """
    today = calendar.day_of(at, charter.zone)
    doubtful = {number for number, _ in told.doubts(session, members, on=today, charter=charter)}
    votes = select(Election).where(Election.state.in_(("frozen", "open")), Election.closes_at > at)
    for election in session.execute(votes.order_by(Election.key)).scalars():
        rules = rules_of(election)
        on = calendar.day_of(roll.frozen_at(session, election.key), election.zone)
        listed = {one.number for one in roll.voters_of(session, election.key)}
        stood = members.as_of(on, rules)
        to = tuple(
            one
            for number, one in stood.items()
            if number not in listed | doubtful and one.mailbox and not one.ruling.ruling
        )
        yield Statement(f"statement/{election.key}", to, on, rules, election.title, election.closes_at)


def plan(secretary: Secretary, pen: Pen, members: Standings) -> list[str]:
    """M4. Plan the statements that are due. Returns their letters' keys."""
    found = due(pen.session, members, at=pen.at, charter=secretary.charter)
    return [key for one in found for key in plan_one(secretary, pen, members, one)]


def for_one(standing: Standing, *, at: datetime, charter: Charter) -> Statement:
    """M4. The statement that a member has asked for; asked twice on a day, it is the same one."""
    on = calendar.day_of(at, charter.zone)
    who = standing.number if _SHORT_NUMBER.fullmatch(standing.number) else f"person-{standing.person_id}"
    return Statement(f"statement/{who}/{on.isoformat()}", (standing,), on, charter, asked=True)


def plan_one(secretary: Secretary, pen: Pen, members: Standings, statement: Statement) -> list[str]:
    """The letters of one statement: as many as the fullest mailbox has members."""
    standings = {one.number: one for one in statement.to}
    closes = calendar.in_words(statement.until, statement.charter.zone) if statement.until else ""
    more = {"ballot": statement.ballot, "closes": closes, "asked": statement.asked}
    facts = status_letters.words("statement", secretary, on=statement.on, charter=statement.charter, **more)
    planned = []
    for numbers in notices.one_to_a_mailbox({number: one.mailbox for number, one in sorted(standings.items())}):
        key = status_letters.free_key(pen.session, statement.key)
        people = [
            status_letters.reader(standings[number], members, on=statement.on, charter=statement.charter)
            for number in numbers
        ]
        letter = outbox.plan(
            key, occasion="statement", election=None, at=pen.at, to=people, facts=facts, not_after=statement.until
        )
        pen.session.add(letter)
        pen.log("letter.planned", letter=key, size=len(people))
        planned.append(key)
    return planned
