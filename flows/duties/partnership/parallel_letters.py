"""Letters about a parallel vote: to whom they go, what stands in all of them, and that each is planned once."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from core import calendar, letters, parallel
from core.ledger import Pen
from core.records import Letter
from flows.duties.form import keeping
from flows.duties.letter import outbox, personal
from flows.duties.letter.steps import TOLD_TO_GO
from flows.duties.partnership import side_by_side
from flows.duties.partnership.parallel_form import key_of
from flows.duties.partnership.parallel_votes import Standing
from flows.duties.partnership.partnerships import Settled
from flows.duties.partnership.side_by_side import Reader
from flows.secretary import Secretary

BEGUN, OFF, REPORT, UNREAD = "parallel_begun", "parallel_off", "parallel_report", "parallel_unread"
COMPARED, CONTACTS, STEPS = "parallel_compared", "parallel_contacts", "parallel_steps"
STEP_REMINDER = "parallel_step_reminder"
SETTLED, MEMBERS = "parallel_settled", "parallel_members"
"""The occasions of these letters."""


@dataclass(frozen=True)
class Addressee:
    """A delegate, or with `delegate` 0 whoever answers for a partner and is none of its delegates."""

    partner: int
    delegate: int
    name: str = field(repr=False)
    email: str = field(repr=False)


def addressees(settled: Settled) -> list[Addressee]:
    """P2. The delegates as they are now, then the contacts who are no delegates; of those with a mailbox on record."""
    current = [one for one in settled.delegates if one.replaced_at is None and one.email]
    found = [Addressee(one.partner, one.nth, one.name, one.email) for one in current]
    known = {one.email.casefold() for one in found}
    others = [one for one in settled.partners if one.email and one.email.casefold() not in known]
    return found + [Addressee(one.nth, 0, one.contact, one.email) for one in others]


def delegates(settled: Settled) -> list[Addressee]:
    """P2. The delegates as they are now, as far as they have a mailbox on record."""
    return [one for one in addressees(settled) if one.delegate]


def letter_key(vote: str, to: Addressee, what: str) -> str:
    """The key of a letter. Those with a delegate's own link begin as their links do."""
    mine = f".{to.delegate}" if to.delegate else f"/contact-{to.partner}"
    return f"{key_of(vote)}{mine}/{what}"


def of_vote(session: Session, vote: str) -> list[Letter]:
    """All letters about a vote, the oldest first."""
    mine = or_(*(Letter.key.startswith(f"{key_of(vote)}{end}", autoescape=True) for end in "./"))
    return list(session.execute(select(Letter).where(mine).order_by(Letter.planned_at, Letter.key)).scalars())


def written(session: Session, vote: str, to: Addressee, occasion: str) -> list[Letter]:
    """The letters of an occasion that somebody was written about a vote, the oldest first."""
    beginning = letter_key(vote, to, "")
    return [one for one in of_vote(session, vote) if one.key.startswith(beginning) and one.occasion == occasion]


def reader_of(secretary: Secretary, to: Addressee) -> Reader:
    """Somebody as a reader: one of a partner's, today. Delegates read what the others wrote, word for word."""
    today = calendar.day_of(secretary.now(), secretary.charter.zone)
    return Reader("partners", today, partner=to.partner, feedback=bool(to.delegate))


def base(secretary: Secretary, standing: Standing, to: Addressee) -> dict[str, Any]:
    """What stands in every letter to a partner's people."""
    reader = reader_of(secretary, to)
    return {
        "organisation": secretary.charter.name,
        "reply_to": secretary.settings.mail_reply_to,
        "name": to.name,
        "partner": standing.settled.name_of(to.partner),
        "title": side_by_side.words(standing, standing.vote.title, reader),
    }


def can_link(standing: Standing) -> bool:
    """Whether the form is there for a link to lead to."""
    return keeping.may_be_read(standing.vote) and not standing.vote.held_because


def link(standing: Standing, to: Addressee) -> dict[str, Any]:
    """What a letter's facts hold in the place of a delegate's own link."""
    vote = standing.vote
    return personal.told(
        key_of(vote.key), line=to.delegate, form_link=vote.link, question=parallel.asked(vote.key, parallel.CODE)
    )


def plan(
    pen: Pen,
    vote: str,
    to: Addressee,
    what: str,
    occasion: str,
    facts: Mapping[str, Any],
    *,
    not_after: datetime | None = None,
) -> bool:
    """Plan a letter to somebody, unless it was. False: it was."""
    key = letter_key(vote, to, what)
    if pen.session.get(Letter, key) is not None:
        return False
    pen.session.add(
        outbox.plan(key, occasion=occasion, election=None, at=pen.at, to=[to.email], facts=facts, not_after=not_after)
    )
    pen.log("letter.planned", letter=key)
    return True


def keep_back(pen: Pen, vote: str, *, only: Collection[str] = letters.OCCASIONS) -> None:
    """From now on every letter about it, of these occasions, that isn't on its way comes too late."""
    for letter in of_vote(pen.session, vote):
        if letter.occasion in only and letter.state not in (*TOLD_TO_GO, *letters.FINAL):
            letter.not_after = pen.at


def heard(session: Session, vote: str, everybody: Sequence[Addressee]) -> Iterator[Addressee]:
    """Who can have heard of a vote: a letter about it is on its way to them, or waits for a person."""
    for to in everybody:
        mine = [one for one in of_vote(session, vote) if one.key.startswith(letter_key(vote, to, ""))]
        if any(one.state in (*TOLD_TO_GO, letters.HELD) for one in mine):
            yield to
