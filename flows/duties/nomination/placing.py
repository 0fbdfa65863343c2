"""Placing: who sent an answer to a call, and whom it nominates – found as a sign-in is, or asked; never guessed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from core import nominations, people
from core.ledger import Pen
from core.lines import Sender
from core.nominations import ERASED, GUEST, MEMBER, UNKNOWN, Named
from core.people import Guest, Match
from core.records import CallAnswer
from flows.duties.membership.roster import Roster
from flows.secretary import Secretary

WAITING = or_(CallAnswer.sender == UNKNOWN, CallAnswer.nominee == UNKNOWN)


def unplaced(session: Session) -> tuple[Sender, ...]:
    """Those of whom a person has to say who they are: asked in the tab Questions, as for a sign-in.

    A member's number needs no asking: it stands for itself, or for nobody.
    """
    rows = session.execute(select(CallAnswer).where(WAITING).order_by(CallAnswer.call_key, CallAnswer.nth)).scalars()
    return tuple(who for one in rows for what, who in _named_in(one) if getattr(one, what) == UNKNOWN)


def named(session: Session) -> list[Sender]:
    """Everybody whom an answer to a call names, so that an answer in the tab Questions can be about them."""
    rows = session.execute(select(CallAnswer).where(CallAnswer.sender != ERASED)).scalars()
    return [who for one in rows for _, who in _named_in(one)]


def _named_in(answer: CallAnswer) -> Iterator[tuple[str, Sender]]:
    """Who sent an answer, and whom else it nominates, as it names them; each under the column that says who it is."""
    where = f"{answer.call_key}, answer {answer.nth}"
    who = nominations.sender(answer.said)
    yield "sender", Sender(where, who.name, who.email)
    if not nominations.is_of_self(answer.said):
        other = nominations.nominee(answer.said)
        yield "nominee", Sender(f"{where}, nominee", other.name, other.email)


def place(secretary: Secretary, roster: Roster) -> int:
    """S3. Find out who is meant wherever that isn't known. Returns in how many answers somebody was found."""
    with secretary.ledger.reading() as session:
        waiting = list(session.execute(select(CallAnswer).where(WAITING)).scalars())
    found = {(one.call_key, one.nth): changes for one in waiting if (changes := _changes(secretary, one, roster))}
    if not found:
        return 0
    with secretary.ledger.writing(secretary.now()) as pen:
        for key, changes in found.items():
            answer = _note(pen, pen.session.get_one(CallAnswer, key), changes)
            pen.log(
                "call.placed", call=answer.call_key, answer=answer.nth, sender=answer.sender, nominee=answer.nominee
            )
    return len(found)


def _note(pen: Pen, answer: CallAnswer, changes: Mapping[str, str]) -> CallAnswer:
    for what, value in changes.items():
        setattr(answer, what, value)
    pen.session.flush()
    return answer


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
        return {known: MEMBER, number: named.name}  # as written: two lines that are one person may be two again
    alone = secretary.charter.membership.name_alone.value
    who = people.match(Sender("", named.name, named.email), roster.directory, roster.aliases, alone=alone)
    if isinstance(who, Match):
        return {known: MEMBER, number: who.number}
    return {known: GUEST} if isinstance(who, Guest) else {}
