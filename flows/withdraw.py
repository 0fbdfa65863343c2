"""Withdraw: an election is called off before its ballots are sealed, or because its count can't stand."""

from __future__ import annotations

from typing import Annotated

from prefect import flow
from sqlalchemy.orm import Session

from core import calendar
from core.ledger import Pen
from core.records import Election, Letter
from flows import screen
from flows.duties.committee import changed_seats, minutes, recall_letters
from flows.duties.election import announcing, form, roll, sealing
from flows.duties.election.holds import unless_accepted
from flows.duties.letter import outbox
from flows.duties.race import race_votes, withdrawals
from flows.secretary import Refusal, Secretary
from flows.titles import titled


def withdraw(secretary: Secretary, key: str, *, reason: str) -> bool:
    """Call an election off, with a reason for the record and its voters. False: it was withdrawn before.

    If links to it were on their way, whoever was to get one is told in the same stroke that it is called off.
    Raises Refusal without a reason, and once ballots are sealed: the codes are gone then. Only what the committee
    decided on a race with the votes of members who keep away from it by now is withdrawn also when it is counted;
    the minutes say so (S11).
    """
    if not reason.strip():
        raise Refusal("Calling a ballot off needs a reason, which its voters are told. Nothing was changed.")
    with secretary.ledger.reading() as session:
        election = session.get(Election, key)
        if election is None:
            raise Refusal(f"There is no ballot “{key}”.")
        if election.state == "withdrawn":
            return False
        if election.state in (*withdrawals.SEALED, *race_votes.DECIDED) and not _cant_stand(session, election):
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
        if current.state == "counted":
            _refuse_standing(pen, current)
            _void(pen, current)
        pen.advance(current, "withdrawn")
        current.held_because, current.held_finding = reason.strip(), ""
        recall_letters.tell_called_off(secretary, pen, current, reason)
        if pen.session.get(Letter, f"{key}/ballot") is not None:
            to = sorted({one.email for one in roll.voters_of(pen.session, key, reachable=True)})
            facts = announcing.called_off_facts(secretary, current)
            pen.session.add(
                outbox.plan(f"{key}/called-off", occasion="called_off", election=current, at=pen.at, to=to, facts=facts)
            )
    return True


def _cant_stand(session: Session, election: Election) -> bool:
    """S11. Whether somebody decided in a counted vote on a race who keeps away from it by now, and nobody accepted it.

    How a vote came out is no reason to call it off: so nothing else opens this door.
    """
    if election.state != "counted":
        return False
    return unless_accepted(election, changed_seats.recused_since(session, election)) is not None


def _refuse_standing(pen: Pen, election: Election) -> None:
    if not _cant_stand(pen.session, election):
        raise Refusal(f"“{election.key}” is counted, and nothing keeps that count from being certified by now.")


def _void(pen: Pen, election: Election) -> None:
    """S11, P9. Forget the count of a vote that can't stand, and say so in the minutes."""
    sealing.forget_count(pen.session, election)
    minutes.write(
        pen,
        f"{election.key}/void",
        on=calendar.day_of(pen.at, election.zone),
        title=election.title,
        sentence="This vote was counted, and doesn't stand: it was withdrawn before anybody certified it, for somebody "
        "had voted who keeps away from the race. The committee votes anew, without them.",
        clause="S11",
    )


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
