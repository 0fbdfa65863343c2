"""A race's questionnaire at Google: what it asks, and that it is closed at the deadline, which may be put off."""

from __future__ import annotations

from core import questionnaires as asking
from core.paper import Paper
from core.records import Questionnaire, Race
from flows.duties.form.keeping import Form
from flows.secretary import Secretary
from templates import questionnaire_paper


def of_race(secretary: Secretary, race: str) -> Form[Questionnaire]:
    """E4. A race's form, once its questionnaire is issued. It is compared also after it was closed."""
    return Form(
        f"Canvass questionnaire {race}",
        Questionnaire,
        key={"race_key": race},
        paper=lambda issued: _paper(secretary, issued),
        logged_as="questionnaire",
        about={"race": race},
        watched_when_closed=True,
    )


def _paper(secretary: Secretary, issued: Questionnaire) -> Paper:
    with secretary.ledger.reading() as session:
        race = session.get_one(Race, issued.race_key)
    return questionnaire_paper(
        {
            "organisation": secretary.charter.name,
            "race_title": race.title,
            "code_question_id": asking.asked(race.key, asking.CODE),
            "decline_question_id": asking.asked(race.key, asking.DECLINE),
            "questions": [{**one, "question_id": asking.asked(race.key, one["id"])} for one in issued.questions],
        }
    )
