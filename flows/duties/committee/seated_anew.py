"""Seated anew: who of those whom the committee recalled was put on it again, by a slate or by an exception."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Final, TypeAlias

from sqlalchemy import select
from sqlalchemy.orm import Session

from core import calendar
from core.records import Certificate, Contest, Exemption

CLAUSE: Final = "S6"
"""The clause of recalls, from which an exception seats somebody again."""

SLATE: Final = "slate"
"""What a vote of the members on a slate is about."""


Openings: TypeAlias = Sequence[tuple[date, date | None]]
"""From and through which days a term may begin; None: no end."""


def openings(session: Session, merged: Mapping[str, str]) -> Mapping[str, Openings]:
    """S6. From and through which local days a term of a member may begin after a recall, by number.

    `merged` has the number that is kept for each that was merged into it.
    """
    found: dict[str, list[tuple[date, date | None]]] = defaultdict(list)
    for number, since in _on_slates(session):
        found[merged.get(number, number)].append((since, None))
    for one in session.execute(select(Exemption).where(Exemption.clause == CLAUSE)).scalars():
        found[merged.get(one.number, one.number)].append((one.since, one.until))
    return found


def _on_slates(session: Session) -> Iterator[tuple[str, date]]:
    """Who is on a slate that the members confirmed, and the local day on which an officer certified that."""
    votes = select(Contest, Certificate.at).join(Certificate, Certificate.election_key == Contest.election_key)
    for contest, at in session.execute(votes.where(Contest.matter == SLATE)).tuples():
        if (contest.count or {}).get("outcome") == "passed":
            day = calendar.day_of(at, contest.election.zone)
            yield from ((number, day) for number in (contest.about or {})["slate"])
