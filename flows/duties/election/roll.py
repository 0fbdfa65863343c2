"""The frozen roll: is it still the one that was frozen, and are its codes those of its lines?"""

from __future__ import annotations

import json
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import asdict
from datetime import datetime
from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from core import ledger, secrecy
from core.ledger import BookBusy
from core.records import Credential, Election, Entry, Response, RollEntry
from core.ruling import Obstacle
from flows.duties.membership.standing import Standing
from flows.secretary import Refusal, Secretary
from integrations.keyring import ElectionKey


def fingerprint(entries: Iterable[RollEntry]) -> str:
    """SHA-256 over every line of a roll: who, by which ruling, on which evidence."""
    return secrecy.fingerprint([_line(entry) for entry in sorted(entries, key=lambda one: one.line)])


def entry(key: str, line: int, place: int, voter: Standing) -> RollEntry:
    """A voter's line on a roll: who they are, where their letters go, by which ruling, on which evidence."""
    return RollEntry(
        election_key=key,
        line=line,
        person_id=voter.person_id,
        number=voter.number,
        name=voter.name,
        email=voter.mailbox,
        place=place,
        clause=voter.ruling.ruling.clause,
        because=voter.ruling.ruling.because,
        evidence=[{**asdict(one), "day": one.day.isoformat()} for one in voter.ruling.evidence],
        voter_role=voter.voter_role,
        votes_for=voter.votes_for,
        delegated_as=voter.delegated_as,
    )


def _line(entry: RollEntry) -> list[Any]:
    evidence = [[one["day"], one["what"], one["place"]] for one in entry.evidence]
    struck = ["struck"] if entry.struck else []
    hat = [entry.voter_role, entry.votes_for, entry.delegated_as] if entry.voter_role else []
    return [entry.line, entry.number, entry.name, entry.email, entry.clause, evidence, *struck, *hat]


def votes(entries: Iterable[RollEntry]) -> int:
    """P2. How many ballots of these lines can count: one of each, and of a partner's two delegates together one."""
    standing = [one for one in entries if not one.struck]
    return sum(not one.votes_for for one in standing) + len({one.votes_for for one in standing} - {""})


def whose(numbers: Iterable[str]) -> str:
    """SHA-256 over the member numbers of a roll, line by line: whose codes a key makes."""
    return secrecy.fingerprint(list(numbers))


def entries_of(session: Session, key: str) -> list[RollEntry]:
    """The lines of an election's roll, in order, with those that were struck."""
    mine = select(RollEntry).where(RollEntry.election_key == key).order_by(RollEntry.line)
    return list(session.execute(mine).scalars())


def voters_of(session: Session, key: str, *, reachable: bool = False) -> list[RollEntry]:
    """The lines of a roll that may vote, in order; if asked, only those that letters reach by their address."""
    return [one for one in entries_of(session, key) if not one.struck and (one.place > 0 or not reachable)]


def frozen_at(session: Session, key: str) -> datetime:
    """When a roll was frozen, as the log has it. Raises Refusal before that."""
    frozen = session.execute(select(Entry).where(Entry.kind == "roll.frozen").order_by(Entry.seq)).scalars()
    for entry in frozen:
        if json.loads(entry.payload)["election"] == key:
            return entry.at
    raise Refusal(f"The roll of “{key}” isn't frozen yet. Who may vote today is on the page “membership”.")


def check(secretary: Secretary, election: Election) -> Obstacle | None:
    """Whether roll and codes are those that were frozen, or last corrected. An Obstacle says what isn't."""
    kept = secretary.keyring.read(election.key)
    if kept is None:
        return None  # nothing can be compared; whoever needs the key says that it is missing
    with secretary.ledger.reading() as session:
        return untrue(session, election, kept) or _strange_codes(session, election.key, kept)


def untrue(session: Session, election: Election, kept: ElectionKey) -> Obstacle | None:
    """Whether the roll is the one that the log vouches for, and no older than its key file."""
    return fault(session, election) or _older_than_its_key(election, kept)


def fault(session: Session, election: Election) -> Obstacle | None:
    """Whether the roll is the one that the log vouches for: as it was frozen, or as it was last corrected.

    Where people were erased since, the log says which roll became which.
    """
    found = fingerprint(entries_of(session, election.key))
    erased = ledger.newest(session, "roll.erased", election=election.key)
    if erased and found == erased["roll"]:
        return None
    logged = [ledger.newest(session, kind, election=election.key) for kind in ("roll.corrected", "roll.frozen")]
    vouched = next((line["roll"] for line in logged if line), None)
    if found != election.roll_fingerprint or found != vouched:
        changed = "the roll isn't the one that was frozen: a line was changed, added or taken out"
        return Obstacle("M6", changed, found)
    return None


def _older_than_its_key(election: Election, kept: ElectionKey) -> Obstacle | None:
    """Whether the roll was corrected, and this copy of the book has forgotten it."""
    if kept.corrected in ("", election.roll_fingerprint):
        return None
    older = (
        "the roll was corrected, and this copy of the book doesn't know it. Put a newer copy back, or do that "
        f"correction again: canvass correct {election.key}"
    )
    return Obstacle("M6", older, kept.corrected)


def forgotten(session: Session, key: str, kept: ElectionKey) -> list[RollEntry]:
    """The lines of which the key file knows a newer code than the book."""
    return [entry for entry in entries_of(session, key) if entry.epoch != kept.epochs.get(entry.line, 0)]


def _strange_codes(session: Session, key: str, kept: ElectionKey) -> Obstacle | None:
    held = set(session.execute(select(Credential.code_hash).where(Credential.election_key == key)).scalars())
    if held == set(_codes(session, key, kept)):
        return None
    strange = "the codes that may vote aren't those of the roll's lines: one was added or taken out"
    return Obstacle("M6", strange, secrecy.fingerprint(sorted(held)))


def write_codes(session: Session, key: str, kept: ElectionKey) -> None:
    """Write the hashes of all codes anew, sorted: nothing tells which belongs to whom, or which is the newest."""
    session.execute(delete(Credential).where(Credential.election_key == key))
    valid = set(_codes(session, key, kept))
    session.add_all(Credential(election_key=key, code_hash=one) for one in sorted(valid))
    # What a code said that no longer counts could be told to be of one of those whose code was replaced.
    for answer in session.execute(select(Response).where(Response.election_key == key)).scalars():
        if answer.code_hash not in valid:
            answer.marks = {}


def forget_old_codes(secretary: Secretary) -> None:
    """Leave no hash of a code on the disk that was replaced: beside the new one it would tell whose both are.

    Where somebody reads the book just now, that has to wait for sealing, which insists on it.
    """
    with suppress(BookBusy):
        secretary.ledger.sweep()


def _codes(session: Session, key: str, kept: ElectionKey) -> list[str]:
    return [
        secrecy.hash_of(kept.key, key, line=entry.line, epoch=kept.epochs.get(entry.line, 0))
        for entry in voters_of(session, key)
    ]
