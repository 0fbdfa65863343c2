"""Closing: at its end an open ballot takes no more votes, unless voters were told of a later one."""

from __future__ import annotations

from core.records import Election
from core.ruling import Obstacle
from flows.duties.election import extended, form, intake
from flows.duties.election.holds import unless_accepted
from flows.secretary import Secretary


def end_voting(secretary: Secretary, election: Election) -> Obstacle | None:
    """E11. Close the form and the vote, unless the form names a later end, which voters were told of."""
    longer = unless_accepted(election, extended.unheeded(secretary, election))
    if longer is not None:
        intake.read(secretary, election)
        return longer
    form.close(secretary, election)
    _close_voting(secretary, election)
    return None


def _close_voting(secretary: Secretary, election: Election) -> None:
    """Voting is over."""
    with secretary.ledger.writing(secretary.now()) as pen:
        current = pen.session.get_one(Election, election.key)
        if current.state == "open":
            pen.advance(current, "closed")
