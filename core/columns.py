"""What our tables are made of: instants that carry their zone, plain data, and predictable names."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import JSON, DateTime, MetaData, Text
from sqlalchemy.engine import Dialect
from sqlalchemy.orm import DeclarativeBase
from sqlalchemy.types import TypeDecorator

Fields = dict[str, Any]
Rows = list[dict[str, Any]]
Texts = list[str]


class UtcTime(TypeDecorator[datetime]):
    """An instant. Goes in only with a zone, is kept in UTC, comes out in UTC."""

    impl = DateTime
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002  # SQLAlchemy passes it
        """Refuse a time without a zone: nobody could say when it is."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a time without a zone can't be recorded")
        return value.astimezone(UTC).replace(tzinfo=None)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002  # SQLAlchemy passes it
        """Give the zone back that the database leaves out."""
        return None if value is None else value.replace(tzinfo=UTC)


class Record(DeclarativeBase):
    """What every table shares: predictable names for its constraints, so that migrations can find them."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(column_0_label)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map = {datetime: UtcTime, Fields: JSON, Rows: JSON, Texts: JSON, str: Text}  # noqa: RUF012  # SQLAlchemy reads it off the class
