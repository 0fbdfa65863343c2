"""Withdraw: an election is called off before its ballots are sealed. Nothing is counted."""

from __future__ import annotations

from typing import Annotated

from prefect import flow

from core.records import Election, Letter
from flows import screen
from flows.duties.election import announcing, form, roll
from flows.duties.letter import outbox
from flows.duties.race import race_votes, withdrawals
from flows.secretary import Refusal, Secretary
from flows.titles import titled


def withdraw(secretary: Secretary, key: str, *, reason: str) -> bool:
    """Call an election off, with a reason for the record and its voters. False: it was withdrawn before.

    If links to it were on their way, whoever was to get one is told in the same stroke that it is called off.
    Raises Refusal without a reason, and once ballots are sealed: the codes are gone then.
    """
    if not reason.strip():
        raise Refusal("Calling a ballot off needs a reason, which its voters are told. Nothing was changed.")
    with secretary.ledger.reading() as session:
        election = session.get(Election, key)
        if election is None:
            raise Refusal(f"There is no ballot “{key}”.")
        if election.state == "withdrawn":
            return False
        if election.state in (*withdrawals.SEALED, *race_votes.DECIDED):
            raise Refusal(
                f"“{key}” is {election.state}: once its ballots are sealed, it can't be withdrawn. Certify it. "
                "Nobody is endorsed who has withdrawn, and the result says so (E15)."
            )
    if election.state == "open":
        form.close(secretary, election)
    with secretary.ledger.writing(secretary.now()) as pen:
        current = pen.session.get_one(Election, key)
        if current.state == "withdrawn":
            return False  # another process was faster
        pen.advance(current, "withdrawn")
        current.held_because, current.held_finding = reason.strip(), ""
        if pen.session.get(Letter, f"{key}/ballot") is not None:
            to = sorted({one.email for one in roll.voters_of(pen.session, key, reachable=True)})
            facts = announcing.called_off_facts(secretary, current)
            pen.session.add(
                outbox.plan(f"{key}/called-off", occasion="called_off", election=current, at=pen.at, to=to, facts=facts)
            )
    return True


@flow(name="withdraw", flow_run_name="Withdraw: {election}")
def withdraw_ballot(election: Annotated[str, titled("Election")], reason: Annotated[str, titled("Reason")]) -> str:
    """Call a ballot off. The form closes; votes already cast are not counted. Voters who got a link are told.

    Args:
        election: The ballot's key.
        reason: Why, in a sentence. Voters read it.
    """
    secretary = Secretary.at_work()
    withdraw(secretary, election, reason=reason)
    screen.show_election(secretary, election)
    return f"“{election}” is withdrawn."
