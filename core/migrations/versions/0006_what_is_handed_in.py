"""Forms that are always open, what is handed in on them, and what organisers decide."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from core.columns import UtcTime

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Nothing has been handed in before: the forms are made by the first reading."""
    op.create_table(
        "standing_form",
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("form_id", sa.Text(), nullable=False),
        sa.Column("link", sa.Text(), nullable=False),
        sa.Column("fingerprint", sa.String(length=64), nullable=False),
        sa.Column("ready", sa.Boolean(), nullable=False),
        sa.Column("held_because", sa.Text(), nullable=False),
        sa.Column("looked_at", UtcTime(), nullable=True),
        sa.PrimaryKeyConstraint("kind", name=op.f("pk_standing_form")),
    )
    op.create_table(
        "petition",
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("nth", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("answer_id", sa.Text(), nullable=False),
        sa.Column("answered", sa.String(length=40), nullable=False),
        sa.Column("handed_in", UtcTime(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("email", sa.Text(), nullable=False),
        sa.Column("said", sa.JSON(), nullable=False),
        sa.Column("sender", sa.String(length=10), nullable=False),
        sa.Column("member", sa.Text(), nullable=False),
        sa.Column("acknowledged", sa.String(length=20), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("cells", sa.String(length=64), nullable=False),
        sa.Column("objection", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("kind", "nth", name=op.f("pk_petition")),
        sa.UniqueConstraint("kind", "answer_id", "answered", name=op.f("uq_petition_kind_answer_id_answered")),
    )
    op.create_table(
        "decision",
        sa.Column("dispute", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("turn", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("decision", sa.String(length=10), nullable=False),
        sa.Column("event", sa.Text(), nullable=False),
        sa.Column("activity", sa.Text(), nullable=False),
        sa.Column("counts_on", sa.Date(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("decided_by", sa.Text(), nullable=False),
        sa.Column("decided_on", sa.Date(), nullable=False),
        sa.Column("decided_at", UtcTime(), nullable=False),
        sa.PrimaryKeyConstraint("dispute", "turn", name=op.f("pk_decision")),
    )
