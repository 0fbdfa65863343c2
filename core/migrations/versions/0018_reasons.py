"""The reasons that organisers give when they take something back, end it, or set it going again."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from core.columns import UtcTime

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Reasons that were given before weren't kept. What is kept elsewhere stays there."""
    op.create_table(
        "reason",
        sa.Column("seq", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("kind", sa.String(length=60), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("part", sa.Text(), nullable=False),
        sa.Column("before", sa.Text(), nullable=False),
        sa.Column("because", sa.Text(), nullable=False),
        sa.Column("given_by", sa.Text(), nullable=False),
        sa.Column("at", UtcTime(), nullable=False),
        sa.ForeignKeyConstraint(["seq"], ["log.seq"], name=op.f("fk_reason_seq_log")),
        sa.PrimaryKeyConstraint("seq", name=op.f("pk_reason")),
    )
