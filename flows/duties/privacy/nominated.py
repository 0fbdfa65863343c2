"""Those who were nominated or volunteered: what the book keeps of them, and how it is taken out of it."""

from __future__ import annotations

from collections.abc import Callable, Collection
from datetime import date
from typing import Any, Protocol, TypeAlias

from sqlalchemy import select
from sqlalchemy.orm import Session

from core import calendar, nominations
from core.directory import name_key
from core.ledger import Pen
from core.records import AdHocSeat, CallAnswer, NoConfidence, Nominee, NomineeStatement
from core.remains import Known

Record: TypeAlias = CallAnswer | Nominee | NomineeStatement | AdHocSeat
TABLES = ("call_answer", "nominee", "nominee_statement", "ad_hoc_seat")
OF_A_NOMINEE = ("number", "active_around", "active_since", "met_on", "declined_on", "on_slate")
"""The columns that say who a nominee is, and what organisers recorded of them."""


class Book(Protocol):
    """The book, as of a day, and the zone by whose days it goes."""

    @property
    def session(self) -> Session:
        """The session that it is read in."""

    @property
    def zone(self) -> str:
        """The organisation's."""


# ── erased with a person ───────────────────────────────────────────────────────────────────────────


def answers_with(session: Session, known: Known) -> int:
    """What they answered to a call, and answers that nominate them: who it was and what was written goes."""
    return _all(_answers(session, known))


def _answers(session: Session, known: Known) -> list[CallAnswer]:
    found = session.execute(select(CallAnswer).order_by(CallAnswer.call_key, CallAnswer.nth)).scalars()
    return [one for one in found if {one.member, one.nominated} & set(known.numbers) or _is_named(one, known)]


def _is_named(answer: CallAnswer, known: Known) -> bool:
    """Whether somebody whom nobody has found yet has their name or address there."""
    waiting = [
        named(answer.said)
        for found, named in ((answer.member, nominations.sender), (answer.nominated, nominations.nominee))
        if not found
    ]
    return any({name_key(one.name), one.email.casefold()} & known.own for one in waiting)


def statements_of(session: Session, known: Known) -> int:
    """What they stated as a nominee goes, and with that from the sheet. To be done before the next."""
    theirs = session.execute(select(Nominee.year, Nominee.nth).where(Nominee.number.in_(known.numbers))).tuples().all()
    found = session.execute(select(NomineeStatement)).scalars()
    return _all([one for one in found if (one.year, one.nth) in theirs and one.said])


def nominees_of(session: Session, known: Known) -> int:
    """That somebody stood under a label stays; who it was, and what organisers recorded of them, goes."""
    return _all(list(session.execute(select(Nominee).where(Nominee.number.in_(known.numbers))).scalars()))


def seats_of(session: Session, known: Known) -> int:
    """Their seats on ad hoc committees."""
    mine = list(session.execute(select(AdHocSeat).where(AdHocSeat.number.in_(known.numbers))).scalars())
    for one in mine:
        session.delete(one)
    return len(mine)


def _all(mine: list[Any]) -> int:
    for one in mine:
        forget(one)
    return len(mine)


def forget(one: CallAnswer | Nominee | NomineeStatement) -> None:
    """Take out who it was, and what was said. That there was something stays, with its number."""
    if isinstance(one, CallAnswer):
        one.said, one.member, one.nominated = {}, "", ""
        one.sender, one.nominee = nominations.ERASED, nominations.ERASED
    elif isinstance(one, Nominee):
        one.number, one.active_around, one.active_since, one.on_slate = "", "", None, False
        one.met_on, one.declined_on = None, None
    else:
        one.said = {}


def typed_by(session: Session, numbers: Collection[str]) -> list[tuple[str, str]]:
    """The names and addresses that somebody gave as their own when they answered a call."""
    mine = session.execute(select(CallAnswer.said).where(CallAnswer.member.in_(numbers))).scalars()
    return [(one.name, one.email) for one in map(nominations.sender, mine)]


def answers_at_google(session: Session, known: Known) -> list[str]:
    """What of theirs lies in forms at Google, where only people can delete it, by the numbers that the book has."""
    mine = _answers(session, known)
    theirs = session.execute(select(Nominee.year, Nominee.nth).where(Nominee.number.in_(known.numbers))).tuples().all()
    sent = session.execute(select(NomineeStatement).order_by(NomineeStatement.year, NomineeStatement.turn)).scalars()
    stated = [f"nominees {one.year}, answer {one.turn}" for one in sent if (one.year, one.nth) in theirs]
    return [*(f"{one.call_key}, answer {one.nth}" for one in mine), *stated]


# ── forgotten by its age ───────────────────────────────────────────────────────────────────────────


def past(of: Book, old: Callable[[date], bool]) -> list[Any]:
    """Answers that are old, nominees and statements of years that are, and seats whose committee's work ended then."""
    session = of.session
    answers = session.execute(select(CallAnswer).where(CallAnswer.sender != nominations.ERASED)).scalars()
    found: list[Record] = [one for one in answers if old(calendar.day_of(one.handed_in, of.zone))]
    listed = session.execute(select(Nominee).where(Nominee.number != "")).scalars()
    found += [one for one in listed if old(date(one.year, 12, 31))]
    stated = session.execute(select(NomineeStatement)).scalars()
    found += [one for one in stated if one.said and old(date(one.year, 12, 31))]
    failed = session.execute(select(NoConfidence)).scalars()
    ended = {one.key for one in failed if one.ended_on and old(one.ended_on)}
    return [
        *found,
        *(one for one in session.execute(select(AdHocSeat)).scalars() if one.no_confidence_key in ended),
    ]


def forget_past(pen: Pen, record: Record) -> None:
    """Take one of these out of the book."""
    if isinstance(record, AdHocSeat):
        pen.session.delete(record)
    else:
        forget(record)
