"""Findings: what holds of a candidate's account and website now – what was looked up last, or what a person said."""

from __future__ import annotations

from datetime import date
from typing import get_args

from sqlalchemy import select
from sqlalchemy.orm import Session

from core import calendar
from core.bylaws.candidacy import FactKind, Finding
from core.records import Candidate, Fact

KINDS: tuple[FactKind, ...] = get_args(FactKind)

CONFIRMED, OVERRULED, WITHDRAWN = "confirmed", "overruled", "withdrawn"
"""What a person can say of a fact: it is there, it isn't, or nothing any more."""

TAB = "the tab Candidates"
"""The source of a fact that needs nobody to be asked."""


def given(candidate: Candidate, kind: FactKind) -> str:
    """The account, or the website, that the tab gives now."""
    return candidate.account if kind == "account" else candidate.website


def standing(session: Session, candidate: Candidate, *, zone: str = "UTC", by: date = date.max) -> dict[FactKind, Fact]:
    """E5. The fact of each kind that counts now: a person's until it is withdrawn, else the newest.

    What was looked up, or said, counts only as far as it is about the account, or the website, that the tab gives now.
    What was found out after the local day `by` is left out.
    """
    mine = select(Fact).where(Fact.race_key == candidate.race_key, Fact.nth == candidate.nth).order_by(Fact.checked_at)
    facts = [one for one in session.execute(mine).scalars() if calendar.day_of(one.checked_at, zone) <= by]
    found: dict[FactKind, Fact] = {}
    for kind in KINDS:
        now = [one for one in facts if one.kind == kind and one.about == given(candidate, kind)]
        said, seen = [one for one in now if one.said_by], [one for one in now if not one.said_by]
        if said and said[-1].found != WITHDRAWN:
            found[kind] = said[-1]
        elif seen:
            found[kind] = seen[-1]
    return found


def as_the_bylaws_see_it(fact: Fact, *, zone: str) -> Finding:
    """A fact for the rulings on candidates. E5."""
    kind: FactKind = "account" if fact.kind == "account" else "website"
    return Finding(kind, fact.holds, calendar.day_of(fact.checked_at, zone), by_a_person=bool(fact.said_by))


def in_words(fact: Fact, *, zone: str) -> str:
    """What was found, by whom and on which day: for the season page and the tab."""
    on = calendar.day_in_words(calendar.day_of(fact.checked_at, zone))
    if fact.said_by:
        what = "it is there" if fact.holds else "it isn't there"
        return f"{fact.said_by} says {what}, {on}"
    source = "" if fact.source == TAB else f" ({fact.source})"
    return f"{fact.found}{source}, checked on {on}"


def facts_in_words(session: Session, candidate: Candidate, *, zone: str) -> dict[FactKind, str]:
    """The same for each kind of which something is known."""
    return {kind: in_words(fact, zone=zone) for kind, fact in standing(session, candidate).items()}
