"""Openings: what a candidate's personal link opens now, a questionnaire or the replies to a forum's invitation."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from core import calendar
from core.forums import PLANNED, REPLY
from core.records import Asked, Candidate, Questionnaire, Race
from flows.duties.form import keeping
from flows.duties.forum import forums, inviting
from flows.duties.letter import link_epochs
from flows.duties.letter.link_epochs import THEIRS
from flows.duties.questionnaire import asking_candidates, questionnaires
from flows.secretary import Secretary


@dataclass(frozen=True)
class Opening:
    """Something that a candidate's link opens: how letters about it begin, until when, and what one says of it."""

    called: str
    until: datetime
    facts: dict[str, Any]


def now(secretary: Secretary, session: Session, race: Race, candidate: Candidate) -> Iterator[Opening]:
    """E4, E6. What a candidate's link opens now, with the facts of a letter that brings it."""
    last = next(reversed(link_epochs.of(session, candidate)), None)
    facts = {
        "organisation": secretary.charter.name,
        "candidate": candidate.name,
        "race_title": race.title,
        "stays": last is None or last.earlier == THEIRS,
        "forum_title": "",
        "until": "",
        "reply_to": secretary.settings.mail_reply_to,
    }
    yield from _questionnaire(secretary, session, candidate, facts)
    yield from _forums(secretary, session, candidate, facts)


def _questionnaire(
    secretary: Secretary, session: Session, candidate: Candidate, facts: dict[str, Any]
) -> Iterator[Opening]:
    due = session.get(Questionnaire, candidate.race_key)
    asked = session.get(Asked, (candidate.race_key, candidate.nth))
    if due is None or asked is None or asked.asked_at is None or due.finished_at is not None:
        return
    if due.ready and not due.closed and not due.held_because and secretary.now() < due.due_at:
        until = questionnaires.last_day(due, secretary.charter.zone)
        link = asking_candidates.link(session, due, candidate)
        yield Opening("q", due.due_at, {**facts, "until": until, "link": link})


def _forums(secretary: Secretary, session: Session, candidate: Candidate, facts: dict[str, Any]) -> Iterator[Opening]:
    for forum in forums.forums_of(session, candidate.race_key):
        form = forums.form_of(forum, REPLY)
        invited = forums.invitation_of(forum, candidate) is not None
        if forum.state != PLANNED or forum.begins_at <= secretary.now() or form is None or not invited:
            continue
        if keeping.may_be_read(form) and not form.held_because:
            begins = calendar.local_in_words(forum.begins_at, secretary.charter.zone)
            link = inviting.link(session, form, candidate)
            about = {"forum_title": forum.title, "until": begins, "link": link}
            yield Opening(f"f{forum.serial}", forum.begins_at, {**facts, **about})
