"""Lots drawn in public: what an officer types in is written down once, and the count goes on with it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from core import cells, secrecy
from core.records import Contest, Election
from flows.duties import sealing
from flows.secretary import Refusal, Secretary

LONGEST = 200
"""Signs that what was drawn, or where, may have."""


def waiting(election: Election) -> Sequence[Contest]:
    """The contests whose count waits for a lot to be drawn in public."""
    return [contest for contest in election.contests if (contest.count or {}).get("outcome") == "undecided"]


def record(secretary: Secretary, key: str, *, drawn: str, drawn_from: str) -> bool:
    """E8. Write down what was drawn in public, and count what waits for it again, in one stroke.

    False: the same is on record already. Raises Refusal where nothing waits for a lot, where another one is on record,
    and for text that nobody could type again.
    """
    drawn, drawn_from = _typed("What was drawn", drawn), _typed("Where it was drawn", drawn_from)
    with secretary.ledger.writing(secretary.now()) as pen:
        election = pen.session.get(Election, key)
        if election is None or election.state in ("drafted", "frozen", "open", "closed", "sealed"):
            raise Refusal(f"“{key}” is {election.state if election else 'unknown'}: no lot is drawn before the count.")
        if election.drawn == drawn and election.drawn_from == drawn_from:
            return False
        if election.drawn:
            raise Refusal(
                f"A lot was drawn for “{key}” before, and it stands: {election.drawn} ({election.drawn_from})."
            )
        if not waiting(election):
            raise Refusal(f"“{key}” needs no lot: no outcome hangs on one that has to be drawn in public.")
        fault = sealing.box_fault(pen.session, election)
        if fault is not None:
            raise Refusal(f"“{key}” can't be counted again: {fault.because}. Put a newer copy of the book back.")
        election.drawn, election.drawn_from = drawn, drawn_from
        pen.log("lot.drawn", election=key, draw=secrecy.fingerprint([drawn, drawn_from]))
        for contest in waiting(election):
            rule = replace(sealing.rule_of(contest, election.tie_seed), drawn=drawn, drawn_from=drawn_from)
            contest.count = sealing.counted(pen.session, contest, rule).as_json()
        sealing.note_counts(pen, election)
    return True


def _typed(what: str, typed: str) -> str:
    """A text as everybody would type it again: without spaces at its ends, one space where there are several."""
    found = cells.text(typed)
    if not found or len(found) > LONGEST or "|" in found:
        raise Refusal(
            f"{what} has to be a line of up to {LONGEST} signs without a bar “|”, such as 4 17 22 31 40. "
            "Nothing was recorded."
        )
    return found
