"""Nominations: the day on which a nominee told somebody that they don't stand."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0027"
down_revision = "0025"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Until now nobody could write it down."""
    op.add_column("nominee", sa.Column("declined_on", sa.Date(), nullable=True))
