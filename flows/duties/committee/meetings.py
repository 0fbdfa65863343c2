"""Meetings with candidates in the organisation's name: every member is told, once, and once more of each change."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any, Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from core import calendar
from core.agenda import Due
from core.candidates import label
from core.forums import OFF, PLANNED
from core.ledger import Pen
from core.records import Candidate, CandidateMeeting, Race
from flows.duties.letter import to_members
from flows.secretary import Secretary

STEPS: Final = ("candidate meeting", "candidate conversation")
"""The steps of a race's process that such a meeting can be, once it is on record as held (E4, E14)."""

TOLD_LATE = timedelta(days=1)
"""How long after its hour it is still told that a meeting was called off."""


def all_of(session: Session) -> list[CandidateMeeting]:
    """Every meeting, by its hour."""
    order = (CandidateMeeting.begins_at, CandidateMeeting.race_key, CandidateMeeting.nth, CandidateMeeting.serial)
    return list(session.execute(select(CandidateMeeting).order_by(*order)).scalars())


def last_with(session: Session, candidate: Candidate) -> CandidateMeeting | None:
    """The last meeting with a candidate that was set, whatever became of it."""
    mine = (CandidateMeeting.race_key == candidate.race_key, CandidateMeeting.nth == candidate.nth)
    last = select(CandidateMeeting).where(*mine).order_by(CandidateMeeting.serial.desc()).limit(1)
    return session.execute(last).scalar_one_or_none()


def keep(secretary: Secretary) -> list[str]:
    """S13. Plan the notices that are owed: of a meeting, of its new hour or place, or that it is off."""
    with secretary.ledger.reading() as session:
        if not any(_owed(secretary, session, one) for one in all_of(session)):
            return []
    news = []
    with secretary.ledger.writing(secretary.now()) as pen:
        for one in [each for each in all_of(pen.session) if _owed(secretary, pen.session, each)]:
            _plan(secretary, pen, one)
            news.append(f"{label(one.race_key, one.nth)}: a notice of the meeting to all members is planned.")
    return news


def _owed(secretary: Secretary, session: Session, one: CandidateMeeting) -> bool:
    """Whether members haven't been told yet how it stands, and it is still of use to them.

    Nobody is invited to meet a candidate who has withdrawn, or whose race ended: somebody has to call that off.
    """
    stands = not session.get_one(Candidate, (one.race_key, one.nth)).withdrawn
    if one.state == PLANNED and not (stands and not session.get_one(Race, one.race_key).ended_as):
        return False
    late = one.begins_at if one.state == PLANNED else one.begins_at + TOLD_LATE
    return one.state in (PLANNED, OFF) and one.told < one.revision and secretary.now() < late


def _plan(secretary: Secretary, pen: Pen, one: CandidateMeeting) -> None:
    zone, off = secretary.charter.zone, one.state == OFF
    candidate = pen.session.get_one(Candidate, (one.race_key, one.nth))
    facts: dict[str, Any] = {
        "organisation": secretary.charter.name,
        "reply_to": secretary.settings.mail_reply_to,
        "candidate": candidate.name,
        "race_title": pen.session.get_one(Race, one.race_key).title,
        "begins_local": calendar.local_in_words(one.begins_at, zone),
        "begins_utc": calendar.utc_in_words(one.begins_at, zone),
    }
    more = {"reason": one.because} if off else {"place": one.place, "online_link": one.link, "moved": one.told >= 0}
    late = one.begins_at + TOLD_LATE if off else one.begins_at
    key = f"meeting.{one.race_key}.{one.nth}.{one.serial}/{one.revision}"
    to_members.plan(pen, key, "meeting_off" if off else "meeting_notice", facts | more, not_after=late)
    one.told = one.revision


def due(session: Session) -> Iterator[Due]:
    """S13. The meetings to come, and those of which nobody has said yet whether they took place."""
    for one in [each for each in all_of(session) if each.state == PLANNED]:
        who = label(one.race_key, one.nth)
        about, mark = (one.race_key,), f"meeting/{who}/{one.serial}"
        yield Due(one.begins_at, f"Meeting with {who}, open to all members", "members", about, f"{mark}/begins")
        what = f"Meeting with {who}: record that it was held, or call it off"
        yield Due(one.begins_at, what, "organisers", about, f"{mark}/held", waits=True)
