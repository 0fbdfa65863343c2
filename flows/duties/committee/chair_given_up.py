"""Giving up the chair: a co-chair who stays on the committee; the term as co-chair ends, and the seat goes on."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Final

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from core.calendar import day_in_words
from core.ledger import Pen
from core.records import CoChair, Reason
from flows.duties.committee import minutes
from flows.duties.membership import answered
from flows.duties.race import reasons
from flows.secretary import Refusal

GIVEN_UP: Final = "chair.resigned"
TAKEN_BACK: Final = "chair.resigned.withdrawn"
"""What the log calls the two."""

NO_END: Final = "no end"
"""What stands for a term without a last day."""


def give_up(pen: Pen, number: str, *, last_day: date, because: str, by: str) -> bool:
    """S7. Write down the last local day of a member as co-chair, and a line of the minutes, which names nobody.

    False: it is on record just so. Raises Refusal where the member has no term as co-chair on that day, or gave it up
    for another day.
    """
    term = _term(pen.session, number, on=last_day)
    if term is not None and _before(pen.session, term) and term.until == last_day:
        return False
    if term is None or _before(pen.session, term):
        raise Refusal(_why_not(pen.session, number, last_day))
    until = term.until.isoformat() if term.until else NO_END
    about = {"member": number, "election": term.election_key, "last_day": last_day.isoformat()}
    part = "the term as co-chair"
    reasons.keep(pen, GIVEN_UP, _subject(term), because=because, by=by, part=part, before=until, **about)
    term.until = last_day
    said = f"The last day as co-chair is {day_in_words(last_day)}; the seat on the committee goes on."
    _minute(pen, "A co-chair gave that up", said, on=last_day)
    return True


def take_back(pen: Pen, number: str, *, because: str, by: str) -> bool:
    """S7. Give a member the term as co-chair back that was ended by mistake; the minutes say that, too.

    It lasts as it did, or until co-chairs were elected anew since. False: there is nothing to take back.
    """
    terms = [one for one in _terms(pen.session, number) if _before(pen.session, one)]
    if not terms:
        return False
    term, last_day = terms[-1], terms[-1].until
    before = _before(pen.session, term)
    until = None if before == NO_END else date.fromisoformat(before)
    anew: date | None = pen.session.scalar(select(func.min(CoChair.since)).where(CoChair.since > term.since))
    ends = [one for one in (until, anew - timedelta(days=1) if anew else None) if one]
    told = {"member": number, "election": term.election_key}
    was = f"last day {last_day.isoformat()}" if last_day else ""
    reasons.keep(pen, TAKEN_BACK, _subject(term), because=because, by=by, before=was, **told)
    term.until = min(ends, default=None)
    said = "It was recorded by mistake that a co-chair gave that up; the term goes on."
    _minute(pen, "That a co-chair gave that up is taken back", said, on=last_day or term.since)
    return True


def _terms(session: Session, number: str) -> Sequence[CoChair]:
    mine = select(CoChair).where(CoChair.number.in_(answered.one_person(session, [number])))
    return session.execute(mine.order_by(CoChair.since, CoChair.election_key)).scalars().all()


def _term(session: Session, number: str, *, on: date) -> CoChair | None:
    """The term that covers a local day."""
    found = [one for one in _terms(session, number) if one.since <= on and (one.until is None or on <= one.until)]
    return found[-1] if found else None


def _why_not(session: Session, number: str, on: date) -> str:
    earlier = [one for one in _terms(session, number) if one.since <= on and one.until and _before(session, one)]
    if earlier and earlier[-1].until:
        last = day_in_words(earlier[-1].until)
        return f"{number} gave that up already: the last day is {last}. Take that back first. Nothing was recorded."
    return (
        f"{number} has no term as co-chair on record on {day_in_words(on)}. Whoever is one by the column Role of the "
        "tab Committee alone is taken out there. Nothing was recorded."
    )


def _before(session: Session, term: CoChair) -> str:
    """Until when a term that was given up would have lasted; empty for one that wasn't, or was given back."""
    about = select(Reason).where(Reason.subject == _subject(term), Reason.kind.in_((GIVEN_UP, TAKEN_BACK)))
    last = session.execute(about.order_by(Reason.seq.desc()).limit(1)).scalar_one_or_none()
    return last.before if last is not None and last.kind == GIVEN_UP else ""


def _subject(term: CoChair) -> str:
    return f"{term.number}/{term.election_key}"


def _minute(pen: Pen, title: str, sentence: str, *, on: date) -> None:
    """Under the number of the log's line, as for a seat."""
    minutes.write(pen, f"chair/{pen.head.seq}", on=on, title=title, sentence=sentence, clause="S7")
