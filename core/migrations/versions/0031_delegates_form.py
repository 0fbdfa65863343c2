"""Delegates of partners have a form of their own, in which they say whether they can keep two roles apart."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from core.columns import UtcTime

revision = "0031"
down_revision = "0029"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """No delegate was asked before."""
    op.create_table(
        "delegate_form",
        sa.Column("partnership_key", sa.String(length=24), nullable=False),
        sa.Column("closed", sa.Boolean(), nullable=False),
        sa.Column("form_id", sa.Text(), nullable=False),
        sa.Column("link", sa.Text(), nullable=False),
        sa.Column("fingerprint", sa.String(length=64), nullable=False),
        sa.Column("ready", sa.Boolean(), nullable=False),
        sa.Column("held_because", sa.Text(), nullable=False),
        sa.Column("looked_at", UtcTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["partnership_key"], ["partnership.key"], name=op.f("fk_delegate_form_partnership_key_partnership")
        ),
        sa.PrimaryKeyConstraint("partnership_key", name=op.f("pk_delegate_form")),
    )
