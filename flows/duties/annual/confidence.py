"""Confidence: members didn't ratify the year's priorities, which is no confidence in the organisation's direction."""

from __future__ import annotations

from core import calendar
from core.ledger import Pen
from core.records import Contest
from flows.duties.committee import minutes

NEXT = (
    "Members have not ratified the priorities, which is no confidence in the organisation's direction. An ad hoc "
    "committee of representatives of the committee and of voting members is to be formed."
)


def withheld(pen: Pen, contest: Contest) -> None:
    """S5. Minute that members withheld their confidence, once an officer has certified it.

    It stands on the desk until priorities of the year are ratified; the ad hoc committee is formed by people.
    """
    minutes.write(
        pen,
        f"no-confidence/{contest.election_key}",
        on=calendar.day_of(pen.at, contest.election.zone),
        title=f"No confidence: {contest.title}",
        sentence=NEXT,
        clause="S5",
    )
