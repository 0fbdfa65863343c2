"""Mail to partners: who of them is written to, and letters that are planned once for each occasion."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from core.bylaws import partnership as rules
from core.charter import Charter
from core.ledger import Pen
from core.records import Letter
from flows.duties.letter import outbox
from flows.duties.partnership import partnerships
from flows.duties.partnership.partnerships import Settled
from flows.duties.privacy import discretion
from flows.secretary import Refusal, Secretary
from flows.ways import by_door

LONGEST = 40
"""Mailchimp takes no name of a campaign that is longer."""


def in_force(session: Session, key: str, *, charter: Charter) -> Settled:
    """P1. A partnership that is in force. Raises Refusal for any other, and where the charter knows no partnerships."""
    if charter.partnership is None:
        raise Refusal(str(rules.NoPartners()))
    settled = partnerships.of(session, key.strip())
    ruling = partnerships.is_agreed(settled)
    if not ruling:
        raise Refusal(f"Nothing was recorded for “{settled.key}”: {ruling.because} ({ruling.clause}).")
    return settled


def boxes(session: Session, settled: Settled) -> list[str]:
    """The mailboxes of all partners' contacts and of their delegates as they are now, each once.

    A delegate who is a member and asked to be erased gets no letters any more.
    """
    leaving = discretion.leaving(session)
    named = [one for one in settled.delegates if one.replaced_at is None and one.number not in leaving]
    found = [*(one.email for one in settled.partners), *(one.email for one in named)]
    return sorted({one.strip().casefold(): one.strip() for one in found if one.strip()}.values())


def letter_key(settled: Settled, what: str) -> str:
    """A letter's key, such as "garden-27.p/moved-1-1". Its dot is in no election's key."""
    key = f"{settled.key}.p/{what}"
    if len(key) > LONGEST:
        raise ValueError(f"{key} is longer than {LONGEST} signs")
    return key


def next_key(session: Session, settled: Settled, what: str) -> str:
    """The key of the next letter of a kind that may be written more than once."""
    stem = letter_key(settled, f"{what}-")
    mine = select(func.count()).select_from(Letter).where(Letter.key.startswith(stem, autoescape=True))
    return f"{stem}{session.execute(mine).scalar_one() + 1}"


def plan(pen: Pen, key: str, occasion: str, facts: Mapping[str, Any], *, to: list[str]) -> bool:
    """Plan a letter, unless it was, or there is nobody to write to. False: it wasn't planned now."""
    if not to or pen.session.get(Letter, key) is not None:
        return False
    pen.session.add(outbox.plan(key, occasion=occasion, election=None, at=pen.at, to=to, facts=facts))
    pen.log("letter.planned", letter=key, size=len(to))
    return True


def about(secretary: Secretary, settled: Settled) -> dict[str, Any]:
    """What every letter about a partnership says."""
    return {
        "organisation": secretary.charter.name,
        "title": settled.partnership.title,
        "reply_to": secretary.settings.mail_reply_to,
    }


def the_only(found: list[Any], what: str, wanted: str, *, key: str) -> Any:
    """The one thing that was meant. Raises Refusal with what there is, by number, where it isn't one."""
    if len(found) == 1:
        return found[0]
    how = "isn't listed" if not found else "is listed more than once; say its number"
    raise Refusal(f"{what} “{wanted}” {how}. All of them are on the page “partners” {by_door('partners', '')}, {key}.")
