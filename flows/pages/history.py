"""The page “history”: every race that was decided, with its outcome, its shares as published, and its dates."""

from __future__ import annotations

from typing import Any

import templates
from core import calendar
from flows.duties.race import history
from flows.duties.race.history import Decided
from flows.secretary import Secretary


def history_page(secretary: Secretary, *, office: str = "", candidate: str = "", year: int | None = None) -> str:
    """E16. The page “history”, or as much of it as is about an office, a candidate or a year."""
    with secretary.ledger.reading() as session:
        found = history.find(session, office=office, candidate=candidate, year=year, zone=secretary.charter.zone)
    asked = [office.strip(), candidate.strip(), str(year) if year else ""]
    facts = {
        "organisation": secretary.charter.name,
        "as_of": calendar.in_words(secretary.now(), secretary.charter.zone),
        "asked": ", ".join(one for one in asked if one),
        "races": [_race(one) for one in found],
    }
    return templates.artifact("history", facts)


def _race(one: Decided) -> dict[str, Any]:
    return {
        "title": one.title,
        "year": str(one.year),
        "office": f"{one.office}, {one.district}" if one.district else one.office,
        "process": one.process or "none",
        "on": calendar.day_in_words(one.on),
        "election_day": calendar.day_in_words(one.election_day) if one.election_day else "",
        "options": list(one.options),
        "sentence": one.outcome,
        "shares": [{"name": name, "votes": votes, "share": share or "–"} for name, votes, share in one.shares],
        "ballot": one.ballot,
    }
