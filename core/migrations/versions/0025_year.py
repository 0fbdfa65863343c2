"""The year: the annual meeting's day, the steps that were moved or done by hand, and what was announced."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from core.columns import UtcTime

revision = "0025"
down_revision = "0024"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """No year was planned before."""
    op.create_table(
        "year_plan",
        sa.Column("year", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("meeting_on", sa.Date(), nullable=False),
        sa.Column("at", UtcTime(), nullable=False),
        sa.PrimaryKeyConstraint("year", name=op.f("pk_year_plan")),
    )
    op.create_table(
        "year_step",
        sa.Column("year", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("cycle", sa.String(length=40), nullable=False),
        sa.Column("moved_to", sa.Date(), nullable=True),
        sa.Column("done_on", sa.Date(), nullable=True),
        sa.PrimaryKeyConstraint("year", "cycle", name=op.f("pk_year_step")),
    )
    op.create_table(
        "announced",
        sa.Column("mark", sa.String(length=100), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("at", UtcTime(), nullable=False),
        sa.PrimaryKeyConstraint("mark", name=op.f("pk_announced")),
    )
