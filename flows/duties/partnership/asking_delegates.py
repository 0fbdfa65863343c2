"""Asking delegates: that a parallel vote begins, for their report once it is over, reminders, and corrections."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy.orm import Session

from core import calendar
from core.bylaws import partnership as partners_rules
from core.bylaws import partnership_parallel as rules
from core.numbers import many
from flows.duties.partnership import parallel_letters as mail
from flows.duties.partnership import parallel_votes, side_by_side
from flows.duties.partnership.parallel_letters import Addressee
from flows.duties.partnership.parallel_votes import Standing
from flows.secretary import Secretary


@dataclass(frozen=True)
class Owed:
    """A letter that somebody hasn't got yet."""

    to: Addressee
    what: str
    occasion: str
    facts: dict[str, Any]
    not_after: datetime | None = None


Finds = Callable[[Secretary, Session, Standing], Iterator[Owed]]


def ask(secretary: Secretary) -> list[str]:
    """P6. Plan the letters that are due to the delegates of each parallel vote, each once. Says how many."""
    news = []
    with secretary.ledger.reading() as session:
        going = parallel_votes.under_way(session)
    for key in going:
        planned = write_owed(secretary, key, _owed)
        news += [f"{key}: {many(planned, 'letter')} about the parallel vote planned."] if planned else []
    return news


def write_owed(secretary: Secretary, key: str, finds: Finds) -> int:
    """Plan the letters of a vote that are found to be owed. Returns how many; nothing is written where none is."""
    with secretary.ledger.reading() as session:
        if not any(_new(secretary, session, key, finds)):
            return 0
    with secretary.ledger.writing(secretary.now()) as pen:
        owed = list(_new(secretary, pen.session, key, finds))
        return sum(
            mail.plan(pen, key, one.to, one.what, one.occasion, one.facts, not_after=one.not_after) for one in owed
        )


def _new(secretary: Secretary, session: Session, key: str, finds: Finds) -> Iterator[Owed]:
    standing = parallel_votes.standing(session, key, charter=secretary.charter)
    there = {one.key for one in mail.of_vote(session, key)}
    for one in finds(secretary, session, standing):
        if mail.letter_key(key, one.to, one.what) not in there:
            yield one


def _owed(secretary: Secretary, session: Session, standing: Standing) -> Iterator[Owed]:
    yield from _begun(secretary, session, standing)
    if mail.can_link(standing):
        yield from _asked(secretary, session, standing)
        yield from _unread(secretary, standing)


def _begun(secretary: Secretary, session: Session, standing: Standing) -> Iterator[Owed]:
    """P6. Everybody hears at once what is voted on, and until when; once more if that day is moved."""
    if standing.vote.compared_at is not None:
        return
    until = calendar.day_in_words(standing.vote.last_day)
    for to in mail.addressees(standing.settled):
        before = mail.written(session, standing.key, to, mail.BEGUN)
        told = str(before[-1].facts.get("until", "")) if before else ""
        if told == until:
            continue
        reader = mail.reader_of(secretary, to)
        facts = {
            **mail.base(secretary, standing, to),
            "text": side_by_side.words(standing, standing.vote.text, reader),
            "choices": [side_by_side.words(standing, one, reader) for one in standing.vote.choices],
            "until": until,
            "until_before": told,
            "due": calendar.day_in_words(standing.vote.due_on),
            "reported_by_us": standing.counted and to.partner == standing.ours,
            "delegate": bool(to.delegate),
        }
        yield Owed(to, f"begun-{len(before) + 1}", mail.BEGUN, facts)


def _asked(secretary: Secretary, session: Session, standing: Standing) -> Iterator[Owed]:
    """P6. Who still owes a report is asked on the day after the last of the votes, and reminded before it is due."""
    vote, today = standing.vote, _today(secretary)
    if vote.compared_at is not None or today <= vote.last_day:
        return
    ends = calendar.end_of(vote.due_on, secretary.charter.zone)
    stem = f"report-{vote.due_on:%Y%m%d}"
    for to in mail.delegates(standing.settled):
        if to.partner not in standing.owing or (standing.counted and to.partner == standing.ours):
            continue
        sent = _numbers(session, standing, to, stem)
        number = _number(sent, vote.due_on, today, secretary)
        if number is None:
            continue
        facts = {
            **mail.base(secretary, standing, to),
            "until": calendar.day_in_words(vote.last_day),
            "due": calendar.day_in_words(vote.due_on),
            "reminder": bool(sent),
            "smallest": partners_rules.settled(secretary.charter).smallest_group.value,
            "link": mail.link(standing, to),
        }
        yield Owed(to, f"{stem}-{number}", mail.REPORT, facts, not_after=ends)


def _numbers(session: Session, standing: Standing, to: Addressee, stem: str) -> list[int]:
    """The numbers of the letters that ask somebody for a report due on that day; 0 is the first, then the reminders."""
    begins = mail.letter_key(standing.key, to, f"{stem}-")
    keys = [one.key for one in mail.written(session, standing.key, to, mail.REPORT)]
    return [int(key.removeprefix(begins)) for key in keys if key.startswith(begins)]


def _number(sent: list[int], due: date, today: date, secretary: Secretary) -> int | None:
    """The number of the letter that is due to somebody; None: none is.

    Whoever is asked only when a reminder would be due gets one letter, not two.
    """
    found = rules.reminder_due(due, sent=max(sent, default=0), reported=False, on=today, charter=secretary.charter)
    if found.ruling:
        return found.number
    return 0 if not sent and today <= due else None


def _unread(secretary: Secretary, standing: Standing) -> Iterator[Owed]:
    """P6. Whoever sent what can't be read hears what is wrong, once for each version, while it isn't put right."""
    people = {one.delegate: one for one in mail.delegates(standing.settled)}
    for one in standing.unread:
        to = people.get(one.nth)
        if to is None:
            continue
        facts = {
            **mail.base(secretary, standing, to),
            "step": one.kind == "step",
            "wrong": one.why,
            "link": mail.link(standing, to),
        }
        yield Owed(to, f"unread-{one.turn}", mail.UNREAD, facts)


def _today(secretary: Secretary) -> date:
    return calendar.day_of(secretary.now(), secretary.charter.zone)
