"""Gaps: events of which no sign-in sheet is on record, so that nobody can say who was there."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TypeAlias

from core.bylaws.participation import Attended
from core.cited import plain
from core.lines import Event
from core.workbook import Book

NO_SHEET = "no sign-in sheet"

ANOTHER = timedelta(days=183)
"""From so many days on, two events of one name are two events."""

Held: TypeAlias = tuple[str, date]
"""An event's code and its day: next year's may have the same name."""


@dataclass(frozen=True)
class Gaps:
    """Events without a sign-in sheet: of which nothing is known, and which organisers have excused."""

    unknown: tuple[Attended, ...] = ()
    excused: tuple[Attended, ...] = ()


def without_sheet(book: Book) -> tuple[Event, ...]:
    """M2. The events at which nobody signed in and nobody helped, also those to come. Unknown is not absent."""
    signed = {sign_in.event.code for sign_in in book.came()}
    helped = {(shift.on, plain(shift.activity)) for shift in book.helped()}
    return tuple(
        event for event in book.events.used if event.code not in signed and (event.on, plain(event.code)) not in helped
    )


def overdue(book: Book, excused: Mapping[Held, str], *, on: date) -> tuple[Event, ...]:
    """The events before a local day of which somebody should look for the sheet, or excuse them."""
    return tuple(event for event in without_sheet(book) if event.on < on and (event.code, event.on) not in excused)


def may_be_moved(decided_for: date, held_on: date) -> bool:
    """Whether an event of the same name may be the one that was decided about, with its day put right: a person knows.

    A decision holds for the day that it was taken about. Half a year away or more it is another event.
    """
    return decided_for != held_on and abs(held_on - decided_for) < ANOTHER


def gaps_in(book: Book, excused: Mapping[Held, str]) -> Gaps:
    """The gaps, as rulings take them. `excused` maps an event, with its day, to where the decision is on record.

    An excused event stays excused when a line about it turns up: whoever is on it has it by that line, and the others
    keep what was decided.
    """
    unknown = (event for event in without_sheet(book) if (event.code, event.on) not in excused)
    return Gaps(
        tuple(Attended(event.on, event.code, event.kind, NO_SHEET) for event in unknown),
        tuple(
            Attended(event.on, event.code, event.kind, excused[event.code, event.on])
            for event in book.events.used
            if (event.code, event.on) in excused
        ),
    )
