"""Acknowledging: members hear that what they handed in has come, at the mailbox on record and at no other."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from core import calendar, petitions, secrecy
from core.bylaws import endorsement
from core.ledger import Pen
from core.petitions import Kind
from core.records import Letter, Petition
from flows.duties.letter import outbox
from flows.duties.membership.roster import Roster
from flows.secretary import Secretary

RECEIVED: dict[Kind, str] = {
    "dispute": "dispute_received",
    "request": "request_received",
    "motion": "motion_received",
    "disclosure": "disclosure_received",
}
"""The letter that says that something came."""

ONE_LETTER_IN = timedelta(days=1)
"""Whoever fills in a form a hundred times with a member's name makes us write to that member once a day, no more."""

MARK = 9
"""So many hexadecimal digits tell one answer from another. Mailchimp takes no key of more than 40 characters."""

NAMED = 5
"""So many numbers stand in one letter; of more it says how many."""

BY_LETTER, NO_MAILBOX, NO_MEMBER, AGAIN = "by letter", "no mailbox", "no member", "changed answer"
"""How a petition was acknowledged, or why it never is."""


def letter_key(petition: Petition, what: str) -> str:
    """A letter's key. Its dot is in no election's key.

    It goes by the answer at Google, not by our number: a book put back from an older copy may number anew. And by
    the member: if it turns out to be somebody else's, they have to hear of it, too.
    """
    mark = secrecy.fingerprint([petition.kind, petition.answer_id, petition.answered, petition.member])
    return f"{petition.kind}.{mark[:MARK]}/{what}"


def acknowledge(secretary: Secretary, roster: Roster) -> int:
    """M4, M7. Tell members that their dispute or request came, at the mailbox on record. Returns how many letters.

    One letter a day at most goes to a mailbox about each form; it is about all that came since. Whoever isn't
    known to be a member is listed and not written to: the address was only typed.
    """
    with secretary.ledger.reading() as session:
        due = _due(session)
        if not any(_settles(secretary, session, kind, number, roster) for kind, number in due):
            return 0
    with secretary.ledger.writing(secretary.now()) as pen:
        return sum(_answer(secretary, pen, kind, of_one, roster) for (kind, _), of_one in _due(pen.session).items())


def _due(session: Session) -> dict[tuple[Kind, str], list[Petition]]:
    """What members handed in and haven't heard of, by form and member."""
    found: dict[tuple[Kind, str], list[Petition]] = {}
    unheard = Petition.sender == petitions.MEMBER, Petition.acknowledged == ""
    rows = session.execute(select(Petition).where(*unheard).order_by(Petition.kind, Petition.nth)).scalars()
    for one in rows:
        found.setdefault((petitions.kind_of(one.kind), one.member), []).append(one)
    return found


def _settles(secretary: Secretary, session: Session, kind: Kind, number: str, roster: Roster) -> bool:
    """Whether there is something to write down about a member's petitions now."""
    mailbox = roster.mailbox(number)
    return not mailbox or not _written_lately(secretary, session, kind, mailbox)


def _answer(secretary: Secretary, pen: Pen, kind: Kind, due: Sequence[Petition], roster: Roster) -> int:
    """One member's petitions: those that change an earlier answer are marked, the others acknowledged together."""
    number = due[0].member
    mailbox, ruling = roster.mailbox(number), endorsement.may_request(is_member=roster.member(number) is not None)
    if not mailbox or not ruling:
        for one in due:
            one.acknowledged = NO_MAILBOX if ruling else NO_MEMBER
        return 0
    if _written_lately(secretary, pen.session, kind, mailbox):
        return 0
    first = [one for one in due if not _has_earlier(pen.session, one)]
    for one in due:
        one.acknowledged = BY_LETTER if one in first else AGAIN
    if not first:
        return 0
    key = letter_key(first[0], "received")
    facts = {**house(secretary, roster, first[0]), "number": _numbers(kind, first)}
    pen.session.add(outbox.plan(key, occasion=RECEIVED[kind], election=None, at=pen.at, to=[mailbox], facts=facts))
    pen.log("petition.acknowledged", form=kind, petitions=[one.nth for one in first])
    return 1


def _has_earlier(session: Session, petition: Petition) -> bool:
    """Whether it is a later version of an answer that has a row already."""
    mine = select(Petition.nth).where(
        Petition.kind == petition.kind, Petition.answer_id == petition.answer_id, Petition.nth < petition.nth
    )
    return session.execute(mine).first() is not None


def _written_lately(secretary: Secretary, session: Session, kind: Kind, mailbox: str) -> bool:
    mine = select(Letter.key).where(
        Letter.occasion == RECEIVED[kind],
        Letter.recipients == json.dumps([mailbox]),
        Letter.planned_at > secretary.now() - ONE_LETTER_IN,
    )
    return session.execute(mine).first() is not None


def house(secretary: Secretary, roster: Roster, petition: Petition) -> dict[str, Any]:
    """What every letter about a petition says. Nothing that was typed into the form: anybody could have typed it."""
    member = roster.member(petition.member)
    day = calendar.day_of(petition.handed_in, secretary.charter.zone)
    return {
        "organisation": secretary.charter.name,
        "member": member.name if member else "",
        "handed_in": calendar.day_in_words(day),
        "reply_to": secretary.settings.mail_reply_to,
    }


def _numbers(kind: Kind, first: Sequence[Petition]) -> str:
    labels = [petitions.label(kind, one.nth) for one in first]
    more = len(labels) - NAMED
    return ", ".join(labels[:NAMED]) + (f" and {more} more" if more > 0 else "")
