"""History of absences: what was on record of a delegate's absences at each instant, line by line of the log."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.bylaws.partnership_delegates import Absence
from core.ledger import Pen
from core.records import Entry

SAID, BACK = "delegate.absent", "delegate.back"


def note(pen: Pen, kind: str, *, partnership: str, nth: int, since: date, until: date | None) -> None:
    """P2, P10. Write down that from now on an absence is on record so. `until` before `since`: it is taken back."""
    last = until.isoformat() if until else ""
    pen.log(kind, partnership=partnership, delegate=nth, since=since.isoformat(), until=last)


def of(session: Session, partnership: str, nth: int) -> Sequence[Absence]:
    """P2, P10. Everything that was ever on record of a delegate's absences, each since when and how long it was so.

    The log tells it, where nothing can be changed afterwards; the table of absences has only what is so now.
    """
    lines = select(Entry).where(Entry.kind.in_((SAID, BACK))).order_by(Entry.seq)
    found: list[Absence] = []
    for line in session.execute(lines).scalars():
        said = json.loads(line.payload)
        if (said["partnership"], said["delegate"]) != (partnership, nth):
            continue
        first, last = date.fromisoformat(said["since"]), said["until"]
        same = [one.first == first and one.withdrawn is None for one in found]
        found = [replace(one, withdrawn=line.at) if now else one for one, now in zip(found, same, strict=True)]
        found.append(Absence(line.at, first, date.fromisoformat(last) if last else None))
    return found
