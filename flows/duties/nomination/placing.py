"""Placing: who sent an answer to a call, and whom it nominates – found as a sign-in is, or asked; never guessed."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from core import nominations, people
from core.lines import Sender
from core.nominations import GUEST, MEMBER, UNKNOWN, Named
from core.people import Guest, Match
from core.records import CallAnswer
from flows.duties.membership.roster import Roster
from flows.secretary import Secretary

WAITING = or_(CallAnswer.sender == UNKNOWN, CallAnswer.nominee == UNKNOWN)


def unplaced(session: Session) -> tuple[Sender, ...]:
    """Those of whom a person has to say who they are, asked in the tab Questions like a sign-in that could be anybody's.

    A member's number needs no asking: it stands for itself, or for nobody.
    """
    rows = session.execute(select(CallAnswer).where(WAITING).order_by(CallAnswer.call_key, CallAnswer.nth)).scalars()
    return tuple(sender for one in rows for sender in _named_in(one))


def _named_in(answer: CallAnswer) -> Iterator[Sender]:
    where = f"{answer.call_key}, answer {answer.nth}"
    if answer.sender == UNKNOWN:
        who = nominations.sender(answer.said)
        yield Sender(where, who.name, who.email)
    if answer.nominee == UNKNOWN and not nominations.is_of_self(answer.said):
        who = nominations.nominee(answer.said)
        yield Sender(f"{where}, nominee", who.name, who.email)


def place(secretary: Secretary, roster: Roster) -> int:
    """S3. Find out who is meant wherever that isn't known. Returns in how many answers somebody was found."""
    with secretary.ledger.reading() as session:
        waiting = list(session.execute(select(CallAnswer).where(WAITING)).scalars())
    found = {(one.call_key, one.nth): changes for one in waiting if (changes := _changes(secretary, one, roster))}
    if not found:
        return 0
    with secretary.ledger.writing(secretary.now()) as pen:
        for key, changes in found.items():
            answer = pen.session.get_one(CallAnswer, key)
            for what, value in changes.items():
                setattr(answer, what, value)
            pen.log("call.placed", call=answer.call_key, answer=answer.nth, sender=answer.sender, nominee=answer.nominee)
    return len(found)


def _changes(secretary: Secretary, answer: CallAnswer, roster: Roster) -> dict[str, str]:
    """What is found out now about an answer."""
    changes: dict[str, str] = {}
    if answer.sender == UNKNOWN:
        changes |= _who(secretary, nominations.sender(answer.said), roster, ("sender", "member"))
    if answer.nominee == UNKNOWN:
        changes |= _who(secretary, nominations.nominee(answer.said), roster, ("nominee", "nominated"))
    return changes


def _who(secretary: Secretary, named: Named, roster: Roster, columns: tuple[str, str]) -> dict[str, str]:
    known, number = columns
    if named.name in roster.kept:
        return {known: MEMBER, number: roster.kept[named.name]}
    alone = secretary.charter.membership.name_alone.value
    who = people.match(Sender("", named.name, named.email), roster.directory, roster.aliases, alone=alone)
    if isinstance(who, Match):
        return {known: MEMBER, number: who.number}
    return {known: GUEST} if isinstance(who, Guest) else {}
