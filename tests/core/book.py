"""A book for tests: a ledger whose tables are in place, and a few lines of a log to tamper with."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import Connection, select

from core.ledger import GENESIS, Ledger, Pen, log_fault
from core.migrations import up_to_date
from core.records import Election, Entry

AT = datetime(2026, 10, 2, 16, tzinfo=UTC)


@contextmanager
def opened(url: str) -> Iterator[Ledger]:
    """A book with its tables, let go of afterwards."""
    ledger = Ledger(url)
    try:
        up_to_date(ledger)
        yield ledger
    finally:
        ledger.close()


def write_lines(ledger: Ledger, number: int = 12) -> list[str]:
    """Write lines into the log, some of them together in one go, and return the head after each."""
    heads = []
    for n in range(number):
        with ledger.writing(AT + timedelta(minutes=n)) as pen:
            pen.log("test.line", number=n, words="żółw – ünï")
            pen.log("test.line", number=n, again=True)
        heads.append(ledger.head())
    return heads


def add_election(pen: Pen, key: str = "autumn", *, state: str = "drafted") -> Election:
    """An election with nothing in it."""
    election = Election(
        key=key,
        title="Autumn endorsements",
        state=state,
        accepted=[],
        zone="America/New_York",
        opens_at=AT,
        closes_at=AT + timedelta(days=10),
        charter={},
        charter_fingerprint="",
        mail_slot=-1,
    )
    pen.session.add(election)
    pen.session.flush()
    return election


@contextmanager
def unlocked(ledger: Ledger) -> Iterator[Connection]:
    """Somebody with the right to everything, who first takes away what keeps the log from being changed."""
    with ledger.engine.begin() as connection:
        if ledger.engine.dialect.name == "postgresql":
            connection.exec_driver_sql("ALTER TABLE log DISABLE TRIGGER USER")
        else:
            connection.exec_driver_sql("DROP TRIGGER IF EXISTS log_no_update")
            connection.exec_driver_sql("DROP TRIGGER IF EXISTS log_no_delete")
        yield connection


def log_fault_of(ledger: Ledger, *, since: str = GENESIS) -> str:
    """What is wrong with a book's log, or nothing."""
    with ledger.reading() as session:
        return log_fault(session, since=since)


def log_of(ledger: Ledger) -> list[dict[str, Any]]:
    """The log's lines as plain data."""
    with ledger.reading() as session:
        entries = session.execute(select(Entry).order_by(Entry.seq)).scalars()
        return [
            {column: getattr(entry, column) for column in ("seq", "at", "kind", "payload", "prev", "hash")}
            for entry in entries
        ]
