"""The first tables."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from core.columns import UtcTime

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

FORGOTTEN = {
    "credential": ("code_hash",),
    "response": ("response_id", "submitted", "code_hash", "marks"),
    "reading": ("at", "digest"),
}
"""What sealing deletes, and no database may remember in any way."""


def upgrade() -> None:
    """The first tables."""
    op.create_table(
        "election",
        sa.Column("key", sa.String(length=40), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("held_because", sa.Text(), nullable=False),
        sa.Column("accepted", sa.JSON(), nullable=False),
        sa.Column("zone", sa.Text(), nullable=False),
        sa.Column("opens_at", UtcTime(), nullable=False),
        sa.Column("closes_at", UtcTime(), nullable=False),
        sa.Column("window_reason", sa.Text(), nullable=False),
        sa.Column("charter", sa.JSON(), nullable=False),
        sa.Column("charter_fingerprint", sa.String(length=64), nullable=False),
        sa.Column("mail_slot", sa.Integer(), nullable=False),
        sa.Column("roll_size", sa.Integer(), nullable=False),
        sa.Column("roll_fingerprint", sa.String(length=64), nullable=False),
        sa.Column("seed_commitment", sa.String(length=64), nullable=False),
        sa.Column("tie_seed", sa.Text(), nullable=False),
        sa.Column("form_id", sa.Text(), nullable=False),
        sa.Column("form_link", sa.Text(), nullable=False),
        sa.Column("form_fingerprint", sa.String(length=64), nullable=False),
        sa.Column("form_ready", sa.Boolean(), nullable=False),
        sa.Column("form_checked_at", UtcTime(), nullable=True),
        sa.Column("sealed_log_head", sa.String(length=64), nullable=False),
        sa.Column("intake", sa.JSON(), nullable=True),
        sa.Column("links_erased", sa.Boolean(), nullable=False),
        sa.Column("form_erased", sa.Boolean(), nullable=False),
        sa.Column("pack_fingerprint", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_election")),
    )
    op.create_table(
        "event",
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("held_on", sa.Date(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_event")),
    )
    op.create_table(
        "log",
        sa.Column("seq", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("at", UtcTime(), nullable=False),
        sa.Column("kind", sa.String(length=60), nullable=False),
        sa.Column("payload", sa.Text(), nullable=False),
        sa.Column("prev", sa.String(length=64), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("seq", name=op.f("pk_log")),
        sa.UniqueConstraint("hash", name=op.f("uq_log_hash")),
    )
    op.create_table(
        "log_head",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.CheckConstraint("id = 1", name=op.f("ck_log_head_one_row")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_log_head")),
    )
    op.create_table(
        "mail_fault",
        sa.Column("email", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("remedy", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("email", name=op.f("pk_mail_fault")),
    )
    op.create_table(
        "matter",
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_matter")),
    )
    op.create_table(
        "person",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_person")),
        sa.UniqueConstraint("number", name=op.f("uq_person_number")),
    )
    op.create_table(
        "address",
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("email", sa.Text(), nullable=False),
        sa.Column("rank", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_address_person_id_person"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("person_id", "email", name=op.f("pk_address")),
    )
    op.create_table(
        "certificate",
        sa.Column("election_key", sa.String(length=40), nullable=False),
        sa.Column("officer", sa.Text(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("at", UtcTime(), nullable=False),
        sa.ForeignKeyConstraint(["election_key"], ["election.key"], name=op.f("fk_certificate_election_key_election")),
        sa.PrimaryKeyConstraint("election_key", name=op.f("pk_certificate")),
    )
    op.create_table(
        "contest",
        sa.Column("election_key", sa.String(length=40), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("office", sa.Text(), nullable=False),
        sa.Column("process", sa.Text(), nullable=False),
        sa.Column("endorsed_before", sa.Boolean(), nullable=False),
        sa.Column("steps", sa.JSON(), nullable=False),
        sa.Column("recommendation", sa.Text(), nullable=False),
        sa.Column("reasons", sa.Text(), nullable=False),
        sa.Column("kind", sa.String(length=12), nullable=False),
        sa.Column("options", sa.JSON(), nullable=False),
        sa.Column("question_ids", sa.JSON(), nullable=False),
        sa.Column("rule", sa.JSON(), nullable=False),
        sa.Column("count", sa.JSON(), nullable=True),
        sa.ForeignKeyConstraint(["election_key"], ["election.key"], name=op.f("fk_contest_election_key_election")),
        sa.PrimaryKeyConstraint("election_key", "position", name=op.f("pk_contest")),
    )
    op.create_table(
        "credential",
        sa.Column("election_key", sa.String(length=40), nullable=False),
        sa.Column("code_hash", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(["election_key"], ["election.key"], name=op.f("fk_credential_election_key_election")),
        sa.PrimaryKeyConstraint("election_key", "code_hash", name=op.f("pk_credential")),
    )
    op.create_table(
        "letter",
        sa.Column("key", sa.String(length=80), nullable=False),
        sa.Column("occasion", sa.String(length=40), nullable=False),
        sa.Column("election_key", sa.String(length=40), nullable=True),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("held_because", sa.Text(), nullable=False),
        sa.Column("planned_at", UtcTime(), nullable=False),
        sa.Column("not_after", UtcTime(), nullable=True),
        sa.Column("facts", sa.JSON(), nullable=False),
        sa.Column("recipients", sa.Text(), nullable=False),
        sa.Column("sealed", sa.Boolean(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("segment_id", sa.Integer(), nullable=True),
        sa.Column("campaign_id", sa.Text(), nullable=False),
        sa.Column("thorough", sa.Boolean(), nullable=False),
        sa.Column("restarts", sa.Integer(), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("posted_at", UtcTime(), nullable=True),
        sa.Column("accepted", sa.Boolean(), nullable=False),
        sa.Column("delivered", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["election_key"], ["election.key"], name=op.f("fk_letter_election_key_election")),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_letter")),
    )
    op.create_table(
        "participation",
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("event_code", sa.Text(), nullable=False),
        sa.Column("place", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["event_code"], ["event.code"], name=op.f("fk_participation_event_code_event"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_participation_person_id_person"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("person_id", "event_code", name=op.f("pk_participation")),
    )
    op.create_table(
        "pile",
        sa.Column("election_key", sa.String(length=40), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("ranking", sa.Text(), nullable=False),
        sa.Column("votes", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["election_key"], ["election.key"], name=op.f("fk_pile_election_key_election")),
        sa.PrimaryKeyConstraint("election_key", "position", "ranking", name=op.f("pk_pile")),
    )
    op.create_table(
        "reading",
        sa.Column("election_key", sa.String(length=40), nullable=False),
        sa.Column("at", UtcTime(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(["election_key"], ["election.key"], name=op.f("fk_reading_election_key_election")),
        sa.PrimaryKeyConstraint("election_key", "at", name=op.f("pk_reading")),
    )
    op.create_table(
        "response",
        sa.Column("election_key", sa.String(length=40), nullable=False),
        sa.Column("response_id", sa.Text(), nullable=False),
        sa.Column("submitted", sa.String(length=40), nullable=False),
        sa.Column("code_hash", sa.String(length=64), nullable=False),
        sa.Column("marks", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["election_key"], ["election.key"], name=op.f("fk_response_election_key_election")),
        sa.PrimaryKeyConstraint("election_key", "response_id", "submitted", name=op.f("pk_response")),
    )
    op.create_table(
        "roll_entry",
        sa.Column("election_key", sa.String(length=40), nullable=False),
        sa.Column("line", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("email", sa.Text(), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("epoch", sa.Integer(), nullable=False),
        sa.Column("clause", sa.Text(), nullable=False),
        sa.Column("because", sa.Text(), nullable=False),
        sa.Column("evidence", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["election_key"], ["election.key"], name=op.f("fk_roll_entry_election_key_election")),
        sa.PrimaryKeyConstraint("election_key", "line", name=op.f("pk_roll_entry")),
    )
    op.create_table(
        "volunteering",
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("on", sa.Date(), nullable=False),
        sa.Column("activity", sa.Text(), nullable=False),
        sa.Column("place", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_volunteering_person_id_person"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("person_id", "on", "activity", name=op.f("pk_volunteering")),
    )
    op.create_table(
        "voted",
        sa.Column("election_key", sa.String(length=40), nullable=False),
        sa.Column("line", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["election_key"], ["election.key"], name=op.f("fk_voted_election_key_election")),
        sa.PrimaryKeyConstraint("election_key", "line", name=op.f("pk_voted")),
    )
    op.execute("INSERT INTO log_head (id, seq, hash) VALUES (1, 0, '" + "0" * 64 + "')")
    if op.get_bind().dialect.name == "postgresql":
        op.execute(
            "CREATE FUNCTION log_is_final() RETURNS trigger AS "
            "$$ BEGIN RAISE EXCEPTION 'the log can only grow'; END $$ LANGUAGE plpgsql"
        )
        op.execute("CREATE TRIGGER log_is_final BEFORE UPDATE OR DELETE ON log EXECUTE FUNCTION log_is_final()")
        # It plans by samples of what stands in a column, and keeps them when the rows are gone. So none of these.
        for table, columns in FORGOTTEN.items():
            op.execute(f"ALTER TABLE {table} " + ", ".join(f"ALTER {one} SET STATISTICS 0" for one in columns))
        return
    for act in ("UPDATE", "DELETE"):
        op.execute(
            f"CREATE TRIGGER log_no_{act.lower()} BEFORE {act} ON log "
            "BEGIN SELECT RAISE(ABORT, 'the log can only grow'); END"
        )
