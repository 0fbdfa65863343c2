"""Partnerships: partners, what they said, their delegates, what is due, and votes in which delegates take part."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from core.columns import UtcTime

revision = "0029"
down_revision = "0028"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """There were no partners before, and no line of a roll was a delegate's."""
    op.create_table(
        "partnership",
        sa.Column("key", sa.String(length=24), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("begun_by", sa.Text(), nullable=False),
        sa.Column("begun_at", UtcTime(), nullable=False),
        sa.Column("agreed_by", sa.Text(), nullable=False),
        sa.Column("agreed_at", UtcTime(), nullable=True),
        sa.Column("ended_on", sa.Date(), nullable=True),
        sa.Column("ended_because", sa.Text(), nullable=False),
        sa.Column("closed", sa.Boolean(), nullable=False),
        sa.Column("form_id", sa.Text(), nullable=False),
        sa.Column("link", sa.Text(), nullable=False),
        sa.Column("fingerprint", sa.String(length=64), nullable=False),
        sa.Column("ready", sa.Boolean(), nullable=False),
        sa.Column("held_because", sa.Text(), nullable=False),
        sa.Column("looked_at", UtcTime(), nullable=True),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_partnership")),
    )
    op.create_table(
        "adapted_role",
        sa.Column("partnership_key", sa.String(length=24), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("weight", sa.Integer(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["partnership_key"], ["partnership.key"], name=op.f("fk_adapted_role_partnership_key_partnership")
        ),
        sa.PrimaryKeyConstraint("partnership_key", "kind", "role", name=op.f("pk_adapted_role")),
    )
    op.create_table(
        "groups_told",
        sa.Column("election_key", sa.String(length=40), nullable=False),
        sa.Column("position", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("nth", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("at", UtcTime(), nullable=False),
        sa.Column("figures", sa.JSON(), nullable=False),
        sa.Column("told", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["election_key"], ["election.key"], name=op.f("fk_groups_told_election_key_election")),
        sa.PrimaryKeyConstraint("election_key", "position", "nth", name=op.f("pk_groups_told")),
    )
    op.create_table(
        "parallel_vote",
        sa.Column("key", sa.String(length=24), nullable=False),
        sa.Column("partnership_key", sa.String(length=24), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("choices", sa.JSON(), nullable=False),
        sa.Column("asked_by", sa.Text(), nullable=False),
        sa.Column("asked_at", UtcTime(), nullable=False),
        sa.Column("last_day", sa.Date(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("our_election", sa.Text(), nullable=False),
        sa.Column("compared_at", UtcTime(), nullable=True),
        sa.Column("settled_at", UtcTime(), nullable=True),
        sa.Column("settled", sa.Text(), nullable=False),
        sa.Column("withdrawn_at", UtcTime(), nullable=True),
        sa.Column("closed", sa.Boolean(), nullable=False),
        sa.Column("form_id", sa.Text(), nullable=False),
        sa.Column("link", sa.Text(), nullable=False),
        sa.Column("fingerprint", sa.String(length=64), nullable=False),
        sa.Column("ready", sa.Boolean(), nullable=False),
        sa.Column("held_because", sa.Text(), nullable=False),
        sa.Column("looked_at", UtcTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["partnership_key"], ["partnership.key"], name=op.f("fk_parallel_vote_partnership_key_partnership")
        ),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_parallel_vote")),
    )
    op.create_table(
        "partner",
        sa.Column("partnership_key", sa.String(length=24), nullable=False),
        sa.Column("nth", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("ours", sa.Boolean(), nullable=False),
        sa.Column("contact", sa.Text(), nullable=False),
        sa.Column("email", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["partnership_key"], ["partnership.key"], name=op.f("fk_partner_partnership_key_partnership")
        ),
        sa.PrimaryKeyConstraint("partnership_key", "nth", name=op.f("pk_partner")),
    )
    op.create_table(
        "partner_answer",
        sa.Column("partnership_key", sa.String(length=24), nullable=False),
        sa.Column("turn", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("nth", sa.Integer(), nullable=False),
        sa.Column("answer_id", sa.Text(), nullable=False),
        sa.Column("answered", sa.String(length=40), nullable=False),
        sa.Column("handed_in", UtcTime(), nullable=False),
        sa.Column("said", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["partnership_key"], ["partnership.key"], name=op.f("fk_partner_answer_partnership_key_partnership")
        ),
        sa.PrimaryKeyConstraint("partnership_key", "turn", name=op.f("pk_partner_answer")),
        sa.UniqueConstraint(
            "partnership_key",
            "answer_id",
            "answered",
            name=op.f("uq_partner_answer_partnership_key_answer_id_answered"),
        ),
    )
    op.create_table(
        "partnership_circumstance",
        sa.Column("partnership_key", sa.String(length=24), nullable=False),
        sa.Column("nth", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("response", sa.Text(), nullable=False),
        sa.Column("since", sa.Date(), nullable=True),
        sa.Column("triggered_by", sa.Text(), nullable=False),
        sa.Column("over_on", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(
            ["partnership_key"],
            ["partnership.key"],
            name=op.f("fk_partnership_circumstance_partnership_key_partnership"),
        ),
        sa.PrimaryKeyConstraint("partnership_key", "nth", name=op.f("pk_partnership_circumstance")),
    )
    op.create_table(
        "partnership_date",
        sa.Column("partnership_key", sa.String(length=24), nullable=False),
        sa.Column("nth", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("kind", sa.String(length=12), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("due", sa.Date(), nullable=True),
        sa.Column("done_on", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(
            ["partnership_key"], ["partnership.key"], name=op.f("fk_partnership_date_partnership_key_partnership")
        ),
        sa.PrimaryKeyConstraint("partnership_key", "nth", name=op.f("pk_partnership_date")),
    )
    op.create_table(
        "role_pile",
        sa.Column("election_key", sa.String(length=40), nullable=False),
        sa.Column("position", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("cast_by", sa.Text(), nullable=False),
        sa.Column("ranking", sa.Text(), nullable=False),
        sa.Column("votes", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["election_key"], ["election.key"], name=op.f("fk_role_pile_election_key_election")),
        sa.PrimaryKeyConstraint("election_key", "position", "cast_by", "ranking", name=op.f("pk_role_pile")),
    )
    op.create_table(
        "delegate",
        sa.Column("partnership_key", sa.String(length=24), nullable=False),
        sa.Column("nth", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("partner", sa.Integer(), nullable=False),
        sa.Column("rank", sa.String(length=8), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("email", sa.Text(), nullable=False),
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("voter_role", sa.Text(), nullable=False),
        sa.Column("responsibility", sa.Text(), nullable=False),
        sa.Column("named_at", UtcTime(), nullable=False),
        sa.Column("replaced_at", UtcTime(), nullable=True),
        sa.Column("approved_on", sa.Date(), nullable=True),
        sa.Column("approved_by", sa.Text(), nullable=False),
        sa.Column("affirmed_on", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(
            ["partnership_key", "partner"],
            ["partner.partnership_key", "partner.nth"],
            name=op.f("fk_delegate_partnership_key_partner"),
        ),
        sa.ForeignKeyConstraint(
            ["partnership_key"], ["partnership.key"], name=op.f("fk_delegate_partnership_key_partnership")
        ),
        sa.PrimaryKeyConstraint("partnership_key", "nth", name=op.f("pk_delegate")),
    )
    op.create_table(
        "parallel_answer",
        sa.Column("parallel_key", sa.String(length=24), nullable=False),
        sa.Column("turn", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("kind", sa.String(length=8), nullable=False),
        sa.Column("nth", sa.Integer(), nullable=False),
        sa.Column("answer_id", sa.Text(), nullable=False),
        sa.Column("answered", sa.String(length=40), nullable=False),
        sa.Column("handed_in", UtcTime(), nullable=False),
        sa.Column("said", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["parallel_key"], ["parallel_vote.key"], name=op.f("fk_parallel_answer_parallel_key_parallel_vote")
        ),
        sa.PrimaryKeyConstraint("parallel_key", "turn", name=op.f("pk_parallel_answer")),
        sa.UniqueConstraint(
            "parallel_key", "answer_id", "answered", name=op.f("uq_parallel_answer_parallel_key_answer_id_answered")
        ),
    )
    op.create_table(
        "delegate_absence",
        sa.Column("partnership_key", sa.Text(), nullable=False),
        sa.Column("nth", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("since", sa.Date(), nullable=False),
        sa.Column("until", sa.Date(), nullable=True),
        sa.Column("recorded_at", UtcTime(), nullable=False),
        sa.Column("recorded_by", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["partnership_key", "nth"],
            ["delegate.partnership_key", "delegate.nth"],
            name=op.f("fk_delegate_absence_partnership_key_delegate"),
        ),
        sa.PrimaryKeyConstraint("partnership_key", "nth", "since", name=op.f("pk_delegate_absence")),
    )
    op.create_table(
        "stood_aside",
        sa.Column("election_key", sa.String(length=40), nullable=False),
        sa.Column("partnership_key", sa.Text(), nullable=False),
        sa.Column("nth", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("stood_aside_at", UtcTime(), nullable=False),
        sa.Column("recorded_by", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["election_key"], ["election.key"], name=op.f("fk_stood_aside_election_key_election")),
        sa.ForeignKeyConstraint(
            ["partnership_key", "nth"],
            ["delegate.partnership_key", "delegate.nth"],
            name=op.f("fk_stood_aside_partnership_key_delegate"),
        ),
        sa.PrimaryKeyConstraint("election_key", "partnership_key", "nth", name=op.f("pk_stood_aside")),
    )
    op.add_column("roll_entry", sa.Column("voter_role", sa.Text(), server_default=sa.text("''"), nullable=False))
    op.add_column("roll_entry", sa.Column("votes_for", sa.Text(), server_default=sa.text("''"), nullable=False))
    op.add_column(
        "roll_entry", sa.Column("delegated_as", sa.String(length=8), server_default=sa.text("''"), nullable=False)
    )
