"""Co-sponsors, objections, lists handed over, erasures, and by what erased people are known again."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from core.columns import UtcTime

revision = "0007"
down_revision = "0009"
branch_labels = None
depends_on = None

PERSONAL = {
    "person": ("name",),
    "address": ("email",),
    "mail_fault": ("email",),
    "volunteering": ("activity",),
    "roll_entry": ("name", "email", "evidence"),
    "letter": ("facts", "recipients"),
    "erasure": ("known",),
    "alias": ("key",),
    "petition": ("name", "email", "said"),
    "decision": ("reason",),
    "exemption": ("reason",),
    "enrolled": ("email",),
}
"""Columns of which PostgreSQL is to keep no samples: it would still have them when the people are erased."""


def upgrade() -> None:
    """Nobody was asked before, so nobody has objected, and nothing was handed over by Canvass."""
    op.create_table(
        "cosponsorship",
        sa.Column("event_code", sa.Text(), nullable=False),
        sa.Column("partner", sa.Text(), nullable=False),
        sa.Column("official", sa.Boolean(), nullable=False),
        sa.Column("decided_by", sa.Text(), nullable=False),
        sa.Column("decided_on", sa.Date(), nullable=False),
        sa.PrimaryKeyConstraint("event_code", "partner", name=op.f("pk_cosponsorship")),
    )
    op.create_table(
        "objection",
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("noted_at", UtcTime(), nullable=False),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_objection")),
    )
    op.create_table(
        "handover",
        sa.Column("event_code", sa.Text(), nullable=False),
        sa.Column("partner", sa.Text(), nullable=False),
        sa.Column("fingerprint", sa.String(length=64), nullable=False),
        sa.Column("at", UtcTime(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("columns", sa.JSON(), nullable=False),
        sa.Column("notices", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("event_code", "partner", "fingerprint", name=op.f("pk_handover")),
    )
    op.create_table(
        "erasure",
        sa.Column("nth", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("number", sa.Text(), nullable=True),
        sa.Column("requested_at", UtcTime(), nullable=False),
        sa.Column("known", sa.JSON(), nullable=True),
        sa.Column("erased_at", UtcTime(), nullable=True),
        sa.Column("counts", sa.JSON(), nullable=True),
        sa.Column("swept", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("left", sa.JSON(), nullable=True),
        sa.Column("confirmed_at", UtcTime(), nullable=True),
        sa.PrimaryKeyConstraint("nth", name=op.f("pk_erasure")),
        sa.UniqueConstraint("number", name=op.f("uq_erasure_number")),
    )
    op.create_table(
        "kept_out",
        sa.Column("nth", sa.Integer(), nullable=False),
        sa.Column("mark", sa.String(length=64), nullable=False),
        sa.Column("shared", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["nth"], ["erasure.nth"], name=op.f("fk_kept_out_nth_erasure")),
        sa.PrimaryKeyConstraint("nth", "mark", name=op.f("pk_kept_out")),
    )
    op.add_column("enrolled", sa.Column("gone_on", sa.Date(), nullable=True))
    if op.get_bind().dialect.name == "postgresql":
        for table, columns in PERSONAL.items():
            op.execute(f"ALTER TABLE {table} " + ", ".join(f"ALTER {one} SET STATISTICS 0" for one in columns))
