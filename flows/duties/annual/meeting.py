"""The annual meeting: all members are invited once in time, and told once more whenever its time or place changes."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from core import calendar
from core.records import AnnualMeeting
from flows.duties.annual import background
from flows.duties.election import announcing
from flows.duties.letter import outbox
from flows.secretary import Secretary


def all_of(session: Session) -> list[AnnualMeeting]:
    """Every annual meeting on record, the latest first."""
    return list(session.execute(select(AnnualMeeting).order_by(AnnualMeeting.year.desc())).scalars())


def letter_of(meeting: AnnualMeeting) -> str:
    """What its letter to members is called: "annual-meeting.2027/0", by the revision that it tells of."""
    return f"annual-meeting.{meeting.year}/{meeting.revision}"


def keep(secretary: Secretary) -> list[str]:
    """A1. Invite all members to each meeting that is near, and tell them of a change. Returns what was done."""
    with secretary.ledger.reading() as session:
        due = [one.year for one in all_of(session) if _is_due(secretary, one)]
    return [line for year in due for line in _tell(secretary, year)]


def _is_due(secretary: Secretary, meeting: AnnualMeeting) -> bool:
    rules, now = secretary.charter.annual, secretary.now()
    if rules is None or now >= meeting.begins_at or meeting.told >= meeting.revision:
        return False
    near = now >= meeting.begins_at - timedelta(days=rules.invite_days_before.value)
    return near or meeting.told >= 0


def _tell(secretary: Secretary, year: int) -> list[str]:
    with secretary.ledger.writing(secretary.now()) as pen:
        known = pen.session.get_one(AnnualMeeting, year)
        to = announcing.boxes_of_members(pen.session)
        if not to or not _is_due(secretary, known):
            return []
        key, facts = letter_of(known), _facts(secretary, pen.session, known)
        pen.session.add(
            outbox.plan(
                key, occasion="annual_meeting", election=None, at=pen.at, to=to, facts=facts, not_after=known.begins_at
            )
        )
        known.told = known.revision
        pen.log("letter.planned", letter=key, size=len(to))
    return [f"The annual meeting of {year}: a letter to {len(to)} planned."]


def _facts(secretary: Secretary, session: Session, meeting: AnnualMeeting) -> dict[str, Any]:
    zone = secretary.charter.zone
    return {
        "organisation": secretary.charter.name,
        "reply_to": secretary.settings.mail_reply_to,
        "year": meeting.year,
        "begins_local": calendar.local_in_words(meeting.begins_at, zone),
        "begins_utc": calendar.utc_in_words(meeting.begins_at, zone),
        "place": meeting.place,
        "online_link": meeting.link,
        "votes": background.votes(session, meeting.year),
        "priorities": background.priorities(session, meeting.year),
        "links": [dict(one) for one in background.links(session, meeting.year)],
        "moved": meeting.told >= 0,
    }
