"""Replies: what candidates answered to their invitation is read from the form; of each the latest counts."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypeAlias

from core import forums as wording
from core import intake, secrecy
from core.forums import REPLY, Reply
from core.numbers import many
from core.records import Forum, ForumForm
from flows.duties.forum import forums
from flows.duties.letter import personal
from flows.secretary import Secretary
from integrations.google import forms
from integrations.google.forms import FormResponse

Latest: TypeAlias = Mapping[tuple[str, int], tuple[str, Reply]]
"""Each candidate's latest reply, with Google's time of it."""


def read(secretary: Secretary, forum: Forum, form: ForumForm) -> list[str]:
    """E6. Take over what candidates replied before a forum began. Raises LinkLost without a race's key.

    Answers with a code that is nobody's, or without a choice, stay at Google, and are counted.
    """
    answers = [one for one in forms.responses(secretary.google, form.form_id) if one.submitted <= forum.begins_at]
    codes = _codes(secretary, forum) if answers else {}
    latest: dict[tuple[str, int], tuple[str, Reply]] = {}
    unusable = 0
    for answer in sorted(answers, key=_order):
        reply = wording.reply_in(forum.key, answer.answers)
        who = next((codes[one] for one in _hashes(forum, reply.code) if one in codes), None)
        if who is None or not reply.reply:
            unusable += 1
        else:
            latest[who] = (_order(answer)[0], reply)
    return _take_over(secretary, forum, latest, unusable)


def _order(answer: FormResponse) -> tuple[str, str]:
    return intake.instant(answer.submitted_text), answer.response_id


def _codes(secretary: Secretary, forum: Forum) -> dict[str, tuple[str, int]]:
    """Whose a code is, by its hash. A race to which nobody was invited by letter needs no key."""
    by_letter = [one for one in forum.invitations if not one.by_hand or _has_key(secretary, one.race_key)]
    return {
        personal.code_hash(secretary.keyring, one.race_key, line=one.nth): (one.race_key, one.nth) for one in by_letter
    }


def _has_key(secretary: Secretary, race: str) -> bool:
    return secretary.keyring.read(personal.key_name(race)) is not None


def _hashes(forum: Forum, typed: str) -> list[str]:
    return [secrecy.code_hash(personal.key_name(one.race_key), typed) for one in forum.races]


def _take_over(secretary: Secretary, forum: Forum, latest: Latest, unusable: int) -> list[str]:
    if not _fresh(forum, latest) and _unusable(forum) == unusable:
        return []
    with secretary.ledger.writing(secretary.now()) as pen:
        known = forums.of(pen.session, forum.key)
        fresh = _fresh(known, latest)
        for one in [one for one in known.invitations if (one.race_key, one.nth) in fresh]:
            one.version, reply = latest[one.race_key, one.nth]
            one.reply, one.question = reply.reply, reply.question
        for form in [one for one in known.forms if one.kind == REPLY]:
            form.unusable = unusable
        replied = sum(bool(one.reply) for one in known.invitations)
        pen.log("forum.replies", forum=forum.key, replied=replied, unusable=unusable)
    return [f"{forum.title}: {many(len(fresh), 'reply')} of candidates taken over."] if fresh else []


def _fresh(forum: Forum, latest: Latest) -> list[tuple[str, int]]:
    """Whose latest reply is newer than the one that the book has."""
    versions = {(one.race_key, one.nth): one.version for one in forum.invitations}
    return [who for who, (version, _) in latest.items() if version > versions.get(who, "")]


def _unusable(forum: Forum) -> int:
    form = forums.form_of(forum, REPLY)
    return form.unusable if form else 0
