"""Whoever answers for a partner can be given a new link, and the one before counts for nobody any more."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from core.columns import UtcTime

revision = "0037"
down_revision = "0031"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Until now every partner had one link, whoever answered for it."""
    op.create_table(
        "partner_link",
        sa.Column("partnership_key", sa.String(length=24), nullable=False),
        sa.Column("nth", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("epoch", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("since", UtcTime(), nullable=False),
        sa.Column("because", sa.Text(), nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["partnership_key", "nth"],
            ["partner.partnership_key", "partner.nth"],
            name=op.f("fk_partner_link_partnership_key_nth_partner"),
        ),
        sa.PrimaryKeyConstraint("partnership_key", "nth", "epoch", name=op.f("pk_partner_link")),
    )
