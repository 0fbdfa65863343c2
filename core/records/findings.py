"""What the sheets say besides who took part, as tables: dues, registrations, what is gone, and the newest reading."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import Boolean, Date, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from core.columns import Fields, Record


class Dues(Record):
    """Dues that a list says a person paid: on which day and through which, where it says so."""

    __tablename__ = "dues"
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"), primary_key=True)
    place: Mapped[str] = mapped_column(primary_key=True)
    on: Mapped[date | None] = mapped_column(Date)
    through: Mapped[date | None] = mapped_column(Date)


class Registration(Record):
    """A person, or at least somebody of their name, is on a list of registered voters."""

    __tablename__ = "registration"
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"), primary_key=True)
    confirmed: Mapped[bool] = mapped_column(Boolean)
    place: Mapped[str]


class Gone(Record):
    """What was on record and isn't any more, because a row was deleted or changed: listed for some weeks."""

    __tablename__ = "gone"
    number: Mapped[str] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(12), primary_key=True)
    on: Mapped[date] = mapped_column(Date, primary_key=True)
    what: Mapped[str] = mapped_column(primary_key=True)
    place: Mapped[str]
    noticed_at: Mapped[datetime]


class Stocktaking(Record):
    """The newest whole reading of the sheets: the digest of all that it went by, and what it found besides facts.

    Its open questions hold what people wrote. Whoever removes a person removes this row too; the next reading is whole.
    """

    __tablename__ = "stocktaking"
    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    digest: Mapped[str] = mapped_column(String(64))
    found: Mapped[Fields]
