"""Asking nominees: whether they accept, for a statement, and once more before the last day; each by their own link."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from core import calendar, nominations
from core.bylaws import nominations as rules
from core.ledger import Pen
from core.nominations import CODE, YES
from core.numbers import many
from core.records import Cycle, Letter
from flows.duties.form import keeping
from flows.duties.letter import outbox, personal
from flows.duties.nomination import cycles, nominees, statements
from flows.duties.nomination.nominees import Standing
from flows.secretary import Secretary

ASKED, STATEMENT, REMINDED, MOVED = "nominee_asked", "nominee_statement", "nominee_reminder", "nominee_moved"
"""The occasions of these letters."""


@dataclass(frozen=True)
class Owed:
    """A letter that a nominee hasn't got yet: its key, and its occasion."""

    standing: Standing
    key: str
    occasion: str


def ask(secretary: Secretary, year: int) -> list[str]:
    """S3. Plan the letters that are due to a year's nominees, each once. Returns what was planned.

    Nobody without a mailbox on record gets one; the tab says so.
    """
    with secretary.ledger.reading() as session:
        cycle = session.get_one(Cycle, year)
        if not keeping.may_be_read(cycle) or cycle.held_because or secretary.now() >= cycle.due_at:
            return []
        if not any(_owed(secretary, session, cycle)):
            return []
    personal.keep_key(secretary, statements.key_of(year))
    with secretary.ledger.writing(secretary.now()) as pen:
        cycle = pen.session.get_one(Cycle, year)
        owed = list(_owed(secretary, pen.session, cycle))
        for one in owed:
            _write(secretary, pen, cycle, one)
    return [f"{year}: {many(len(owed), 'letter')} to nominees planned."] if owed else []


def _owed(secretary: Secretary, session: Session, cycle: Cycle) -> Iterator[Owed]:
    today = calendar.day_of(secretary.now(), secretary.charter.zone)
    for one in nominees.standings(session, cycle.year, on=today, charter=secretary.charter):
        if not one.stands or not one.mailbox:
            continue
        before = _before(session, one)
        moved = _told_until(before) not in ("", cycles.last_day(cycle.due_at, secretary.charter))
        if moved:
            yield Owed(one, _key(one, f"moved-{sum(each.occasion == MOVED for each in before) + 1}"), MOVED)
        elif one.accepts != YES or not one.is_whole:
            owed = _next(secretary, session, cycle, one)
            yield from [owed] if session.get(Letter, owed.key) is None else []


def _before(session: Session, one: Standing) -> list[Letter]:
    """The letters that a nominee was written, the newest last."""
    mine = select(Letter).where(Letter.key.startswith(_key(one, ""), autoescape=True))
    return list(session.execute(mine.order_by(Letter.planned_at, Letter.key)).scalars())


def _told_until(before: Sequence[Letter]) -> str:
    """Which last day a nominee was told last; "" as long as they weren't."""
    return str(before[-1].facts.get("until", "")) if before else ""


def _next(secretary: Secretary, session: Session, cycle: Cycle, one: Standing) -> Owed:
    """The letter that a nominee should have had last by now: the first, or the reminder."""
    what, occasion = ("statement", STATEMENT) if one.accepts == YES else ("asked", ASKED)
    first = _key(one, what)
    if session.get(Letter, first) is None or not _is_time_to_remind(secretary, cycle, _before(session, one)):
        return Owed(one, first, occasion)
    return Owed(one, _key(one, f"last-{calendar.day_of(cycle.due_at, secretary.charter.zone):%m%d}"), REMINDED)


def _is_time_to_remind(secretary: Secretary, cycle: Cycle, before: list[Letter]) -> bool:
    """Whether the day has come, and the letters that they have are from before it."""
    days = rules.remind_days_before(secretary.charter)
    since = cycle.due_at - timedelta(days=days)
    return secretary.now() >= since and all(one.planned_at < since for one in before)


def _key(one: Standing, what: str) -> str:
    return f"{statements.key_of(one.nominee.year)}.{one.nominee.nth}/{what}"


def _write(secretary: Secretary, pen: Pen, cycle: Cycle, owed: Owed) -> None:
    facts = _facts(secretary, cycle, owed.standing)
    if owed.occasion == MOVED:
        facts["until_before"] = _told_until(_before(pen.session, owed.standing))
    letter = outbox.plan(
        owed.key,
        occasion=owed.occasion,
        election=None,
        at=pen.at,
        to=[owed.standing.mailbox],
        facts=facts,
        not_after=cycle.due_at,
    )
    pen.session.add(letter)
    pen.log("letter.planned", letter=owed.key)


def _facts(secretary: Secretary, cycle: Cycle, one: Standing) -> dict[str, Any]:
    question = nominations.asked(cycle.year, CODE)
    key = statements.key_of(cycle.year)
    return {
        "organisation": secretary.charter.name,
        "reply_to": secretary.settings.mail_reply_to,
        "name": one.name,
        "year": cycle.year,
        "until": cycles.last_day(cycle.due_at, secretary.charter),
        "link": personal.told(key, line=one.nominee.nth, form_link=cycle.link, question=question),
    }
