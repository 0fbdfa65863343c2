"""The frozen roll: is it still the one that was frozen, and are its codes those of its lines?"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from core import ledger, secrecy
from core.records import Credential, Election, RollEntry
from core.ruling import Ruling
from flows.secretary import Secretary
from integrations.keyring import ElectionKey


def fingerprint(entries: Iterable[RollEntry]) -> str:
    """SHA-256 over every line of a roll: who, by which ruling, on which evidence."""
    return secrecy.fingerprint([_line(entry) for entry in sorted(entries, key=lambda one: one.line)])


def _line(entry: RollEntry) -> list[Any]:
    evidence = [[one["day"], one["what"], one["place"]] for one in entry.evidence]
    return [entry.line, entry.number, entry.name, entry.email, entry.clause, evidence]


def entries_of(session: Session, key: str) -> list[RollEntry]:
    """The lines of an election's roll, in order."""
    mine = select(RollEntry).where(RollEntry.election_key == key).order_by(RollEntry.line)
    return list(session.execute(mine).scalars())


def check(secretary: Secretary, election: Election) -> Ruling | None:
    """Whether roll and codes are those that were frozen. A Ruling says what isn't.

    An older copy of the book can have forgotten that a link was reissued; the key file hasn't.
    That much is put right here. Anything else needs a person.
    """
    kept = secretary.keyring.read(election.key)
    if kept is None:
        return None  # nothing can be compared; whoever needs the key says that it is missing
    with secretary.ledger.reading() as session:
        fault = _fault(session, election)
        due = not fault and _forgotten(session, election.key, kept)
    if due:
        _remember(secretary, election.key, kept)
        with secretary.ledger.reading() as session:
            return _fault(session, election) or _strange_codes(session, election.key, kept)
    if fault:
        return fault
    with secretary.ledger.reading() as session:
        return _strange_codes(session, election.key, kept)


def _fault(session: Session, election: Election) -> Ruling | None:
    found = fingerprint(entries_of(session, election.key))
    logged = ledger.newest(session, "roll.frozen", election=election.key).get("roll")
    if found != election.roll_fingerprint or found != logged:
        return Ruling(False, "M6", "the roll isn't the one that was frozen: a line was changed, added or taken out")
    return None


def _forgotten(session: Session, key: str, kept: ElectionKey) -> bool:
    return any(entry.epoch != kept.epochs.get(entry.line, 0) for entry in entries_of(session, key))


def _remember(secretary: Secretary, key: str, kept: ElectionKey) -> None:
    """Bring the book's reissues up to the key file's."""
    with secretary.ledger.writing(secretary.now()) as pen:
        for entry in entries_of(pen.session, key):
            entry.epoch = kept.epochs.get(entry.line, 0)
        write_codes(pen.session, key, kept)
        pen.log("links.remembered", election=key)


def _strange_codes(session: Session, key: str, kept: ElectionKey) -> Ruling | None:
    held = set(session.execute(select(Credential.code_hash).where(Credential.election_key == key)).scalars())
    if held == set(_codes(session, key, kept)):
        return None
    return Ruling(False, "M6", "the codes that may vote aren't those of the roll's lines: one was added or taken out")


def write_codes(session: Session, key: str, kept: ElectionKey) -> None:
    """Write the hashes of all codes anew, sorted: nothing tells which belongs to whom, or which is the newest."""
    session.execute(delete(Credential).where(Credential.election_key == key))
    session.add_all(Credential(election_key=key, code_hash=one) for one in sorted(_codes(session, key, kept)))


def _codes(session: Session, key: str, kept: ElectionKey) -> list[str]:
    return [
        secrecy.hash_of(kept.key, key, line=entry.line, epoch=kept.epochs.get(entry.line, 0))
        for entry in entries_of(session, key)
    ]
