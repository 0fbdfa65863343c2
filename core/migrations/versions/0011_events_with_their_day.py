"""What was decided about an event, or handed over for it, is about the event of its day."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import sqlalchemy as sa
from alembic import op

from core.columns import UtcTime

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

OLDER = {
    "excuse": (
        sa.Column("event_code", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("decided_by", sa.Text(), nullable=False),
        sa.Column("at", UtcTime(), nullable=False),
        sa.Column("lifted", sa.Boolean(), nullable=False),
    ),
    "cosponsorship": (
        sa.Column("event_code", sa.Text(), nullable=False),
        sa.Column("partner", sa.Text(), nullable=False),
        sa.Column("official", sa.Boolean(), nullable=False),
        sa.Column("decided_by", sa.Text(), nullable=False),
        sa.Column("decided_on", sa.Date(), nullable=False),
    ),
    "handover": (
        sa.Column("event_code", sa.Text(), nullable=False),
        sa.Column("partner", sa.Text(), nullable=False),
        sa.Column("fingerprint", sa.String(length=64), nullable=False),
        sa.Column("at", UtcTime(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("columns", sa.JSON(), nullable=False),
        sa.Column("notices", sa.JSON(), nullable=False),
    ),
}
"""The tables as they were: the day becomes a part of their keys, so they are made anew."""

KEYS = {
    "excuse": ("event_code", "held_on"),
    "cosponsorship": ("event_code", "held_on", "partner"),
    "handover": ("event_code", "held_on", "partner", "fingerprint"),
}

WHEN: dict[str, Callable[[Any], date]] = {
    "excuse": lambda row: row["at"].date(),
    "cosponsorship": lambda row: row["decided_on"],
    "handover": lambda row: row["at"].date(),
}
"""The day for an event that has left the tab Events, so that nothing is lost: no event of that name is meant by it."""


def upgrade() -> None:
    """The day is that of the event as the tab Events had it when it was last read."""
    book = op.get_bind()
    events = sa.table("event", sa.column("code", sa.Text()), sa.column("held_on", sa.Date()))
    days = dict(book.execute(sa.select(events.c.code, events.c.held_on)).tuples().all())
    for name, columns in OLDER.items():
        older = sa.table(name, *(sa.column(one.name, one.type) for one in columns))
        rows = book.execute(sa.select(older)).mappings().all()
        op.drop_table(name)
        newer = op.create_table(
            name,
            *(sa.Column(one.name, one.type, nullable=False) for one in columns),
            sa.Column("held_on", sa.Date(), nullable=False),
            sa.PrimaryKeyConstraint(*KEYS[name], name=op.f(f"pk_{name}")),
        )
        kept = [{**row, "held_on": days.get(row["event_code"], WHEN[name](row))} for row in rows]
        if kept:
            op.bulk_insert(newer, kept)
