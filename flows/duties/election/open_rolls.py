"""The rolls of the votes that are under way: who is on which of them, in words for letters that speak of votes."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from core import calendar
from core.records import Election
from core.records.elections import MEMBERS, PARTNERS
from flows.duties.election import roll

UNDER_WAY = ("frozen", "open")

IS_MEMBERS = Election.electorate.in_((MEMBERS, PARTNERS))
"""Letters about members' votes say nothing of votes in the committee. In a flat vote members vote, too."""

CHANGES = ("roll.frozen", "roll.corrected", "election.closed", "election.withdrawn")
"""What the log says when such a roll has come, has gone, or is another."""

SHORTENED = (120, 60, 40, 34, 30, 26, 22, 18, 14, 11, 8)
"""To how many characters titles are cut, one after the other, until all of it fits into a field."""


@dataclass(frozen=True)
class OpenRoll:
    """The frozen roll of a vote that hasn't closed: its title, its last day, and the member numbers on it."""

    key: str
    title: str
    closes_on: date
    numbers: frozenset[str]


def under_way(session: Session, *, at: datetime) -> list[OpenRoll]:
    """M6. The members' rolls by which they vote now, or soon, the first to close first."""
    open_now = select(Election).where(Election.state.in_(UNDER_WAY), Election.closes_at > at, IS_MEMBERS)
    return [
        OpenRoll(
            one.key,
            one.title,
            calendar.day_of(one.closes_at, one.zone),
            frozenset(voter.number for voter in roll.voters_of(session, one.key)),
        )
        for one in session.execute(open_now.order_by(Election.closes_at, Election.key)).scalars()
    ]


def is_on_one(rolls: Iterable[OpenRoll], numbers: Collection[str]) -> bool:
    """M4. Whether somebody, under any of their numbers, votes in something that is under way."""
    return any(not one.numbers.isdisjoint(numbers) for one in rolls)


def in_words(rolls: Sequence[OpenRoll], numbers: Collection[str], *, longest: int) -> str:
    """M4, M6. What somebody is: on which of the rolls, and on which not, in so many characters; "" without any vote.

    Of one vote the last day is said as well. Titles are shortened where several don't fit.
    """
    shortest = _said(rolls, numbers, shortened=SHORTENED[-1], with_days=False)
    tries = [_said(rolls, numbers, shortened=SHORTENED[0], with_days=True)]
    tries += [_said(rolls, numbers, shortened=size, with_days=False) for size in SHORTENED]
    return next((said for said in tries if len(said) <= longest), shortest)


def _said(rolls: Sequence[OpenRoll], numbers: Collection[str], *, shortened: int, with_days: bool) -> str:
    def named(one: OpenRoll) -> str:
        until = f" (until {calendar.day_in_words(one.closes_on)})" if with_days else ""
        return f"“{_shortened(one.title, shortened)}”{until}"

    mine = " and of ".join(named(one) for one in rolls if not one.numbers.isdisjoint(numbers))
    others = " or of ".join(named(one) for one in rolls if one.numbers.isdisjoint(numbers))
    if mine and others:
        return f"on the list of voters of {mine}, not on that of {others}"
    return f"on the list of voters of {mine}" if mine else f"not on the list of voters of {others}" if others else ""


def _shortened(title: str, longest: int) -> str:
    """A title with something left out in its middle: how titles differ stands at either end."""
    head, tail = longest // 2, longest - longest // 2 - 1
    return title if len(title) <= longest else f"{title[:head].rstrip()}…{title[-tail:].lstrip()}"
