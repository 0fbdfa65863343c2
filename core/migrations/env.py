"""Alembic's door: run the steps on the connection that core.migrations hands in."""

from __future__ import annotations

from alembic import context

from core import records  # noqa: F401  # its tables have to be known
from core.columns import Record

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Record.metadata,
    render_as_batch=True,
    user_module_prefix="",
    transaction_per_migration=False,
)
with context.begin_transaction():
    context.run_migrations()
