"""Traces: what each table of the book holds about a person, and how it is taken out when they are erased.

A table that isn't listed here knows nobody, and a test asks that of every column there is.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, CursorResult, delete, select
from sqlalchemy.orm import Session

from core import alias_keys, letters, petitions
from core.directory import name_key
from core.records import (
    Address,
    Alias,
    Asked,
    Candidate,
    Decision,
    Dues,
    Election,
    Enrolled,
    Exemption,
    Gone,
    Invitation,
    Letter,
    MailFault,
    Objection,
    Pair,
    Participation,
    Person,
    Petition,
    Recall,
    Registration,
    Reply,
    RollEntry,
    Stocktaking,
    ToldStatus,
    Volunteering,
)
from core.remains import Known
from flows.duties.election import roll
from flows.duties.privacy import last_letter, nominated, partnered, proposed, served, stood


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
    return (*TRACES, "correction", "erasure", "kept_out")


def of_ended(session: Session, entries: Sequence[RollEntry]) -> dict[str, tuple[str, str]]:
    """Take everybody out of these lines of rolls: who they are, and the evidence. Line, clause and ruling stay.

    Returns for each election the roll's fingerprint before and after: whoever checks the log can follow it.
    """
    keys = sorted({one.election_key for one in entries})
    before = {key: roll.fingerprint(roll.entries_of(session, key)) for key in keys}
    for one in entries:
        one.person_id, one.number, one.name, one.email, one.evidence = 0, "", "", "", []
        one.place = 0  # no letter goes there any more
    session.flush()
    return {key: (before[key], roll.fingerprint(roll.entries_of(session, key))) for key in keys}


def is_over() -> ColumnElement[bool]:
    """Which elections are over: announced and past the time for objections, or called off and cleared away."""
    return Election.state.in_(("announced", "withdrawn")) & Election.form_erased


def lines_of(session: Session, numbers: Collection[str]) -> list[RollEntry]:
    """A member's lines on all rolls there ever were, also those that they have as a delegate."""
    whole = {*numbers, *partnered.roll_numbers(session, numbers)}
    return list(session.execute(select(RollEntry).where(RollEntry.number.in_(whole))).scalars())


def _people(session: Session, known: Known) -> int:
    """What they took part in goes with them, as do their addresses."""
    return _gone(session, delete(Person).where(Person.number.in_(known.numbers)))


def _with_them(table: type[Any]) -> Callable[[Session, Known], int]:
    """Tables whose rows the database takes out together with the person: counted before that, not deleted."""

    def count(session: Session, known: Known) -> int:
        theirs = select(table).join(Person, table.person_id == Person.id).where(Person.number.in_(known.numbers))
        return len(session.execute(theirs).all())

    return count


def _mail_faults(session: Session, known: Known) -> int:
    return _gone(session, delete(MailFault).where(MailFault.email.in_(known.own)))


def _objections(session: Session, known: Known) -> int:
    return _gone(session, delete(Objection).where(Objection.number.in_(known.numbers)))


def _lost(session: Session, known: Known) -> int:
    return _gone(session, delete(Gone).where(Gone.number.in_(known.numbers)))


def _stocktaking(session: Session, _known: Known) -> int:
    """What the last whole reading found, with what people wrote. It is nobody's record: the next one finds it anew."""
    session.execute(delete(Stocktaking))
    return 0


def _told(session: Session, known: Known) -> int:
    return _gone(session, delete(ToldStatus).where(ToldStatus.number.in_(known.numbers)))


def _questions(session: Session, known: Known) -> int:
    """What they asked as a candidate, before their address is gone by which they are known."""
    found = select(Candidate, Invitation).where(
        Candidate.race_key == Invitation.race_key, Candidate.nth == Invitation.nth, Invitation.question != ""
    )
    mine = [asked for who, asked in session.execute(found).tuples() if who.email.casefold() in known.own]
    for one in mine:
        one.question = ""
    return len(mine)


def _replies(session: Session, known: Known) -> int:
    """What they answered as a candidate goes, and with that from the sheet of answers."""
    return _said(stood.replies(session), stood.candidacies(session, known))


def _reasons(session: Session, known: Known) -> int:
    """Why they declined to answer goes; that they did stays."""
    return _said(stood.reasons(session), stood.candidacies(session, known))


def _said(found: Sequence[Reply | Asked], whose: Collection[tuple[str, int]]) -> int:
    mine = [one for one in found if (one.race_key, one.nth) in whose]
    for one in mine:
        stood.forget(one)
    return len(mine)


def _candidacies(session: Session, known: Known) -> int:
    """Where to reach them as a candidate goes. That they stood for office is public, and stays."""
    mine = [one for one in session.execute(select(Candidate)).scalars() if one.email.casefold() in known.own]
    for one in mine:
        one.email = ""
    return len(mine)


def _exemptions(session: Session, known: Known) -> int:
    return _gone(session, delete(Exemption).where(Exemption.number.in_(known.numbers)))


def _enrolled(session: Session, known: Known) -> int:
    mine = Enrolled.number.in_(known.numbers) | Enrolled.email.in_(known.own)
    return _gone(session, delete(Enrolled).where(mine))


def _answers(session: Session, known: Known) -> int:
    """Answers that said who a sign-in is: by their number, and those about their name or address."""
    mine = [
        one for one in session.execute(select(Alias)).scalars() if one.number in known.numbers or _is_about(one, known)
    ]
    for one in mine:
        session.delete(one)
    return len(mine)


def _is_about(answer: Alias, known: Known) -> bool:
    key = alias_keys.parse(answer.key)
    return bool({key.name, key.email} & known.own)


def _pairs(session: Session, known: Known) -> int:
    mine = Pair.first.in_(known.numbers) | Pair.other.in_(known.numbers)
    return _gone(session, delete(Pair).where(mine))


def _petitions(session: Session, known: Known) -> int:
    """What they handed in stays as a number with its decision; who it was and what they wrote goes."""
    mine = petitions_of(session, known)
    for one in mine:
        forget_petition(one)
    return len(mine)


def petitions_of(session: Session, known: Known) -> list[Petition]:
    """Whatever they handed in: found to be theirs, or nobody's yet and with their name or address."""
    found = session.execute(select(Petition).order_by(Petition.kind, Petition.nth)).scalars()
    return [
        one
        for one in found
        if one.member in known.numbers or (not one.member and {name_key(one.name), one.email.casefold()} & known.own)
    ]


def forget_petition(one: Petition) -> None:
    """Take out of a petition who it was and what they wrote. Its number, day and state stay."""
    one.name, one.email, one.said, one.member, one.sender, one.objection = "", "", {}, "", petitions.ERASED, ""


def _decisions(session: Session, known: Known) -> int:
    """Why a dispute of theirs was decided so: organisers wrote that to them."""
    disputes = {one.nth for one in petitions_of(session, known) if one.kind == "dispute"}
    mine = [one for one in session.execute(select(Decision)).scalars() if one.dispute in disputes and one.reason]
    for one in mine:
        one.reason = ""
    return len(mine)


def _rolls(session: Session, known: Known) -> int:
    return len(lines_of(session, known.numbers))  # they are blanked with their fingerprints: `of_ended`


def _letters(session: Session, known: Known) -> int:
    """Their address leaves the recipients; a letter to them alone forgets what it said. How many got it stays."""
    changed = 0
    for letter in session.execute(select(Letter)).scalars():
        if letter.sealed or letters.OCCASIONS[letter.occasion].personal:
            continue  # these know lines of a roll only
        to = json.loads(letter.recipients)
        left = [one for one in to if not last_letter.is_theirs(letter, one, known)]
        if len(left) == len(to):
            continue
        if letters.OCCASIONS[letter.occasion].audience == "one mailbox":
            letter.facts = {}
        letter.recipients = json.dumps(left)
        changed += 1
    return changed


def _gone(session: Session, statement: Any) -> int:
    done = session.execute(statement)
    return done.rowcount if isinstance(done, CursorResult) else 0


TRACES: Mapping[str, Trace] = {
    "participation": Trace(("person_id", "place"), _with_them(Participation)),
    "volunteering": Trace(("person_id", "activity", "place"), _with_them(Volunteering)),
    "dues": Trace(("person_id", "place", "on", "through"), _with_them(Dues)),
    "registration": Trace(("person_id", "confirmed", "place"), _with_them(Registration)),
    "address": Trace(("person_id", "email"), _with_them(Address)),
    "person": Trace(("id", "number", "name", "dues_paid"), _people),
    "mail_fault": Trace(("email",), _mail_faults),
    "objection": Trace(("number", "noted_at"), _objections),
    "gone": Trace(("number", "kind", "on", "what", "place", "noticed_at"), _lost),
    "stocktaking": Trace(("id", "digest", "found"), _stocktaking),
    "told_status": Trace(("number", "voting", "until", "warned_for", "at", "letter"), _told),
    "exemption": Trace(("number", "clause", "since", "until", "reason", "decided_by", "at"), _exemptions),
    **{one.__tablename__: Trace(served.columns(one), served.numbered(one)) for one in served.BY_NUMBER},
    "recall": Trace(served.columns(Recall), served.take_out_recalls),
    "enrolled": Trace(tuple(Enrolled.__table__.columns.keys()), _enrolled),
    "alias": Trace(("mark", "key", "number", "at"), _answers),
    "pair": Trace(("mark", "first", "other", "kept", "at"), _pairs),
    "decision": Trace(("reason",), _decisions),
    "invitation": Trace(("question",), _questions),
    "reply": Trace(("said",), _replies),  # both before the address goes by which candidates are known
    "asked": Trace(("declined_because",), _reasons),
    "candidate": Trace(("email",), _candidacies),
    "petition": Trace(("name", "email", "said", "member", "sender", "objection"), _petitions),
    "proposal": Trace(proposed.COLUMNS, proposed.erase),
    "call_answer": Trace(("said", "sender", "member", "nominee", "nominated"), nominated.answers_with),
    "nominee_statement": Trace(("said",), nominated.statements_of),  # before the number by which they are known
    "nominee": Trace(nominated.OF_A_NOMINEE, nominated.nominees_of),
    "ad_hoc_seat": Trace(("number", "side", "since"), nominated.seats_of),
    **{table: Trace(partnered.COLUMNS[table], erased) for table, erased in partnered.ERASED.items()},
    "roll_entry": Trace(("person_id", "number", "name", "email", "evidence"), _rolls),
    "letter": Trace(("facts", "recipients"), _letters),
}
"""In this order: what goes with the person is counted before they go."""
