"""Members of the committee who are recused from a race, and those whose seat the committee ended by a recall."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Recusals until now stand in the tab Committee alone, and go on counting there."""
    op.create_table(
        "recusal",
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("race_key", sa.String(length=24), nullable=False),
        sa.Column("nth", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("since", sa.Date(), nullable=False),
        sa.Column("came_from", sa.String(length=64), nullable=False),
        sa.Column("because", sa.Text(), nullable=False),
        sa.Column("until", sa.Date(), nullable=True),
        sa.PrimaryKeyConstraint("number", "race_key", "nth", name=op.f("pk_recusal")),
    )
    op.create_table(
        "recall",
        sa.Column("election_key", sa.String(length=40), nullable=False),
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("on", sa.Date(), nullable=False),
        sa.PrimaryKeyConstraint("election_key", name=op.f("pk_recall")),
    )
