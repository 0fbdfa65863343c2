"""Correct: a frozen roll is put right for one member, with a reason, once the sheets have been."""

from __future__ import annotations

from typing import Annotated

from sqlalchemy.orm import Session

from core import letters
from core.records import Correction, Election, Letter, RollEntry
from flows import screen
from flows.duties.committee import seats, voided
from flows.duties.election import announcing, correcting, drift, electorates, roll
from flows.duties.election.correcting import Change, Kind
from flows.duties.letter import outbox
from flows.duties.membership import stock
from flows.duties.privacy import discretion
from flows.entrance import flow
from flows.run_names import named
from flows.secretary import Refusal, Secretary
from flows.titles import titled

DONE = {
    "added": "{member} is on the roll of “{key}” now.",
    "struck": "{member} is struck off the roll of “{key}”. Their link, and any ballot cast with it, no longer counts.",
    "readdressed": "The roll of “{key}” has the name and mailbox of {member} as the sheets have them now. A link they "
    "had before, and any ballot cast with it, no longer counts.",
}
UNREACHED = " No letter reaches them: canvass unreachable {key}"


def correct(secretary: Secretary, key: str, member: str, *, expected: Kind, reason: str) -> str:
    """M6. Bring one member's line of a frozen roll to what the sheets say now. Returns what was done.

    Where voting is open, the member hears of it in the same stroke. Raises Refusal without a reason, where there
    is nothing to correct or something else than is expected, or where the roll can't be corrected any more.
    """
    if not reason.strip():
        raise Refusal("Correcting a roll needs a reason for the record. Nothing was changed.")
    if electorates.is_committees(_correctable(secretary, key)):
        seats.read_whole(secretary, key)
    found = stock.take_stock(secretary, anew=True)
    if found.refused:
        raise Refusal("The sheets can't be read:\n" + "\n".join(f"  {letter}" for letter in found.refused))
    with secretary.ledger.writing(secretary.now()) as pen:
        kept = secretary.keyring.read(key)  # while the book is held, nobody else writes in that file
        if kept is None:
            raise Refusal(f"The key file of “{key}” is missing, so its roll can't be corrected. Put it back first.")
        election = pen.session.get_one(Election, key)
        fault = roll.fault(pen.session, election)
        if fault is not None or election.state not in drift.CORRECTABLE:
            because = fault.because if fault else f"it is {election.state}"
            raise Refusal(f"The roll of “{key}” can't be corrected: {because}.")
        change = correcting.due(pen.session, election, found.members, member.strip())
        if change.kind != "struck" and change.number in discretion.leaving(pen.session):
            raise Refusal(
                f"{change.number} asked to be erased, so they can't be {change.kind} on the roll of “{key}”. If they "
                f"thought better of it: canvass erase {change.number} --take-back. Nothing was changed."
            )
        anew = voided.may_vote_anew(pen.session, election, [change.number] if change.kind == "added" else [])
        if not anew:
            raise Refusal(f"They can't be added to the roll of “{key}”: {anew.because} ({anew.clause}).")
        if change.kind != expected:
            raise Refusal(
                f"By the sheets {change.number} would be {change.kind} on the roll of “{key}”, not {expected}. Look at "
                "the sheets again. Nothing was changed."
            )
        before = change.mailbox
        entry, noted = correcting.apply(pen.session, secretary.keyring, election, change, kept)
        pen.session.flush()
        roll.write_codes(pen.session, key, noted)
        entries = roll.entries_of(pen.session, key)
        size = roll.votes(entries)
        election.roll_size, election.roll_fingerprint = size, roll.fingerprint(entries)
        nth = announcing.corrections(pen.session, key) + 1
        pen.session.add(
            Correction(election_key=key, nth=nth, line=entry.line, kind=change.kind, reason=reason.strip(), at=pen.at)
        )
        pen.log("roll.corrected", election=key, change=change.kind, size=size, roll=election.roll_fingerprint)
        letter = _letter(secretary, pen.session, election, change, entry, before=before, log_head=pen.head.hash)
        pen.session.add_all([letter] if letter else [])
    roll.forget_old_codes(secretary)
    unreached = change.kind != "struck" and not entry.place
    return (DONE[change.kind] + (UNREACHED if unreached else "")).format(member=change.number, key=key)


def _correctable(secretary: Secretary, key: str) -> Election:
    """An election whose roll can be corrected now. Raises Refusal for any other."""
    with secretary.ledger.reading() as session:
        election = session.get(Election, key)
    if election is None:
        raise Refusal(f"There is no ballot “{key}”.")
    if election.state not in drift.CORRECTABLE or secretary.now() >= election.closes_at:
        raise Refusal(
            f"“{key}” is {election.state}. A roll is corrected only from freezing until voting closes: before, correct "
            "the sheets; afterwards it stays as it was voted by."
        )
    return election


def _letter(
    secretary: Secretary,
    session: Session,
    election: Election,
    change: Change,
    entry: RollEntry,
    *,
    before: str,
    log_head: str,
) -> Letter | None:
    """What the member is told, if links have gone out: their link, their new one, or that they have none any more."""
    first = session.get(Letter, f"{election.key}/ballot")
    if first is None:
        return None  # the ballot letter is planned at opening, by the roll as it is then
    at, nth = secretary.now(), f"{entry.line}-{entry.epoch}"
    waiting = first.state == letters.PLANNED  # it still takes links and mailboxes as the roll has them
    if change.kind == "struck":
        facts = announcing.struck_facts(secretary, election, voter=entry.name)
        return (
            outbox.plan(
                f"{election.key}/struck-{nth}", occasion="struck", election=election, at=at, to=[before], facts=facts
            )
            if before and not waiting
            else None
        )
    if not entry.place or (before and waiting):
        return None
    kind = electorates.of(election)
    added = change.kind == "added"
    occasion, name = (kind.ballot, f"ballot-{nth}") if added else (kind.new_link, f"reissue-{nth}")
    facts = announcing.ballot_facts(secretary, election, log_head=log_head, replaces=not added)
    return outbox.plan(
        f"{election.key}/{name}", occasion=occasion, election=election, at=at, to=[entry.line], facts=facts
    )


@flow(name="correct", flow_run_name=named("Correct the roll: {election:ballot}"))
def correct_roll(
    election: Annotated[str, titled("Ballot, by its key")],
    member: Annotated[str, titled("Member")],
    change: Annotated[Kind, titled("What changes")],
    reason: Annotated[str, titled("Reason")],
) -> str:
    """Put a frozen roll right for one member, once the sheets have been: add, strike, or take their new mailbox.

    Args:
        election: The ballot's key.
        member: The member's number in the members' workbook, such as M017.
        change: What you expect: added, struck, or readdressed (another name or mailbox).
        reason: Why, for the record. No names, please.
    """
    secretary = Secretary.at_work()
    done = correct(secretary, election, member, expected=change, reason=reason)
    screen.show_roll(secretary, election)
    screen.show_election(secretary, election)
    return done
