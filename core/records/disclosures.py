"""What is recorded of members' data going out or away: co-sponsors, objections, lists handed over, erasures."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import Boolean, Date, ForeignKey, String, false
from sqlalchemy.orm import Mapped, mapped_column

from core.columns import Fields, Record, Texts


class Cosponsorship(Record):
    """An organisation's part in an event, as an organiser recorded it: official co-sponsor, or supporting partner.

    It is about the event of that day: in the next one of the same name the organisation has no part by it.
    """

    __tablename__ = "cosponsorship"
    event_code: Mapped[str] = mapped_column(primary_key=True)
    held_on: Mapped[date] = mapped_column(Date, primary_key=True)
    partner: Mapped[str] = mapped_column(primary_key=True)
    official: Mapped[bool] = mapped_column(Boolean)
    decided_by: Mapped[str]
    decided_on: Mapped[date] = mapped_column(Date)


class Objection(Record):
    """A member who asked not to be on any list that is handed over, by their number."""

    __tablename__ = "objection"
    number: Mapped[str] = mapped_column(primary_key=True)
    noted_at: Mapped[datetime]


class Handover(Record):
    """A list that was handed over: to whom, for which event, how long, which columns, and its fingerprint. No names."""

    __tablename__ = "handover"
    event_code: Mapped[str] = mapped_column(primary_key=True)
    held_on: Mapped[date] = mapped_column(Date, primary_key=True)
    partner: Mapped[str] = mapped_column(primary_key=True)
    fingerprint: Mapped[str] = mapped_column(String(64), primary_key=True)
    at: Mapped[datetime]
    size: Mapped[int]
    columns: Mapped[Texts]
    notices: Mapped[Texts]


class Erasure(Record):
    """Somebody's wish to be erased. `known` is what to look for, and is the last thing of theirs to go.

    `left` says, by ids, what only people can delete, until somebody confirms that it is done. `number` goes when they
    come back, or when an erasure has been kept as long as the charter says.
    """

    __tablename__ = "erasure"
    nth: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    number: Mapped[str | None] = mapped_column(unique=True)
    requested_at: Mapped[datetime]
    known: Mapped[Fields | None]
    erased_at: Mapped[datetime | None]
    counts: Mapped[Fields | None]
    swept: Mapped[bool] = mapped_column(Boolean, default=False, server_default=false())
    left: Mapped[Fields | None]
    confirmed_at: Mapped[datetime | None]


class KeptOut(Record):
    """A mark by which somebody who was erased is known again in a sheet: an HMAC, whose key lies outside the book.

    `shared` is a name or address that another member had as well: alone it says nothing.
    """

    __tablename__ = "kept_out"
    nth: Mapped[int] = mapped_column(ForeignKey("erasure.nth"), primary_key=True)
    mark: Mapped[str] = mapped_column(String(64), primary_key=True)
    shared: Mapped[bool] = mapped_column(Boolean)
