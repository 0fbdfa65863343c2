"""What organisers answered: whom a sign-in means, and whether two members are one person."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from core.columns import UtcTime

revision = "0004"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Nothing has been answered yet in an older book."""
    op.create_table(
        "alias",
        sa.Column("mark", sa.String(length=64), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("at", UtcTime(), nullable=False),
        sa.PrimaryKeyConstraint("mark", name=op.f("pk_alias")),
    )
    op.create_table(
        "pair",
        sa.Column("mark", sa.String(length=64), nullable=False),
        sa.Column("first", sa.Text(), nullable=False),
        sa.Column("other", sa.Text(), nullable=False),
        sa.Column("kept", sa.Text(), nullable=False),
        sa.Column("at", UtcTime(), nullable=False),
        sa.PrimaryKeyConstraint("mark", name=op.f("pk_pair")),
    )
