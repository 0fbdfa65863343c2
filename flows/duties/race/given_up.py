"""Given up: links that candidates hadn't been sent when their race ended go out only if it is taken up again."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from core import letters
from core.ledger import Pen
from core.numbers import many
from core.records import Candidate, Letter, Race, Reason
from flows.duties.letter import link_epochs, to_candidates
from flows.duties.questionnaire import asking_candidates
from flows.duties.race import openings, races
from flows.duties.race.openings import Opening
from flows.secretary import Secretary

ENDED = "race.ended"
"""The log's word for a race's end, whose moment the letters that it stops have as their last."""


CURRENT = ("link", "until")
"""Facts of a letter that are given as they are when it goes out after all."""


@dataclass(frozen=True)
class Wanted:
    """What a candidate's link opens again: the letters about it that go out after all, and those passed over."""

    candidate: Candidate
    opening: Opening
    again: list[Letter]
    passed_over: list[Letter]


def stop(pen: Pen, race: Race) -> None:
    """E15. Let no letter that asks a candidate to answer, or to come, go out any more once their race ends."""
    for candidate in race.candidates:
        for letter in _unsent(pen.session, candidate):
            letter.not_before, letter.not_after = None, pen.at


def take_up(secretary: Secretary) -> list[str]:
    """E15. Of races that are under way again: send what their end had stopped, if it still opens something.

    A reminder goes out only where nothing else does. Returns what is new.
    """
    with secretary.ledger.reading() as session:
        if not any(_wanted(secretary, session)):
            return []
    with secretary.ledger.writing(secretary.now()) as pen:
        found = list(_wanted(secretary, pen.session))
        for letter, wanted in [(letter, one) for one in found for letter in one.again]:
            _plan_again(pen, letter, wanted)
        for letter in [letter for one in found for letter in one.passed_over]:
            letter.not_after = pen.at
    number = sum(len(one.again) for one in found)
    return [f"{many(number, 'letter')} to candidates planned again, as their race goes on."]


def _plan_again(pen: Pen, letter: Letter, one: Wanted) -> None:
    """As new, if it was cleared away already, with the last day as it is now. A forum that moved says so by itself."""
    letter.not_after = one.opening.until
    if letter.state != letters.MISSED:
        return
    letter.state, letter.held_because, letter.restarts = letters.PLANNED, "", 0
    letter.campaign_id, letter.segment_id, letter.tries, letter.accepted = "", None, 0, False
    letter.recipients, letter.size = json.dumps([one.candidate.email]), 1
    letter.facts = {name: one.opening.facts[name] if name in CURRENT else said for name, said in letter.facts.items()}
    pen.log("letter.planned", letter=letter.key)


def _wanted(secretary: Secretary, session: Session) -> Iterator[Wanted]:
    for race in races.under_way(session):
        ends = set(session.execute(select(Reason.at).where(Reason.kind == ENDED, Reason.subject == race.key)).scalars())
        for candidate in [one for one in races.running(race) if ends and one.email]:
            yield from _of(secretary, session, candidate, ends)


def _of(secretary: Secretary, session: Session, candidate: Candidate, ends: set[datetime]) -> Iterator[Wanted]:
    stopped, race = _stopped(session, candidate, ends), session.get_one(Race, candidate.race_key)
    for opening in openings.now(secretary, session, race, candidate) if stopped else ():
        about = [one for one in stopped if _what(one, candidate).startswith(f"{opening.called}-")]
        if about:
            yield _sorted(candidate, opening, about)


def _sorted(candidate: Candidate, opening: Opening, about: list[Letter]) -> Wanted:
    reminders = [one for one in about if one.occasion == asking_candidates.REMINDED]
    again = [one for one in about if one not in reminders] or reminders[-1:]
    return Wanted(candidate, opening, again, [one for one in about if one not in again])


def _stopped(session: Session, candidate: Candidate, ends: set[datetime]) -> list[Letter]:
    """The letters to a candidate that an end of the race stopped, and nothing else, with the link that holds now."""
    epoch = link_epochs.epoch(session, candidate)
    found = [one for one in _unsent(session, candidate, or_missed=True) if one.not_after in ends]
    return [one for one in found if one.facts.get("link", {}).get("epoch") == epoch]


def _unsent(session: Session, candidate: Candidate, *, or_missed: bool = False) -> list[Letter]:
    """The letters with a link of a candidate's that nobody can have, the last one last."""
    kinds = [name for name, one in letters.OCCASIONS.items() if one.linked]
    out = (letters.SENDING, *letters.DELIVERED, *(() if or_missed else (letters.MISSED,)))
    before = to_candidates.letter_key(candidate, "")
    mine = select(Letter).where(Letter.key.startswith(before, autoescape=True), Letter.occasion.in_(kinds))
    found = session.execute(mine.order_by(Letter.planned_at, Letter.key)).scalars()
    return [one for one in found if one.state not in out]


def _what(letter: Letter, candidate: Candidate) -> str:
    return letter.key.removeprefix(to_candidates.letter_key(candidate, ""))
