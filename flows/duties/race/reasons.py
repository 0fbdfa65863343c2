"""Reasons: what organisers say when they take something back, end it or set it going again is kept beside the log."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from core import calendar, cells
from core.candidates import label
from core.ledger import Pen
from core.records import Asked, Entry, Race, Reason
from core.secrecy import fingerprint

WORDS = {
    "step.withdrawn": "taken back",
    "questionnaire.declined.withdrawn": "that they declined is taken back",
    "questionnaire.attached.withdrawn": "the allied organisation's answers are taken back",
    "race.ended": "ended without an endorsement",
    "race.reopened": "taken up again",
    "cycle.moved": "the dates of nominations are moved",
    "cycle.opened": "opened with a reason",
    "cycle.off": "called off",
    "slate.early": "put forward while nominations or statements aren't over",
    "forum.off": "called off",
    "forum.not_held": "didn't take place",
    "seat.resigned": "given up",
    "seat.resigned.withdrawn": "that they resigned is taken back",
    "seat.filled": "taken to fill a vacancy",
    "seat.filled.withdrawn": "that they fill a vacancy is taken back",
    "seat.declined": "not taken",
    "seat.declined.withdrawn": "that they don't take the seat is taken back",
    "chair.resigned": "given up",
    "chair.resigned.withdrawn": "that they gave up being co-chair is taken back",
    "meeting.off": "called off",
    "meeting.soon": "members are told late",
    "meeting.held_untold": "held without members being told",
    "letter.released": "released",
    "letter.discarded": "given up",
    "election.extended": "voting stays open longer",
    "election.called_off": "called off",
    "election.voided": "withdrawn, though it was counted",
    "election.accepted": "what stopped it is accepted",
    "meeting.set": "set with a reason",
    "recusal.withdrawn": "the recusal is taken back",
    "gap.excused": "excused",
    "gap.counts-again": "not excused any more",
    "year.meeting.moved": "the annual meeting has this day",
    "year.moved": "moved",
    "year.done": "done",
    "proposals.again": "members are asked to propose again",
    "partnership.moved": "the day of a goal or deliverable is moved",
    "partnership.open": "that it was reached is taken back",
    "year.withdrawn": "as the charter and the book have it again",
    "parallel.moved": "the last day of the parallel vote is moved",
    "parallel.off": "the parallel vote is called off",
}
"""What was done for a reason, by the log's word for it."""


def keep(
    pen: Pen, kind: str, subject: str, *, because: str, by: str = "", part: str = "", before: str = "", **told: Any
) -> None:
    """E3, E15. Write down why something is done, beside a line of the log with the reason's fingerprint.

    `told` are the ids and counts of that line. `before` is what stood until now, and names no member.
    """
    why, who = cells.text(because), by.strip()
    mine = Reason(kind=kind, subject=subject, part=part, before=before, because=why, given_by=who)
    pen.log(kind, **told, decision=_print_of(mine))
    mine.seq, mine.at = pen.head.seq, pen.at
    pen.session.add(mine)


def _print_of(one: Reason) -> str:
    return fingerprint([one.kind, one.subject, one.part, one.before, one.because, one.given_by])


@dataclass(frozen=True)
class Given:
    """A reason in words: on which day, about what, what was done, what stood before, why, and who says so.

    `line` is the log's, 0 where that has no fingerprint of it.
    """

    line: int
    on: str
    subject: str
    done: str
    before: str
    because: str
    by: str


def all_given(session: Session, *, about: str = "", zone: str) -> list[Given]:
    """E3, E15. Every reason that was given, the oldest first; of one subject and its parts, if asked."""
    found = session.execute(select(Reason).order_by(Reason.seq)).scalars()
    return [_in_words(one, zone) for one in found if _is_about(one.subject, about)]


def of_race(session: Session, race: Race, *, zone: str) -> list[Given]:
    """E3, E15. The reasons that were given about a race and its candidates."""
    return all_given(session, about=race.key, zone=zone)


def declined(session: Session, *, about: str = "", zone: str) -> list[Given]:
    """E4. Why candidates declined to answer a questionnaire: their words, for organisers alone, on no page.

    They go when the candidate is erased, so no fingerprint of them is in the log.
    """
    found = session.execute(select(Asked).where(Asked.declined_because != "")).scalars()
    mine = [(label(one.race_key, one.nth), one) for one in found]
    return [
        Given(0, _day(one.declined_at, zone), who, "declined to answer", "", one.declined_because, one.declined_by)
        for who, one in sorted(mine, key=lambda pair: pair[0])
        if one.declined_at and _is_about(who, about)
    ]


def _is_about(what: str, subject: str) -> bool:
    return not subject or what == subject or what.startswith((f"{subject}/", f"{subject}."))


def _day(at: datetime, zone: str) -> str:
    return calendar.day_in_words(calendar.day_of(at, zone))


def _in_words(one: Reason, zone: str) -> Given:
    done = WORDS.get(one.kind, one.kind)
    return Given(
        line=one.seq,
        on=_day(one.at, zone),
        subject=one.subject,
        done=f"{one.part} is {done}" if one.part else done,
        before=one.before,
        because=one.because,
        by=one.given_by,
    )


def _is_as_logged(session: Session, one: Reason) -> bool:
    """Whether the log's line has the fingerprint of what is kept."""
    line = session.get(Entry, one.seq)
    return line is not None and line.kind == one.kind and json.loads(line.payload).get("decision") == _print_of(one)


def faults(session: Session) -> Iterator[str]:
    """E3, E15. The reasons that aren't as the log has them, or are gone, by the number of their line."""
    kept = {one.seq: one for one in session.execute(select(Reason)).scalars()}
    lines = session.execute(select(Entry).where(Entry.kind.in_(WORDS)).order_by(Entry.seq)).scalars()
    wanted = [one.seq for one in lines if "decision" in json.loads(one.payload)]
    for seq in sorted({*kept, *wanted}):
        if seq not in kept:
            yield f"the reason for line {seq} of the log is gone"
        elif not _is_as_logged(session, kept[seq]):
            yield f"the reason for line {seq} of the log isn't the one that was given"
