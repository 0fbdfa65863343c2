"""Reasons: why something was taken back, ended, or set going again, for whoever asks later."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from core.columns import Record


class Reason(Record):
    """A reason that was given for what a line of the log tells; that line has its fingerprint. It is never changed.

    `subject` is the key of a race, forum, letter or ballot, an event's code, or a candidate's label; `part` a step of
    the race. `before` says what stood until then. `given_by` is empty where a door asks nobody's initials.
    """

    __tablename__ = "reason"
    seq: Mapped[int] = mapped_column(ForeignKey("log.seq"), primary_key=True, autoincrement=False)
    kind: Mapped[str] = mapped_column(String(60))
    subject: Mapped[str]
    part: Mapped[str] = mapped_column(default="")
    before: Mapped[str] = mapped_column(default="")
    because: Mapped[str]
    given_by: Mapped[str] = mapped_column(default="")
    at: Mapped[datetime]
