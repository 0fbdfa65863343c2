"""Reissue: a voter who lost their link, or shared it by mistake, gets a new one; the old one stops working."""

from __future__ import annotations

from typing import Annotated

from sqlalchemy.orm import Session

from core.records import Election, Letter, RollEntry
from flows import screen
from flows.duties.election import relinking, roll
from flows.entrance import flow
from flows.run_names import named
from flows.secretary import Refusal, Secretary
from flows.titles import titled


def reissue(secretary: Secretary, key: str, member: str) -> str:
    """Give a member on the roll their next code, and plan the letter that carries it. Returns the letter's key.

    A ballot cast with the old code no longer counts: whoever had the old link may have cast
    it. A new link isn't made while a letter with the last one is still on its way, so doing this
    twice in a row gives one new link. Raises Refusal unless voting is open.
    """
    with secretary.ledger.writing(secretary.now()) as pen:
        kept = secretary.keyring.read(key)  # while the book is held, nobody else writes in that file
        election = pen.session.get(Election, key)
        if election is None:
            raise Refusal(f"There is no ballot “{key}”.")
        if election.state != "open" or pen.at >= election.closes_at:
            raise Refusal(f"“{key}” isn't open for voting: new links are given only while it is.")
        if kept is None:
            raise Refusal(f"The key file of “{key}” is missing, so no link can be made. Put it back first.")
        found = roll.untrue(pen.session, election, kept)
        if found:
            raise Refusal(f"No link of “{key}” can be made: {found.because}.")
        entry = _entry(pen.session, key, member)
        last = pen.session.get(Letter, relinking.letter_key(key, entry))
        if last is not None and last.posted_at is None:
            return last.key
        entry.epoch = max(entry.epoch, kept.epochs.get(entry.line, 0)) + 1
        noted = secretary.keyring.reissue(key, line=entry.line, epoch=entry.epoch)
        pen.session.flush()
        roll.write_codes(pen.session, key, noted)
        letter = relinking.plan(secretary, pen, election, entry)
        pen.session.add(letter)
        pen.log("link.reissued", election=key)
    roll.forget_old_codes(secretary)
    return letter.key


def _entry(session: Session, key: str, member: str) -> RollEntry:
    """The roll line of a member, who has to be reachable by e-mail."""
    entry = next((one for one in roll.voters_of(session, key) if one.number == member.strip()), None)
    if entry is None:
        raise Refusal(f"No member “{member}” is on the roll of “{key}”. The command “canvass roll {key}” lists it.")
    if not entry.place:
        raise Refusal(f"{member} can't be reached by e-mail. The command “canvass unreachable {key}” says why.")
    return entry


@flow(name="reissue", flow_run_name=named("New link: {election:ballot}"))
def reissue_link(
    election: Annotated[str, titled("Ballot, by its key")], member: Annotated[str, titled("Member")]
) -> str:
    """Give a voter a new link by e-mail. The old one, and any ballot cast with it, no longer counts.

    Args:
        election: The ballot's key.
        member: The voter's number in the members' workbook, such as M017.
    """
    secretary = Secretary.at_work()
    letter = reissue(secretary, election, member)
    screen.show_election(secretary, election)
    return f"The letter “{letter}” goes out with the next pass."
