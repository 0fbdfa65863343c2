"""What organisers answered about people, as tables: whom a sign-in means, and which members are one person."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from core.columns import Record


class Alias(Record):
    """An organiser's answer to "who is this?": whose number a name with an address means, "" if no member's.

    The key is made of them, and stays in the book. Its mark is its hash: the key itself may be too long for an index.
    """

    __tablename__ = "alias"
    mark: Mapped[str] = mapped_column(String(64), primary_key=True)
    key: Mapped[str]
    number: Mapped[str]
    at: Mapped[datetime]


class Pair(Record):
    """An organiser's answer about two members who look alike: the number kept if they are one person, "" if two."""

    __tablename__ = "pair"
    mark: Mapped[str] = mapped_column(String(64), primary_key=True)
    first: Mapped[str]
    other: Mapped[str]
    kept: Mapped[str]
    at: Mapped[datetime]
