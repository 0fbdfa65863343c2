"""Candidates' links that were made void, by which link an answer came, calls, and in which letter answers were told."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from core.columns import UtcTime

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """No link was made void before, and answers were told race by race."""
    op.create_table(
        "new_link",
        sa.Column("race_key", sa.String(length=24), nullable=False),
        sa.Column("nth", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("epoch", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("since", UtcTime(), nullable=False),
        sa.Column("because", sa.Text(), nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("earlier", sa.String(length=12), nullable=False),
        sa.Column("earlier_because", sa.Text(), nullable=False),
        sa.Column("earlier_by", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["race_key", "nth"], ["candidate.race_key", "candidate.nth"], name=op.f("fk_new_link_race_key_candidate")
        ),
        sa.PrimaryKeyConstraint("race_key", "nth", "epoch", name=op.f("pk_new_link")),
    )
    op.create_table(
        "told_by_hand",
        sa.Column("race_key", sa.String(length=24), nullable=False),
        sa.Column("nth", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("about", sa.String(length=20), nullable=False),
        sa.Column("how", sa.String(length=20), nullable=False),
        sa.Column("on", sa.Date(), nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("at", UtcTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["race_key", "nth"],
            ["candidate.race_key", "candidate.nth"],
            name=op.f("fk_told_by_hand_race_key_candidate"),
        ),
        sa.PrimaryKeyConstraint("race_key", "nth", "about", name=op.f("pk_told_by_hand")),
    )
    op.add_column("reply", sa.Column("epoch", sa.Integer(), server_default=sa.text("0"), nullable=False))
    op.add_column("forum_form", sa.Column("void", sa.Integer(), server_default=sa.text("0"), nullable=False))
    op.add_column("invitation", sa.Column("by_link", sa.Integer(), server_default=sa.text("-1"), nullable=False))
    op.add_column(
        "questionnaire", sa.Column("told_in", sa.String(length=80), server_default=sa.text("''"), nullable=False)
    )
    op.execute("UPDATE questionnaire SET told_in = 'race.' || race_key || '/answers' WHERE finished_at IS NOT NULL")
    op.execute("UPDATE invitation SET by_link = 0 WHERE version <> '' AND by_hand = ''")
