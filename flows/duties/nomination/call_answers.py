"""Answers to a call: all that there are, and those of them that count."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.records import Call, CallAnswer


def answers_of(session: Session, key: str) -> list[CallAnswer]:
    """Every answer to a call, in the order in which they came."""
    mine = select(CallAnswer).where(CallAnswer.call_key == key).order_by(CallAnswer.nth)
    return list(session.execute(mine).scalars())


def in_time(session: Session, call: Call) -> list[CallAnswer]:
    """S3. The answers that count: of each the latest version that came before the call closed."""
    counting = {one.answer_id: one for one in answers_of(session, call.key) if one.handed_in <= call.closes_at}
    return sorted(counting.values(), key=lambda one: one.nth)
