"""Forums: their races, who was invited and what they replied, and the forms of both."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from core.columns import UtcTime

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """No forum was on record before: organisers recorded by hand that one took place."""
    op.create_table(
        "forum",
        sa.Column("key", sa.String(length=24), nullable=False),
        sa.Column("serial", sa.Integer(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("begins_at", UtcTime(), nullable=False),
        sa.Column("ask_again_on", sa.Date(), nullable=False),
        sa.Column("place", sa.Text(), nullable=False),
        sa.Column("link", sa.Text(), nullable=False),
        sa.Column("online", sa.Boolean(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("told", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("because", sa.Text(), nullable=False),
        sa.Column("recording", sa.Text(), nullable=False),
        sa.Column("said_by", sa.Text(), nullable=False),
        sa.Column("feedback_until", UtcTime(), nullable=True),
        sa.Column("answers", sa.Integer(), nullable=True),
        sa.Column("summary", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_forum")),
    )
    op.create_table(
        "forum_race",
        sa.Column("forum_key", sa.String(length=24), nullable=False),
        sa.Column("race_key", sa.String(length=24), nullable=False),
        sa.ForeignKeyConstraint(["forum_key"], ["forum.key"], name=op.f("fk_forum_race_forum_key_forum")),
        sa.ForeignKeyConstraint(["race_key"], ["race.key"], name=op.f("fk_forum_race_race_key_race")),
        sa.PrimaryKeyConstraint("forum_key", "race_key", name=op.f("pk_forum_race")),
    )
    op.create_table(
        "invitation",
        sa.Column("forum_key", sa.String(length=24), nullable=False),
        sa.Column("race_key", sa.String(length=24), nullable=False),
        sa.Column("nth", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("invited_on", sa.Date(), nullable=False),
        sa.Column("told", sa.Integer(), nullable=False),
        sa.Column("by_hand", sa.Text(), nullable=False),
        sa.Column("asked_again", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("reply", sa.String(length=10), nullable=False),
        sa.Column("question", sa.Text(), nullable=False),
        sa.Column("version", sa.String(length=40), nullable=False),
        sa.Column("present", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.ForeignKeyConstraint(["forum_key"], ["forum.key"], name=op.f("fk_invitation_forum_key_forum")),
        sa.ForeignKeyConstraint(["race_key"], ["race.key"], name=op.f("fk_invitation_race_key_race")),
        sa.PrimaryKeyConstraint("forum_key", "race_key", "nth", name=op.f("pk_invitation")),
    )
    op.create_table(
        "forum_form",
        sa.Column("forum_key", sa.String(length=24), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("asks", sa.JSON(), nullable=False),
        sa.Column("form_id", sa.Text(), nullable=False),
        sa.Column("link", sa.Text(), nullable=False),
        sa.Column("fingerprint", sa.String(length=64), nullable=False),
        sa.Column("ready", sa.Boolean(), nullable=False),
        sa.Column("unusable", sa.Integer(), nullable=False),
        sa.Column("closed", sa.Boolean(), nullable=False),
        sa.Column("held_because", sa.Text(), nullable=False),
        sa.Column("looked_at", UtcTime(), nullable=True),
        sa.ForeignKeyConstraint(["forum_key"], ["forum.key"], name=op.f("fk_forum_form_forum_key_forum")),
        sa.PrimaryKeyConstraint("forum_key", "kind", name=op.f("pk_forum_form")),
    )
