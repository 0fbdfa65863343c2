"""Unheard: candidates whom a letter was meant for and didn't reach, so that somebody can telephone them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from core import letters
from core.candidates import label
from core.records import Candidate, Letter, Race
from flows.duties.letter import to_candidates
from flows.duties.race import afterwards, races
from flows.secretary import Secretary

LISTED_FOR = timedelta(days=14)
"""How long a person is asked to telephone about a letter, or a result, that didn't reach a candidate."""

OUTCOME = "outcome"
"""What the letter to a candidate about a vote's outcome is called."""

NO_ADDRESS = "there is no address of theirs"
NOBODYS = "their mailbox took no letter"


@dataclass(frozen=True)
class Unheard:
    """A candidate, by their label, the race that it is about, and why no letter reaches them."""

    label: str
    race: Race
    because: str


def candidates(secretary: Secretary, session: Session) -> list[Unheard]:
    """E4-E6, E16. Whom somebody has to telephone: of races under way, and of those decided a short while ago."""
    since = secretary.now() - LISTED_FOR
    decided = [
        one
        for one in afterwards.decided(session)
        if (heard := afterwards.members_heard(session, one)) is not None and heard >= since
    ]
    known = [one for one in races.under_way(session) if one.process] + decided
    found = [(race, one, _why(secretary, session, one)) for race in known for one in races.running(race)]
    return [Unheard(label(race.key, one.nth), race, why) for race, one, why in found if why]


def _why(secretary: Secretary, session: Session, candidate: Candidate) -> str:
    """Why the last letter to a candidate didn't arrive, or none will; nothing if all is well."""
    if not candidate.email:
        return NO_ADDRESS
    before = to_candidates.letter_key(candidate, "")
    mine = select(Letter).where(Letter.key.startswith(before, autoescape=True), Letter.state == letters.CONFIRMED)
    done = session.execute(mine.order_by(Letter.planned_at, Letter.key)).scalars().all()
    if not done or done[-1].planned_at < secretary.now() - LISTED_FOR:
        return ""
    return "" if _arrived(done[-1]) else NOBODYS


def of_outcome(session: Session, race: Race) -> list[str]:
    """E16. The labels of a race's candidates whom no letter has told how members decided, or not yet."""
    return list(_without_outcome(session, race))


def _without_outcome(session: Session, race: Race) -> Iterator[str]:
    for one in races.running(race):
        letter = session.get(Letter, to_candidates.letter_key(one, OUTCOME))
        if letter is None or letter.state not in letters.DELIVERED or not _arrived(letter):
            yield label(race.key, one.nth)


def _arrived(letter: Letter) -> bool:
    """Whether anybody got it, as far as that is known: a letter that is sent has no count yet."""
    return letter.size > 0 and letter.delivered != 0
