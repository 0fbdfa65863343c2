"""The season page's section on forums: when and where, who was invited and comes, and feedback in counts."""

from __future__ import annotations

from collections import Counter
from typing import Any

from sqlalchemy.orm import Session

from core import calendar
from core.bylaws import forums as bylaw
from core.forums import FEEDBACK, HELD, PLANNED, REPLY
from core.numbers import many
from core.records import Forum
from flows.duties.forum import feedback, forum_forms, forums
from flows.secretary import Secretary


def of_race(secretary: Secretary, session: Session, race_key: str) -> list[dict[str, Any]]:
    """E6. What the page says of the forums about a race. Questions and words of anybody are in the workbook alone."""
    return [_forum(secretary, session, one) for one in forums.forums_of(session, race_key)]


def left_standing(secretary: Secretary, session: Session) -> list[dict[str, str]]:
    """E6. The forums that are still set although their races are over, for the page, until they are called off."""
    zone, now = secretary.charter.zone, secretary.now()
    return [
        {
            "key": one.key,
            "title": one.title,
            "when": calendar.in_words(one.begins_at, zone),
            "door": "forum-off" if one.begins_at > now else "forum-held",
        }
        for one in forums.left_standing(session)
    ]


def _forum(secretary: Secretary, session: Session, forum: Forum) -> dict[str, Any]:
    where = ", ".join(filter(None, (forum.place, "online" if forum.online else "")))
    left_out = forums.left_out(secretary, session, forum) if forum.state == PLANNED else []
    unreached = forums.unreached(session, forum) if forum.state == PLANNED else []
    return {
        "key": forum.key,
        "title": forum.title,
        "when": calendar.in_words(forum.begins_at, secretary.charter.zone),
        "where": where,
        "state": _state(secretary, forum),
        "because": forum.because,
        "replies": _replies(forum),
        "left_out": ", ".join(left_out),
        "unreached": ", ".join(unreached),
        "recording": forum.recording,
        "troubles": [words for one in forum.forms if not one.closed and (words := forum_forms.trouble(one))],
        "feedback": _feedback(secretary, forum),
        "counts": _counts(secretary, forum),
    }


def _state(secretary: Secretary, forum: Forum) -> str:
    over = forum.state == PLANNED and forum.begins_at <= secretary.now()
    return "over; nobody has recorded yet whether it took place (forum-held)" if over else forum.state


def _replies(forum: Forum) -> str:
    said = Counter(one.reply or "no reply yet" for one in forum.invitations)
    asked = sum(bool(one.question) for one in forum.invitations)
    found = [
        f"{many(len(forum.invitations), 'candidate')} invited",
        *(f"{what}: {n}" for what, n in sorted(said.items())),
    ]
    found += [f"{many(asked, 'question')} for the organisers, in the tab Forums"] if asked else []
    form = forums.form_of(forum, REPLY)
    found += [f"{many(form.unusable, 'answer')} without a candidate's code"] if form and form.unusable else []
    found += [f"{many(form.void, 'answer')} by a link that is void, kept in the form"] if form and form.void else []
    return "; ".join(found)


def _feedback(secretary: Secretary, forum: Forum) -> str:
    if forum.state != HELD:
        return ""
    if forum.answers is not None:
        shown = bylaw.may_show_counts(forum.answers, charter=secretary.charter)
        so_few = "" if shown else f"; counts aren't shown, as {shown.because} ({shown.clause})"
        tab = feedback.feedback_tab(forum)
        return f"{many(forum.answers, 'member')} answered{so_few}. What they wrote is in the tab {tab}. It isn't a vote"
    if forum.feedback_until is None:
        return "members are about to be asked"
    until = calendar.in_words(forum.feedback_until, secretary.charter.zone)
    return f"members can say until {until} what they thought"


def _counts(secretary: Secretary, forum: Forum) -> list[dict[str, str]]:
    """P9. How often each choice was made, where enough answered; nothing before feedback is closed."""
    form = forums.form_of(forum, FEEDBACK)
    if forum.answers is None or form is None or not forum.summary:
        return []
    if not bylaw.may_show_counts(forum.answers, charter=secretary.charter):
        return []
    asked = [("How they followed it", form.asks["how"]), *((one["name"], one["id"]) for one in form.asks["candidates"])]
    return [
        {"about": about, "counts": ", ".join(f"{what}: {n}" for what, n in forum.summary[of]["counts"].items())}
        for about, of in asked
    ]
