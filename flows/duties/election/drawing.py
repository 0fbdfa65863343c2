"""Lots drawn in public: what an officer types in is written down once, and the count goes on with it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from core import secrecy
from core.records import Contest, Election
from flows.duties.election import sealing
from flows.secretary import Refusal, Secretary

MOST, LARGEST = 100, 10**9
"""So many numbers may be drawn, and none may be larger."""


def waiting(election: Election) -> Sequence[Contest]:
    """The contests whose count waits for a lot to be drawn in public."""
    return [contest for contest in election.contests if (contest.count or {}).get("outcome") == "undecided"]


def record(secretary: Secretary, key: str, *, drawn: str) -> bool:
    """E8. Write down what was drawn in public, and count what waits for it again, in one stroke.

    It is numbers, from the drawing that the ballot letter named; in whatever order they are typed, the same numbers
    draw the same lot. False: these are on record already. Raises Refusal where nothing waits for a lot, where others
    are on record, and for anything but numbers.
    """
    numbers = in_order(drawn)
    with secretary.ledger.writing(secretary.now()) as pen:
        election = pen.session.get(Election, key)
        if election is None or election.state in ("drafted", "frozen", "open", "closed", "sealed"):
            raise Refusal(f"“{key}” is {election.state if election else 'unknown'}: no lot is drawn before the count.")
        if election.drawn == numbers:
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
        election.drawn = numbers
        pen.log("lot.drawn", election=key, draw=secrecy.fingerprint([numbers, election.drawn_from]))
        for contest in waiting(election):
            rule = replace(sealing.rule_of(contest, election.tie_seed), drawn=numbers, drawn_from=election.drawn_from)
            contest.count = sealing.counted(pen.session, contest, rule).as_json()
        sealing.note_counts(pen, election)
    return True


def in_order(typed: str) -> str:
    """The numbers that were drawn, smallest first, with one space between them: as anybody would write them again.

    Nobody can choose among ways to type them. Raises Refusal for anything else.
    """
    words = typed.replace(",", " ").replace(";", " ").split()
    if not words or len(words) > MOST or not all(one.isascii() and one.isdecimal() for one in words):
        raise Refusal("What was drawn has to be whole numbers, such as 4 17 22 31 40. Nothing was recorded.")
    if any(int(one) > LARGEST for one in words):
        raise Refusal(f"No number may be larger than {LARGEST}. Nothing was recorded.")
    return " ".join(str(one) for one in sorted(map(int, words)))
