"""Inviting: candidates get a letter with their own link, members a notice, and what changes is told once to both."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy.orm import Session

from core import calendar
from core import forums as words
from core.bylaws import forums as bylaw
from core.forums import OFF, PLANNED, REPLY
from core.ledger import Pen
from core.numbers import many
from core.records import Candidate, Forum, ForumForm, Invitation, Letter, Race
from flows.duties.form import keeping
from flows.duties.forum import forum_forms, forum_replies, forums
from flows.duties.letter import link_epochs, outbox, personal, to_candidates
from flows.duties.letter.steps import Stuck
from flows.secretary import Secretary

TOLD_LATE = timedelta(days=1)
"""How long after its hour it is still told that a forum was called off."""


@dataclass(frozen=True)
class Owed:
    """A letter that a candidate hasn't got yet: the first, one about a change, or another for want of a reply."""

    race: Race
    candidate: Candidate
    what: str


def before(secretary: Secretary, forum: Forum) -> list[str]:
    """E6, S13. Everything that a forum needs before it begins. Raises Stuck where its form can't be used.

    Members are told even if the form needs a person first.
    """
    news = tell_members(secretary, forum)
    form = forum_forms.keep(secretary, forum.key, REPLY, _asks(secretary, forum))
    if keeping.may_be_read(form):
        news += forum_replies.read(secretary, forum, form)
    if form.held_because:
        raise Stuck(forum_forms.trouble(form))
    return [*news, *_invite(secretary, forum, form)]


def after(secretary: Secretary, forum: Forum) -> list[str]:
    """E6. Once a forum has begun, or is called off, the form for replies closes; what came in time is read first."""
    form = forums.form_of(forum, REPLY)
    if form is None or form.closed:
        return []
    news = forum_replies.read(secretary, forum, form) if keeping.may_be_read(form) and forum.state != OFF else []
    forum_forms.close(secretary, form)
    return news


def _asks(secretary: Secretary, forum: Forum) -> dict[str, Any]:
    questions = words.reply_questions(forum.key)
    return {"organisation": secretary.charter.name, "forum_title": forum.title, "questions": questions}


# ── candidates ─────────────────────────────────────────────────────────────────────────────────────


def _invite(secretary: Secretary, forum: Forum, form: ForumForm) -> list[str]:
    with secretary.ledger.reading() as session:
        keys = {one.race.key for one in _owed(secretary, session, forums.of(session, forum.key))}
    if not keys:
        return []
    for key in sorted(keys):
        personal.keep_key(secretary, key)
    with secretary.ledger.writing(secretary.now()) as pen:
        known = forums.of(pen.session, forum.key)
        owed = [one for one in _owed(secretary, pen.session, known) if one.race.key in keys]
        for one in owed if known.state == PLANNED else ():
            _write(secretary, pen, known, form, one)
    return [f"{forum.title}: {many(len(owed), 'letter')} to candidates planned."] if owed else []


def _owed(secretary: Secretary, session: Session, forum: Forum) -> Iterator[Owed]:
    """E5, E6. Which candidates are to be written to, and why. Nobody without an address."""
    to_invite = {(one.race_key, one.nth) for _, one in forums.eligible(secretary, session, forum)}
    today = calendar.day_of(secretary.now(), secretary.charter.zone)
    for race, candidate in forums.standing(session, forum):
        invitation = forums.invitation_of(forum, candidate)
        what = _lacks(forum, invitation, on=today) if invitation else "invited"
        if candidate.email and what and (invitation or (race.key, candidate.nth) in to_invite):
            yield Owed(race, candidate, what)


def _lacks(forum: Forum, invitation: Invitation, *, on: date) -> str:
    """What somebody who was invited hasn't been told, or asked, yet. A change tells them to reply, too."""
    if invitation.told < forum.revision:
        return f"new{forum.revision}"
    again = bylaw.is_asked_again(
        invited_on=invitation.invited_on, again_on=forum.ask_again_on, replied=bool(invitation.reply), on=on
    )
    return "again" if again and not invitation.asked_again else ""


def _write(secretary: Secretary, pen: Pen, forum: Forum, form: ForumForm, owed: Owed) -> None:
    """Plan a letter, and note what its reader then knows."""
    invitation = forums.invitation_of(forum, owed.candidate)
    replied = invitation.reply if invitation else ""
    facts = _candidates_facts(secretary, pen.session, forum, form, owed, replied)
    what = f"f{forum.serial}-{owed.what}"
    to_candidates.plan(pen, owed.candidate, what, "forum_invitation", facts, not_after=forum.begins_at)
    if invitation is None:
        on = calendar.day_of(pen.at, secretary.charter.zone)
        key = {"forum_key": forum.key, "race_key": owed.race.key, "nth": owed.candidate.nth}
        invitation = Invitation(**key, invited_on=on, told=forum.revision, asked_again=False, present=False)
        forum.invitations.append(invitation)
        pen.log("forum.invited", forum=forum.key, race=owed.race.key, candidate=owed.candidate.nth)
    invitation.told = forum.revision
    invitation.asked_again = invitation.asked_again or owed.what == "again"


def _candidates_facts(
    secretary: Secretary, session: Session, forum: Forum, form: ForumForm, owed: Owed, replied: str
) -> dict[str, Any]:
    return {
        **_where_and_when(secretary, forum),
        "candidate": owed.candidate.name,
        "race_title": owed.race.title,
        "races": _races(session, forum),
        "link": link(session, form, owed.candidate),
        "moved": owed.what.startswith("new"),
        "again": owed.what == "again",
        "replied": replied,
    }


def _races(session: Session, forum: Forum) -> str:
    """All races of a forum by their titles, in a row."""
    *first, last = [session.get_one(Race, one.race_key).title for one in forum.races]
    return f"{', '.join(first)} and {last}" if first else last


def link(session: Session, form: ForumForm, candidate: Candidate) -> dict[str, Any]:
    """What a letter's facts hold in the place of a candidate's link to reply by: the newest that they have."""
    question, epoch = words.reply_questions(form.forum_key)["code"], link_epochs.epoch(session, candidate)
    return personal.told(candidate.race_key, line=candidate.nth, form_link=form.link, question=question, epoch=epoch)


def _where_and_when(secretary: Secretary, forum: Forum) -> dict[str, Any]:
    zone = secretary.charter.zone
    return {
        "organisation": secretary.charter.name,
        "reply_to": secretary.settings.mail_reply_to,
        "forum_title": forum.title,
        "begins_local": calendar.local_in_words(forum.begins_at, zone),
        "begins_utc": calendar.utc_in_words(forum.begins_at, zone),
        "place": forum.place,
        "online": forum.online,
        "online_link": forum.link,
    }


# ── members ────────────────────────────────────────────────────────────────────────────────────────


def letter_of(forum: Forum, what: str) -> str:
    """What a forum's letter to members is called: "forum.autumn/notice"."""
    return f"forum.{forum.key}/{what}"


def tell_members(secretary: Secretary, forum: Forum) -> list[str]:
    """S13. A notice that a forum is open to all members, once, and once again for each change of its day or place."""
    if forum.told >= forum.revision:
        return []
    with secretary.ledger.writing(secretary.now()) as pen:
        known = forums.of(pen.session, forum.key)
        to = forums.members(pen.session)
        if not to or known.told >= known.revision or known.state != PLANNED:
            return []
        moved = known.told >= 0
        about = [pen.session.get_one(Race, one.race_key).title for one in known.races]
        facts = {**_where_and_when(secretary, known), "races": about, "moved": moved}
        key = letter_of(known, f"new{known.revision}" if moved else "notice")
        _plan(pen, key, "forum_notice", to=to, facts=facts, not_after=known.begins_at)
        known.told = known.revision
    return [f"{forum.title}: a notice to {many(len(to), 'member')} planned."]


def tell_it_is_off(secretary: Secretary, forum: Forum) -> list[str]:
    """E6. Whoever was invited to a forum, or told of it, is told once that it was called off, and why."""
    key = letter_of(forum, "off")
    with secretary.ledger.reading() as session:
        if session.get(Letter, key) is not None or not (forum.told >= 0 or forum.invitations):
            return []
    with secretary.ledger.writing(secretary.now()) as pen:
        known = forums.of(pen.session, forum.key)
        late = known.begins_at + TOLD_LATE
        invited = [pen.session.get_one(Candidate, (one.race_key, one.nth)) for one in known.invitations]
        told = forums.members(pen.session) if known.told >= 0 else []
        to = sorted({*told, *(one.email for one in invited if one.email and not one.withdrawn)})
        if not to or pen.session.get(Letter, key) is not None or pen.at > late:
            return []
        facts = {name: value for name, value in _where_and_when(secretary, known).items() if name in _OFF}
        _plan(pen, key, "forum_off", to=to, facts={**facts, "reason": known.because}, not_after=late)
    return [f"{forum.title}: a letter that it is called off planned, to {len(to)}."]


_OFF = {"organisation", "reply_to", "forum_title", "begins_local", "begins_utc"}


def _plan(pen: Pen, key: str, occasion: str, **about: Any) -> None:
    pen.session.add(outbox.plan(key, occasion=occasion, election=None, at=pen.at, **about))
    pen.log("letter.planned", letter=key)
