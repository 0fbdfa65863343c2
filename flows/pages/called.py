"""How people call a race and its candidates: in words, with the key behind that doors ask for."""

from __future__ import annotations

from sqlalchemy.orm import Session

from core.candidates import label
from core.records import Race


def race(session: Session, key: str) -> str:
    """A race by its title; by its key alone, if the book doesn't know it."""
    found = session.get(Race, key)
    return f"{found.title} ({key})" if found is not None else key


def candidate(session: Session, key: str, nth: int) -> str:
    """Somebody who stands in a race, by the number in the tab Candidates: their name is on no such page."""
    found = session.get(Race, key)
    number = label(key, nth)
    return f"{found.title}, candidate {nth} ({number})" if found is not None else number
