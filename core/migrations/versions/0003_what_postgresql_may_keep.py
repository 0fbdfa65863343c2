"""PostgreSQL takes texts of any length from others, as SQLite does, and no samples of what sealing will delete."""

from __future__ import annotations

from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

FROM_OTHERS = {
    "person": ("number",),
    "address": ("email",),
    "event": ("code",),
    "participation": ("event_code",),
    "volunteering": ("activity",),
    "matter": ("key",),
    "mail_fault": ("email", "kind"),
    "response": ("response_id",),
    "pile": ("ranking",),
    "letter": ("campaign_id",),
}
"""What others write. Its columns once had a length, which only PostgreSQL held anybody to."""

FORGOTTEN = {
    "credential": ("code_hash",),
    "response": ("response_id", "submitted", "code_hash", "marks"),
    "reading": ("at", "digest"),
}
"""What sealing deletes. To plan its queries PostgreSQL keeps samples of every column, even when the rows are gone."""


def upgrade() -> None:
    """Nothing on SQLite, which does neither."""
    if op.get_bind().dialect.name != "postgresql":
        return
    for table, columns in FROM_OTHERS.items():
        op.execute(f"ALTER TABLE {table} " + ", ".join(f"ALTER {one} TYPE TEXT" for one in columns))
    for table, columns in FORGOTTEN.items():
        op.execute(f"ALTER TABLE {table} " + ", ".join(f"ALTER {one} SET STATISTICS 0" for one in columns))
