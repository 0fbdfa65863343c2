"""Copies of the book: each of one moment, checked as it is made, and put back only where nothing is."""

from __future__ import annotations

import os
import shutil
import sqlite3
from collections.abc import Callable, Mapping
from contextlib import closing, suppress
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import URL, Connection, create_engine, inspect, make_url, text
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session
from sqlalchemy.pool import NullPool

from core.ledger import log_fault
from core.records import LogHead
from integrations.pg_programs import CopyFault, run, served

__all__ = [
    "BookState",
    "CopyFault",
    "copy_file",
    "dump",
    "forget_draft",
    "is_blank",
    "kind_of",
    "make",
    "put_back",
    "put_dump",
    "put_file",
    "refuse_leftovers",
    "standing",
]

SQLITE, POSTGRESQL = "book.sqlite", "book.pgdump"
"""What a copy is called, by the kind of book it is of."""

NEVER_WRITTEN = (
    "Canvass has never written in the database that CANVASS_DATABASE_URL names, so there is nothing to copy."
)


@dataclass(frozen=True)
class BookState:
    """Where a book stands: the step of its tables, its log's length and head, and each election's state."""

    step: str
    lines: int
    head: str
    elections: Mapping[str, str]


def make(url: str, folder: Path) -> tuple[Path, BookState]:
    """Copy the book into a folder, whole and as of one moment, while others go on writing.

    Raises CopyFault where there is no book, where its log was tampered with, or where PostgreSQL's own program for
    it is missing or too old.
    """
    place = make_url(url)
    if place.get_backend_name() == "sqlite":
        return copy_file(Path(str(place.database)), folder / SQLITE), standing(folder / SQLITE)
    return _dump(place, folder / POSTGRESQL)


def copy_file(source: Path, copy: Path) -> Path:
    """Copy a database of SQLite's, whoever is writing in it. Raises CopyFault where it isn't there."""
    if not source.is_file():
        raise CopyFault(f"There is no database at {source}.")
    _own(copy)
    try:
        with closing(sqlite3.connect(source)) as from_, closing(sqlite3.connect(copy)) as to:
            from_.execute("PRAGMA busy_timeout = 30000")
            from_.backup(to)
            to.execute("PRAGMA journal_mode = DELETE")  # one file, with nothing beside it
    except sqlite3.Error as fault:
        raise CopyFault(f"The database at {source} can't be copied ({type(fault).__name__}).") from None
    _settle(copy)
    return copy


def standing(copy: Path, *, alone: bool = True) -> BookState:
    """Where the book in a file stands. Raises CopyFault where its log doesn't hold together.

    A copy is all in one file. What isn't alone is read with whatever SQLite finds beside it, as it would be at work.
    """
    how = "immutable=1" if alone else "mode=ro"
    engine = create_engine(
        "sqlite://",
        creator=lambda: sqlite3.connect(f"{copy.resolve().as_uri()}?{how}", uri=True),
        poolclass=NullPool,
    )
    try:
        with engine.connect() as connection:
            return _standing(connection)
    except SQLAlchemyError as fault:
        raise CopyFault(f"The copy of the book can't be read ({type(fault).__name__}).") from None


def _standing(connection: Connection) -> BookState:
    """In plain words of SQL: before a migration the book isn't yet what the records say."""
    if not inspect(connection).has_table("log"):
        raise CopyFault(NEVER_WRITTEN)
    with Session(connection) as session:
        fault = log_fault(session)
        if fault:
            raise CopyFault(f"The log can't be trusted: {fault}.")
        head = session.get_one(LogHead, 1)
        elections = session.execute(text("SELECT key, state FROM election ORDER BY key")).tuples().all()
        step = session.execute(text("SELECT version_num FROM alembic_version")).scalar_one()
        return BookState(step, head.seq, head.hash, dict(elections))


# ── PostgreSQL: by its own programs ────────────────────────────────────────────────────────────────


def _dump(place: URL, copy: Path) -> tuple[Path, BookState]:
    _own(copy)
    with served(place) as connection:
        found = _standing(connection)
        moment = connection.execute(text("SELECT pg_export_snapshot()")).scalar_one()
        run("pg_dump", place, "--format=custom", f"--snapshot={moment}", f"--file={copy}")
    _settle(copy)
    return copy, found


def dump(url: str, copy: Path) -> Path:
    """Copy a whole database of PostgreSQL's that isn't the book. Raises CopyFault where that can't be done."""
    _own(copy)
    run("pg_dump", make_url(url), "--format=custom", f"--file={copy}")
    _settle(copy)
    return copy


# ── putting back ───────────────────────────────────────────────────────────────────────────────────


def is_blank(url: str) -> bool:
    """Whether nobody has written a book there yet, and none has left anything behind."""
    place = make_url(url)
    if place.get_backend_name() == "sqlite":
        file = Path(str(place.database))
        return not file.exists() and not _beside(file)
    with served(place) as connection:
        found = inspect(connection)
        return not found.has_table("log") or found.has_table(UNFINISHED)


def refuse_leftovers(url: str) -> None:
    """Raises CopyFault where there is no book, but what one left that was killed or moved away by halves."""
    place = make_url(url)
    if place.get_backend_name() == "sqlite":
        _refuse_beside(Path(str(place.database)))


def _refuse_beside(file: Path) -> None:
    """Raises CopyFault where an older database left something that SQLite would mix into the one put there."""
    left = _beside(file)
    if left and not file.exists():
        raise CopyFault(
            f"Beside {file} lies what an older database left: {', '.join(one.name for one in left)}. SQLite would mix "
            "it into what is put there. Move it away first; together with its database it may hold what is newer."
        )


def _beside(file: Path) -> list[Path]:
    """What SQLite keeps beside a database while it is at work, or left there when it was killed."""
    return [one for end in ("-wal", "-shm", "-journal") if (one := file.with_name(f"{file.name}{end}")).exists()]


def kind_of(url: str) -> str:
    """What a copy of a book at this address is called."""
    return SQLITE if make_url(url).get_backend_name() == "sqlite" else POSTGRESQL


Check = Callable[[Session, BookState], object]
"""Looks at a book that was put back, writes in it what has to be said, and raises CopyFault where it is another one."""

UNFINISHED = "canvass_restoring"
"""A table that says: what is here was put back, and its log doesn't say so yet."""


def put_back(url: str, copy: Path, *, check: Check) -> None:
    """Put a copied book where none is, all of it or nothing, with what `check` says in it.

    Raises CopyFault where a book is, or what was put back reads as another than the copy.
    """
    refuse_leftovers(url)
    if not is_blank(url):
        raise CopyFault("There is a book already. A copy is put back only where there is none.")
    place = make_url(url)
    if place.get_backend_name() != "sqlite":
        _put_back_served(place, copy, check)
        return
    file, told = Path(str(place.database)), []
    put_file(copy, file, finish=lambda draft: told.append(_checked(draft, check)))
    if [standing(file, alone=False)] != told:
        raise CopyFault(f"{file} reads as another book than the copy. Don't use it: move away all that has its name.")


def _checked(draft: Path, check: Check) -> BookState:
    """A book that nobody sees yet, checked, and where it stands then."""
    found = standing(draft)
    engine = create_engine("sqlite://", creator=lambda: sqlite3.connect(draft), poolclass=NullPool)
    with engine.connect() as connection, Session(connection) as session:
        connection.exec_driver_sql(
            "PRAGMA journal_mode = MEMORY"
        )  # nothing beside it; a draft that broke is thrown away
        check(session, found)
        session.flush()
        connection.commit()
    return standing(draft)


def _put_back_served(place: URL, copy: Path, check: Check) -> None:
    with served(place) as connection:
        is_there = inspect(connection).has_table("log")  # by one that died before it was checked
        connection.execute(text(f"CREATE TABLE IF NOT EXISTS {UNFINISHED} (head text)"))
        connection.commit()
    if not is_there:
        try:
            run("pg_restore", place, "--single-transaction", "--exit-on-error", f"--dbname={place.database}", str(copy))
        except CopyFault:
            _finish(place)
            raise
    with served(place) as connection, Session(connection) as session:
        check(session, _standing(connection))
        session.flush()
        session.execute(text(f"DROP TABLE {UNFINISHED}"))
        connection.commit()


def _finish(place: URL) -> None:
    with served(place) as connection:
        connection.execute(text(f"DROP TABLE {UNFINISHED}"))
        connection.commit()


def put_file(copy: Path, to: Path, *, finish: Callable[[Path], object] = bool) -> None:
    """Put a database's file where none is, at once and whole, and finished before anybody sees it.

    Raises CopyFault where one is, or has left something.
    """
    _refuse_beside(to)
    draft = _draft_of(to)
    to.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    _own(draft)
    try:
        shutil.copyfile(copy, draft)
        finish(draft)
        _settle(draft)
        os.link(draft, to)  # fails where the name is taken
    except FileExistsError:
        raise CopyFault(f"{to} is there already, and is left as it is.") from None
    finally:
        with suppress(FileNotFoundError):
            draft.unlink()


def put_dump(url: str, copy: Path) -> None:
    """Put a database of PostgreSQL's that isn't the book where nothing is. Raises CopyFault where something is."""
    place = make_url(url)
    try:
        with served(place) as connection:
            is_empty = not inspect(connection).get_table_names()
    except SQLAlchemyError as fault:
        raise CopyFault(f"The database can't be reached ({type(fault).__name__}).") from None
    if not is_empty:
        raise CopyFault("There are tables in that database already. It is left as it is.")
    run("pg_restore", place, "--single-transaction", "--exit-on-error", f"--dbname={place.database}", str(copy))


def forget_draft(url: str) -> None:
    """Remove the draft that a restore which died left beside a book: once the book is there, nobody needs it."""
    place = make_url(url)
    if place.get_backend_name() == "sqlite" and Path(str(place.database)).exists():
        _draft_of(Path(str(place.database))).unlink(missing_ok=True)


def _draft_of(to: Path) -> Path:
    return to.with_name(f"{to.name}.draft")


def _own(file: Path) -> None:
    """An empty file that only its owner can read, from its first byte on."""
    file.unlink(missing_ok=True)
    os.close(os.open(file, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600))


def _settle(file: Path) -> None:
    """Wait until a file is on the disk."""
    with file.open("rb") as kept:
        os.fsync(kept.fileno())
