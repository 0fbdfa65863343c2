"""Whom a vote of the committee concerns: by number in the book, and by name where the committee reads it."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.records import Contest, Person
from flows.duties.membership import answered
from flows.secretary import Refusal


def number_of(contest: Contest, who: str) -> str:
    """The number of the member who puts a matter ("put_by"), or whom it concerns ("member")."""
    return str((contest.about or {}).get(who, ""))


def who_it_is(session: Session, number: str) -> str:
    """A member's name and number, for the text of a vote alone. Raises Refusal for a number that is nobody's."""
    wanted = number.strip().upper()
    mine = Person.number.in_(answered.one_person(session, [wanted]))
    name = session.execute(select(Person.name).where(mine)).scalar_one_or_none()
    if name is None:
        raise Refusal(f"No member has the number {wanted}. Write the one that the tab Members has.")
    return f"{name} ({wanted})"
