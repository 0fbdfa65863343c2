"""What was drawn in public to break a tie, and where."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """No lot was drawn in public before."""
    op.add_column("election", sa.Column("drawn", sa.Text(), server_default=sa.text("''"), nullable=False))
    op.add_column("election", sa.Column("drawn_from", sa.Text(), server_default=sa.text("''"), nullable=False))
