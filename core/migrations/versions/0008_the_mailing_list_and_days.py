"""What the mailing list knew of members' mailboxes, and how many members there were on each day."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0006"
branch_labels = None
depends_on = None

NUMBERS = ("members", "voting", "reached", "lapsed", "lapsing", "questions", "unreachable")


def upgrade() -> None:
    """Both begin empty: what wasn't written down on its day isn't made up afterwards."""
    op.create_table(
        "enrolled",
        sa.Column("email", sa.Text(), nullable=False),
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("status", sa.String(length=20), nullable=False),
        sa.PrimaryKeyConstraint("email", "number", name=op.f("pk_enrolled")),
    )
    op.create_table(
        "membership_day",
        sa.Column("day", sa.Date(), nullable=False),
        *(sa.Column(name, sa.Integer(), nullable=False) for name in NUMBERS),
        sa.PrimaryKeyConstraint("day", name=op.f("pk_membership_day")),
    )
