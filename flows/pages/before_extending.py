"""Before a longer vote: when it would close, who is told, which reminders are still to come."""

from __future__ import annotations

from datetime import datetime

from core import calendar
from core.records import Election, Letter
from flows.duties.election import electorates
from flows.pages.approval import approval_page, boxes, letter_ahead


def before_extending(election: Election, letter: Letter, *, before: datetime, now: datetime) -> str:
    """E11. What a longer vote would mean. `election` and `letter` are as they would be, and aren't kept."""
    ahead = [calendar.in_words(at, election.zone) for at in electorates.reminder_times(election) if at > now]
    rows = [
        ("Voting was to close", calendar.in_words(before, election.zone)),
        ("Voting will close", calendar.in_words(election.closes_at, election.zone)),
        ("Who is told", f"all voters whom letters reach, those who have voted too: {boxes(letter.size)}"),
        ("Reminders still to come, of those that didn't go out", "; ".join(ahead) or "none"),
        ("The form", "takes answers until then, under the same links"),
    ]
    return approval_page(
        f"Keep “{election.title}” open longer?",
        rows,
        now=f"Nothing has happened yet. “{election.key}” is open.",
        yes="The letter goes out with the next pass. Voting can't be made shorter again, only longer.",
        no="Voting closes when voters were told. Nobody hears of this.",
        letter=letter_ahead(letter.occasion, letter.facts, mailboxes=letter.size, when="with the next pass"),
    )
