"""Holds: what stops an election until a person has mended or accepted it."""

from __future__ import annotations

from core.records import Election
from core.ruling import Obstacle
from flows.duties.race import reasons
from flows.secretary import Refusal, Secretary


def hold(secretary: Secretary, election: Election, fault: Obstacle, *, by: str = "") -> None:
    """Stop an election until a person has looked, unless it has moved on meanwhile. Ballots go on being read.

    `by` says at the beginning of the reason which part of a divided installation stops it.
    """
    with secretary.ledger.writing(secretary.now()) as pen:
        current = pen.session.get_one(Election, election.key)
        if current.state == election.state and current.held_finding != fault.finding:
            current.held_because, current.held_finding = f"{by}{fault.because}", fault.finding
            pen.log("election.held", election=election.key, clause=fault.clause)


def lift(secretary: Secretary, election: Election) -> None:
    """What stopped an election is gone, or accepted."""
    with secretary.ledger.writing(secretary.now()) as pen:
        current = pen.session.get_one(Election, election.key)
        current.held_because = current.held_finding = ""
        pen.log("election.released", election=election.key)


def accept(secretary: Secretary, key: str, *, finding: str, reason: str) -> str:
    """Put on record that a person accepts what stopped an election, and return it.

    `finding` are the digits that the desk shows beside it. Raises Refusal if nothing stops it, or something else by
    now, which nobody may have looked at.
    """
    if not reason.strip():
        raise Refusal("Accepting what stopped a ballot needs a reason for the record. Nothing was changed.")
    with secretary.ledger.writing(secretary.now()) as pen:
        election = pen.session.get(Election, key)
        if election is None or not election.held_because:
            raise Refusal(f"Nothing stops “{key}”.")
        because = election.held_because
        if finding.strip() != election.held_finding:
            raise Refusal(
                f"What stops “{key}” is finding {election.held_finding}: {because}. Look at it first, and accept it by "
                "these digits. Nothing was changed."
            )
        accepted = {"because": because, "finding": election.held_finding, "reason": reason.strip()}
        election.accepted = [*election.accepted, accepted]
        election.held_because = election.held_finding = ""
        reasons.keep(pen, "election.accepted", key, because=reason, before=because, election=key)
    return because


def unless_accepted(election: Election, *found: Obstacle | None) -> Obstacle | None:
    """The first obstacle that no person has looked at and accepted; those that were stop nothing any more."""
    accepted = {one.get("finding") for one in election.accepted}
    return next((one for one in found if one is not None and one.finding not in accepted), None)
