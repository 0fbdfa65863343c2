"""Those who stood for office: what the book keeps of a candidate's words, and how it is taken out of it."""

from __future__ import annotations

from collections.abc import Callable, Collection
from datetime import date
from typing import Protocol

from sqlalchemy import select
from sqlalchemy.orm import Session

from core import calendar
from core.forums import FEEDBACK
from core.records import (
    Asked,
    Candidate,
    Certificate,
    Contest,
    Fact,
    Forum,
    Invitation,
    PressRelease,
    Race,
    Reply,
)
from core.remains import Known


class Book(Protocol):
    """The book, and the organisation's zone."""

    @property
    def session(self) -> Session:
        """What it is read by."""

    @property
    def zone(self) -> str:
        """Whose days count."""


MONTHS_OPEN = 12
"""How long a race that has no day at all is taken to be under way."""


def long_over(session: Session, old: Callable[[date], bool], *, zone: str) -> set[str]:
    """The races that were over long enough ago, by key."""
    return {one.key for one in session.execute(select(Race)).scalars() if old(_over_on(session, one, zone))}


def _over_on(session: Session, race: Race, zone: str) -> date:
    """The local day on which a race was over: the latest of election day, certificate, and end without a vote.

    One that has none of them is taken to be over a year after it was opened, so that nothing is kept for good.
    """
    certified = select(Certificate.at).join(Contest, Contest.election_key == Certificate.election_key)
    certified = certified.where(Contest.race_key == race.key)
    days = [calendar.day_of(at, zone) for at in session.execute(certified).scalars()]
    opened = calendar.day_of(race.opened_at, zone)
    found = [*days, *(day for day in (race.election_day, race.ended_on) if day is not None)]
    return max(found, default=calendar.months_after(opened, MONTHS_OPEN))


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


def findings(session: Session) -> list[Fact]:
    """What was found out about candidates, or said of it by a person."""
    return list(session.execute(select(Fact)).scalars())


def releases(session: Session) -> list[PressRelease]:
    """Press releases whose text is kept."""
    return [one for one in session.execute(select(PressRelease)).scalars() if one.text]


def forums(session: Session, over: Collection[str]) -> list[Forum]:
    """Forums about none but races that are over, of which it is kept what members thought, or who was named.

    One whose forms aren't closed, or whose feedback isn't counted yet, needs them still.
    """
    found = [one for one in session.execute(select(Forum)).scalars() if _is_done(one)]
    mine = [one for one in found if {race.race_key for race in one.races} <= set(over)]
    return [one for one in mine if one.summary or any(form.asks for form in one.forms)]


def past_forums(of: Book, old: Callable[[date], bool]) -> list[Forum]:
    """M8. Forums of which something is kept, about none but races that are long over."""
    return forums(of.session, long_over(of.session, old, zone=of.zone))


def _is_done(forum: Forum) -> bool:
    counted = forum.answers is not None or all(one.kind != FEEDBACK for one in forum.forms)
    return counted and all(one.closed for one in forum.forms)


def addresses(session: Session) -> list[Candidate]:
    """Candidates whose address is still there."""
    return [one for one in session.execute(select(Candidate)).scalars() if one.email]


def forget(record: Reply | Asked | Invitation | Candidate | PressRelease | Forum) -> None:
    """Take out what was said, or the address. That it was there stays, and when; sheets follow by themselves."""
    if isinstance(record, Reply):
        record.said = dict.fromkeys(record.said, "")
    elif isinstance(record, Asked):
        record.declined_because = ""
    elif isinstance(record, Invitation):
        record.question = ""
    elif isinstance(record, PressRelease):
        record.text = ""
    elif isinstance(record, Forum):
        _forget_forum(record)
    else:
        record.email = ""


def _forget_forum(forum: Forum) -> None:
    forum.summary = {}
    for form in forum.forms:
        form.asks = {}


def candidacies(session: Session, known: Known) -> set[tuple[str, int]]:
    """As whom somebody stood, by race and number."""
    stood = session.execute(select(Candidate)).scalars()
    return {(one.race_key, one.nth) for one in stood if one.email.casefold() in known.own}
