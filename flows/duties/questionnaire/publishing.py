"""Publishing answers: once the deadline has passed, members get them side by side, and the step is on record."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

import templates
from core import calendar
from core import questionnaires as asking
from core.bylaws import questionnaires as rules
from core.numbers import many
from core.records import Questionnaire, Race, StepTaken
from core.ruling import Ruling
from flows.duties.letter import to_members
from flows.duties.questionnaire import answer_sheet, questionnaires
from flows.duties.questionnaire.questionnaires import STEP, Answerer
from flows.duties.race import race_votes, races
from flows.duties.race.races import Taken
from flows.secretary import Secretary
from templates import WordingFault

DIGEST = "questionnaire_answers"
"""The occasion of the letter to members about one race."""

SEVERAL = "questionnaire_digest"
"""The occasion of the letter to members about several races at once."""

BEGINNINGS = (400, 240, 140, 80, 40)
"""How much of each answer the letter shows: as much as fits into what mailboxes show of a letter."""


def letter_key(race: str) -> str:
    """The key of the letter to members. Its dot is in no election's key."""
    return f"race.{race}/answers"


def may_finish(secretary: Secretary, session: Session, key: str) -> Ruling:
    """E4. Whether a race's questionnaire can be put on record as a step now."""
    race, due = session.get_one(Race, key), session.get_one(Questionnaire, key)
    if questionnaires.waits_for_a_day(session, key):  # candidates had read that they needn't answer
        because = (
            "the race was taken up again; say until when candidates can answer, by *more-time*, or confirm the day"
        )
        return Ruling(False, "E4", because)
    found = questionnaires.running(questionnaires.answerers(session, race))
    over = secretary.now() >= questionnaires.ends_at(secretary, due)
    return rules.may_be_recorded([one.stand for one in found], over=over)


def finish(secretary: Secretary, key: str) -> Ruling:
    """E4, E18. Publish the answers, and put the step on record, both once. `tell` writes to the members.

    The sheet comes first, so that letter and step can lead to it. Returns why it can't be done, if it can't.
    """
    with secretary.ledger.reading() as session:
        ruling = may_finish(secretary, session, key)
    if not ruling:
        return ruling
    due = answer_sheet.keep(secretary, key)
    with secretary.ledger.writing(secretary.now()) as pen:
        due, race = pen.session.get_one(Questionnaire, key), pen.session.get_one(Race, key)
        if due.finished_at is not None or not may_finish(secretary, pen.session, key):
            return ruling
        due.finished_at = pen.at
        pen.log("questionnaire.finished", race=key)
        if _is_to_record(secretary, pen.session, race):
            note = questionnaires.in_words(questionnaires.answerers(pen.session, race))
            on = calendar.day_of(pen.at, secretary.charter.zone)
            races.record_step(pen, race, Taken(STEP, on, STEP, "itself", note=note, link=due.sheet_link))
    return ruling


def tell(secretary: Secretary) -> list[str]:
    """E18. Plan the letter to members about all answers that are published and that none has told them of yet.

    Those of one race are told at length; of several, in one letter that lists them. Each race is told in one letter.
    """
    with secretary.ledger.reading() as session:
        keys = _untold(session)
        if not keys:
            return []
        several = len(keys) > 1
        facts = several_facts(secretary, session, keys) if several else _facts_of(secretary, session, keys[0])
    with secretary.ledger.writing(secretary.now()) as pen:
        if _untold(pen.session) != keys:
            return []  # another pass was faster, or something was published meanwhile: the next one tells of it
        letter = f"race.{keys[0]}/digest" if several else letter_key(keys[0])
        to_members.plan(pen, letter, SEVERAL if several else DIGEST, facts)
        for key in keys:
            pen.session.get_one(Questionnaire, key).told_in = letter
        pen.log("answers.told", letter=letter, races=keys)
    return [f"{many(len(keys), 'race')} told to members in one letter: {', '.join(keys)}."]


def _untold(session: Session) -> list[str]:
    """The races whose answers are published, and of which no letter tells members."""
    mine = select(Questionnaire.race_key).where(Questionnaire.finished_at.is_not(None), Questionnaire.told_in == "")
    return list(session.execute(mine.order_by(Questionnaire.race_key)).scalars())


def several_facts(secretary: Secretary, session: Session, keys: Sequence[str]) -> dict[str, Any]:
    """What a letter about several races says: of each where its answers are, and how each candidate stands."""
    told = [_facts_of(secretary, session, key) for key in keys]
    each = [{what: one[what] for what in ("race_title", "answers_link", "candidates")} for one in told]
    return {"organisation": told[0]["organisation"], "races": each, "reply_to": told[0]["reply_to"]}


def _facts_of(secretary: Secretary, session: Session, key: str) -> dict[str, Any]:
    return digest_facts(secretary, session, session.get_one(Race, key), session.get_one(Questionnaire, key))


def _is_to_record(secretary: Secretary, session: Session, race: Race) -> bool:
    """Whether the race's process has the step, nobody has recorded it, and members don't vote on the race yet."""
    known = STEP in races.step_names(race, charter=secretary.charter)
    recorded = session.get(StepTaken, (race.key, STEP)) is not None
    return known and not recorded and race_votes.is_voted_on(session, race) is None


def digest_facts(secretary: Secretary, session: Session, race: Race, due: Questionnaire) -> dict[str, Any]:
    """What the letter to members says: how each candidate stands, and per question how the answers begin.

    As much of each as fits into what mailboxes show; where not even the shortest beginnings do, only the link.
    """
    found = questionnaires.answerers(session, race)
    facts: dict[str, Any] = {
        "organisation": secretary.charter.name,
        "race_title": race.title,
        "answers_link": due.sheet_link,
        "candidates": [
            {
                "name": one.candidate.name,
                "how": answer_sheet.how(secretary, session, one) if one.stand != rules.ALLIED else "",
                "whose": one.asked.allied_from if one.asked and one.stand == rules.ALLIED else "",
                "allied_link": one.asked.allied_link if one.asked and one.stand == rules.ALLIED else "",
            }
            for one in found
            if not one.candidate.withdrawn
        ],
        "reply_to": secretary.settings.mail_reply_to,
    }
    for limit in BEGINNINGS:
        told = {**facts, "questions": _side_by_side(due, found, limit)}
        if _fits(told):
            return told
    return {**facts, "questions": []}


def _fits(facts: dict[str, Any]) -> bool:
    try:
        templates.render(DIGEST, facts)
    except WordingFault:
        return False
    return True


def _side_by_side(due: Questionnaire, found: Sequence[Answerer], limit: int) -> list[dict[str, Any]]:
    told = []
    for question in due.questions:
        answers = [
            {"name": one.candidate.name, "words": asking.beginning(one.reply.said[question["id"]], limit)}
            for one in found
            if one.reply is not None and not one.candidate.withdrawn and question["id"] in one.reply.said
        ]
        if answers:
            told.append({"heading": question["heading"], "question": question["question"], "answers": answers})
    return told
