"""Replies: what candidates answered to their invitation is read from the form; of each the latest counts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TypeAlias

from sqlalchemy.orm import Session

from core import forums as wording
from core import intake, secrecy
from core.forums import REPLY, Reply
from core.numbers import many
from core.records import Forum, ForumForm, Invitation, NewLink
from flows.duties.forum import forums
from flows.duties.letter import link_epochs, personal
from flows.secretary import Secretary
from integrations.google import forms
from integrations.google.forms import FormResponse

Latest: TypeAlias = Mapping[tuple[str, int], tuple[str, int, Reply]]
"""Each candidate's latest reply, with Google's time of it and which of their links it came by."""


@dataclass
class Apart:
    """How many answers can't be used: without a candidate's code or a choice, and by a link that is void."""

    unusable: int = 0
    void: int = 0


def read(secretary: Secretary, forum: Forum, form: ForumForm) -> list[str]:
    """E6. Take over what candidates replied before a forum began. Raises LinkLost without a race's key.

    Answers with a code that is nobody's or void, or without a choice, stay at Google, and are counted.
    """
    answers = [one for one in forms.responses(secretary.google, form.form_id) if one.submitted <= forum.begins_at]
    with secretary.ledger.reading() as session:
        made = {one.race_key: link_epochs.made(session, one.race_key) for one in forum.races}
    codes = _codes(secretary, forum, made) if answers else {}
    latest: dict[tuple[str, int], tuple[str, int, Reply]] = {}
    apart = Apart()
    for answer in sorted(answers, key=_order):
        reply = wording.reply_in(forum.key, answer.answers)
        race, nth, epoch = next((codes[one] for one in _hashes(forum, reply.code) if one in codes), ("", 0, 0))
        if not race or not reply.reply:
            apart.unusable += 1
        elif link_epochs.why_void(made[race], nth=nth, epoch=epoch, at=answer.submitted):
            apart.void += 1
        else:
            latest[race, nth] = (_order(answer)[0], epoch, reply)
    return _take_over(secretary, forum, latest, apart)


def _order(answer: FormResponse) -> tuple[str, str]:
    return intake.instant(answer.submitted_text), answer.response_id


def _codes(
    secretary: Secretary, forum: Forum, made: Mapping[str, Sequence[NewLink]]
) -> dict[str, tuple[str, int, int]]:
    """Whose a code is, and of which link, by its hash. A race to which nobody was invited by letter needs no key."""
    codes: dict[str, tuple[str, int, int]] = {}
    for race, found in made.items():
        mine = [one for one in forum.invitations if one.race_key == race]
        numbers = [one.nth for one in mine if not one.by_hand or _has_key(secretary, race)]
        owners = link_epochs.owners(secretary.keyring, race, numbers, found)
        codes |= {code: (race, nth, epoch) for code, (nth, epoch) in owners.items()}
    return codes


def _has_key(secretary: Secretary, race: str) -> bool:
    return secretary.keyring.read(personal.key_name(race)) is not None


def _hashes(forum: Forum, typed: str) -> list[str]:
    return [secrecy.code_hash(personal.key_name(one.race_key), typed) for one in forum.races]


def _take_over(secretary: Secretary, forum: Forum, latest: Latest, apart: Apart) -> list[str]:
    with secretary.ledger.reading() as session:
        if not _void(session, forum) and not _fresh(forum, latest) and _apart(forum) == apart:
            return []
    with secretary.ledger.writing(secretary.now()) as pen:
        known = forums.of(pen.session, forum.key)
        for one in _void(pen.session, known):
            one.reply, one.question, one.version, one.by_link = "", "", "", -1
        fresh = _fresh(known, latest)
        for one in [one for one in known.invitations if (one.race_key, one.nth) in fresh]:
            one.version, one.by_link, reply = latest[one.race_key, one.nth]
            one.reply, one.question = reply.reply, reply.question
        for form in [one for one in known.forms if one.kind == REPLY]:
            form.unusable, form.void = apart.unusable, apart.void
        replied = sum(bool(one.reply) for one in known.invitations)
        pen.log("forum.replies", forum=forum.key, replied=replied, unusable=apart.unusable, void=apart.void)
    return [f"{forum.title}: {many(len(fresh), 'reply')} of candidates taken over."] if fresh else []


def _void(session: Session, forum: Forum) -> list[Invitation]:
    """The invitations whose reply was taken over, and came by a link of which nothing counts any more."""
    replied = [one for one in forum.invitations if one.by_link >= 0]
    return [one for one in replied if _is_void(link_epochs.made(session, one.race_key), one)]


def _is_void(made: Sequence[NewLink], one: Invitation) -> bool:
    at = datetime.fromisoformat(one.version)
    return bool(link_epochs.why_void(made, nth=one.nth, epoch=one.by_link, at=at))


def _fresh(forum: Forum, latest: Latest) -> list[tuple[str, int]]:
    """Whose latest reply is newer than the one that the book has."""
    versions = {(one.race_key, one.nth): one.version for one in forum.invitations}
    return [who for who, (version, _, _) in latest.items() if version > versions.get(who, "")]


def _apart(forum: Forum) -> Apart:
    form = forums.form_of(forum, REPLY)
    return Apart(form.unusable, form.void) if form else Apart()
