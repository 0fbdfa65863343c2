"""Nominations: the day on which a nominee told somebody that they don't stand; and cycles that are called off."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from core.columns import UtcTime

revision = "0027"
down_revision = "0026"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Until now nobody could write down either."""
    op.add_column("nominee", sa.Column("declined_on", sa.Date(), nullable=True))
    op.add_column("cycle", sa.Column("called_off_at", UtcTime(), nullable=True))
