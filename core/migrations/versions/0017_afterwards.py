"""Letters that wait for their time, press releases as approved, and candidates' reports."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from core.columns import UtcTime

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """No letter had to wait before: what was planned goes out as it would have."""
    op.add_column("letter", sa.Column("not_before", UtcTime(), nullable=True))
    op.create_table(
        "press_release",
        sa.Column("race_key", sa.String(length=24), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("approved_by", sa.Text(), nullable=False),
        sa.Column("approved_at", UtcTime(), nullable=False),
        sa.ForeignKeyConstraint(["race_key"], ["race.key"], name=op.f("fk_press_release_race_key_race")),
        sa.PrimaryKeyConstraint("race_key", name=op.f("pk_press_release")),
    )
    op.create_table(
        "report_back",
        sa.Column("race_key", sa.String(length=24), nullable=False),
        sa.Column("nth", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("on", sa.Date(), nullable=False),
        sa.Column("waived_because", sa.Text(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("at", UtcTime(), nullable=False),
        sa.ForeignKeyConstraint(["race_key"], ["race.key"], name=op.f("fk_report_back_race_key_race")),
        sa.PrimaryKeyConstraint("race_key", "nth", name=op.f("pk_report_back")),
    )
