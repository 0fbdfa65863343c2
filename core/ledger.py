"""The organisation's book: one writer at a time, every change with its line in a log that shows tampering."""

from __future__ import annotations

import hashlib
import json
import os
import re
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from sqlite3 import OperationalError
from typing import Any
from weakref import finalize

from sqlalchemy import Connection, Engine, ExceptionContext, create_engine, event, make_url, select
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from core.records import Election, Entry, LogHead
from core.ruling import Ruling

GENESIS = "0" * 64
"""What the first line of a log says came before it."""

NEXT_STATES: Mapping[str, tuple[str, ...]] = {
    "drafted": ("frozen", "withdrawn"),
    "frozen": ("open", "withdrawn"),
    "open": ("closed", "withdrawn"),
    "closed": ("sealed", "withdrawn"),
    "sealed": ("counted",),
    "counted": ("certified", "withdrawn"),
    "certified": ("announced",),
    "announced": (),
    "withdrawn": (),
}
"""An election's life, one legal step at a time. After sealing there is no way back: the codes are gone.

What is counted can be withdrawn only where it can't stand: `flows.withdraw` asks why.
"""

UNDER_WAY = ("frozen", "open", "closed", "sealed", "counted", "certified")
"""The states in which something is still to be done without anybody asking."""


FORGOTTEN = ("credential", "response", "reading")
"""The tables whose rows are deleted at sealing, and have to be gone from the disk then."""

KEPT_OPEN = "Somebody keeps the book open, so what was deleted can't be overwritten yet."

TRIES = 20
"""What keeps a book from being swept may pass in a moment: somebody who is just connecting to PostgreSQL, to whatever
database, or who is just emptying SQLite's log."""

NO_LOCK = "55P03"
"""How PostgreSQL says that it waited in vain for others to stop reading a table."""


class LedgerFault(Exception):
    """The book can't be opened or written as asked. The message says what to do."""


class BookBusy(LedgerFault):
    """Somebody reads on and on, or a program keeps the file open. Later it can be done."""


@dataclass
class Pen:
    """The right to write, held by one process at a time until its transaction ends."""

    session: Session
    at: datetime
    head: LogHead

    def log(self, kind: str, **payload: Any) -> None:
        """Add a line. `payload` takes ids, counts and fingerprints only: never names, addresses, codes or choices."""
        words = json.dumps(payload, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
        seq = self.head.seq + 1
        digest = line_hash(self.head.hash, seq=seq, at=self.at, kind=kind, payload=words)
        self.session.add(Entry(seq=seq, at=self.at, kind=kind, payload=words, prev=self.head.hash, hash=digest))
        self.head.seq, self.head.hash = seq, digest

    def advance(self, election: Election, to: str) -> None:
        """Move an election one step along its life. Raises LedgerFault where that step doesn't exist."""
        ruling = may_advance(election.state, to)
        if not ruling:
            raise LedgerFault(f"{election.key}: {ruling.because}")
        election.state = to
        self.log(f"election.{to}", election=election.key)


class Ledger:
    """The database, opened. SQLite by default; PostgreSQL by address."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.engine = _engine(url)
        finalize(self, self.engine.dispose)  # for whoever forgets to close it

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """Look without changing anything. All that is seen is of one moment, whatever others write meanwhile."""
        how = {"isolation_level": "REPEATABLE READ"} if self._is_served() else {"canvass_reads": True}
        with self.engine.connect().execution_options(**how) as connection, Session(connection) as session:
            yield session

    @contextmanager
    def writing(self, at: datetime) -> Iterator[Pen]:
        """Change things, all or nothing. Waits while another writes. `at` is when; ValueError without its zone."""
        if at.tzinfo is None:
            raise ValueError("the book is written at a time with a zone, or nobody could say when that was")
        with Session(self.engine, expire_on_commit=False) as session, session.begin():
            head = session.execute(select(LogHead).where(LogHead.id == 1).with_for_update()).scalar_one()
            yield Pen(session, at.astimezone(UTC), head)

    def head(self) -> str:
        """The hash of the newest line: whoever keeps it can later see whether anything before it was changed."""
        with self.reading() as session:
            return session.execute(select(LogHead.hash)).scalar_one()

    def sweep(self, tables: Sequence[str] = FORGOTTEN) -> None:
        """Leave no byte of what was deleted: the tables are written anew, and SQLite's write-ahead log is emptied.

        Raises BookBusy while somebody else reads on and on; the next pass tries again.
        PostgreSQL's own log and anybody's backups are beyond its reach.
        """
        swept = any(self._swept_tables(tables) for _ in range(TRIES)) if self._is_served() else self._swept_file()
        if not swept:
            raise BookBusy(KEPT_OPEN)

    def _swept_tables(self, tables: Sequence[str]) -> bool:
        """Whether PostgreSQL left nothing: it keeps old rows for whoever may read them, and tells it in passing."""
        told: list[str] = []
        with (
            self.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection,
            _hearing(connection, lambda notice: told.extend(re.findall(r"\d+", notice.message_detail or "")[:1])),
        ):
            connection.exec_driver_sql(f"VACUUM (FULL, VERBOSE) {', '.join(tables)}")
            swept = told == ["0"] * len(tables)
            if not swept:
                connection.exec_driver_sql("SELECT pg_sleep(0.1)")
        return swept

    def _swept_file(self) -> bool:
        """Whether nothing is left in the file, nor in the log beside it."""
        pooled = self.engine.raw_connection()
        try:
            book: Any = pooled.driver_connection  # past SQLAlchemy, which would begin a transaction
            book.execute("VACUUM")
            return any(_emptied(book) for _ in range(TRIES))
        finally:
            pooled.close()

    def _is_served(self) -> bool:
        return self.engine.dialect.name == "postgresql"

    def close(self) -> None:
        """Let go of the database."""
        self.engine.dispose()


def may_advance(state: str, to: str) -> Ruling:
    """Whether an election may go from `state` to `to` in one step."""
    legal = NEXT_STATES[state]
    if to in legal:
        return Ruling(True, "E3", f"an election that is {state} may become {to}")
    ahead = f"next it can only be {' or '.join(legal)}" if legal else "nothing comes after that"
    return Ruling(False, "E3", f"an election that is {state} can't be {to}: {ahead}")


def line_hash(prev: str, *, seq: int, at: datetime, kind: str, payload: str) -> str:
    """SHA-256 over the line before and this one, as canonical JSON (so that no two lines can run together)."""
    words = json.dumps([prev, seq, at.astimezone(UTC).isoformat(), kind, payload], separators=(",", ":"))
    return hashlib.sha256(words.encode()).hexdigest()


def log_fault(session: Session, *, since: str = GENESIS) -> str:
    """What is wrong with the log, or nothing: each line follows from the one before, and `since` is among them.

    `since` is a head somebody kept, from a letter for instance.
    """
    prev, seq, known = GENESIS, 0, since == GENESIS
    for entry in session.execute(select(Entry).order_by(Entry.seq)).scalars():
        seq += 1
        digest = line_hash(prev, seq=seq, at=entry.at, kind=entry.kind, payload=entry.payload)
        if (entry.seq, entry.prev, entry.hash) != (seq, prev, digest):
            return f"line {seq} of the log doesn't follow from the line before it"
        prev, known = digest, known or digest == since
    head = session.execute(select(LogHead)).scalar_one()
    if (head.seq, head.hash) != (seq, prev):
        return f"the log ends after {seq} lines, but {head.seq} were written"
    return "" if known else f"the log of {seq} lines doesn't contain the earlier head {since[:16]}"


def newest(session: Session, kind: str, *, election: str) -> dict[str, Any]:
    """What the newest line of a kind says about an election; nothing if there is none."""
    lines = session.execute(select(Entry.payload).where(Entry.kind == kind).order_by(Entry.seq.desc())).scalars()
    told = (json.loads(payload) for payload in lines)
    return next((payload for payload in told if payload.get("election") == election), {})


def _engine(url: str) -> Engine:
    """An engine with the switches that our promises rest on. Its errors don't quote what was being written."""
    address = make_url(url)
    if address.get_backend_name() == "postgresql":
        engine = create_engine(address.set(drivername="postgresql+psycopg"), hide_parameters=True)
        event.listen(engine, "connect", _set_up_postgresql)
        event.listen(engine, "handle_error", _leave_out_details)
        return engine
    if address.get_backend_name() != "sqlite":
        raise LedgerFault(f"Canvass keeps its book in SQLite or PostgreSQL, not in {address.get_backend_name()}.")
    engine = create_engine(address, hide_parameters=True)
    event.listen(engine, "do_connect", _keep_to_owner)
    event.listen(engine, "connect", _set_up_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    return engine


def _set_up_postgresql(connection: Any, _: Any) -> None:
    """Who waits for another to finish writing waits as long as on SQLite."""
    connection.execute("SET lock_timeout = '30s'")
    connection.commit()


def _leave_out_details(told: ExceptionContext) -> None:
    """PostgreSQL's faults quote the row they are about, which may be somebody's address, below their first line."""
    for fault in (told.original_exception, told.sqlalchemy_exception):
        if fault is not None:
            fault.args = tuple(str(words).partition("\n")[0] for words in fault.args)


@contextmanager
def _hearing(connection: Connection, hear: Callable[[Any], None]) -> Iterator[None]:
    """Hear what PostgreSQL says besides its answers. Raises BookBusy where it waited for others in vain."""
    book: Any = connection.connection.driver_connection
    book.add_notice_handler(hear)
    try:
        yield
    except DBAPIError as fault:
        if getattr(fault.orig, "sqlstate", "") == NO_LOCK:
            raise BookBusy(KEPT_OPEN) from None
        raise
    finally:
        book.remove_notice_handler(hear)


_MAKING = threading.Lock()


def _keep_to_owner(_dialect: Any, _record: Any, arguments: Any, _named: Any) -> None:
    """The file is its owner's alone before anything is in it; SQLite makes those beside it with the same rights."""
    place = str(arguments[0])
    if place == ":memory:" or place.startswith("file:"):
        return
    # No file that exists is opened: closing it again would take SQLite's locks from others in this process.
    with _MAKING, suppress(OSError):
        os.close(os.open(place, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600))
    files = [Path(f"{place}{end}") for end in ("", "-wal", "-shm")]
    with suppress(OSError):  # one that is just being taken away
        for ours in [file for file in files if file.exists() and file.stat().st_uid == os.getuid()]:
            ours.chmod(0o600)


def _set_up_sqlite(connection: Any, _: Any) -> None:
    """Write-ahead log, foreign keys, overwritten deletions; transactions begin when we say so, not the driver."""
    connection.isolation_level = None
    for switch in ("busy_timeout = 30000", "foreign_keys = ON", "secure_delete = ON"):
        connection.execute(f"PRAGMA {switch}")
    for _ in range(20):
        try:
            connection.execute("PRAGMA journal_mode = WAL")
            return
        except OperationalError:
            # Two processes that open a new book at once meet here, and here alone SQLite doesn't wait by itself.
            connection.execute("BEGIN IMMEDIATE")
            connection.execute("COMMIT")
    raise BookBusy("The book is busy: other programs keep it locked. Close them, and try again.")


def _emptied(book: Any) -> bool:
    """Whether the write-ahead log is empty now. If another process is just emptying it, wait as a writer would."""
    (busy, *_) = book.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
    if busy:
        book.execute("BEGIN IMMEDIATE")
        book.execute("COMMIT")
    return not busy


def _begin_sqlite(connection: Connection) -> None:
    """A writer takes hold of the file at once, so that two writers wait for each other instead of failing."""
    reads = connection.get_execution_options().get("canvass_reads", False)
    book: Any = connection.connection.driver_connection  # a statement of SQLAlchemy's takes twenty times as long
    book.execute("BEGIN" if reads else "BEGIN IMMEDIATE")
