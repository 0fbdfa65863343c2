"""Moved: a day that organisers moved holds against what partners had named before; what they name later counts."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.cited import plain
from core.records import Entry, PartnerAnswer, PartnershipDate
from flows.duties.partnership.stated import KINDS

MOVED = "partnership.moved"
"""What the log calls it."""


def last(session: Session, key: str) -> dict[int, datetime]:
    """P12. When the day of each goal or deliverable was moved last, by its number."""
    lines = select(Entry.payload, Entry.at).where(Entry.kind == MOVED).order_by(Entry.seq)
    found = ((json.loads(payload), at) for payload, at in session.execute(lines).tuples())
    return {int(said["date"]): at for said, at in found if said["partnership"] == key}


def as_moved(
    answer: PartnerAnswer, dates: Sequence[PartnershipDate], moved: Mapping[int, datetime]
) -> Iterator[tuple[str, Any]]:
    """P12. What an answer says, question by question; a day that was moved since, as it is now.

    A partner that named a day once didn't say anything against its being moved later.
    """
    since = {(one.kind, plain(one.name)): one for one in dates if one.nth in moved and one.due}
    for question, said in answer.said.items():
        yield question, [_now(answer, question, one, since, moved) for one in said] if question in KINDS else said


def _now(
    answer: PartnerAnswer,
    question: str,
    said: Mapping[str, Any],
    since: Mapping[tuple[str, str], PartnershipDate],
    moved: Mapping[int, datetime],
) -> Mapping[str, Any]:
    row = since.get((KINDS[question], plain(said["name"])))
    if row is None or row.due is None or answer.handed_in > moved[row.nth]:
        return said
    return {**said, "due": row.due.isoformat()}
