"""Withdraw: an election is called off before its ballots are sealed, or because its count can't stand."""

from __future__ import annotations

from functools import partial
from typing import Annotated

from sqlalchemy.orm import Session

from core.ledger import Pen
from core.numbers import many
from core.records import Election, Letter
from flows import asking, screen
from flows.duties.committee import changed_seats, recall_letters, voided
from flows.duties.election import announcing, electorates, form, roll, sealing
from flows.duties.election.holds import unless_accepted
from flows.duties.letter import outbox
from flows.duties.partnership import flat_ballots
from flows.duties.race import race_votes, reasons, withdrawals
from flows.entrance import flow
from flows.pages.before_withdrawing import before_withdrawing
from flows.run_names import named
from flows.secretary import OUTAGE, Refusal, Secretary
from flows.titles import titled

KIND = "election.called_off"
"""The log's word for who called a ballot off that nobody has counted, and why."""


def withdraw(secretary: Secretary, key: str, *, reason: str, by: str = "", troubles: list[str] | None = None) -> bool:
    """Call an election off, with a reason for the record and its voters. False: it was withdrawn before.

    State and reason are written down first, then the form is closed: killed in between, or with Google down, which is
    added to `troubles`, the next pass does it. Nobody is shut out of a vote that goes on. If links to it were on their
    way, whoever was to get one is told in the same stroke that it is called off.

    Raises Refusal without a reason, and once ballots are sealed: the codes are gone then. Only what the committee
    decided on a race with the votes of members of whom it is on record by now that they keep away from it is withdrawn
    also when it is counted: `by` is who does so, and the minutes say that it was (S11).
    """
    with secretary.ledger.reading() as session:
        if _may_be(session, key, reason=reason, by=by) is None:
            return False
    with secretary.ledger.writing(secretary.now()) as pen:
        current = pen.session.get_one(Election, key)
        if current.state == "withdrawn":
            return False  # another process was faster
        if current.state == "counted":
            _void(pen, current, because=reason, by=by)
        elif by.strip():
            reasons.keep(pen, KIND, key, because=reason, by=by, before=current.state, election=key)
        was_open = current.state == "open"
        pen.advance(current, "withdrawn")
        current.held_because, current.held_finding = reason.strip(), ""
        recall_letters.tell_called_off(secretary, pen, current, reason)
        if _had_links(pen.session, key):
            pen.session.add(_letter(secretary, pen.session, current, reason=reason))
    if was_open:
        _shut(secretary, current, troubles)
    return True


def _may_be(session: Session, key: str, *, reason: str, by: str) -> Election | None:
    """The ballot, if it can be called off; None if it was before. Raises Refusal."""
    if not reason.strip():
        raise Refusal("Calling a ballot off needs a reason, which its voters are told. Nothing was changed.")
    election = session.get(Election, key)
    if election is None:
        raise Refusal(f"There is no ballot “{key}”.")
    if election.state == "withdrawn":
        return None
    if election.state in (*withdrawals.SEALED, *race_votes.DECIDED) and not _cant_stand(session, election):
        raise Refusal(_stays(session, election))
    if election.state == "counted" and not by.strip():
        raise Refusal(f"“{key}” is counted. Voiding it needs who withdraws it, for the record. Nothing was changed.")
    return election


def _had_links(session: Session, key: str) -> bool:
    """Whether links to it were on their way."""
    return session.get(Letter, f"{key}/ballot") is not None


def _letter(secretary: Secretary, session: Session, election: Election, *, reason: str) -> Letter:
    """The letter that tells whoever was to get a link that it is called off."""
    return outbox.plan(
        f"{election.key}/called-off",
        occasion="called_off",
        election=election,
        at=secretary.now(),
        to=sorted({one.email for one in roll.voters_of(session, election.key, reachable=True)}),
        facts={**announcing.called_off_facts(secretary, election), "reason": reason.strip()},
    )


def _shut(secretary: Secretary, election: Election, troubles: list[str] | None) -> None:
    """Close the form at once. What still comes in before it is closed isn't counted."""
    try:
        form.close(secretary, election)
    except OUTAGE as fault:
        if troubles is not None:
            troubles.append(f"Its form isn't closed yet ({type(fault).__name__}); it is closed by the next pass.")


def _cant_stand(session: Session, election: Election) -> bool:
    """S11. Whether it is on record of somebody who decided in a counted vote on a race that they keep away from it.

    How a vote came out is no reason to call it off, nor is a cell in the tab: so nothing else opens this door.
    """
    return election.state == "counted" and bool(changed_seats.voids(session, election))


def _stays(session: Session, election: Election) -> str:
    """Why a vote whose ballots are sealed isn't withdrawn, and what is left."""
    told = f"“{election.key}” is {election.state}: once its ballots are sealed, it can't be withdrawn. "
    found = changed_seats.before_certifying(session, election) if election.state == "counted" else ()
    held = unless_accepted(election, *found)
    if held is not None:
        return f"{told}It is stopped, though: {held.because} ({held.clause})."
    return f"{told}Certify it. Nobody is endorsed who has withdrawn, and the result says so (E15)."


def _void(pen: Pen, election: Election, *, because: str, by: str) -> None:
    """S11, P9. Forget the count of a vote that can't stand; who withdrew it, for whom and why stays on record."""
    members = changed_seats.voids(pen.session, election)
    if not members or not by.strip():
        raise Refusal(f"“{election.key}” is counted, and nothing keeps that count from being certified by now.")
    sealing.forget_count(pen.session, election)
    voided.put_on_record(pen, election, members, because=because, by=by)


def preview(secretary: Secretary, key: str, *, reason: str, by: str) -> tuple[str, str]:
    """What calling a ballot off would mean, and the same without the number of ballots, which moves; nothing, if it is.

    Raises Refusal as `withdraw` does, and without initials.
    """
    if not by.strip():
        raise Refusal("Calling a ballot off needs your initials, for the record. Nothing was changed.")
    with secretary.ledger.reading() as session:
        election = _may_be(session, key, reason=reason, by=by)
        if election is None:
            return "", ""
        letter = _letter(secretary, session, election, reason=reason) if _had_links(session, key) else None
        cast = ballots_in(secretary, session, election)
        about = partial(before_withdrawing, election, letter, reason=reason)
        return about(ballots=cast), about(ballots="")


def ballots_in(secretary: Secretary, session: Session, election: Election) -> str:
    """How many have voted, in words; as the page of its turnout has it, a flat vote's without delegates (P9)."""
    if election.state not in ("open", "closed", "counted"):
        return ""
    if electorates.is_partners(election) and election.state != "counted":
        found = flat_ballots.members_cast(secretary, session, election)
        return f"{many(found['ballots'], 'ballot')} of members, of {found['roll_size']} who may vote"
    cast = announcing.turnout(secretary, session, election)
    return f"{many(cast, 'ballot')}, of {election.roll_size} who may vote"


@flow(name="withdraw", flow_run_name=named("Withdraw: {election:ballot}"), persist_result=True)
def ask_to_withdraw(
    election: Annotated[str, titled("Ballot, by its key")],
    reason: Annotated[str, titled("Reason")],
    recorded_by: Annotated[str, titled("Recorded by")],
) -> str:
    """Call a ballot off. The run shows first how many have voted, who is told and what is destroyed, and asks.

    Args:
        election: The ballot's key.
        reason: Why, in a sentence. Voters read it.
        recorded_by: Your initials.
    """
    secretary = Secretary.at_work()
    page, about = preview(secretary, election, reason=reason, by=recorded_by)
    if page and not asking.agreed(secretary, page, about=about):
        return f"“{election}” goes on. {asking.LEFT}"
    troubles: list[str] = []
    withdraw(secretary, election, reason=reason, by=recorded_by, troubles=troubles)
    screen.show_election(secretary, election)
    return "\n".join([f"“{election}” is withdrawn.", *troubles])
