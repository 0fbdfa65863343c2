"""The year: on which day the annual meeting is, which steps were moved or done by hand, and what was announced."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import Date, Integer, String
from sqlalchemy.orm import Mapped, mapped_column

from core.columns import Record


class YearPlan(Record):
    """A year with the local day of its annual meeting. The days of the other steps follow from that, by the charter."""

    __tablename__ = "year_plan"
    year: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    meeting_on: Mapped[date] = mapped_column(Date)
    at: Mapped[datetime]


class YearStep(Record):
    """What organisers said of a year's step: the day they moved it to, or on which it was done. `cycle` is its name."""

    __tablename__ = "year_step"
    year: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    cycle: Mapped[str] = mapped_column(String(40), primary_key=True)
    moved_to: Mapped[date | None] = mapped_column(Date)
    done_on: Mapped[date | None] = mapped_column(Date)


class Announced(Record):
    """That something due was announced, once for the day on which it was due. `mark` is the agenda's for it."""

    __tablename__ = "announced"
    mark: Mapped[str] = mapped_column(String(100), primary_key=True)
    due_on: Mapped[date] = mapped_column(Date)
    at: Mapped[datetime]
