"""Undoing: what the committee voted for is taken back by the committee, and the minutes say how it decided."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from sqlalchemy.orm import Session

from core import cells
from core.bylaws import conflicts
from core.ledger import Pen
from core.records import Certificate, Election, Recusal
from core.records.elections import COMMITTEE
from flows.duties.committee import minutes
from flows.secretary import Refusal


def how(session: Session, recusals: Sequence[Recusal], decided: str) -> str:
    """S11. How the committee decided that a recusal ends, in words for the minutes; empty where it hadn't voted on it.

    `decided` is the key of its vote, which has to be certified, passed, and later; or says in words how it was
    decided. Raises Refusal where that is missing, or the vote isn't one.
    """
    voted = [one.came_from for one in recusals if session.get(Election, one.came_from) is not None]
    if not voted:
        return ""
    said = cells.text(decided)
    may = conflicts.may_undo(voted[-1], decided=said)
    if not may:
        raise Refusal(f"It stays on record: {may.because} ({may.clause}). Nothing was changed.")
    vote = session.get(Election, said)
    if vote is not None:
        _refuse_unless_it_bears_out(session, vote, voted)
        return f"by the vote “{said}”"
    if " " not in said:
        raise Refusal(f"There is no vote “{said}”. Name one by its key, or say in words how the committee decided.")
    return said


def _refuse_unless_it_bears_out(session: Session, vote: Election, voted: Sequence[str]) -> None:
    certified = session.get(Certificate, vote.key)
    if vote.electorate != COMMITTEE:
        raise Refusal(f"“{vote.key}” is no vote of the committee. Nothing was changed.")
    if certified is None:
        raise Refusal(f"“{vote.key}” is {vote.state}: it isn't certified. Nothing was changed.")
    if not all((one.count or {}).get("outcome") == "passed" for one in vote.contests):
        raise Refusal(f"“{vote.key}” didn't pass. Nothing was changed.")
    if any(certified.at <= session.get_one(Certificate, one).at for one in voted):
        raise Refusal(f"“{vote.key}” isn't later than the vote that it would take back. Nothing was changed.")


def note(pen: Pen, race: str, how: str, *, on: date) -> None:
    """S11. A line of the minutes, which names nobody."""
    said = f"The committee had voted that a member keeps away from the race “{race}”. It decided that this ends: {how}."
    title = "A recusal is taken back"
    minutes.write(pen, f"recusal.withdrawn/{pen.head.seq}", on=on, title=title, sentence=said, clause="S11")
