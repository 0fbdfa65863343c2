"""Corrections of a roll, findings that can be told apart, and letters that take hold of their links."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from core.columns import UtcTime

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """No line of an older roll has been struck, and nothing is held that was found by an older version."""
    op.create_table(
        "correction",
        sa.Column("election_key", sa.String(length=40), nullable=False),
        sa.Column("nth", sa.Integer(), nullable=False),
        sa.Column("line", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=12), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("at", UtcTime(), nullable=False),
        sa.ForeignKeyConstraint(["election_key"], ["election.key"], name=op.f("fk_correction_election_key_election")),
        sa.PrimaryKeyConstraint("election_key", "nth", name=op.f("pk_correction")),
    )
    op.add_column("roll_entry", sa.Column("struck", sa.Boolean(), server_default=sa.false(), nullable=False))
    op.add_column(
        "election", sa.Column("held_finding", sa.String(length=8), server_default=sa.text("''"), nullable=False)
    )
    op.add_column("letter", sa.Column("claimed_at", UtcTime(), nullable=True))
    op.add_column("letter", sa.Column("claimed_as_of", sa.Integer(), nullable=True))
