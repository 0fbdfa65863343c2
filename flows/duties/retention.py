"""Retention: what has been kept as long as the charter says goes, and what is older in the sheets is listed."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from core import calendar, letters, workbook
from core.articles import Privacy
from core.cited import Cited
from core.ledger import Pen
from core.records import (
    Address,
    Correction,
    Election,
    Event,
    Letter,
    MailFault,
    Participation,
    RollEntry,
    Volunteering,
)
from flows.duties import discretion, roll, stock, traces
from flows.secretary import Secretary
from integrations.google import sheets


@dataclass(frozen=True)
class Period:
    """One kind of record: what it is called, how long it is kept, what is past that, and how it is forgotten."""

    what: str
    days: Callable[[Privacy], Cited[int]]
    past: Callable[[Session, date, str], list[Any]]
    forget: Callable[[Pen, Any], None]


def _sign_ins(session: Session, since: date, _zone: str) -> list[Any]:
    older = select(Participation).join(Event, Event.code == Participation.event_code).where(Event.held_on < since)
    return list(session.execute(older).scalars())


def _shifts(session: Session, since: date, _zone: str) -> list[Any]:
    return list(session.execute(select(Volunteering).where(Volunteering.on < since)).scalars())


def _delete(pen: Pen, record: Any) -> None:
    pen.session.delete(record)


def _finished(session: Session, since: date, zone: str) -> list[Letter]:
    """Letters at rest from before that day, of no election, or of one that is over."""
    rest = (
        select(Letter).outerjoin(Election, Election.key == Letter.election_key).where(Letter.state.in_(letters.FINAL))
    )
    found = session.execute(rest.where(Letter.election_key.is_(None) | traces.is_over())).scalars()
    return [one for one in found if calendar.day_of(one.planned_at, zone) < since]


def _recipients(session: Session, since: date, zone: str) -> list[Any]:
    return [one for one in _finished(session, since, zone) if one.recipients != NOBODY]


def _without_recipients(_pen: Pen, letter: Letter) -> None:
    letter.recipients, letter.sealed = NOBODY, False


def _words(session: Session, since: date, zone: str) -> list[Any]:
    return [one for one in _finished(session, since, zone) if one.facts]


def _without_words(_pen: Pen, letter: Letter) -> None:
    letter.facts = {}


def _rolls(session: Session, since: date, zone: str) -> list[Any]:
    """The elections whose rolls still have names, though voting closed long enough ago."""
    over = session.execute(select(Election).where(traces.is_over()).order_by(Election.key)).scalars()
    past = [one.key for one in over if calendar.day_of(one.closes_at, zone) < since]
    return [key for key in past if _named(session, key)]


def _named(session: Session, key: str) -> list[RollEntry]:
    return [one for one in roll.entries_of(session, key) if one.number]


def _without_names(pen: Pen, key: str) -> None:
    """Who was on a roll goes, and organisers' reasons for correcting it, which may speak of somebody."""
    named = _named(pen.session, key)
    for key_of, (before, after) in traces.of_ended(pen.session, named).items():
        pen.log("roll.erased", election=key_of, lines=len(named), before=before, roll=after)
    for correction in pen.session.execute(select(Correction).where(Correction.election_key == key)).scalars():
        correction.reason = ""


def _orphans(session: Session, _since: date, _zone: str) -> list[Any]:
    """Notes have no date: they go once their mailbox is no member's, and on no roll."""
    used = {*session.execute(select(Address.email)).scalars(), *session.execute(select(RollEntry.email)).scalars()}
    return [one for one in session.execute(select(MailFault)).scalars() if one.email not in used]


NOBODY = "[]"
"""The recipients of a letter, when they are forgotten."""

PERIODS = (
    Period("sign-ins", lambda rules: rules.keep_participation_days, _sign_ins, _delete),
    Period("volunteer activities", lambda rules: rules.keep_participation_days, _shifts, _delete),
    Period("lists of recipients", lambda rules: rules.keep_recipients_days, _recipients, _without_recipients),
    Period("notes on mailboxes nobody has", lambda rules: rules.keep_recipients_days, _orphans, _delete),
    Period("words of letters", lambda rules: rules.keep_letters_days, _words, _without_words),
    Period("rolls with names", lambda rules: rules.keep_rolls_days, _rolls, _without_names),
)
"""Everything that has an age. Whoever adds a table that tells of people adds a line, and a setting to the charter."""


@dataclass(frozen=True)
class Tidying:
    """What goes, or went: how many of each kind; and which rows of the sheets are older than what is kept."""

    counts: Mapping[str, int]
    old_rows: tuple[str, ...]


def preview(secretary: Secretary) -> Tidying:
    """M8. How much would go today. Nothing is changed."""
    rules = discretion.rules_of(secretary)
    with secretary.ledger.reading() as session:
        counts = {one.what: len(_past(secretary, session, one, rules)) for one in PERIODS}
    return Tidying(counts, tuple(_old_rows(secretary, rules)))


def carry_out(secretary: Secretary) -> Tidying:
    """M8. Forget what has been kept long enough, in one stroke, and leave no trace of it in the book's file.

    Nothing goes that an election under way, or an objection that may still come, needs.
    """
    rules = discretion.rules_of(secretary)
    with secretary.ledger.writing(secretary.now()) as pen:
        due = {one: _past(secretary, pen.session, one, rules) for one in PERIODS}
        for period, record in [(period, record) for period, found in due.items() for record in found]:
            period.forget(pen, record)
        counts = {period.what: len(found) for period, found in due.items()}
        if any(counts.values()):
            pen.log("records.forgotten", **{what.replace(" ", "_"): number for what, number in counts.items()})
    secretary.ledger.sweep(traces.tables())
    return Tidying(counts, tuple(_old_rows(secretary, rules)))


def _past(secretary: Secretary, session: Session, period: Period, rules: Privacy) -> list[Any]:
    since = discretion.kept_since(secretary, period.days(rules).value)
    return period.past(session, since, secretary.charter.zone)


def _old_rows(secretary: Secretary, rules: Privacy) -> Iterator[str]:
    """The rows of the sheets that are older than what is kept. They are the organisers', so they delete them."""
    tabs = sheets.read(secretary.google, secretary.settings.members_book, stock.TABS)
    found = workbook.read(tabs.tabs)
    since = discretion.kept_since(secretary, rules.keep_participation_days.value)
    old = [("Attendance", one.row) for one in found.sign_ins.used if one.event.on < since]
    old += [("Volunteering", one.row) for one in found.shifts.used if one.on < since]
    for tab, rows in groupby(old, key=lambda one: one[0]):
        numbers = [row for _, row in rows]
        yield f"{tab}: {len(numbers)} ({', '.join(_runs(numbers))})"


def _runs(rows: list[int]) -> Iterator[str]:
    """Row numbers with neighbours taken together: 2–9, 14."""
    for _, run in groupby(enumerate(sorted(rows)), key=lambda one: one[1] - one[0]):
        numbers = [row for _, row in run]
        yield str(numbers[0]) if len(numbers) == 1 else f"{numbers[0]}–{numbers[-1]}"


def in_words(found: Tidying, *, done: bool) -> list[str]:
    """What went or would go, in lines: counts, and places in the sheets."""
    gone = [f"{number} {what}" for what, number in found.counts.items() if number]
    verb = "Forgotten" if done else "Would be forgotten"
    said = [f"{verb}: {', '.join(gone)}." if gone else "Nothing has been kept longer than the charter says."]
    if found.old_rows:
        said.append("Older than that in the sheets. Delete these rows there, they are yours:")
    return said + [f"  {one}" for one in found.old_rows]
