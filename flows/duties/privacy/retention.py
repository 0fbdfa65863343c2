"""Retention: what has been kept as long as the charter says goes, and what is older in the sheets is listed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from core import alias_keys, calendar, workbook
from core.articles import Privacy
from core.bylaws import privacy
from core.ledger import Pen
from core.lines import Signed
from core.numbers import runs
from core.records import Enrolled, Person
from core.workbook import Book
from flows.duties.membership import delivery
from flows.duties.privacy import discretion, marks, traces
from flows.duties.privacy.marks import KeyLost
from flows.duties.privacy.periods import PERIODS, Period, Records
from flows.secretary import Secretary


@dataclass(frozen=True)
class Tidying:
    """What goes, or went: how many of each kind; and which rows of the sheets are older than what is kept."""

    counts: Mapping[str, int]
    old_rows: tuple[str, ...]


def preview(secretary: Secretary) -> Tidying:
    """M8. How much would go today. Nothing is changed."""
    rules, book = discretion.rules_of(secretary), _sheets(secretary)
    with secretary.ledger.reading() as session:
        held = _records(secretary, session, book, rules)
        counts = {one.what: len(_past(held, one, rules)) for one in PERIODS}
    return Tidying(counts, tuple(_old_rows(secretary, book, rules)))


def carry_out(secretary: Secretary) -> Tidying:
    """M8. Forget what has been kept long enough, in one stroke, and leave no trace of it in the book's file.

    Nothing goes that an election under way, or an objection that may still come, needs.
    """
    rules, book = discretion.rules_of(secretary), _sheets(secretary)
    with secretary.ledger.writing(secretary.now()) as pen:
        begun = _start_clocks(pen, calendar.day_of(pen.at, secretary.charter.zone))
        held = _records(secretary, pen.session, book, rules)
        due = {one: _past(held, one, rules) for one in PERIODS}
        for period, record in [(period, record) for period, found in due.items() for record in found]:
            period.forget(pen, record)
        counts = {period.what: len(found) for period, found in due.items()}
        if begun:
            pen.log("records.dated", mailboxes=begun)
        if any(counts.values()):
            pen.log("records.forgotten", **{what.replace(" ", "_"): number for what, number in counts.items()})
    secretary.ledger.sweep(traces.tables())
    return Tidying(counts, tuple(_old_rows(secretary, book, rules)))


def _start_clocks(pen: Pen, on: date) -> int:
    """Note from which day on a mailbox of the list's memory is no member's, or that it is one's again."""
    members = set(pen.session.execute(select(Person.number)).scalars())
    changed = 0
    for one in pen.session.execute(select(Enrolled)).scalars():
        gone_on = None if one.number in members else (one.gone_on or on)
        changed += gone_on != one.gone_on
        one.gone_on = gone_on
    return changed


def _sheets(secretary: Secretary) -> Book:
    fetched = delivery.fetch(secretary)
    return workbook.read(fetched.tabs, clock=fetched.clock, listed=fetched.listed, deliveries=fetched.deliveries)


def _past(held: Records, period: Period, rules: Privacy) -> list[Any]:
    days = period.days(rules).value
    return period.past(held, lambda of: bool(privacy.may_forget(of, days=days, on=held.on)))


def _records(secretary: Secretary, session: Session, book: Book, rules: Privacy) -> Records:
    """The book beside what the sheets still need of it: answers, numbers of the tab Members, marks of erased people."""
    since = discretion.kept_since(secretary, rules.keep_participation_days.value)
    lines: list[Signed] = [one for one in book.came() if one.event.on >= since]
    lines += [one for one in book.helped() if one.on >= since]
    lines += book.on_lists()
    return Records(
        session,
        calendar.day_of(secretary.now(), secretary.charter.zone),
        secretary.charter.zone,
        used=None if book.refused() else {alias_keys.alias_of(line) for line in lines},
        listed=None if book.members.refused else {one.number for one in book.members.used},
        with_rows=None if book.refused() else _with_rows(secretary, session, book),
    )


def _with_rows(secretary: Secretary, session: Session, book: Book) -> frozenset[int] | None:
    try:
        return marks.read(secretary, session).with_rows(book)
    except KeyLost:
        return None


def _old_rows(secretary: Secretary, found: Book, rules: Privacy) -> Iterator[str]:
    """The rows of the sheets that are older than what is kept. They are the organisers', so they delete them."""
    since = discretion.kept_since(secretary, rules.keep_participation_days.value)
    old = sorted({(one.sheet, one.row) for one in found.came() if one.event.on < since})
    old += sorted({(one.sheet, one.row) for one in found.helped() if one.on < since})
    for tab, rows in groupby(old, key=lambda one: one[0]):
        numbers = [row for _, row in rows]
        yield f"{tab}: {len(numbers)} ({runs(numbers)})"


def in_words(found: Tidying, *, done: bool) -> list[str]:
    """What went or would go, in lines: counts, and places in the sheets."""
    gone = [f"{number} {what}" for what, number in found.counts.items() if number]
    verb = "Forgotten" if done else "Would be forgotten"
    said = [f"{verb}: {', '.join(gone)}." if gone else "Nothing has been kept longer than the charter says."]
    if found.old_rows:
        said.append("Older than that in the sheets. Delete these rows there, they are yours:")
    return said + [f"  {one}" for one in found.old_rows]
