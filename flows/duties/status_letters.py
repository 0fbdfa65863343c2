"""Letters about somebody's vote: who they go to with which fields, what they say to all, and how they are called."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy.orm import Session

import templates
from core import calendar
from core.charter import Charter
from core.records import Letter
from flows.duties import rules, standing_forms, status_fields
from flows.duties.standing import Standing, Standings
from flows.secretary import Secretary


def dispute_link(secretary: Secretary) -> str:
    """Where a member says that our records are wrong; "" while there is no such form, and a reply has to do."""
    with secretary.ledger.reading() as session:
        return standing_forms.link(session, "dispute")


def reader(standing: Standing, members: Standings, *, on: date, charter: Charter) -> dict[str, Any]:
    """One reader of a letter: their number, their mailbox, and what its fields say, as of a day."""
    fields = status_fields.filled(standing, members, on=on, charter=charter)
    return {"number": standing.number, "email": standing.mailbox, "fields": fields}


def words(occasion: str, secretary: Secretary, *, on: date, charter: Charter, **more: Any) -> dict[str, Any]:
    """What a letter of that occasion says to all its readers: of all that could be said, what it has a place for.

    `charter` is the one they are ruled by: of a statement for a ballot, the ballot's own.
    """
    facts = {
        "organisation": charter.name,
        "as_of": calendar.day_in_words(on),
        "rule": rules.rule_in_words(charter),
        "dispute_link": dispute_link(secretary),
        **status_fields.as_facts(),
        **more,
    }
    return {name: fact for name, fact in facts.items() if name in templates.facts_of(occasion)}


def free_key(session: Session, wanted: str) -> str:
    """What a letter is called: as wanted, or with the next number behind it if one is called so already."""
    nth = 1
    while session.get(Letter, key := wanted if nth == 1 else f"{wanted}-{nth}") is not None:
        nth += 1
    return key
