"""What is handed in at any time: the forms that are always open, disputes and requests, and what was decided."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import Date, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from core.columns import Fields, Record
from core.records.kept_forms import KeptForm


class StandingForm(KeptForm, Record):
    """A form that is always open: made once, compared with what was made at each reading."""

    __tablename__ = "standing_form"
    kind: Mapped[str] = mapped_column(String(10), primary_key=True)


class Petition(Record):
    """One version of one answer of a standing form: what somebody typed, who they are, and how far it has come.

    `answer_id` and `answered` are Google's; `cells` is the digest of what organisers had written beside it when that
    was last taken, `objection` why it couldn't be.
    """

    __tablename__ = "petition"
    kind: Mapped[str] = mapped_column(String(10), primary_key=True)
    nth: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    answer_id: Mapped[str]
    answered: Mapped[str] = mapped_column(String(40))
    handed_in: Mapped[datetime]
    name: Mapped[str]
    email: Mapped[str]
    said: Mapped[Fields]
    sender: Mapped[str] = mapped_column(String(10))
    member: Mapped[str] = mapped_column(default="")
    acknowledged: Mapped[str] = mapped_column(String(20), default="")
    state: Mapped[str] = mapped_column(String(20))
    cells: Mapped[str] = mapped_column(String(64), default="")
    objection: Mapped[str] = mapped_column(default="")
    __table_args__ = (UniqueConstraint("kind", "answer_id", "answered"),)


class Decision(Record):
    """What organisers decided on a dispute, on a local day. A later one doesn't overwrite it: the last one counts."""

    __tablename__ = "decision"
    dispute: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    turn: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    decision: Mapped[str] = mapped_column(String(10))
    event: Mapped[str]
    activity: Mapped[str]
    counts_on: Mapped[date | None] = mapped_column(Date)
    reason: Mapped[str]
    decided_by: Mapped[str]
    decided_on: Mapped[date] = mapped_column(Date)
    decided_at: Mapped[datetime]
