"""How often a race's end was taken back, by which the letters about its ends are told apart."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0019b"
down_revision = "0019"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Races that go on are told of by another name when they end again; of those that ended the letters keep theirs."""
    op.add_column("race", sa.Column("taken_back", sa.Integer(), server_default=sa.text("0"), nullable=False))
    op.execute(
        "UPDATE race SET taken_back = (SELECT count(*) FROM reason WHERE reason.kind = 'race.reopened' "
        "AND reason.subject = race.key) WHERE ended_as = ''"
    )
