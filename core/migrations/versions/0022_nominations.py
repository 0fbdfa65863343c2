"""Nominations: cycles, calls with their answers, nominees, statements, and what follows a vote of no confidence."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Until now nobody was nominated."""
    op.create_table(
        "call",
        sa.Column("key", sa.String(length=40), nullable=False),
        sa.Column("kind", sa.String(length=12), nullable=False),
        sa.Column("opens_at", sa.DateTime(), nullable=False),
        sa.Column("closes_at", sa.DateTime(), nullable=False),
        sa.Column("asks", sa.JSON(), nullable=False),
        sa.Column("moved", sa.Integer(), nullable=False),
        sa.Column("closed", sa.Boolean(), nullable=False),
        sa.Column("form_id", sa.Text(), nullable=False),
        sa.Column("link", sa.Text(), nullable=False),
        sa.Column("fingerprint", sa.String(length=64), nullable=False),
        sa.Column("ready", sa.Boolean(), nullable=False),
        sa.Column("held_because", sa.Text(), nullable=False),
        sa.Column("looked_at", sa.DateTime(), nullable=True),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_call")),
    )
    op.create_table(
        "cycle",
        sa.Column("year", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("opened_by", sa.Text(), nullable=False),
        sa.Column("opened_at", sa.DateTime(), nullable=False),
        sa.Column("due_at", sa.DateTime(), nullable=False),
        sa.Column("form_link", sa.Text(), nullable=False),
        sa.Column("sheet_id", sa.Text(), nullable=False),
        sa.Column("sheet_link", sa.Text(), nullable=False),
        sa.Column("sheet_rows", sa.Integer(), nullable=False),
        sa.Column("shown", sa.String(length=64), nullable=False),
        sa.Column("closed", sa.Boolean(), nullable=False),
        sa.Column("form_id", sa.Text(), nullable=False),
        sa.Column("fingerprint", sa.String(length=64), nullable=False),
        sa.Column("ready", sa.Boolean(), nullable=False),
        sa.Column("held_because", sa.Text(), nullable=False),
        sa.Column("looked_at", sa.DateTime(), nullable=True),
        sa.PrimaryKeyConstraint("year", name=op.f("pk_cycle")),
    )
    op.create_table(
        "no_confidence",
        sa.Column("key", sa.String(length=40), nullable=False),
        sa.Column("about", sa.Text(), nullable=False),
        sa.Column("declared_on", sa.Date(), nullable=False),
        sa.Column("declared_at", sa.DateTime(), nullable=False),
        sa.Column("ended_on", sa.Date(), nullable=True),
        sa.Column("ended_with", sa.Text(), nullable=False),
        sa.Column("ended_by", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_no_confidence")),
    )
    op.create_table(
        "ad_hoc_seat",
        sa.Column("no_confidence_key", sa.String(length=40), nullable=False),
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("side", sa.String(length=16), nullable=False),
        sa.Column("since", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(
            ["no_confidence_key"], ["no_confidence.key"], name=op.f("fk_ad_hoc_seat_no_confidence_key_no_confidence")
        ),
        sa.PrimaryKeyConstraint("no_confidence_key", "number", name=op.f("pk_ad_hoc_seat")),
    )
    op.create_table(
        "call_answer",
        sa.Column("call_key", sa.String(length=40), nullable=False),
        sa.Column("nth", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("answer_id", sa.Text(), nullable=False),
        sa.Column("answered", sa.String(length=40), nullable=False),
        sa.Column("handed_in", sa.DateTime(), nullable=False),
        sa.Column("said", sa.JSON(), nullable=False),
        sa.Column("sender", sa.String(length=10), nullable=False),
        sa.Column("member", sa.Text(), nullable=False),
        sa.Column("nominee", sa.String(length=10), nullable=False),
        sa.Column("nominated", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["call_key"], ["call.key"], name=op.f("fk_call_answer_call_key_call")),
        sa.PrimaryKeyConstraint("call_key", "nth", name=op.f("pk_call_answer")),
        sa.UniqueConstraint(
            "call_key", "answer_id", "answered", name=op.f("uq_call_answer_call_key_answer_id_answered")
        ),
    )
    op.create_table(
        "nominee",
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("nth", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("by_self", sa.Boolean(), nullable=False),
        sa.Column("by_other", sa.Boolean(), nullable=False),
        sa.Column("active_around", sa.Text(), nullable=False),
        sa.Column("active_since", sa.Date(), nullable=True),
        sa.Column("met_on", sa.Date(), nullable=True),
        sa.Column("on_slate", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["year"], ["cycle.year"], name=op.f("fk_nominee_year_cycle")),
        sa.PrimaryKeyConstraint("year", "nth", name=op.f("pk_nominee")),
    )
    op.create_table(
        "nominee_statement",
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("turn", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("nth", sa.Integer(), nullable=False),
        sa.Column("answer_id", sa.Text(), nullable=False),
        sa.Column("answered", sa.String(length=40), nullable=False),
        sa.Column("handed_in", sa.DateTime(), nullable=False),
        sa.Column("accepts", sa.String(length=4), nullable=False),
        sa.Column("said", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["year"], ["cycle.year"], name=op.f("fk_nominee_statement_year_cycle")),
        sa.PrimaryKeyConstraint("year", "turn", name=op.f("pk_nominee_statement")),
        sa.UniqueConstraint("year", "answer_id", "answered", name=op.f("uq_nominee_statement_year_answer_id_answered")),
    )
