"""Races, candidates, what was found out about them, and the steps of a race's process."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from core.columns import UtcTime

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """No race was on record before: ballots were drafted by hand, and all were the members'."""
    op.create_table(
        "race",
        sa.Column("key", sa.String(length=24), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("office", sa.Text(), nullable=False),
        sa.Column("district", sa.Text(), nullable=False),
        sa.Column("local_because", sa.Text(), nullable=False),
        sa.Column("election_day", sa.Date(), nullable=True),
        sa.Column("process", sa.Text(), nullable=False),
        sa.Column("chosen_by", sa.Text(), nullable=False),
        sa.Column("chosen_on", sa.Date(), nullable=True),
        sa.Column("recommendation", sa.Text(), nullable=False),
        sa.Column("reasons", sa.Text(), nullable=False),
        sa.Column("ended_as", sa.String(length=20), nullable=False),
        sa.Column("ended_because", sa.Text(), nullable=False),
        sa.Column("ended_by", sa.Text(), nullable=False),
        sa.Column("ended_on", sa.Date(), nullable=True),
        sa.Column("opened_at", UtcTime(), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_race")),
    )
    op.create_table(
        "candidate",
        sa.Column("race_key", sa.String(length=24), nullable=False),
        sa.Column("nth", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("email", sa.Text(), nullable=False),
        sa.Column("website", sa.Text(), nullable=False),
        sa.Column("account", sa.Text(), nullable=False),
        sa.Column("endorsed_before", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("withdrawn", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.ForeignKeyConstraint(["race_key"], ["race.key"], name=op.f("fk_candidate_race_key_race")),
        sa.PrimaryKeyConstraint("race_key", "nth", name=op.f("pk_candidate")),
    )
    op.create_table(
        "fact",
        sa.Column("race_key", sa.String(length=24), nullable=False),
        sa.Column("nth", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("checked_at", UtcTime(), nullable=False),
        sa.Column("holds", sa.Boolean(), nullable=False),
        sa.Column("about", sa.Text(), nullable=False),
        sa.Column("found", sa.Text(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("said_by", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["race_key"], ["race.key"], name=op.f("fk_fact_race_key_race")),
        sa.PrimaryKeyConstraint("race_key", "nth", "kind", "checked_at", name=op.f("pk_fact")),
    )
    op.create_table(
        "step_taken",
        sa.Column("race_key", sa.String(length=24), nullable=False),
        sa.Column("step", sa.String(length=60), nullable=False),
        sa.Column("on", sa.Date(), nullable=False),
        sa.Column("waived_because", sa.Text(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("link", sa.Text(), nullable=False),
        sa.Column("door", sa.String(length=20), nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("at", UtcTime(), nullable=False),
        sa.ForeignKeyConstraint(["race_key"], ["race.key"], name=op.f("fk_step_taken_race_key_race")),
        sa.PrimaryKeyConstraint("race_key", "step", name=op.f("pk_step_taken")),
    )
    op.add_column("contest", sa.Column("race_key", sa.Text(), server_default=sa.text("''"), nullable=False))
    op.add_column("contest", sa.Column("links", sa.JSON(), nullable=True))
    op.add_column(
        "election", sa.Column("electorate", sa.String(length=12), server_default=sa.text("'members'"), nullable=False)
    )
