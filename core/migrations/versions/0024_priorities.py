"""The annual cycle: members' proposals for key priorities, the committee's priorities, and the annual meeting."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Nobody proposed anything here before."""
    op.create_table(
        "proposal_cycle",
        sa.Column("year", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("opened_at", sa.DateTime(), nullable=False),
        sa.Column("propose_until", sa.DateTime(), nullable=False),
        sa.Column("lot", sa.String(length=64), nullable=False),
        sa.Column("sheet_id", sa.Text(), nullable=False),
        sa.Column("sheet_link", sa.Text(), nullable=False),
        sa.Column("sheet_rows", sa.Integer(), nullable=False),
        sa.Column("shown", sa.String(length=64), nullable=False),
        sa.Column("key_vote", sa.String(length=40), nullable=False),
        sa.Column("chosen", sa.JSON(), nullable=True),
        sa.Column("form_id", sa.Text(), nullable=False),
        sa.Column("link", sa.Text(), nullable=False),
        sa.Column("fingerprint", sa.String(length=64), nullable=False),
        sa.Column("ready", sa.Boolean(), nullable=False),
        sa.Column("held_because", sa.Text(), nullable=False),
        sa.Column("looked_at", sa.DateTime(), nullable=True),
        sa.Column("closed", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("year", name=op.f("pk_proposal_cycle")),
    )
    op.create_table(
        "proposal",
        sa.Column("nth", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("answer_id", sa.Text(), nullable=False),
        sa.Column("answered", sa.String(length=40), nullable=False),
        sa.Column("handed_in", sa.DateTime(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("email", sa.Text(), nullable=False),
        sa.Column("said", sa.JSON(), nullable=False),
        sa.Column("sender", sa.String(length=10), nullable=False),
        sa.Column("member", sa.Text(), nullable=False),
        sa.Column("ruled", sa.Boolean(), nullable=True),
        sa.Column("because", sa.Text(), nullable=False),
        sa.Column("same_as", sa.Integer(), nullable=True),
        sa.Column("left_out", sa.Text(), nullable=False),
        sa.Column("objection", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["year"], ["proposal_cycle.year"], name=op.f("fk_proposal_year_proposal_cycle")),
        sa.PrimaryKeyConstraint("nth", name=op.f("pk_proposal")),
        sa.UniqueConstraint("year", "answer_id", "answered", name=op.f("uq_proposal_year_answer_id_answered")),
    )
    op.create_table(
        "annual_priorities",
        sa.Column("year", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("taken_up", sa.JSON(), nullable=False),
        sa.Column("why_not", sa.Text(), nullable=False),
        sa.Column("proposed_on", sa.Date(), nullable=False),
        sa.Column("decided_in", sa.String(length=40), nullable=False),
        sa.Column("vote", sa.String(length=40), nullable=False),
        sa.Column("outcome", sa.String(length=12), nullable=False),
        sa.PrimaryKeyConstraint("year", name=op.f("pk_annual_priorities")),
    )
    op.create_table(
        "annual_meeting",
        sa.Column("year", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("begins_at", sa.DateTime(), nullable=False),
        sa.Column("place", sa.Text(), nullable=False),
        sa.Column("link", sa.Text(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("told", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("year", name=op.f("pk_annual_meeting")),
    )
