"""New links: planned when an organiser reissues one, and when an older copy of the book has forgotten that it did."""

from __future__ import annotations

from sqlalchemy import select

from core.ledger import Pen
from core.records import Election, Letter, RollEntry
from flows.duties.election import announcing, electorates, roll
from flows.duties.letter import outbox
from flows.secretary import Secretary
from integrations.keyring import ElectionKey


def letter_key(election: str, entry: RollEntry) -> str:
    """The key of the letter that carries a voter's newest link."""
    return f"{election}/reissue-{entry.line}-{entry.epoch}"


def plan(secretary: Secretary, pen: Pen, election: Election, entry: RollEntry) -> Letter:
    """The letter that carries a voter's newest link, in the same stroke as the link itself."""
    facts = announcing.ballot_facts(secretary, election, log_head=pen.head.hash, replaces=True)
    name, occasion = letter_key(election.key, entry), electorates.of(election).new_link
    return outbox.plan(name, occasion=occasion, election=election, at=pen.at, to=[entry.line], facts=facts)


def remember(secretary: Secretary, election: Election) -> None:
    """Bring the book's reissues up to the key file's, and see to it that each voter concerned has their new link.

    The key file is ahead if a process died between the two, or if an older copy of the book was put back. A letter
    that went out by then is found at Mailchimp by its title, and not sent again.
    """
    kept = secretary.keyring.read(election.key)
    if kept is None:
        return
    kept = _caught_up(secretary, election, kept)
    with secretary.ledger.reading() as session:
        if roll.untrue(session, election, kept) or not roll.forgotten(session, election.key, kept):
            return
    with secretary.ledger.writing(secretary.now()) as pen:
        current = pen.session.get_one(Election, election.key)
        behind = roll.forgotten(pen.session, election.key, kept)
        for entry in behind:
            entry.epoch = kept.epochs[entry.line]
        pen.session.flush()
        roll.write_codes(pen.session, election.key, kept)
        due = [one for one in behind if one.place and not one.struck] if current.state == "open" else []
        known = set(pen.session.execute(select(Letter.key)).scalars())
        unplanned = [one for one in due if letter_key(election.key, one) not in known]
        pen.session.add_all(plan(secretary, pen, current, one) for one in unplanned)
        pen.log("links.remembered", election=election.key)
    roll.forget_old_codes(secretary)


def _caught_up(secretary: Secretary, election: Election, kept: ElectionKey) -> ElectionKey:
    """A key file that was put back from a copy older than the book learns of the links that were reissued since."""
    with secretary.ledger.reading() as session:
        if roll.untrue(session, election, kept):
            return kept
        ahead = [one for one in roll.entries_of(session, election.key) if one.epoch > kept.epochs.get(one.line, 0)]
    for entry in ahead:
        kept = secretary.keyring.reissue(election.key, line=entry.line, epoch=entry.epoch)
    return kept
