"""What is remembered of the membership: members' mailboxes as the mailing list had them, and each day's numbers."""

from __future__ import annotations

from datetime import date

from sqlalchemy import Date, String
from sqlalchemy.orm import Mapped, mapped_column

from core.columns import Record


class Enrolled(Record):
    """A mailbox that is or was a member's, and how the mailing list had it when it was last read.

    `gone_on` is the day from which on the list's memory of it is kept for so long only: nobody is its member any more.
    """

    __tablename__ = "enrolled"
    email: Mapped[str] = mapped_column(primary_key=True)
    number: Mapped[str] = mapped_column(primary_key=True)
    status: Mapped[str] = mapped_column(String(20))
    gone_on: Mapped[date | None] = mapped_column(Date)


class MembershipDay(Record):
    """How many members there were on a local day, as its last reading found; it names nobody."""

    __tablename__ = "membership_day"
    day: Mapped[date] = mapped_column(Date, primary_key=True)
    members: Mapped[int]
    voting: Mapped[int]
    reached: Mapped[int]
    lapsed: Mapped[int]
    lapsing: Mapped[int]
    questions: Mapped[int]
    unreachable: Mapped[int]
