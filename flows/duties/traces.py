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
from core.records import (
    Address,
    Alias,
    Election,
    Enrolled,
    Exemption,
    Letter,
    MailFault,
    Objection,
    Pair,
    Participation,
    Person,
    Petition,
    RollEntry,
    ToldStatus,
    Volunteering,
)
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
    return any(_mailbox(one) in emails for one in json.loads(letter.recipients))


def _mailbox(recipient: Any) -> str:
    """Where a letter went for one of its recipients: letters about somebody's vote also keep whose it was."""
    return str(recipient["email"] if isinstance(recipient, dict) else recipient)


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


def _told(session: Session, known: Known) -> int:
    return _gone(session, delete(ToldStatus).where(ToldStatus.number == known.number))


def _exemptions(session: Session, known: Known) -> int:
    return _gone(session, delete(Exemption).where(Exemption.number == known.number))


def _enrolled(session: Session, known: Known) -> int:
    mine = (Enrolled.number == known.number) | Enrolled.email.in_(known.emails - known.shared)
    return _gone(session, delete(Enrolled).where(mine))


def _answers(session: Session, known: Known) -> int:
    """Answers that said who a sign-in is: by their number, and those about their name or address."""
    mine = [
        one
        for one in session.execute(select(Alias)).scalars()
        if one.number == known.number or set(one.key.split("|")) & ((known.names | known.emails) - known.shared)
    ]
    for one in mine:
        session.delete(one)
    return len(mine)


def _pairs(session: Session, known: Known) -> int:
    mine = (Pair.first == known.number) | (Pair.other == known.number)
    return _gone(session, delete(Pair).where(mine))


def _petitions(session: Session, known: Known) -> int:
    """What they handed in stays as a number with its decision; who it was and what they wrote goes."""
    changed = 0
    for one in session.execute(select(Petition)).scalars():
        theirs = one.member == known.number or {name_key(one.name), one.email.casefold()} & (
            (known.names | known.emails) - known.shared
        )
        if theirs:
            one.name, one.email, one.said, one.member = "", "", {}, ""
            changed += 1
    return changed


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
        if alone and (not {_mailbox(one) for one in to} & known.shared or _speaks_of(letter.facts, known)):
            letter.facts = {}
        letter.recipients = json.dumps([one for one in to if not _is_theirs(one, known)])
        changed += 1
    return changed


def _is_theirs(recipient: Any, known: Known) -> bool:
    if isinstance(recipient, dict):
        return bool(recipient["number"] == known.number)
    return recipient in known.emails - known.shared


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
    "told_status": Trace(("number", "voting", "until", "warned_for", "at", "letter"), _told),
    "exemption": Trace(("number", "clause", "since", "until", "reason", "decided_by", "at"), _exemptions),
    "enrolled": Trace(tuple(Enrolled.__table__.columns.keys()), _enrolled),
    "alias": Trace(("mark", "key", "number", "at"), _answers),
    "pair": Trace(("mark", "first", "other", "kept", "at"), _pairs),
    "petition": Trace(("name", "email", "said", "member"), _petitions),
    "roll_entry": Trace(("person_id", "number", "name", "email", "evidence"), _rolls),
    "letter": Trace(("facts", "recipients"), _letters),
}
"""In this order: what goes with the person is counted before they go."""
