"""Links' epochs: which of a candidate's personal links are void, since when, and what came by them."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Literal

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.records import Candidate, NewLink
from flows.duties.letter import personal
from integrations.keyring import Keyring

Earlier = Literal["theirs", "not theirs", "unclear"]
"""Whose it is what came by a link before it was made void. What is unclear doesn't count until somebody says."""

THEIRS: Earlier = "theirs"
NOT_THEIRS: Earlier = "not theirs"
UNCLEAR: Earlier = "unclear"


def made(session: Session, race: str) -> list[NewLink]:
    """Every new link that candidates of a race were given, in the order of their numbers and links."""
    mine = select(NewLink).where(NewLink.race_key == race).order_by(NewLink.nth, NewLink.epoch)
    return list(session.execute(mine).scalars())


def of(session: Session, candidate: Candidate) -> list[NewLink]:
    """The new links of one candidate, the newest last."""
    return [one for one in made(session, candidate.race_key) if one.nth == candidate.nth]


def epoch(session: Session, candidate: Candidate) -> int:
    """Which of their links is a candidate's now: 0 is the first."""
    return max((one.epoch for one in of(session, candidate)), default=0)


def owners(
    keyring: Keyring, race: str, numbers: Collection[int], found: Sequence[NewLink]
) -> Mapping[str, tuple[int, int]]:
    """Whose a code is, by its hash, and by which of their links it came: also of those that are void.

    A key file that knows of more links than the book is newer than it. Raises LinkLost without the key.
    """
    kept = keyring.read(personal.key_name(race))
    noted = kept.epochs if kept is not None else {}
    last = {nth: max((one.epoch for one in found if one.nth == nth), default=0) for nth in numbers}
    return {
        personal.code_hash(keyring, race, line=nth, epoch=turn): (nth, turn)
        for nth in numbers
        for turn in range(max(last[nth], noted.get(nth, 0)) + 1)
    }


def why_void(found: Sequence[NewLink], *, nth: int, epoch: int, at: datetime) -> str:
    """Why what came at an instant by one of a candidate's links doesn't count; "" if it does."""
    after = [one for one in found if one.nth == nth and one.epoch > epoch]
    if any(one.since <= at for one in after):
        return "it came by a link that was void by then"
    said = {one.earlier for one in after}
    if NOT_THEIRS in said:
        return "an organiser says that it isn’t the candidate’s"
    return "nobody has said yet whether it is the candidate’s" if UNCLEAR in said else ""
