"""Feedback: after a forum members are asked what they thought of it, once and without names; the committee gets it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from core import calendar
from core import forums as wording
from core.forums import FEEDBACK, FEEDBACK_STEP, Summary
from core.numbers import many
from core.records import Candidate, Forum, ForumForm, Race
from flows.duties.form import keeping, place
from flows.duties.forum import forum_forms, forum_tabs, forums, inviting
from flows.duties.letter import outbox
from flows.duties.letter.steps import Stuck
from flows.duties.race import races
from flows.duties.race.races import Taken
from flows.secretary import Secretary
from flows.ways import by_door
from integrations.google import forms
from integrations.google.auth import GoogleFault

CLOSES_AT = time(21)
"""When feedback ends on its last day, by the local clock: no clock is ever put forward or back at that hour."""


def keep(secretary: Secretary, forum: Forum) -> list[str]:
    """E6. Whatever is due of the feedback on a forum that was held. Raises Stuck where its form can't be used."""
    if secretary.charter.endorsement.forums is None or forum.answers is not None:
        return []
    form = forum_forms.keep(secretary, forum.key, FEEDBACK, _asks(secretary, forum))
    over = forum.feedback_until is not None and secretary.now() > forum.feedback_until
    if over and (form.closed or keeping.may_be_read(form)):
        return _conclude(secretary, forum, form)
    if form.held_because and over and _is_done_by_hand(secretary, forum):
        return []
    if form.held_because:
        raise _stuck(forum_forms.trouble(form))
    return _ask(secretary, forum, form) if forum.feedback_until is None else []


def _stuck(trouble: str) -> Stuck:
    way = by_door("step", f"… {FEEDBACK_STEP}")
    by_hand = f"Mend it, or record for each race by hand what came of the feedback {way}."
    return Stuck(f"{trouble} {by_hand}")


def _is_done_by_hand(secretary: Secretary, forum: Forum) -> bool:
    """Whether nothing is left to be recorded, because a person has done it for every race."""
    with secretary.ledger.reading() as session:
        return not forums.unrecorded(session, secretary, forum, as_a_step(forum, secretary.charter.zone))


def _asks(secretary: Secretary, forum: Forum) -> dict[str, Any]:
    """What the form's wording is made of: names of candidates, who are public, and the ids of questions."""
    with secretary.ledger.reading() as session:
        there = [_asked_of(session, forum, one.race_key, one.nth) for one in forum.invitations if one.present]
    return {
        "organisation": secretary.charter.name,
        "forum_title": forum.title,
        "how": wording.feedback_question(forum.key, "how"),
        "words": wording.feedback_question(forum.key, "words"),
        "candidates": there,
    }


def _asked_of(session: Session, forum: Forum, race: str, nth: int) -> dict[str, Any]:
    return {
        "id": wording.feedback_question(forum.key, race, nth),
        "name": session.get_one(Candidate, (race, nth)).name,
        "race_title": session.get_one(Race, race).title,
        "of_several": len(forum.races) > 1,
    }


def _ask(secretary: Secretary, forum: Forum, form: ForumForm) -> list[str]:
    """Plan the letter with the link, to all members, once; with it begins the time that they have."""
    with secretary.ledger.writing(secretary.now()) as pen:
        known = forums.of(pen.session, forum.key)
        to = forums.members(pen.session)
        if not to or known.feedback_until is not None:
            return []
        until = _until(secretary, pen.at)
        key = inviting.letter_of(known, "feedback")
        going = {one.key for one in races.under_way(pen.session)} & {one.race_key for one in known.races}
        facts = _facts(secretary, known, form, until) | {"vote_follows": bool(going)}
        pen.session.add(
            outbox.plan(key, occasion="forum_feedback", election=None, at=pen.at, to=to, facts=facts, not_after=until)
        )
        known.feedback_until = until
        pen.log("letter.planned", letter=key)
    return [f"{forum.title}: {many(len(to), 'member')} asked what they thought of it."]


def _until(secretary: Secretary, at: datetime) -> datetime:
    """The end of the last day: members have the charter's number of days in full."""
    rules, zone = secretary.charter.endorsement.forums, secretary.charter.zone
    local = at.astimezone(ZoneInfo(zone))
    days = (rules.feedback_days.value if rules else 0) + (local.time() > CLOSES_AT)
    return calendar.to_utc(datetime.combine(local.date() + timedelta(days=days), CLOSES_AT), zone)


def _facts(secretary: Secretary, forum: Forum, form: ForumForm, until: datetime) -> dict[str, Any]:
    zone = secretary.charter.zone
    return {
        "organisation": secretary.charter.name,
        "reply_to": secretary.settings.mail_reply_to,
        "forum_title": forum.title,
        "held_on": calendar.day_in_words(forums.day_of(forum, zone)),
        "recording": forum.recording,
        "form_link": form.link,
        "closes_local": calendar.local_in_words(until, zone),
        "closes_utc": calendar.utc_in_words(until, zone),
    }


def _conclude(secretary: Secretary, forum: Forum, form: ForumForm) -> list[str]:
    """Close the form, read what came in time, list it for the committee, and put counts and step on record.

    A crash anywhere before the last line leaves all of it to be done again, with the same end.
    """
    forum_forms.close(secretary, form)
    try:
        answers = forms.responses(secretary.google, form.form_id)
    except GoogleFault as fault:
        if fault.status != place.NOT_FOUND:
            raise
        if _is_done_by_hand(secretary, forum):
            return []
        raise _stuck(
            f"The form “{forum_forms.name_of(forum.key, FEEDBACK)}” can't be read: {keeping.GONE} (E6)."
        ) from None
    until = forum.feedback_until
    told = wording.summary(form.asks, [one.answers for one in answers if until and one.submitted <= until])
    forum_tabs.write(secretary, feedback_tab(forum), wording.rows(form.asks, told))
    with secretary.ledger.writing(secretary.now()) as pen:
        known = forums.of(pen.session, forum.key)
        if known.answers is not None:
            return []
        known.answers, known.summary = told.answers, _counts(form.asks, told)
        forums.record_steps(pen, secretary, known, as_a_step(known, secretary.charter.zone))
        pen.log("forum.feedback", forum=known.key, answers=told.answers)
    return [f"{forum.title}: feedback is closed, {many(told.answers, 'member')} answered."]


def feedback_tab(forum: Forum) -> str:
    """The tab of the members' workbook where the committee reads the feedback on a forum."""
    return f"Feedback {forum.key}"


def as_a_step(forum: Forum, zone: str) -> Taken:
    """Feedback that was collected, as the step that it is of each of the forum's races."""
    on = calendar.day_of(forum.feedback_until or forum.begins_at, zone)
    note = f"{forum.title}: {many(forum.answers or 0, 'member')} answered"
    return Taken(FEEDBACK_STEP, on, forums.DOOR, forum.said_by, note=note)


def _counts(asks: Mapping[str, Any], told: Summary) -> dict[str, Any]:
    """How often each choice was made, by whom or what it is about."""
    about = {one["id"]: one["name"] for one in asks["candidates"]} | {asks["how"]: ""}
    return {of: {"about": about[of], "counts": dict(counts)} for of, counts in told.counts.items()}
