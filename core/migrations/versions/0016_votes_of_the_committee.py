"""The committee's seats, and its votes: roll calls, which never are the members' secret ballots."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Every election until now was secret, and stays so."""
    op.create_table(
        "committee_seat",
        sa.Column("row", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("since", sa.Date(), nullable=False),
        sa.Column("until", sa.Date(), nullable=True),
        sa.Column("leave_from", sa.Date(), nullable=True),
        sa.Column("leave_until", sa.Date(), nullable=True),
        sa.Column("recused", sa.JSON(), nullable=False),
        sa.Column("backup", sa.Text(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("row", name=op.f("pk_committee_seat")),
    )
    op.add_column(
        "election", sa.Column("ballots", sa.String(length=10), server_default=sa.text("'secret'"), nullable=False)
    )
    op.create_index("uq_election_key_ballots", "election", ["key", "ballots"], unique=True)
    op.create_table(
        "roll_call",
        sa.Column("election_key", sa.String(length=40), nullable=False),
        sa.Column("line", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("position", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("choices", sa.Text(), nullable=False),
        sa.Column("ballots", sa.String(length=10), nullable=False),
        sa.CheckConstraint("ballots = 'roll call'", name=op.f("ck_roll_call_only_roll_calls")),
        sa.ForeignKeyConstraint(
            ["election_key", "ballots"], ["election.key", "election.ballots"], name="fk_roll_call_election"
        ),
        sa.PrimaryKeyConstraint("election_key", "line", "position", name=op.f("pk_roll_call")),
    )
