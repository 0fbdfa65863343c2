"""Untaken: rows of the tab Candidates that aren't taken over, or not in full, until somebody has put them right."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from core.records import Matter
from core.records.members import STAND
from flows.duties.race import races
from flows.secretary import Secretary


@dataclass(frozen=True)
class Untaken:
    """A row that isn't taken over, or not in full: of which race, if that is known, and what to do, in words.

    The words hold no name and no address. Row 0 is the tab as a whole.
    """

    race: str
    row: int
    words: str = field(repr=False)


def note(secretary: Secretary, found: Iterable[Untaken]) -> None:
    """E5. Keep what a reading of the tab found, in place of what an earlier one did."""
    wanted = {f"{STAND}: {one.row:05}, {nth}": one.words for nth, one in enumerate(found)}
    with secretary.ledger.reading() as session:
        if _kept(session) == wanted:
            return
    with secretary.ledger.writing(secretary.now()) as pen:
        pen.session.execute(delete(Matter).where(Matter.kind == STAND))
        pen.session.add_all(Matter(key=key, kind=STAND, text=words) for key, words in wanted.items())
        pen.log("candidates.untaken", rows=len(wanted))


def listed(session: Session) -> list[str]:
    """What to put right, by row, as long as a race is under way: the tab isn't read otherwise."""
    return [words for _, words in sorted(_kept(session).items())] if races.under_way(session) else []


def _kept(session: Session) -> dict[str, str]:
    found = select(Matter.key, Matter.text).where(Matter.kind == STAND)
    return {one.key: one.text for one in session.execute(found)}
