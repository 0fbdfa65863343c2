"""Withdraw: an election is called off before its ballots are sealed. Nothing is counted."""

from __future__ import annotations

from prefect import flow

from core.records import Election
from flows import screen
from flows.duties import form
from flows.secretary import Refusal, Secretary


def withdraw(secretary: Secretary, key: str, *, reason: str) -> bool:
    """Call an election off, with a reason for the record. False: it was withdrawn before.

    Raises Refusal without a reason, and LedgerFault once ballots are sealed.
    """
    if not reason.strip():
        raise Refusal("Calling a ballot off needs a reason for the record. Nothing was changed.")
    with secretary.ledger.reading() as session:
        election = session.get(Election, key)
        if election is None:
            raise Refusal(f"There is no ballot “{key}”.")
        if election.state == "withdrawn":
            return False
    if election.state == "open":
        form.close(secretary, election)
    with secretary.ledger.writing(secretary.now()) as pen:
        current = pen.session.get_one(Election, key)
        pen.advance(current, "withdrawn")
        current.held_because = reason.strip()
    return True


@flow(name="withdraw", flow_run_name="Withdraw: {election}")
def withdraw_ballot(election: str, reason: str) -> str:
    """Call a ballot off. The form closes; votes already cast are not counted.

    Args:
        election: The ballot's key.
        reason: Why, for the record.
    """
    secretary = Secretary.at_work()
    withdraw(secretary, election, reason=reason)
    screen.show_election(secretary, election)
    return f"“{election}” is withdrawn."
