"""Letters to all members: one, once for each occasion."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import select

from core.ledger import Pen
from core.records import Address, Letter, Person
from flows.duties.letter import outbox
from flows.duties.privacy import discretion


def plan(pen: Pen, key: str, occasion: str, facts: Mapping[str, Any], *, not_after: datetime | None = None) -> bool:
    """Plan a letter to every member's mailbox, unless it was. Whoever asked to be erased gets none. False: it was.

    From the instant `not_after` on it comes too late to be of use.
    """
    if pen.session.get(Letter, key) is not None:
        return False
    leaving = discretion.leaving(pen.session)
    boxes = select(Address.email).join(Person).where(Address.rank == 0, Person.number.not_in(leaving)).distinct()
    to = sorted(pen.session.execute(boxes).scalars())
    pen.session.add(
        outbox.plan(key, occasion=occasion, election=None, at=pen.at, to=to, facts=facts, not_after=not_after)
    )
    pen.log("letter.planned", letter=key, size=len(to))
    return True
