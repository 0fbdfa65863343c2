"""Answers: every version of what was said for a partner is kept; the last one counts, question by question."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from core.ledger import Pen
from core.partner_form import UNREAD
from core.records import Entry, PartnerAnswer

NOBODY = 0
"""Whose an answer is that came with a code of nobody's. It is kept, and counts for nobody."""

AGREED = "partnership.agreed"
"""The log's word for a partnership that is put in force."""
VOID = "void"
"""What the number of the partner stands under whose link an answer came by when it didn't work any more."""


@dataclass(frozen=True)
class Said:
    """What a partner said last to a question, in which of the answers, and when it was handed in."""

    value: Any = field(repr=False)
    turn: int
    at: datetime


def of(session: Session, key: str) -> list[PartnerAnswer]:
    """Every answer of a partnership, in the order in which they were handed in, whenever each was read."""
    by_when = (PartnerAnswer.handed_in, PartnerAnswer.turn)
    mine = select(PartnerAnswer).where(PartnerAnswer.partnership_key == key).order_by(*by_when)
    return list(session.execute(mine).scalars())


def last(session: Session, key: str) -> dict[int, dict[str, Said]]:
    """What each partner said last to each question, by the partner's number."""
    found: dict[int, dict[str, Said]] = {}
    for one in of(session, key):
        for question, value in one.said.items():
            found.setdefault(one.nth, {})[question] = Said(value, one.turn, one.handed_in)
    found.pop(NOBODY, None)
    return found


def unread(session: Session, key: str) -> list[tuple[int, Mapping[str, str]]]:
    """P1. What couldn't be read, with the partner's number, as long as nothing legible came in its place."""
    waiting: dict[int, dict[str, list[Mapping[str, str]]]] = {}
    for one in of(session, key):
        mine = waiting.setdefault(one.nth, {})
        for question in one.said:
            mine.pop(question, None)
        new = one.said.get(UNREAD, ())
        for question in dict.fromkeys(each["question"] for each in new):
            mine[question] = [each for each in new if each["question"] == question]
    waiting.pop(NOBODY, None)
    return [(nth, each) for nth, mine in sorted(waiting.items()) for some in mine.values() for each in some]


def nobodys(session: Session, key: str) -> int:
    """How many answers came with a code that is nobody's."""
    return sum(one.nth == NOBODY and VOID not in one.said for one in of(session, key))


def by_void_links(session: Session, key: str) -> dict[int, int]:
    """P1. How many answers came by a partner's link after it was void, by the partner's number."""
    return dict(Counter(int(one.said[VOID]) for one in of(session, key) if one.nth == NOBODY and VOID in one.said))


def last_turn(session: Session, key: str) -> int:
    """The number of the last answer; 0 as long as there is none."""
    mine = select(func.max(PartnerAnswer.turn)).where(PartnerAnswer.partnership_key == key)
    return session.execute(mine).scalar_one() or 0


def agreed_turn(session: Session, key: str) -> int:
    """The number of the last answer that was there when a partnership was put in force last; -1 if it never was."""
    lines = select(Entry.payload).where(Entry.kind == AGREED).order_by(Entry.seq.desc())
    found = (json.loads(one) for one in session.execute(lines).scalars())
    return next((int(one["turn"]) for one in found if one["partnership"] == key), -1)


@dataclass(frozen=True)
class Version:
    """One version of an answer as it comes in: whose it is, how it is known again, and what it says."""

    nth: int
    answer_id: str
    answered: str
    handed_in: datetime
    said: Mapping[str, Any] = field(repr=False)


def keep(pen: Pen, key: str, versions: Iterator[Version] | list[Version]) -> int:
    """Put versions into the book that aren't there yet. Returns how many were new."""
    kept = {(one.answer_id, one.answered) for one in of(pen.session, key)}
    turn = last_turn(pen.session, key)
    new = [one for one in versions if (one.answer_id, one.answered) not in kept]
    for nth, one in enumerate(sorted(new, key=lambda each: (each.answered, each.answer_id)), turn + 1):
        pen.session.add(
            PartnerAnswer(
                partnership_key=key,
                turn=nth,
                nth=one.nth,
                answer_id=one.answer_id,
                answered=one.answered,
                handed_in=one.handed_in,
                said=dict(one.said),
            )
        )
    if new:
        unknown = sum(one.nth == NOBODY for one in new)
        pen.session.flush()
        pen.log("partners.answered", partnership=key, number=len(new), unknown=unknown)
    return len(new)
