"""Background: what members can read before the annual meeting, and what they vote on around it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from sqlalchemy import select
from sqlalchemy.orm import Session

from core import calendar
from core.records import AnnualPriorities, Cycle, Election, ProposalCycle
from core.records.elections import MEMBERS

AHEAD = ("drafted", "frozen", "open")
"""The states of votes that members still have before them."""


def links(session: Session, year: int) -> Iterator[Mapping[str, str]]:
    """A1, A2. Links to what members can read before the meeting, each with its title."""
    renewal = session.get(Cycle, year)
    if renewal and renewal.sheet_link:
        yield {"title": f"What the nominees for {year} say of themselves", "url": renewal.sheet_link}
    cycle = session.get(ProposalCycle, year)
    if cycle and cycle.sheet_link:
        yield {"title": f"What members propose as key priorities for {year}", "url": cycle.sheet_link}


def priorities(session: Session, year: int) -> str:
    """A3. What the committee proposes as the year's priorities; nothing before it has."""
    proposed = session.get(AnnualPriorities, year)
    return proposed.text if proposed else ""


def votes(session: Session, year: int) -> list[dict[str, str]]:
    """A1, A2, A3. The members' votes for a year that are no endorsements and aren't over, by their opening."""
    mine = select(Election).where(Election.electorate == MEMBERS, Election.state.in_(AHEAD)).order_by(Election.opens_at)
    found = []
    for one in session.execute(mine).scalars():
        matters = [contest for contest in one.contests if contest.matter]
        about = {(contest.about or {}).get("year", one.closes_at.year) for contest in matters}
        if year in about:
            closes = calendar.local_in_words(one.closes_at, one.zone)
            opens = calendar.local_in_words(one.opens_at, one.zone)
            found.append({"title": one.title, "opens": opens, "closes": closes})
    return found
