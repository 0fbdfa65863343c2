"""Nominations: cycles in which the committee is renewed, calls to members, nominees, and what follows a failure."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import Boolean, Date, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from core.columns import Fields, Record
from core.records.kept_forms import ClosingForm

SHORT = 40


class Call(ClosingForm, Record):
    """A call to all members with a form: for nominations, or for volunteers. It is open between two instants.

    `asks` is what the wording of its form is made of. `moved` counts how often its last day was.
    """

    __tablename__ = "call"
    key: Mapped[str] = mapped_column(String(SHORT), primary_key=True)
    kind: Mapped[str] = mapped_column(String(12))
    opens_at: Mapped[datetime]
    closes_at: Mapped[datetime]
    asks: Mapped[Fields]
    moved: Mapped[int] = mapped_column(default=0)


class CallAnswer(Record):
    """One version of one answer to a call: what was typed, who sent it, and who is nominated in it.

    `answer_id` and `answered` are Google's. `sender` and `nominee` say how far it is known who those are; `member` and
    `nominated` are their numbers.
    """

    __tablename__ = "call_answer"
    call_key: Mapped[str] = mapped_column(ForeignKey("call.key"), primary_key=True)
    nth: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    answer_id: Mapped[str]
    answered: Mapped[str] = mapped_column(String(40))
    handed_in: Mapped[datetime]
    said: Mapped[Fields]
    sender: Mapped[str] = mapped_column(String(10))
    member: Mapped[str] = mapped_column(default="")
    nominee: Mapped[str] = mapped_column(String(10), default="")
    nominated: Mapped[str] = mapped_column(default="")
    __table_args__ = (UniqueConstraint("call_key", "answer_id", "answered"),)


class Cycle(ClosingForm, Record):
    """The renewal of the committee in one year: until when nominees can send statements, the form for them, the sheet.

    The call for nominations has its own dates. `shown` is the digest of what the sheet of statements says, and
    `sheet_rows` its rows. Since `called_off_at` nobody is asked anything.
    """

    __tablename__ = "cycle"
    year: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    opened_by: Mapped[str]
    opened_at: Mapped[datetime]
    due_at: Mapped[datetime]
    called_off_at: Mapped[datetime | None]
    link: Mapped[str] = mapped_column("form_link", default="")
    sheet_id: Mapped[str] = mapped_column(default="")
    sheet_link: Mapped[str] = mapped_column(default="")
    sheet_rows: Mapped[int] = mapped_column(default=0)
    shown: Mapped[str] = mapped_column(String(64), default="")


class Nominee(Record):
    """A member who was nominated in a cycle, and what organisers recorded of them in the tab Nominations.

    `by_self` and `by_other` say who nominated them. `active_around` is a committee of the organisation's. On
    `declined_on` they told somebody that they don't stand; what they answered by form is in their statements.
    """

    __tablename__ = "nominee"
    year: Mapped[int] = mapped_column(ForeignKey("cycle.year"), primary_key=True)
    nth: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    number: Mapped[str]
    by_self: Mapped[bool] = mapped_column(Boolean)
    by_other: Mapped[bool] = mapped_column(Boolean)
    active_around: Mapped[str] = mapped_column(default="")
    active_since: Mapped[date | None] = mapped_column(Date)
    met_on: Mapped[date | None] = mapped_column(Date)
    declined_on: Mapped[date | None] = mapped_column(Date)
    on_slate: Mapped[bool] = mapped_column(Boolean, default=False)


class NomineeStatement(Record):
    """One version of what was sent on the form for nominees: whose it is by its code, 0 for a code that is nobody's."""

    __tablename__ = "nominee_statement"
    year: Mapped[int] = mapped_column(ForeignKey("cycle.year"), primary_key=True)
    turn: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    nth: Mapped[int]
    answer_id: Mapped[str]
    answered: Mapped[str] = mapped_column(String(40))
    handed_in: Mapped[datetime]
    accepts: Mapped[str] = mapped_column(String(4))
    said: Mapped[Fields]
    __table_args__ = (UniqueConstraint("year", "answer_id", "answered"),)


class NoConfidence(Record):
    """That the members didn't confirm the slate, or the year's direction; and how the ad hoc committee's work ended."""

    __tablename__ = "no_confidence"
    key: Mapped[str] = mapped_column(String(SHORT), primary_key=True)
    about: Mapped[str]
    declared_on: Mapped[date] = mapped_column(Date)
    declared_at: Mapped[datetime]
    ended_on: Mapped[date | None] = mapped_column(Date)
    ended_with: Mapped[str] = mapped_column(default="")
    ended_by: Mapped[str] = mapped_column(default="")


class AdHocSeat(Record):
    """A seat on an ad hoc committee: whose it is, and whether they represent the committee or the voting members."""

    __tablename__ = "ad_hoc_seat"
    no_confidence_key: Mapped[str] = mapped_column(ForeignKey("no_confidence.key"), primary_key=True)
    number: Mapped[str] = mapped_column(primary_key=True)
    side: Mapped[str] = mapped_column(String(16))
    since: Mapped[date] = mapped_column(Date)
