"""Asking candidates: the letters with their links, reminders to those who haven't answered, and word of more time."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from core import letters
from core import questionnaires as asking
from core.bylaws import questionnaires as rules
from core.ledger import Pen
from core.records import Asked, Candidate, Letter, Questionnaire, Race
from flows.duties.letter import link_epochs, personal, to_candidates
from flows.duties.questionnaire import questionnaires
from flows.duties.questionnaire.questionnaires import Answerer
from flows.secretary import Secretary

INVITED, REMINDED, PUT_OFF = "questionnaire", "questionnaire_reminder", "questionnaire_put_off"
"""The occasions of these letters."""


def ask(secretary: Secretary, key: str) -> int:
    """E5. Ask whoever may be asked today and wasn't yet. Returns how many. Those who may later are asked then."""
    with secretary.ledger.reading() as session:
        race = session.get_one(Race, key)
        found = questionnaires.answerers(session, race)
        if not any(_may_ask(secretary, session, race, one) for one in found):
            return 0
    with secretary.ledger.writing(secretary.now()) as pen:
        race, due = pen.session.get_one(Race, key), pen.session.get_one(Questionnaire, key)
        found = questionnaires.answerers(pen.session, race)
        new = [one for one in found if _may_ask(secretary, pen.session, race, one)]
        for one in new:
            facts = _facts(secretary, pen.session, race, due, one.candidate) | {"questions": len(due.questions)}
            to_candidates.plan(pen, one.candidate, "q-asked", INVITED, facts, not_after=due.due_at)
            approached(pen, one.candidate).asked_at = pen.at
        pen.log("questionnaire.sent", race=key, number=len(new))
    return len(new)


def _may_ask(secretary: Secretary, session: Session, race: Race, one: Answerer) -> bool:
    if one.stand != rules.NOT_ASKED or one.candidate.withdrawn:
        return False
    return not questionnaires.why_not_asked(secretary, session, race, one.candidate)


def approached(pen: Pen, candidate: Candidate) -> Asked:
    """What is on record of a candidate and a questionnaire, made if nothing was yet."""
    found = pen.session.get(Asked, (candidate.race_key, candidate.nth))
    if found is None:
        found = Asked(race_key=candidate.race_key, nth=candidate.nth)
        pen.session.add(found)
    return found


def remind(secretary: Secretary, key: str) -> int:
    """E4. Remind whoever was asked and has neither answered nor declined, as the charter says. Returns how many."""
    with secretary.ledger.reading() as session:
        race, due = session.get_one(Race, key), session.get_one(Questionnaire, key)
        if not _to_remind(secretary, session, race, due):
            return 0
    with secretary.ledger.writing(secretary.now()) as pen:
        race, due = pen.session.get_one(Race, key), pen.session.get_one(Questionnaire, key)
        waiting = _to_remind(secretary, pen.session, race, due)
        for one, what in waiting:
            facts = _facts(secretary, pen.session, race, due, one.candidate)
            to_candidates.plan(pen, one.candidate, what, REMINDED, facts, not_after=due.due_at)
    return len(waiting)


def _to_remind(secretary: Secretary, session: Session, race: Race, due: Questionnaire) -> list[tuple[Answerer, str]]:
    """Whom a reminder is due for that wasn't planned yet, and what it is called among the letters to them."""
    planned = set(session.execute(select(Letter.key).where(Letter.occasion == REMINDED)).scalars())
    found = [(one, _reminder(secretary, due, one)) for one in questionnaires.answerers(session, race)]
    called = [(one, f"q-r{len(due.extensions)}-{days}") for one, days in found if days is not None]
    return [(one, what) for one, what in called if to_candidates.letter_key(one.candidate, what) not in planned]


def _reminder(secretary: Secretary, due: Questionnaire, one: Answerer) -> int | None:
    if (
        one.stand != rules.ASKED
        or one.candidate.withdrawn
        or not one.candidate.email
        or one.asked is None
        or one.asked.asked_at is None
    ):
        return None
    given = [datetime.fromisoformat(made["at"]) for made in due.extensions]
    heard_at = max([one.asked.asked_at, *given])  # whoever hears of more time isn't reminded of it in the same hour
    return rules.reminder_due(heard_at, due.due_at, at=secretary.now(), charter=secretary.charter)


def tell_put_off(secretary: Secretary, pen: Pen, due: Questionnaire, because: str, *, sooner: bool = False) -> int:
    """E4. Tell whoever was asked and hasn't answered that the last day is another, and why. Returns how many.

    Word of an earlier new deadline that hasn't gone out yet is dropped.
    """
    _drop_older(pen, due)
    race, told = pen.session.get_one(Race, due.race_key), 0
    for one in questionnaires.answerers(pen.session, race):
        if one.stand == rules.ASKED and not one.candidate.withdrawn:
            facts = _facts(secretary, pen.session, race, due, one.candidate) | {"because": because, "sooner": sooner}
            what = f"q-until-{len(due.extensions)}"
            told += to_candidates.plan(pen, one.candidate, what, PUT_OFF, facts, not_after=due.due_at)
    return told


def _drop_older(pen: Pen, due: Questionnaire) -> None:
    waiting = select(Letter).where(Letter.occasion == PUT_OFF, Letter.state.in_((letters.PLANNED, letters.HELD)))
    found = pen.session.execute(waiting.order_by(Letter.key)).scalars()
    for letter in [one for one in found if one.key.startswith(f"{due.race_key}.")]:
        letter.state, letter.held_because = letters.MISSED, "the deadline was put off once more"
        letter.facts, letter.restarts = {}, letter.restarts + 1  # whoever works at it begins anew
        pen.log("letter.withdrawn", letter=letter.key, size=1)


def _facts(
    secretary: Secretary, session: Session, race: Race, due: Questionnaire, candidate: Candidate
) -> dict[str, Any]:
    return {
        "organisation": secretary.charter.name,
        "candidate": candidate.name,
        "race_title": race.title,
        "until": questionnaires.last_day(due, secretary.charter.zone),
        "link": link(session, due, candidate),
        "reply_to": secretary.settings.mail_reply_to,
    }


def link(session: Session, due: Questionnaire, candidate: Candidate) -> dict[str, Any]:
    """What a letter's facts hold in the place of a candidate's link to a questionnaire: the newest that they have."""
    question, epoch = asking.asked(due.race_key, asking.CODE), link_epochs.epoch(session, candidate)
    return personal.told(due.race_key, line=candidate.nth, form_link=due.link, question=question, epoch=epoch)
