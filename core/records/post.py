"""Letters, and the log."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Boolean, CheckConstraint, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from core.columns import Fields, Record


class Letter(Record):
    """The outbox: one row per occasion and audience. One letter = one recorded campaign = one send.

    Before `not_before` nothing is done for it, and after `not_after` it is of no use any more.
    """

    __tablename__ = "letter"
    key: Mapped[str] = mapped_column(String(80), primary_key=True)
    occasion: Mapped[str] = mapped_column(String(40))
    election_key: Mapped[str | None] = mapped_column(ForeignKey("election.key"))
    state: Mapped[str] = mapped_column(String(12))
    held_because: Mapped[str] = mapped_column(default="")
    planned_at: Mapped[datetime]
    not_after: Mapped[datetime | None]
    not_before: Mapped[datetime | None]
    facts: Mapped[Fields]
    recipients: Mapped[str]
    sealed: Mapped[bool] = mapped_column(Boolean)
    size: Mapped[int]
    segment_id: Mapped[int | None]
    campaign_id: Mapped[str] = mapped_column(default="")
    thorough: Mapped[bool] = mapped_column(Boolean)
    restarts: Mapped[int] = mapped_column(default=0)
    tries: Mapped[int] = mapped_column(default=0)
    claimed_at: Mapped[datetime | None]
    claimed_as_of: Mapped[int | None]
    posted_at: Mapped[datetime | None]
    accepted: Mapped[bool] = mapped_column(Boolean, default=False)
    delivered: Mapped[int | None]


class Entry(Record):
    """One line of the log. Each carries the hash of the one before: nothing can be changed or taken out unseen."""

    __tablename__ = "log"
    seq: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    at: Mapped[datetime]
    kind: Mapped[str] = mapped_column(String(60))
    payload: Mapped[str]
    prev: Mapped[str] = mapped_column(String(64))
    hash: Mapped[str] = mapped_column(String(64), unique=True)


class LogHead(Record):
    """The end of the log. Whoever writes takes hold of this row first: one writer at a time."""

    __tablename__ = "log_head"
    id: Mapped[int] = mapped_column(primary_key=True)
    seq: Mapped[int]
    hash: Mapped[str] = mapped_column(String(64))
    __table_args__ = (CheckConstraint("id = 1", name="one_row"),)
