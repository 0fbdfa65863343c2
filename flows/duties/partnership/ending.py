"""Ending: what is still under way in a partnership that is to end, and the letter by which all its partners hear it."""

from __future__ import annotations

import json
from collections.abc import Iterator

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.ledger import Pen
from core.records import Contest, Election, Letter, ParallelVote
from flows.duties.letter import outbox
from flows.duties.partnership import flat_votes, letter_desk, mail
from flows.duties.partnership.partner_links import key_of
from flows.duties.partnership.partnerships import Settled
from flows.duties.privacy import discretion
from flows.secretary import Secretary

LETTER = "partnership_ended"

VOTING = ("frozen", "open", "closed")
"""The states of a flat vote that has begun, and can be withdrawn."""


def in_the_way(session: Session, key: str) -> Iterator[str]:
    """P1. The votes under way, each with how it is called off: people were told of them, and answer or count them."""
    for one in _flat(session, key, *VOTING):
        yield f"the flat vote “{one}”: withdraw it first, canvass withdraw {one}"
    for one in _flat(session, key, "sealed"):
        yield f"the flat vote “{one}”: it is being counted; wait until it is"
    under_way = select(ParallelVote.key).where(
        ParallelVote.partnership_key == key,
        ParallelVote.withdrawn_at.is_(None),
        ParallelVote.settled_at.is_(None),
    )
    for one in session.execute(under_way.order_by(ParallelVote.key)).scalars():
        yield f"the parallel vote “{one}”: call it off first, canvass parallel-vote-off {one}"


def drafted(session: Session, key: str) -> list[str]:
    """The flat votes that are drafted; they can't be frozen any more."""
    return list(_flat(session, key, "drafted"))


def _flat(session: Session, key: str, *states: str) -> Iterator[str]:
    mine = select(Contest).join(Election).where(Contest.matter == flat_votes.FLAT.name, Election.state.in_(states))
    for one in session.execute(mine.order_by(Election.key)).scalars():
        if (one.about or {}).get("partnership") == key:
            yield one.election.key


def tell(secretary: Secretary, pen: Pen, settled: Settled) -> int:
    """P1. Tell all contacts and delegates who had a letter, each mailbox once, that it has ended, and why.

    It is planned as the partnership ends, so that nobody hears of one without the other. Returns how many letters.
    """
    stem = f"{key_of(settled.key)}."
    written = select(Letter.recipients).where(
        Letter.key.startswith(stem, autoescape=True)
        | Letter.key.startswith(mail.letter_key(settled, ""), autoescape=True)
    )
    had = {box.casefold() for to in pen.session.execute(written).scalars() for box in json.loads(to)}
    told = 0
    for who, nth, name, email in _readers(pen.session, settled):
        if email.casefold() not in had:
            continue
        had.remove(email.casefold())
        facts = {
            **letter_desk.common_facts(secretary, settled, next(one for one in settled.partners if one.nth == nth)),
            "name": name,
            "because": settled.partnership.ended_because,
        }
        key = f"{stem}{who}/ended"
        pen.session.add(outbox.plan(key, occasion=LETTER, election=None, at=pen.at, to=[email], facts=facts))
        pen.log("letter.planned", letter=key)
        told += 1
    return told


def _readers(session: Session, settled: Settled) -> Iterator[tuple[str, int, str, str]]:
    """Who is a contact or a delegate now: as letters' keys have them, for which partner, by name, and where."""
    leaving = discretion.leaving(session)
    for delegate in settled.delegates:
        if delegate.replaced_at is None and delegate.email and delegate.number not in leaving:
            yield f"d{delegate.nth}", delegate.partner, delegate.name, delegate.email
    for partner in settled.partners:
        if partner.email:
            yield str(partner.nth), partner.nth, partner.contact, partner.email
