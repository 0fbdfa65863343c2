"""How the book's tables came to be, step by step, so that an older book can be brought up to date."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory

from core.ledger import Ledger, LedgerFault


def up_to_date(ledger: Ledger, *, first: Callable[[str], object] = lambda _: None) -> bool:
    """Bring the book's tables up to date; nothing where they are. Raises LedgerFault for a book from the future.

    True where there was no book, and an empty one was begun.

    `first` is done before a book is changed that isn't new, and is told the step that it is at. Where it can't be done,
    nothing is changed.
    """
    config = _config(ledger)
    script = ScriptDirectory.from_config(config)
    with ledger.engine.connect() as connection:
        held = step_of(connection)
    if held == script.get_current_head():
        return False
    if held is not None and held not in {revision.revision for revision in script.walk_revisions()}:
        raise LedgerFault(
            f"The book was written by a newer Canvass (step {held}). Install that version, or a newer one."
        )
    with ledger.engine.begin() as connection:
        if connection.dialect.name == "postgresql":
            # Where SQLite waits by itself: of two processes that begin at once, the second finds everything done.
            connection.exec_driver_sql("SELECT pg_advisory_xact_lock(267)")
        held = step_of(connection)
        if held not in (None, script.get_current_head()):
            first(str(held))
        config.attributes["connection"] = connection
        command.upgrade(config, "head")
    return held is None


def steps() -> list[str]:
    """Every step there is, the newest first."""
    return [one.revision for one in ScriptDirectory.from_config(_place()).walk_revisions()]


def step_of(connection: Any) -> str | None:
    """The step that a book is at, by SQLAlchemy's connection to it; None for one that was never Canvass's."""
    return MigrationContext.configure(connection).get_current_revision()


def _place() -> Config:
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent))
    return config


def _config(ledger: Ledger) -> Config:
    config = _place()
    config.set_main_option("sqlalchemy.url", ledger.engine.url.render_as_string(hide_password=True).replace("%", "%%"))
    return config
