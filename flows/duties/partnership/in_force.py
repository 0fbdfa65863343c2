"""In force: whether partners can go forward, since which of their answers they do, and what they said after that."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date

from sqlalchemy.orm import Session

from core import calendar
from core.bylaws import partnership as rules
from core.bylaws import partnership_dates as dates
from core.bylaws.partnership_dates import Deliverable
from core.charter import Charter
from core.ledger import Pen
from core.numbers import many
from core.partner_form import HATS, UNREAD
from core.records import PartnershipDate
from flows.duties.partnership import answers, on_record, partnerships
from flows.duties.partnership.partnerships import GATE, PUBLICITY, Settled
from flows.secretary import Refusal

UNSAID = "what it says there is on the command line"
"""Instead of a partner's own words, where anybody may read."""


def put(pen: Pen, key: str, *, by: str, named: bool, charter: Charter) -> list[str]:
    """P1. Put a partnership in force as its partners state it now; again, if they said something else since.

    Returns what stands in the way, as `in_the_way` says it; the caller writes nothing down then. Raises Refusal where
    it has ended.
    """
    settled = partnerships.of(pen.session, key)
    if settled.partnership.ended_on is not None:
        raise Refusal(f"“{key}” has ended. Nothing was changed.")
    if settled.stands and not changed_since(pen.session, settled):
        return []
    agreed = {(one.nth, one.due) for one in settled.dates} if settled.stands else set()
    on_record.bring_up_to_date(pen, key, zone=charter.zone, in_force=False)
    settled, today = partnerships.of(pen.session, key), calendar.day_of(pen.at, charter.zone)
    missing = list(in_the_way(pen.session, settled.anew(), on=today, charter=charter, named=named))
    if settled.stands:
        missing += _past([one for one in settled.dates if (one.nth, one.due) not in agreed], on=today)
    if not missing:
        settled.partnership.agreed_at, settled.partnership.agreed_by = pen.at, by
        pen.log(answers.AGREED, partnership=key, turn=answers.last_turn(pen.session, key))
    return missing


def in_the_way(session: Session, settled: Settled, *, on: date, charter: Charter, named: bool = True) -> Iterator[str]:
    """P1. Everything that keeps a partnership from going forward, each in a sentence of its own, with partners' names.

    Of one that is in force that is what lacks in what was agreed, such as a delegate; what keeps its partners' later
    words from being put in force is asked of it `anew`. What is overdue by then isn't in the way. `on` is a local day.
    Where people mustn't be `named`, what a partner wrote about a "not yet" is left out: it may name somebody.
    """
    said = settled.answers if named else [replace(one, remedy=one.remedy and UNSAID) for one in settled.answers]
    gated = rules.gate(said, partners=settled.names, charter=charter)
    if not gated.ruling:
        yield from map(str, gated.unmet) if gated.unmet else [gated.ruling.because]
    for one in partnerships.agreements(settled, charter=charter):
        if not one:
            yield f"{one.because} ({one.clause})"
    if settled.partnership.agreed_at is None:
        yield from _past(settled.dates, on=on)
    for nth, number in _unread(session, settled.key).items() if not settled.stands else ():
        yield f"{many(number, 'piece')} of {settled.name_of(nth)}'s answers can't be read"


def _past(listed: Sequence[PartnershipDate], *, on: date) -> Iterator[str]:
    ruling = dates.are_ahead([Deliverable(one.name, one.due, one.done_on) for one in listed], on=on)
    if not ruling:
        yield f"{ruling.because} ({ruling.clause})"


def _unread(session: Session, key: str) -> dict[int, int]:
    found: dict[int, int] = {}
    for nth, _ in answers.unread(session, key):
        found[nth] = found.get(nth, 0) + 1
    return found


def changed_since(session: Session, settled: Settled) -> dict[int, list[str]]:
    """P1. What partners answered since it is in force, by partner: the questions.

    Delegates' own words are none, nor is what may be told of a partner: that is its own affair, and holds at once.
    """
    found: dict[int, list[str]] = {}
    since = answers.agreed_turn(session, settled.key)
    for one in answers.of(session, settled.key):
        questions = [each for each in one.said if not each.startswith(HATS) and each not in (UNREAD, PUBLICITY)]
        if one.nth != answers.NOBODY and one.turn > since and questions:
            found.setdefault(one.nth, []).extend(questions)
    return {nth: list(dict.fromkeys(questions)) for nth, questions in found.items()}


def taken_back(settled: Settled, *, charter: Charter) -> int:
    """P1. How many partners of one that is in force don't meet a question of its gate any more, by their last word."""
    if not settled.stands:
        return 0
    return len({one.partner for one in partnerships.gate(settled.anew(), charter=charter).unmet})


def in_words(session: Session, settled: Settled) -> Iterator[str]:
    """P1. What each partner said since it is in force, for the command line."""
    for nth, questions in changed_since(session, settled).items():
        said = (_said(one, settled.said[nth].get(one)) for one in questions)
        yield f"Since it is in force {settled.name_of(nth)} answered: {'; '.join(said)}."


def _said(question: str, value: object) -> str:
    """A question, with what was said where that is short."""
    if question.startswith(GATE) and isinstance(value, dict):
        return f"“{question.removeprefix(GATE)}”: {value['answer']}"
    if question == partnerships.POWER and isinstance(value, dict):
        return f"{question}: {', '.join(filter(None, (value['structure'], value.get('characteristic', ''))))}"
    return f"{question}: {value}" if question == partnerships.METHOD else question
