"""What is recorded of members' data going out or away: co-sponsors, objections, lists handed over, erasures."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import Boolean, Date, String, false
from sqlalchemy.orm import Mapped, mapped_column

from core.columns import Fields, Record, Texts


class Cosponsorship(Record):
    """An organisation's part in an event, as an organiser recorded it: official co-sponsor, or supporting partner."""

    __tablename__ = "cosponsorship"
    event_code: Mapped[str] = mapped_column(primary_key=True)
    partner: Mapped[str] = mapped_column(primary_key=True)
    official: Mapped[bool] = mapped_column(Boolean)
    decided_by: Mapped[str]
    decided_on: Mapped[date] = mapped_column(Date)


class Objection(Record):
    """A member who asked not to be on any list that is handed over, by their number."""

    __tablename__ = "objection"
    number: Mapped[str] = mapped_column(primary_key=True)


class Handover(Record):
    """A list that was handed over: to whom, for which event, how long, which columns, and its fingerprint. No names."""

    __tablename__ = "handover"
    event_code: Mapped[str] = mapped_column(primary_key=True)
    partner: Mapped[str] = mapped_column(primary_key=True)
    fingerprint: Mapped[str] = mapped_column(String(64), primary_key=True)
    at: Mapped[datetime]
    size: Mapped[int]
    columns: Mapped[Texts]
    notices: Mapped[Texts]


class Erasure(Record):
    """Somebody's wish to be erased. `known` is what to look for, and is the last thing of theirs to go."""

    __tablename__ = "erasure"
    nth: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    number: Mapped[str] = mapped_column(unique=True)
    requested_at: Mapped[datetime]
    known: Mapped[Fields | None]
    erased_at: Mapped[datetime | None]
    counts: Mapped[Fields | None]
    swept: Mapped[bool] = mapped_column(Boolean, default=False, server_default=false())
