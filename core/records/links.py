"""Links and calls: candidates' personal links that were made void, and who was told something otherwise."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import Date, ForeignKeyConstraint, String
from sqlalchemy.orm import Mapped, mapped_column

from core.columns import Record


class NewLink(Record):
    """That a candidate's personal link was made void, for which reason, and that another took its place.

    `epoch` counts their links; the first is 0 and has no row. The links before this one are void `since`. `earlier` is
    what was said of that which came by them until then, by `earlier_by`.
    """

    __tablename__ = "new_link"
    race_key: Mapped[str] = mapped_column(String(24), primary_key=True)
    nth: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    epoch: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    since: Mapped[datetime]
    because: Mapped[str]
    by: Mapped[str]
    earlier: Mapped[str] = mapped_column(String(12))
    earlier_because: Mapped[str] = mapped_column(default="")
    earlier_by: Mapped[str] = mapped_column(default="")
    __table_args__ = (ForeignKeyConstraint(["race_key", "nth"], ["candidate.race_key", "candidate.nth"]),)


class ToldByHand(Record):
    """That somebody told a candidate what a letter was to tell them: about what, how, on which local day, and who."""

    __tablename__ = "told_by_hand"
    race_key: Mapped[str] = mapped_column(String(24), primary_key=True)
    nth: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    about: Mapped[str] = mapped_column(String(20), primary_key=True)
    how: Mapped[str] = mapped_column(String(20))
    on: Mapped[date] = mapped_column(Date)
    by: Mapped[str]
    at: Mapped[datetime]
    __table_args__ = (ForeignKeyConstraint(["race_key", "nth"], ["candidate.race_key", "candidate.nth"]),)
