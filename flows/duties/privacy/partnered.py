"""Partnered: what the book holds of delegates, and of whoever answers for a partner, when they are to be forgotten."""

from __future__ import annotations

from collections.abc import Callable, Collection
from datetime import date
from typing import Any, Protocol

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.directory import name_key
from core.ledger import Pen
from core.records import Delegate, ParallelAnswer, ParallelVote, Partner, PartnerAnswer, Partnership
from core.remains import Known

SOMEBODY = "(somebody of theirs, erased since)"
"""Who approved of a delegate, once whoever did is forgotten: the approval stands."""

COLUMNS = {
    "partner": ("contact", "email"),
    "partner_answer": ("said",),
    "delegate": ("name", "email", "number", "approved_by"),
    "parallel_answer": ("said",),
}
"""What of each table tells of people. That an organisation is a partner, and what it agreed to, tells of nobody."""


def mailboxes(session: Session) -> set[str]:
    """Every mailbox of a delegate, or of whoever answers for a partner."""
    return {*session.execute(select(Partner.email)).scalars(), *session.execute(select(Delegate.email)).scalars()}


def roll_numbers(session: Session, numbers: Collection[str]) -> set[str]:
    """The numbers that members have on rolls as delegates, beside their own."""
    mine = select(Delegate.partnership_key, Delegate.nth).where(Delegate.number.in_(numbers), Delegate.number != "")
    return {f"{key}/{nth}" for key, nth in session.execute(mine).tuples()}


def answers_at_google(session: Session, known: Known) -> list[str]:
    """What in partners' forms at Google has their address or name in it, by the numbers that the book has."""
    rows = session.execute(select(PartnerAnswer).order_by(PartnerAnswer.partnership_key, PartnerAnswer.turn)).scalars()
    return [
        f"partnership {one.partnership_key}, answer {one.turn}"
        for one in rows
        if not one.answer_id.startswith("file ") and _tells_of(one.said, known)
    ]


def erase_contacts(session: Session, known: Known) -> int:
    """Who answers for a partner, and where they are reached. The partner stays."""
    mine = [one for one in session.execute(select(Partner)).scalars() if one.email.casefold() in known.own]
    for one in mine:
        one.contact, one.email = "", ""
    return len(mine)


def erase_answers(session: Session, known: Known) -> int:
    """What they, or others, typed that has their address in it. It is taken out of the answer; the rest stays."""
    changed = 0
    for one in session.execute(select(PartnerAnswer)).scalars():
        left = {question: words for question, words in one.said.items() if not _tells_of(words, known)}
        changed += left != one.said
        one.said = left
    return changed


def _tells_of(words: Any, known: Known) -> bool:
    return any(own in str(words).casefold() for own in known.own if own)


def erase_delegates(session: Session, known: Known) -> int:
    """Who a delegate is, and who approved of another. That a partner had one, in which role and since when, stays."""
    found = list(session.execute(select(Delegate)).scalars())
    mine = [one for one in found if one.email.casefold() in known.own or (one.number and one.number in known.numbers)]
    for one in mine:
        one.name, one.email, one.number, one.approved_by = "", "", "", ""
    theirs = [one for one in found if one.approved_by and name_key(one.approved_by) in known.own]
    for one in theirs:
        one.approved_by = SOMEBODY
    return len({(one.partnership_key, one.nth) for one in (*mine, *theirs)})


def erase_reports(session: Session, known: Known) -> int:
    """What a delegate wrote about a vote, where their address or name is in it."""
    changed = 0
    for one in session.execute(select(ParallelAnswer)).scalars():
        left = {question: words for question, words in one.said.items() if not _tells_of(words, known)}
        changed += left != one.said
        one.said = left
    return changed


ERASED: dict[str, Callable[[Session, Known], int]] = {
    "partner_answer": erase_answers,
    "parallel_answer": erase_reports,
    "partner": erase_contacts,
    "delegate": erase_delegates,
}

TABLES = tuple(ERASED)


class Book(Protocol):
    """The book as it is looked through for what was kept long enough."""

    @property
    def session(self) -> Session:
        """Where it is read."""
        ...


def past(of: Book, is_old: Callable[[date], bool]) -> list[Partnership]:
    """The partnerships that ended long ago, and of which the book still has somebody's name or words."""
    session = of.session
    ended = session.execute(select(Partnership).where(Partnership.ended_on.is_not(None))).scalars()
    return [one for one in ended if one.ended_on and is_old(one.ended_on) and _tells(session, one.key)]


def _tells(session: Session, key: str) -> bool:
    of_it = [*_of(session, Partner, key), *_of(session, Delegate, key)]
    return any(one.email for one in of_it) or any(one.said for one in _said_in(session, key))


def forget(pen: Pen, partnership: Partnership) -> None:
    """Take everybody out of a partnership, and what was written in its forms. What was agreed and decided stays."""
    session = pen.session
    for contact in _of(session, Partner, partnership.key):
        contact.contact, contact.email = "", ""
    for one in _of(session, Delegate, partnership.key):
        one.name, one.email, one.number, one.approved_by = "", "", "", ""
    for answer in _said_in(session, partnership.key):
        answer.said = {}


def _of(session: Session, table: type[Any], key: str) -> list[Any]:
    return list(session.execute(select(table).where(table.partnership_key == key)).scalars())


def _said_in(session: Session, key: str) -> list[Any]:
    votes = select(ParallelVote.key).where(ParallelVote.partnership_key == key)
    reports = select(ParallelAnswer).where(ParallelAnswer.parallel_key.in_(votes))
    return [*_of(session, PartnerAnswer, key), *session.execute(reports).scalars()]
