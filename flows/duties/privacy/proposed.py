"""Proposed: what members proposed as key priorities is forgotten when they are erased, or when it is old."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from core import calendar, petitions
from core.directory import name_key
from core.records import Proposal
from core.remains import Known

COLUMNS = ("name", "email", "said", "member", "sender", "because", "objection")
"""What of a proposal tells of a person."""


def erase(session: Session, known: Known) -> int:
    """What they proposed goes, also from the published sheet; that something was, under its number, stays."""
    mine = of(session, known)
    for one in mine:
        forget(one)
    return len(mine)


def of(session: Session, known: Known) -> list[Proposal]:
    """Whatever they proposed: found to be theirs, or nobody's yet and with their name or address."""
    found = session.execute(select(Proposal).order_by(Proposal.nth)).scalars()
    return [
        one
        for one in found
        if one.member in known.numbers or (not one.member and {name_key(one.name), one.email.casefold()} & known.own)
    ]


def forget(one: Proposal) -> None:
    """Take out of a proposal who it was and what they wrote. Its number, day and place on a ballot stay."""
    one.name, one.email, one.said, one.member, one.sender = "", "", {}, "", petitions.ERASED
    one.because, one.objection = "", ""


def long_ago(session: Session, old: Callable[[date], bool], *, zone: str) -> list[Proposal]:
    """The proposals of long ago of which it is still known whose they are."""
    found = session.execute(select(Proposal).where(Proposal.sender != petitions.ERASED)).scalars()
    return [one for one in found if old(calendar.day_of(one.handed_in, zone))]
