"""Answers about people, as the book keeps them: whom a sign-in means, and which members are one person."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.answers import TWO_PEOPLE, Answer, Heard
from core.ledger import Pen
from core.questions import Subject, id_of, mark_of
from core.records import Alias, Pair


def saved(session: Session) -> dict[str, Answer]:
    """The answers about people that are in the book, by the id of their question."""
    aliases = session.execute(select(Alias)).scalars()
    pairs = session.execute(select(Pair)).scalars()
    found = [
        *(Answer(one.key, one.number, one.at) for one in aliases),
        *(Answer((one.first, one.other), one.kept, one.at) for one in pairs),
    ]
    return {id_of(one.subject): one for one in found}


def keep(pen: Pen, heard: Heard) -> int:
    """Write down what was answered, and forget what was withdrawn. Returns how much that changed.

    Whom a sign-in means is logged as a count; that members were made one person, or two again, with their numbers.
    """
    before = saved(pen.session)
    gone = [before[one] for one in (id_of(answer.subject) for answer in heard.withdrawn) if one in before]
    new = [one for key, one in heard.taken.items() if key not in before or before[key].says != one.says]
    for one in gone:
        pen.session.delete(pen.session.get_one(_table(one.subject), mark_of(one.subject)))
    for one in new:
        pen.session.merge(_row(one))
    pen.session.flush()
    _log(pen, before, new, gone)
    return len(new) + len(gone)


def merged(session: Session) -> dict[str, frozenset[str]]:
    """Every number that was said to be one person's with another, and all numbers of that person.

    It says so also of a line that isn't in the tab Members any more: whoever had it is still the same person.
    """
    found: dict[str, frozenset[str]] = {}
    for pair in session.execute(select(Pair).where(Pair.kept != TWO_PEOPLE)).scalars():
        whole = frozenset[str]().union(*(found.get(one, {one}) for one in (pair.first, pair.other)))
        found |= dict.fromkeys(whole, whole)
    return found


def one_person(session: Session, numbers: Iterable[str]) -> set[str]:
    """M8. These numbers, and all others of the same people: what holds for one of them holds for the person."""
    same = merged(session)
    return {other for one in numbers for other in same.get(one, {one})}


def _table(subject: Subject) -> type[Alias | Pair]:
    return Alias if isinstance(subject, str) else Pair


def _row(one: Answer) -> Alias | Pair:
    if isinstance(one.subject, str):
        return Alias(mark=mark_of(one.subject), key=one.subject, number=one.says, at=one.at)
    first, other = one.subject
    return Pair(mark=mark_of(one.subject), first=first, other=other, kept=one.says, at=one.at)


def _log(pen: Pen, before: Mapping[str, Answer], new: list[Answer], gone: list[Answer]) -> None:
    known, unknown = (sum(isinstance(one.subject, str) for one in some) for some in (new, gone))
    if known or unknown:
        pen.log("alias.kept", answered=known, withdrawn=unknown)
    for one in (*gone, *new):
        was = before.get(id_of(one.subject))
        if not isinstance(one.subject, str) and was and was.says != TWO_PEOPLE:
            pen.log("person.split", **_two(was))
    for one in new:
        if not isinstance(one.subject, str):
            pen.log("person.merged" if one.says != TWO_PEOPLE else "person.told_apart", **_two(one))


def _two(one: Answer) -> dict[str, str]:
    """The two numbers: which is kept, and which isn't; or just both."""
    first, other = sorted(one.subject, key=lambda number: number != one.says)
    return {"kept": first, "other": other} if one.says else {"one": first, "other": other}
