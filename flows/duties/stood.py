"""Those who stood for office: what the book keeps of a candidate's words, and how it is taken out of it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.records import Asked, Candidate, Invitation, Race, Reply
from core.remains import Known


def long_over(session: Session, old: Callable[[date], bool], *, on: date) -> set[str]:
    """The races that were over long enough ago, by key."""
    found = session.execute(select(Race)).scalars()
    days = {one.key: max(filter(None, (one.election_day, one.ended_on)), default=on) for one in found}
    return {key for key, day in days.items() if old(day)}


def replies(session: Session) -> list[Reply]:
    """Answers to questionnaires of which something is kept."""
    return [one for one in session.execute(select(Reply)).scalars() if any(one.said.values())]


def reasons(session: Session) -> list[Asked]:
    """Candidates of whom it is kept why they declined."""
    return [one for one in session.execute(select(Asked)).scalars() if one.declined_because]


def words(session: Session) -> list[Reply | Asked]:
    """Everything kept of what candidates said."""
    return [*replies(session), *reasons(session)]


def questions(session: Session) -> list[Invitation]:
    """What candidates asked organisers before a forum."""
    return [one for one in session.execute(select(Invitation)).scalars() if one.question]


def addresses(session: Session) -> list[Candidate]:
    """Candidates whose address is still there."""
    return [one for one in session.execute(select(Candidate)).scalars() if one.email]


def forget(record: Reply | Asked | Invitation | Candidate) -> None:
    """Take out what was said, or the address. That it was there stays, and when; sheets follow by themselves."""
    if isinstance(record, Reply):
        record.said = dict.fromkeys(record.said, "")
    elif isinstance(record, Asked):
        record.declined_because = ""
    elif isinstance(record, Invitation):
        record.question = ""
    else:
        record.email = ""


def candidacies(session: Session, known: Known) -> set[tuple[str, int]]:
    """As whom somebody stood, by race and number."""
    stood = session.execute(select(Candidate)).scalars()
    return {(one.race_key, one.nth) for one in stood if one.email.casefold() in known.own}
