"""Who answered: what the page “season” says of a race's questionnaire, with names, which are public."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy.orm import Session

from core import calendar
from core.bylaws import questionnaires as rules
from core.candidates import label
from core.records import Questionnaire, Race, Reply
from flows.duties.questionnaire import publishing, questionnaires, replies
from flows.duties.questionnaire.questionnaires import Answerer
from flows.secretary import Secretary


def of_race(secretary: Secretary, session: Session, race: Race) -> dict[str, Any]:
    """E4, E5. What the page says of a race's questionnaire: nothing if none was issued."""
    due = session.get(Questionnaire, race.key)
    if due is None:
        return {}
    found = questionnaires.answerers(session, race)
    return {
        "questions": len(due.questions),
        "until": questionnaires.last_day(due, secretary.charter.zone),
        "held": due.held_because,
        "extensions": [_extension(one) for one in due.extensions],
        "who": [_who(secretary, session, race, one) for one in found],
        "unknown": replies.unknown(questionnaires.replies_of(session, race.key)),
        "void": [_void(secretary, one, why) for one, why in questionnaires.void(session, race.key)],
        "link": questionnaires.answers_link(session, race.key),
        "waits": _waits(secretary, session, due),
    }


def waited_for(secretary: Secretary, session: Session, race: Race) -> str:
    """What is waited for while candidates have time to answer; "" before, and once a person has to do something."""
    due = session.get(Questionnaire, race.key)
    if due is None or due.finished_at is not None or secretary.now() >= questionnaires.ends_at(secretary, due):
        return ""
    return (
        f"Candidates answer the questionnaire until the end of {questionnaires.last_day(due, secretary.charter.zone)}"
    )


def _extension(made: dict[str, Any]) -> dict[str, str]:
    until = calendar.day_in_words(date.fromisoformat(made["until"]))
    return {"until": until, "because": made["because"], "by": made["by"]}


def _void(secretary: Secretary, reply: Reply, why: str) -> dict[str, str]:
    day = calendar.day_of(reply.handed_in, secretary.charter.zone)
    return {"label": label(reply.race_key, reply.nth), "on": calendar.day_in_words(day), "why": why}


def _who(secretary: Secretary, session: Session, race: Race, one: Answerer) -> dict[str, str]:
    return {"label": one.label, "name": one.candidate.name, "how": _how(secretary, session, race, one)}


def _how(secretary: Secretary, session: Session, race: Race, one: Answerer) -> str:
    if one.candidate.withdrawn:
        return "withdrawn"
    if one.stand == rules.NOT_ASKED:
        why = questionnaires.why_not_asked(secretary, session, race, one.candidate)
        return f"not asked: {why}" if why else "is asked at the next pass"
    late = "; sent something after the deadline, which is kept" if one.late is not None else ""
    return {rules.ASKED: "asked, no answer yet"}.get(one.stand, str(one.stand)) + late


def _waits(secretary: Secretary, session: Session, due: Questionnaire) -> str:
    """Why the step isn't on record although its time is over."""
    if due.finished_at is not None or secretary.now() < questionnaires.ends_at(secretary, due):
        return ""
    ruling = publishing.may_finish(secretary, session, due.race_key)
    return "" if ruling else ruling.because
