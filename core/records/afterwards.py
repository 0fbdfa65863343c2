"""What follows an endorsement: the press release as it was approved, and that a candidate reported back."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import Date, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from core.columns import Record


class PressRelease(Record):
    """A race's press release as somebody approved it. Before that there is only a draft, made anew each time."""

    __tablename__ = "press_release"
    race_key: Mapped[str] = mapped_column(ForeignKey("race.key"), primary_key=True)
    text: Mapped[str]
    approved_by: Mapped[str]
    approved_at: Mapped[datetime]


class ReportBack(Record):
    """That an endorsed candidate reported back on a day; or, in `waived_because`, why none is expected any more."""

    __tablename__ = "report_back"
    race_key: Mapped[str] = mapped_column(ForeignKey("race.key"), primary_key=True)
    nth: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    on: Mapped[date] = mapped_column(Date)
    waived_because: Mapped[str] = mapped_column(default="")
    note: Mapped[str] = mapped_column(default="")
    by: Mapped[str]
    at: Mapped[datetime]
