"""Claims: a mailbox's links, or a reader's status, lie in fields that one letter at a time has."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from core import letters
from core.records import Entry, Letter
from flows.duties.election import open_rolls, roll
from flows.duties.letter import outbox
from flows.secretary import Secretary

CLAIMED = "links.claimed"
MENDED = "mailbox.mended"
CODE_CHANGES = ("link.reissued", "links.remembered", "roll.corrected")
"""What the log says when somebody's code has become another, or nobody's."""


def claim(secretary: Secretary, letter: Letter, lines: Sequence[Any]) -> bool:
    """Whether a letter has the fields of its mailboxes to itself now, for as long as a sending may take.

    All letters to voters of one election share its fields; all letters about members' status share those of their own.

    Not while another one to any of them has, or was told to go so short a time ago that Mailchimp may still be filling
    it in. It is written down before a field is touched, so two processes can't both believe that they have them.
    """
    with secretary.ledger.writing(secretary.now()) as pen:
        mine = _mailboxes(pen.session, letter, lines)
        others = _holding(pen.session, letter, at=pen.at)
        if any(mine & _mailboxes(pen.session, one, outbox.recipients(secretary, one) or lines) for one in others):
            return False
        pen.log(CLAIMED, election=letter.election_key, letter=letter.key)
        current = pen.session.get_one(Letter, letter.key)
        current.claimed_at, current.claimed_as_of = pen.at, pen.head.seq
    return True


def _holding(session: Session, letter: Letter, *, at: Any) -> list[Letter]:
    """Other letters with the same fields that took hold of them a short time ago, and may still need them.

    One about members' status that was told to go needs them until it is seen to have gone: they say another thing next.
    """
    others = select(Letter).where(
        Letter.election_key == letter.election_key,
        Letter.key != letter.key,
        Letter.state.not_in((*letters.FINAL, letters.HELD)),
        Letter.claimed_at.is_not(None),
    )
    found = [one for one in session.execute(others).scalars() if _is_status(one) == _is_status(letter)]
    going = [one for one in found if _is_status(one) and one.state == letters.SENDING]
    return going + [one for one in found if one.claimed_at is not None and at - one.claimed_at < letters.GRACE]


def _is_status(letter: Letter) -> bool:
    return letters.OCCASIONS[letter.occasion].status


def _mailboxes(session: Session, letter: Letter, lines: Sequence[Any]) -> set[str]:
    if _is_status(letter):
        return {one["email"] for one in lines}
    voters = roll.voters_of(session, str(letter.election_key), reachable=True)
    return {one.email for one in voters if one.line in set(lines)}


def overtaken(session: Session, letter: Letter) -> bool:
    """Whether links may have been changed since a letter took hold of them: a code became another, or it lost them.

    Of a letter about votes, whether it no longer says truly on which open rolls its readers are.
    """
    if not letters.OCCASIONS[letter.occasion].personal and not _is_status(letter):
        return False
    rolls = open_rolls.CHANGES if _is_status(letter) else ()
    kinds = (CLAIMED, *CODE_CHANGES, *rolls)
    since = select(Entry).where(Entry.seq > (letter.claimed_as_of or 0), Entry.kind.in_(kinds))
    told = [(one.kind, json.loads(one.payload)) for one in session.execute(since).scalars()]
    return any(
        kind in rolls or (one["election"] == letter.election_key and one.get("letter") != letter.key)
        for kind, one in told
    )


def links_may_lack(session: Session, election_key: str) -> bool:
    """Whether links of an election may not lie where its ballot letter put them, or where it put none.

    Somebody's code became another; or, since the roll was frozen, a mailbox can be written to again.
    """
    changes = select(Entry).where(Entry.kind.in_(("roll.frozen", MENDED, *CODE_CHANGES))).order_by(Entry.seq)
    frozen = False
    for entry in session.execute(changes).scalars():
        about = json.loads(entry.payload).get("election")
        if (entry.kind == MENDED and frozen) or (entry.kind in CODE_CHANGES and about == election_key):
            return True
        frozen = frozen or (entry.kind == "roll.frozen" and about == election_key)
    return False
