"""Reissue: a voter who lost their link, or shared it by mistake, gets a new one; the old one stops working."""

from __future__ import annotations

from prefect import flow
from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from core import secrecy
from core.records import Credential, Election, Letter, RollEntry
from flows import screen
from flows.duties import announcing, post
from flows.secretary import Refusal, Secretary


def reissue(secretary: Secretary, key: str, line: int) -> str:
    """Give a roll line its next code, and plan the letter that carries it. Returns the letter's key.

    A ballot cast with the old code no longer counts: whoever had the old link may have cast
    it. A new link isn't made while a letter with the last one is still on its way, so doing this
    twice in a row gives one new link. Raises Refusal unless voting is open.
    """
    kept = secretary.keyring.read(key)
    with secretary.ledger.writing(secretary.now()) as pen:
        election = pen.session.get(Election, key)
        entry = pen.session.get(RollEntry, (key, line))
        if election is None or entry is None:
            raise Refusal(f"“{key}” has no roll line {line}. The command “canvass roll {key}” lists them.")
        if election.state != "open" or kept is None:
            raise Refusal(f"“{key}” is {election.state}: new links are given only while voting is open.")
        if not entry.place:
            raise Refusal(f"Line {line} can't be reached by e-mail. The command “canvass unreachable {key}” says why.")
        last = pen.session.get(Letter, _letter(key, entry))
        if last is not None and last.posted_at is None:
            return last.key
        old = secrecy.hash_of(kept.key, key, line=line, epoch=entry.epoch)
        entry.epoch += 1
        new = secrecy.hash_of(kept.key, key, line=line, epoch=entry.epoch)
        _replace(pen.session, key, old=old, new=new)
        mailbox = select(RollEntry.line).where(
            RollEntry.election_key == key, RollEntry.email == entry.email, RollEntry.place > 0
        )
        to = sorted(pen.session.execute(mailbox).scalars())
        facts = announcing.ballot_facts(secretary, election, log_head=pen.head.hash)
        letter = _letter(key, entry)
        pen.session.add(post.plan(letter, occasion="ballot", election=election, at=pen.at, to=to, facts=facts))
        pen.log("link.reissued", election=key)
    return letter


def _replace(session: Session, key: str, *, old: str, new: str) -> None:
    """Put one hash in another's place, and write all of them anew, sorted: a lone newest row would be this voter's."""
    mine = Credential.election_key == key
    hashes = set(session.execute(select(Credential.code_hash).where(mine)).scalars()) - {old} | {new}
    session.execute(delete(Credential).where(mine))
    session.add_all(Credential(election_key=key, code_hash=one) for one in sorted(hashes))


def _letter(key: str, entry: RollEntry) -> str:
    return f"{key}/reissue-{entry.line}-{entry.epoch}"


@flow(name="reissue", flow_run_name="New link: {election}")
def reissue_link(election: str, line: int) -> str:
    """Give a voter a new link by e-mail. The old one, and any ballot cast with it, no longer counts.

    Args:
        election: The ballot's key.
        line: The voter's line on the frozen roll.
    """
    secretary = Secretary.at_work()
    letter = reissue(secretary, election, line)
    screen.show_election(secretary, election)
    return f"The letter “{letter}” goes out with the next pass."
