"""The database: whether it answers, is Canvass's own, and its tables are those of this release."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import Engine, create_engine, inspect, text
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError, NoSuchModuleError, SQLAlchemyError

from core import migrations
from flows.duties.health.findings import Finding, Group
from integrations.settings import Place

GROUP = Group("Database")
PREFECTS = {"flow_run", "task_run", "block_document"}
"""Tables by which Prefect's database is known."""


def look(found: Place) -> Iterator[Finding]:
    """Looks at the book without opening it for writing. One that isn't there yet isn't made."""
    try:
        url = make_url(found.database_url)
    except ArgumentError:
        yield GROUP.wrong("address", "CANVASS_DATABASE_URL isn't one", "Write it as docs/install.md shows.", harms=True)
        return
    if url.get_backend_name() == "sqlite" and not Path(url.database or "").exists():
        yield from _not_yet(Path(url.database or ""))
        return
    try:
        engine = create_engine(_for_reading(url), connect_args=_patience(url))
    except (NoSuchModuleError, ArgumentError, ModuleNotFoundError):
        yield GROUP.wrong("driver", "there is no driver for this kind of database", "Install the lock file anew.")
        return
    try:
        with _left_alone(engine):
            yield from _inside(engine)
    except SQLAlchemyError as fault:
        what = f"it doesn't answer, or isn't a database ({type(fault).__name__})"
        yield GROUP.wrong("reachable", what, "Look at CANVASS_DATABASE_URL: the file must be whole, or the server up.")


def ballots(found: Place) -> dict[str, str]:
    """How every ballot of the book stands, by its key. None where there is no book that can be read yet."""
    url = make_url(found.database_url)
    if url.get_backend_name() == "sqlite" and not Path(url.database or "").exists():
        return {}
    engine = create_engine(_for_reading(url), connect_args=_patience(url))
    with _left_alone(engine), engine.connect() as connection:
        if not inspect(connection).has_table("election"):
            return {}
        return dict(connection.execute(text("SELECT key, state FROM election")).tuples().all())


@contextmanager
def _left_alone(engine: Engine) -> Iterator[None]:
    try:
        yield
    finally:
        engine.dispose()


def _not_yet(file: Path) -> Iterator[Finding]:
    if file.absolute().parent.is_dir():
        what = "there is no book yet; an empty one is made when Canvass first needs it"
        mend = (
            "If yours was begun before, it lies elsewhere: look at CANVASS_DATABASE_URL, and at the folder you are in."
        )
        yield GROUP.unknown("file", what, mend)
    else:
        yield GROUP.wrong("file", "the folder it is to lie in isn't there", "Make the folder, or name another.")


def _for_reading(url: URL) -> URL:
    """The same database, opened so that nothing can be changed in it."""
    if url.get_backend_name() != "sqlite":
        return url
    return url.set(database=f"file:{Path(url.database or '').absolute()}", query={"mode": "ro", "uri": "true"})


def _patience(url: URL) -> dict[str, int]:
    """A server that can't be reached is no reason to wait for minutes."""
    return {"connect_timeout": 5} if url.get_backend_name() == "postgresql" else {}


def _inside(engine: Engine) -> Iterator[Finding]:
    with engine.connect() as connection:
        tables = set(inspect(connection).get_table_names())
        held = migrations.step_of(connection)
    if tables >= PREFECTS:
        what = "it is Prefect's, and Canvass's own must be another"
        yield GROUP.wrong("reachable", what, "Name another database in CANVASS_DATABASE_URL.", harms=True)
        return
    yield GROUP.ok("reachable", "it answers, and it isn't Prefect's")
    known = migrations.steps()
    if held is None and tables:
        what = "it holds tables, but none of Canvass's"
        yield GROUP.wrong("tables", what, "Name an empty database, or Canvass's own.", harms=True)
    elif held is not None and held not in known:
        what = f"a newer Canvass wrote it (step {held})"
        yield GROUP.wrong("tables", what, "Install that version, or a newer one.", harms=True)
    elif held == known[0]:
        yield GROUP.ok("tables", f"they are those of this release (step {held})")
    else:
        yield GROUP.ok(
            "tables",
            "they are an older release's, and are brought up to date, after a backup, at the next start",
        )
