"""Questionnaires to candidates, whom they went to, and what was answered."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from core.columns import UtcTime

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """No questionnaire was issued before: a race had the step only where an organiser recorded it."""
    op.create_table(
        "questionnaire",
        sa.Column("race_key", sa.String(length=24), nullable=False),
        sa.Column("questions", sa.JSON(), nullable=False),
        sa.Column("issued_by", sa.Text(), nullable=False),
        sa.Column("issued_at", UtcTime(), nullable=False),
        sa.Column("due_at", UtcTime(), nullable=False),
        sa.Column("extensions", sa.JSON(), nullable=False),
        sa.Column("form_id", sa.Text(), nullable=False),
        sa.Column("form_link", sa.Text(), nullable=False),
        sa.Column("form_print", sa.String(length=64), nullable=False),
        sa.Column("ready", sa.Boolean(), nullable=False),
        sa.Column("held_because", sa.Text(), nullable=False),
        sa.Column("looked_at", UtcTime(), nullable=True),
        sa.Column("closed", sa.Boolean(), nullable=False),
        sa.Column("sheet_id", sa.Text(), nullable=False),
        sa.Column("sheet_link", sa.Text(), nullable=False),
        sa.Column("sheet_rows", sa.Integer(), nullable=False),
        sa.Column("shown", sa.String(length=64), nullable=False),
        sa.Column("finished_at", UtcTime(), nullable=True),
        sa.ForeignKeyConstraint(["race_key"], ["race.key"], name=op.f("fk_questionnaire_race_key_race")),
        sa.PrimaryKeyConstraint("race_key", name=op.f("pk_questionnaire")),
    )
    op.create_table(
        "asked",
        sa.Column("race_key", sa.String(length=24), nullable=False),
        sa.Column("nth", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("asked_at", UtcTime(), nullable=True),
        sa.Column("declined_at", UtcTime(), nullable=True),
        sa.Column("declined_because", sa.Text(), nullable=False),
        sa.Column("declined_by", sa.Text(), nullable=False),
        sa.Column("allied_link", sa.Text(), nullable=False),
        sa.Column("allied_from", sa.Text(), nullable=False),
        sa.Column("allied_by", sa.Text(), nullable=False),
        sa.Column("allied_at", UtcTime(), nullable=True),
        sa.ForeignKeyConstraint(["race_key"], ["questionnaire.race_key"], name=op.f("fk_asked_race_key_questionnaire")),
        sa.ForeignKeyConstraint(
            ["race_key", "nth"], ["candidate.race_key", "candidate.nth"], name=op.f("fk_asked_race_key_candidate")
        ),
        sa.PrimaryKeyConstraint("race_key", "nth", name=op.f("pk_asked")),
    )
    op.create_table(
        "reply",
        sa.Column("race_key", sa.String(length=24), nullable=False),
        sa.Column("turn", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("nth", sa.Integer(), nullable=False),
        sa.Column("answer_id", sa.Text(), nullable=False),
        sa.Column("answered", sa.String(length=40), nullable=False),
        sa.Column("handed_in", UtcTime(), nullable=False),
        sa.Column("said", sa.JSON(), nullable=False),
        sa.Column("declines", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["race_key"], ["questionnaire.race_key"], name=op.f("fk_reply_race_key_questionnaire")),
        sa.PrimaryKeyConstraint("race_key", "turn", name=op.f("pk_reply")),
        sa.UniqueConstraint("race_key", "answer_id", "answered", name=op.f("uq_reply_race_key_answer_id_answered")),
    )
