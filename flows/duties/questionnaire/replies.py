"""Replies: all that is sent on a questionnaire is kept, version by version, and known to be whose by its code."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TypeAlias

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from core import intake, questionnaires, secrecy
from core.records import Questionnaire, Race, Reply
from flows.duties.letter import link_epochs, personal
from flows.secretary import Secretary
from integrations.google import forms
from integrations.google.forms import FormResponse

Owners: TypeAlias = Mapping[str, tuple[int, int]]
"""Whose a code is, and which of their links has it, by its hash."""

NOBODY = 0
"""Whose an answer is that came with a code of nobody's. It is kept, and its number is on the page."""


def read(secretary: Secretary, questionnaire: Questionnaire) -> int:
    """E4. Read all answers and keep those not seen before. Returns how many were new. Raises LinkLost without the key.

    The code is compared and forgotten; by which of their links somebody answered is kept, for a link can become void.
    """
    key = questionnaire.race_key
    answers = forms.responses(secretary.google, questionnaire.form_id)
    with secretary.ledger.reading() as session:
        kept = _known(session, key)
        owners = _owners(secretary, session, session.get_one(Race, key))
    if all(_version(one) in kept for one in answers):
        return 0
    with secretary.ledger.writing(secretary.now()) as pen:
        kept = _known(pen.session, key)
        mine = select(func.max(Reply.turn)).where(Reply.race_key == key)
        last = pen.session.execute(mine).scalar_one() or 0
        new = sorted((one for one in answers if _version(one) not in kept), key=_version_order)
        rows = [_row(questionnaire, turn, one, owners) for turn, one in enumerate(new, last + 1)]
        pen.session.add_all(rows)
        if rows:
            unknown = sum(one.nth == NOBODY for one in rows)
            pen.log("questionnaire.answered", race=key, number=len(rows), unknown=unknown)
    return len(rows)


def _owners(secretary: Secretary, session: Session, race: Race) -> Owners:
    """Each candidate's number and link, by the hash of its code."""
    numbers = [one.nth for one in race.candidates]
    return link_epochs.owners(secretary.keyring, race.key, numbers, link_epochs.made(session, race.key))


def _row(questionnaire: Questionnaire, turn: int, answer: FormResponse, owners: Owners) -> Reply:
    key = questionnaire.race_key
    sent = questionnaires.sent(key, questionnaire.questions, answer.answers)
    nth, epoch = owners.get(secrecy.code_hash(personal.key_name(key), sent.code), (NOBODY, 0))
    return Reply(
        race_key=key,
        turn=turn,
        nth=nth,
        epoch=epoch,
        answer_id=answer.response_id,
        answered=intake.instant(answer.submitted_text),
        handed_in=answer.submitted,
        said=dict(sent.said),
        declines=sent.declines,
    )


def unknown(replies: Sequence[Reply]) -> int:
    """How many answers came with a code of nobody's."""
    return sum(one.nth == NOBODY for one in replies)


def _version(answer: FormResponse) -> tuple[str, str]:
    return answer.response_id, intake.instant(answer.submitted_text)


def _version_order(answer: FormResponse) -> tuple[str, str]:
    return intake.instant(answer.submitted_text), answer.response_id


def _known(session: Session, key: str) -> set[tuple[str, str]]:
    mine = select(Reply.answer_id, Reply.answered).where(Reply.race_key == key)
    return {(answer, version) for answer, version in session.execute(mine)}
