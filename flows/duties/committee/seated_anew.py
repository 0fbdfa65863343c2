"""Seated anew: who of those whom the committee recalled was put on it again, by a slate or by an exception."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Final, TypeAlias

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.records import Exemption
from flows.duties.committee import succession

CLAUSE: Final = "S6"
"""The clause of recalls, from which an exception seats somebody again."""

Openings: TypeAlias = Sequence[tuple[date, date | None]]
"""From and through which days a term may begin; None: no end."""


def openings(session: Session, merged: Mapping[str, str]) -> Mapping[str, Openings]:
    """S6. From and through which local days a term of a member may begin after a recall, by number.

    `merged` has the number that is kept for each that was merged into it.
    """
    found: dict[str, list[tuple[date, date | None]]] = defaultdict(list)
    for slate in succession.slates(session):
        for number in slate.slate:
            found[merged.get(number, number)].append((slate.on, None))
    for one in session.execute(select(Exemption).where(Exemption.clause == CLAUSE)).scalars():
        found[merged.get(one.number, one.number)].append((one.since, one.until))
    return found
