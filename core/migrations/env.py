"""Alembic's door: run the steps on the connection that core.migrations hands in."""

from __future__ import annotations

from alembic import context

from core.records import Election

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Election.metadata,  # of all tables: importing one of the records' modules imports them all
    render_as_batch=True,
    user_module_prefix="",
    transaction_per_migration=False,
)
with context.begin_transaction():
    context.run_migrations()
