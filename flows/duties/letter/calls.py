"""Calls: candidates whom somebody told by telephone, or in person, what a letter was to tell them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Literal

from sqlalchemy import select
from sqlalchemy.orm import Session

from core import calendar
from core.records import Candidate, Letter, ToldByHand

About = Literal["how it ended", "the questionnaire", "the report back", "something else"]
"""What somebody can have told a candidate. Invitations to a forum are recorded with the forum."""

ENDED: About = "how it ended"
ELSE: About = "something else"

OCCASIONS: Mapping[str, About] = {
    "outcome": ENDED,
    "endorsed": ENDED,
    "ended": ENDED,
    "questionnaire": "the questionnaire",
    "questionnaire_reminder": "the questionnaire",
    "questionnaire_put_off": "the questionnaire",
    "report_back": "the report back",
}
"""What a letter to a candidate is about. Any other is about something else."""


AGAIN = "questionnaire_reminder"
"""The occasion of letters that tell nothing new: whoever was told before needn't be told again."""


def about(session: Session, letter: Letter) -> ToldByHand | None:
    """Who told a candidate what a letter is to tell them; None: nobody did, or it isn't a letter to a candidate."""
    race, _, rest = letter.key.partition(".")
    nth = rest.partition("/")[0]
    candidate = session.get(Candidate, (race, int(nth))) if nth.isdigit() else None
    return told(session, candidate, subject(letter)) if candidate is not None else None


def subject(letter: Letter) -> About:
    """What a letter to a candidate is about."""
    return (
        "the questionnaire" if letter.key.rpartition("/")[2].startswith("q-") else OCCASIONS.get(letter.occasion, ELSE)
    )


def told(session: Session, candidate: Candidate, what: About) -> ToldByHand | None:
    """Who told a candidate something since there was last anything new to tell of it; None: nobody did."""
    kept = session.get(ToldByHand, (candidate.race_key, candidate.nth, what))
    news = last_news(session, candidate, what)
    return kept if kept is not None and (news is None or kept.at >= news) else None


def last_news(session: Session, candidate: Candidate, what: About) -> datetime | None:
    """When the last letter with anything new about it was planned to a candidate, if one was.

    How a race ended is told to all of its candidates at once: also to who has no address, and gets no letter.
    """
    kinds = [one for one, said in OCCASIONS.items() if said == what and one != AGAIN]
    race = f"{candidate.race_key}."
    news = select(Letter.planned_at).where(Letter.occasion.in_(kinds))
    mine = news.where(Letter.key.startswith(f"{race}{candidate.nth}/", autoescape=True))
    found = list(session.execute(mine).scalars())
    if not found and what == ENDED:
        found = list(session.execute(news.where(Letter.key.startswith(race, autoescape=True))).scalars())
    return max(found, default=None)


def of(session: Session, candidate: Candidate) -> list[ToldByHand]:
    """Everything that somebody told a candidate, in the order of the days."""
    mine = select(ToldByHand).where(ToldByHand.race_key == candidate.race_key, ToldByHand.nth == candidate.nth)
    return list(session.execute(mine.order_by(ToldByHand.on, ToldByHand.about)).scalars())


def in_words(told: ToldByHand) -> str:
    """Who told a candidate, how and when: "told by telephone on 3 October 2026 by R. O."."""
    how = {"telephone": "by telephone", "in person": "in person"}.get(told.how, "otherwise")
    return f"told {how} on {calendar.day_in_words(told.on)} by {told.by}"
