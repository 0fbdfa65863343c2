"""Before a ballot is called off: how many have voted, who is told, and what is destroyed."""

from __future__ import annotations

from core import calendar
from core.records import Election, Letter
from flows.pages.approval import approval_page, boxes, letter_ahead

STANDS = {
    "drafted": "a draft",
    "frozen": "frozen, and voting isn't open yet",
    "open": "open",
    "closed": "closed, and not sealed yet",
    "counted": "counted, and a vote in it can't stand (S11)",
}

DESTROYED = {
    "drafted": "nothing: no roll is frozen",
    "counted": "the count. Its ballots were sealed, and the codes are gone already",
}
"""Of every other ballot there is more."""


def before_withdrawing(election: Election, letter: Letter | None, *, reason: str, ballots: str) -> str:
    """What calling a ballot off would mean. `letter` and `ballots`, in words, only where there are any."""
    destroys = DESTROYED.get(election.state, "its form with all answers, its key and all links to it")
    rows = [
        ("The ballot", f"“{election.key}” is {STANDS.get(election.state, election.state)}"),
        *([("Voting was to close", calendar.in_words(election.closes_at, election.zone))] if _waits(election) else []),
        *([("Ballots that are in", f"{ballots}. None of them is counted")] if ballots else []),
        ("What is destroyed", destroys),
        ("Who is told", f"everybody who was to get a link: {boxes(letter.size)}" if letter else "nobody by letter"),
        ("Why, as voters read it" if letter else "Why, for the record", " ".join(reason.split())),
    ]
    return approval_page(
        f"Call “{election.title}” off?",
        rows,
        now=f"Nothing has happened yet. “{election.key}” goes on until you say so.",
        yes="It can't be taken back. To vote on it after all, draft another ballot, under another key.",
        no="It goes on as it is, and nobody hears of this.",
        letter=letter_ahead(letter.occasion, letter.facts, mailboxes=letter.size, when="with the next pass")
        if letter
        else None,
    )


def _waits(election: Election) -> bool:
    return election.state in ("frozen", "open")
