"""The year's priorities: on which day, and how, the committee decided at a meeting on what it proposes."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0028"
down_revision = "0025"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Of what was proposed before, no such decision is on record."""
    op.add_column("annual_priorities", sa.Column("decided_on", sa.Date(), nullable=True))
    op.add_column("annual_priorities", sa.Column("decided", sa.Text(), server_default=sa.text("''"), nullable=False))
