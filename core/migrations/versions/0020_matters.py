"""Votes about other matters than races: which, what is asked in full, whom it concerns; and the committee's minutes."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019b"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Every contest until now was about a race."""
    op.add_column("contest", sa.Column("matter", sa.String(length=24), server_default=sa.text("''"), nullable=False))
    op.add_column("contest", sa.Column("text", sa.Text(), server_default=sa.text("''"), nullable=False))
    op.add_column("contest", sa.Column("about", sa.JSON(), nullable=True))
    op.create_table(
        "minute",
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("on", sa.Date(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("sentence", sa.Text(), nullable=False),
        sa.Column("clause", sa.String(length=8), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_minute")),
    )
