"""After a slate: who fills a vacancy without being on it, and who doesn't take the seat that it gives."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from core.columns import UtcTime

revision = "0026"
down_revision = "0025"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Nothing was said of any slate until now."""
    op.create_table(
        "after_slate",
        sa.Column("election_key", sa.String(length=40), nullable=False),
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("takes", sa.Boolean(), nullable=False),
        sa.Column("said_by", sa.Text(), nullable=False),
        sa.Column("at", UtcTime(), nullable=False),
        sa.PrimaryKeyConstraint("election_key", "number", name=op.f("pk_after_slate")),
    )
