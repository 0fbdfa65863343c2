"""The year's priorities: the committee's decision at a meeting, and a second round of members' proposals."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0028"
down_revision = "0027"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Of what was proposed before, no such decision is on record, and members were asked once."""
    op.add_column("annual_priorities", sa.Column("decided_on", sa.Date(), nullable=True))
    op.add_column("annual_priorities", sa.Column("decided", sa.Text(), server_default=sa.text("''"), nullable=False))
    op.add_column("proposal_cycle", sa.Column("round", sa.Integer(), server_default=sa.text("1"), nullable=False))
