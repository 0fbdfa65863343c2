"""Traces: what each table of the book holds about a person, and how it is taken out when they are erased.

A table that isn't listed here knows nobody, and a test asks that of every column there is.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, CursorResult, delete, select
from sqlalchemy.orm import Session

from core import letters
from core.directory import name_key
from core.records import Address, Election, Letter, MailFault, Objection, Participation, Person, RollEntry, Volunteering
from core.remains import Known
from flows.duties import roll


@dataclass(frozen=True)
class Trace:
    """One table: its columns that tell of a person, and the act that takes one person out. It says how many rows."""

    columns: tuple[str, ...]
    erase: Callable[[Session, Known], int]


def erase(session: Session, known: Known) -> dict[str, int]:
    """Take a person out of every table, and say how many rows of each had something of theirs."""
    counts = {table: trace.erase(session, known) for table, trace in TRACES.items()}
    session.flush()
    return {table: number for table, number in counts.items() if number}


def took_part(session: Session, known: Known) -> dict[str, int]:
    """How much a person took part in, to be kept as numbers."""
    counts = {table: TRACES[table].erase(session, known) for table in ("participation", "volunteering")}
    return {table: number for table, number in counts.items() if number}


def tables() -> tuple[str, ...]:
    """The tables that have to be written anew when somebody was erased, so that no byte is left in the file."""
    return (*TRACES, "erasure")


def of_ended(session: Session, entries: Sequence[RollEntry]) -> dict[str, tuple[str, str]]:
    """Take everybody out of these lines of rolls: who they are, and the evidence. Line, clause and ruling stay.

    Returns for each election the roll's fingerprint before and after: whoever checks the log can follow it.
    """
    keys = sorted({one.election_key for one in entries})
    before = {key: roll.fingerprint(roll.entries_of(session, key)) for key in keys}
    for one in entries:
        one.person_id, one.number, one.name, one.email, one.evidence = 0, "", "", "", []
    session.flush()
    return {key: (before[key], roll.fingerprint(roll.entries_of(session, key))) for key in keys}


def is_over() -> ColumnElement[bool]:
    """Which elections are over: announced and past the time for objections, or called off and cleared away."""
    return Election.state.in_(("announced", "withdrawn")) & Election.form_erased


def lines_of(session: Session, number: str) -> list[RollEntry]:
    """A member's lines on all rolls there ever were."""
    return list(session.execute(select(RollEntry).where(RollEntry.number == number)).scalars())


def mailed_to(letter: Letter, emails: frozenset[str]) -> bool:
    """Whether one of these addresses is among a letter's recipients. Personal letters know lines only."""
    if letter.sealed or letters.OCCASIONS[letter.occasion].personal:
        return False
    return bool(emails & set(json.loads(letter.recipients)))


def _people(session: Session, known: Known) -> int:
    """What they took part in goes with them, as do their addresses."""
    return _gone(session, delete(Person).where(Person.number == known.number))


def _with_them(table: type[Any]) -> Callable[[Session, Known], int]:
    """Tables whose rows the database takes out together with the person: counted before that, not deleted."""

    def count(session: Session, known: Known) -> int:
        theirs = select(table).join(Person, table.person_id == Person.id).where(Person.number == known.number)
        return len(session.execute(theirs).all())

    return count


def _mail_faults(session: Session, known: Known) -> int:
    return _gone(session, delete(MailFault).where(MailFault.email.in_(known.emails - known.shared)))


def _objections(session: Session, known: Known) -> int:
    return _gone(session, delete(Objection).where(Objection.number == known.number))


def _rolls(session: Session, known: Known) -> int:
    return len(lines_of(session, known.number))  # they are blanked with their fingerprints: `of_ended`


def _letters(session: Session, known: Known) -> int:
    """Their address leaves the recipients; a letter to them alone forgets what it said. How many got it stays."""
    changed = 0
    for letter in session.execute(select(Letter)).scalars():
        if not mailed_to(letter, known.emails):
            continue
        to = json.loads(letter.recipients)
        alone = letters.OCCASIONS[letter.occasion].audience == "one mailbox"
        if alone and (not set(to) & known.shared or _speaks_of(letter.facts, known)):
            letter.facts = {}
        letter.recipients = json.dumps([email for email in to if email not in known.emails - known.shared])
        changed += 1
    return changed


def _speaks_of(facts: Mapping[str, Any], known: Known) -> bool:
    return any(isinstance(value, str) and name_key(value) in known.names for value in facts.values())


def _gone(session: Session, statement: Any) -> int:
    done = session.execute(statement)
    return done.rowcount if isinstance(done, CursorResult) else 0


TRACES: Mapping[str, Trace] = {
    "participation": Trace(("person_id", "place"), _with_them(Participation)),
    "volunteering": Trace(("person_id", "activity", "place"), _with_them(Volunteering)),
    "address": Trace(("person_id", "email"), _with_them(Address)),
    "person": Trace(("id", "number", "name"), _people),
    "mail_fault": Trace(("email",), _mail_faults),
    "objection": Trace(("number",), _objections),
    "roll_entry": Trace(("person_id", "number", "name", "email", "evidence"), _rolls),
    "letter": Trace(("facts", "recipients"), _letters),
}
"""In this order: what goes with the person is counted before they go."""
