"""Placing: delegates of whom a person may have to say which member they are, as the tab Questions asks for them."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.lines import Sender
from core.records import Delegate, Partnership


def without_number(session: Session) -> list[Delegate]:
    """P4. The delegates of all partnerships that go on who are no member's as far as is known."""
    going = select(Partnership.key).where(Partnership.ended_on.is_(None))
    mine = select(Delegate).where(
        Delegate.number == "",
        Delegate.name != "",
        Delegate.replaced_at.is_(None),
        Delegate.partnership_key.in_(going),
    )
    return list(session.execute(mine.order_by(Delegate.partnership_key, Delegate.nth)).scalars())


def sender_of(delegate: Delegate) -> Sender:
    """A delegate as somebody who signs in: by what they are called, and the mailbox."""
    return Sender(f"{delegate.partnership_key}, delegate {delegate.nth}", delegate.name, delegate.email)


def unplaced(session: Session) -> tuple[Sender, ...]:
    """P4. Those of whom a person has to say who they are, where nothing leaves no doubt."""
    return tuple(map(sender_of, without_number(session)))
