"""What members were told about their vote."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from core.columns import UtcTime

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Nobody has been told anything yet: the first pass tells every voting member once."""
    op.create_table(
        "told_status",
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("voting", sa.Boolean(), nullable=False),
        sa.Column("until", sa.Date(), nullable=True),
        sa.Column("warned_for", sa.Date(), nullable=True),
        sa.Column("at", UtcTime(), nullable=False),
        sa.Column("letter", sa.String(length=80), nullable=False),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_told_status")),
    )
