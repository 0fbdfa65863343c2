"""Labels: one way to name a candidate at every door, such as mayor-26/2, as the tab Candidates says."""

from __future__ import annotations

from sqlalchemy.orm import Session

from core.candidates import label
from core.records import Candidate
from flows.duties.race import races
from flows.secretary import Refusal


def candidate_called(session: Session, written: str, *, withdrawn_too: bool = False) -> Candidate:
    """The candidate with a label. Raises Refusal, with the labels there are, for any other, or who has withdrawn."""
    key, _, number = written.strip().rpartition("/")
    race = races.of(session, key or written)
    there = race.candidates if withdrawn_too else races.running(race)
    for one in there:
        if str(one.nth) == number.strip():
            return one
    known = ", ".join(label(race.key, one.nth) for one in there)
    raise Refusal(f"“{written}” doesn't stand. " + (f"These do: {known}." if known else "Nobody does yet."))
