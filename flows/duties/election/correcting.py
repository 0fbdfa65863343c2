"""Correcting: one line of a frozen roll is brought to what the sheets say now, and the key file notes it first."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from sqlalchemy.orm import Session

from core.records import Election, RollEntry
from flows.duties.election import drift, roll
from flows.duties.membership.reach import PLACES
from flows.duties.membership.standing import Standing, Standings
from flows.secretary import Refusal
from integrations.keyring import ElectionKey, Keyring

Kind = Literal["added", "struck", "readdressed"]


@dataclass(frozen=True)
class Change:
    """What there is to do: how, for whom, by which standing, and on which line if they have one."""

    kind: Kind
    number: str
    standing: Standing | None
    entry: RollEntry | None

    @property
    def mailbox(self) -> str:
        """Where letters went to until now; empty if none did."""
        return self.entry.email if self.entry and self.entry.place else ""


def due(session: Session, election: Election, members: Standings, number: str) -> Change:
    """M6. What there is to correct for a member, by the sheets and as of the day of freezing.

    Raises Refusal if roll and sheets agree about them: the rules aren't bent, the sheets have to be right first.
    """
    entry = next((one for one in roll.entries_of(session, election.key) if one.number == number), None)
    standing = drift.by_todays_sheets(session, election, members).get(number)
    listed = entry is not None and not entry.struck
    if standing and not listed:
        return Change("added", number, standing, entry)
    if listed and not standing:
        return Change("struck", number, None, entry)
    if entry and standing and drift.is_moved(entry, standing):
        return Change("readdressed", number, standing, entry)
    if listed:
        raise Refusal(f"Nothing to correct: the roll of “{election.key}” has {number} as the sheets do.")
    raise Refusal(
        f"By the sheets {number or 'nobody'} couldn't vote on the day on which “{election.key}” was frozen, so they "
        "can't be added. Correct the sheets first: the members' workbook, and who signed in where."
    )


def apply(
    session: Session, keyring: Keyring, election: Election, change: Change, kept: ElectionKey
) -> tuple[RollEntry, ElectionKey]:
    """Change the line, and note in the key file – before the book has it – what an older copy must not undo."""
    entries = roll.entries_of(session, election.key)
    before = roll.fingerprint(entries)
    entry, epochs = _changed(session, election, change, entries, kept)
    session.flush()
    then = roll.entries_of(session, election.key)
    after = roll.fingerprint(then)
    if kept.corrected not in ("", before, after):
        # Two people must not get the code of one line: what was begun is finished first.
        raise Refusal(
            f"Another correction of the roll of “{election.key}” was begun, and this book doesn't know it. First do "
            "that one again, or put a newer copy of the book back."
        )
    noted = keyring.correct(election.key, roll=roll.whose(one.number for one in then), corrected=after, epochs=epochs)
    return entry, noted


def _changed(
    session: Session, election: Election, change: Change, entries: Sequence[RollEntry], kept: ElectionKey
) -> tuple[RollEntry, dict[int, int]]:
    """The line as it should be, and its new code if it had one before."""
    if change.entry is None:
        added = roll.entry(election.key, len(entries) + 1, _free_place(entries, change), _entitled(change))
        session.add(added)
        return added, {}
    entry = change.entry
    entry.struck, entry.place = change.kind == "struck", 0
    if change.standing is not None:
        fresh = roll.entry(election.key, entry.line, _free_place(entries, change), change.standing)
        for what in ("name", "email", "place", "clause", "because", "evidence"):
            setattr(entry, what, getattr(fresh, what))
    entry.epoch = max(entry.epoch, kept.epochs.get(entry.line, 0)) + 1
    return entry, {entry.line: entry.epoch}


def _entitled(change: Change) -> Standing:
    if change.standing is None:
        raise ValueError(f"{change.kind} without a standing")
    return change.standing


def _free_place(entries: Sequence[RollEntry], change: Change) -> int:
    """Which of a mailbox's places is free for a voter; 0 if none is, or they have no mailbox."""
    mailbox = _entitled(change).mailbox
    taken = {one.place for one in entries if one.email == mailbox and not one.struck and one.number != change.number}
    return next((place for place in PLACES if place not in taken), 0) if mailbox else 0
