"""Seats over time: resignations, co-chairs, standing committees, and meetings with candidates."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from core.columns import UtcTime

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Nobody served on a standing committee, or was a co-chair, by this book until now."""
    op.add_column("committee_seat", sa.Column("role", sa.Text(), server_default=sa.text("''"), nullable=False))
    op.add_column("committee_seat", sa.Column("serves_on", sa.JSON(), server_default=sa.text("'[]'"), nullable=False))
    with op.batch_alter_table("committee_seat") as seats:
        seats.alter_column("serves_on", server_default=None)
    op.create_table(
        "resignation",
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("last_day", sa.Date(), nullable=False),
        sa.Column("said_by", sa.Text(), nullable=False),
        sa.Column("at", UtcTime(), nullable=False),
        sa.PrimaryKeyConstraint("number", "last_day", name=op.f("pk_resignation")),
    )
    op.create_table(
        "co_chair",
        sa.Column("election_key", sa.String(length=40), nullable=False),
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("since", sa.Date(), nullable=False),
        sa.Column("until", sa.Date(), nullable=True),
        sa.PrimaryKeyConstraint("election_key", "number", name=op.f("pk_co_chair")),
    )
    op.create_table(
        "candidate_meeting",
        sa.Column("race_key", sa.String(length=24), nullable=False),
        sa.Column("nth", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("serial", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("begins_at", UtcTime(), nullable=False),
        sa.Column("place", sa.Text(), nullable=False),
        sa.Column("link", sa.Text(), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("told", sa.Integer(), nullable=False),
        sa.Column("because", sa.Text(), nullable=False),
        sa.Column("said_by", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["race_key", "nth"], ["candidate.race_key", "candidate.nth"], name="fk_meeting_candidate"
        ),
        sa.PrimaryKeyConstraint("race_key", "nth", "serial", name=op.f("pk_candidate_meeting")),
    )
