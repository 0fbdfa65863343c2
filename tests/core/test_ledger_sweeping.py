"""Sweeping: what was deleted is gone from the disk too, on either database; or it is told that it isn't."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import delete, select

from core.ledger import BookBusy, Ledger
from core.records import Credential, Entry, Response
from tests.books import Book, new_book
from tests.conftest import TEST_POSTGRES
from tests.core.book import AT, add_election, log_fault_of, log_of, opened, write_lines

WORD = "q7x2-to-be-forgotten"


@pytest.fixture
def book(kind_of_book: str, tmp_path: Path) -> Iterator[Book]:
    """A book of either kind."""
    with new_book(kind_of_book, tmp_path, server=TEST_POSTGRES) as found:
        yield found


@pytest.fixture
def ledger(book: Book) -> Iterator[Ledger]:
    """The book, opened: two lines of its log, and hundreds of ballots and codes that are to be forgotten."""
    with opened(book.url) as ledger:
        write_lines(ledger, 1)
        with ledger.writing(AT) as pen:
            add_election(pen)
            pen.session.add_all(_ballots())
        yield ledger


def _ballots() -> Iterator[object]:
    for n in range(300):
        yield Credential(election_key="autumn", code_hash=f"{n:04}-{WORD}")
        yield Response(
            election_key="autumn",
            response_id=f"{n:04}-{WORD}",
            submitted=f"2026-10-03-{WORD}",
            code_hash=f"{n:04}-{WORD}",
            marks={"q1": [f"{WORD} {n:04}"]},
        )


def _forget(ledger: Ledger) -> None:
    with ledger.writing(AT) as pen:
        for table in (Response, Credential):
            pen.session.execute(delete(table))


def _found(book: Book) -> int:
    return sum(part.count(WORD.encode()) for part in book.on_disk())


def test_what_was_deleted_is_overwritten(book: Book, ledger: Ledger) -> None:
    """P9. After sweeping, no byte of a deleted row is left in any file of the database; the rest is as before."""
    _forget(ledger)
    assert _found(book) > 0
    ledger.sweep()
    assert _found(book) == 0
    assert len(log_of(ledger)) == 2


def test_a_database_learns_no_code_by_heart(book: Book, ledger: Ledger) -> None:
    """P9. What databases note about columns by themselves, to plan by, quotes nothing that is to be forgotten."""
    with ledger.engine.begin() as connection:
        connection.exec_driver_sql("ANALYZE")
    _forget(ledger)
    ledger.sweep()
    assert _found(book) == 0


def test_sweeping_with_nothing_to_sweep(ledger: Ledger) -> None:
    """Twice in a row does no harm."""
    ledger.sweep()
    ledger.sweep()
    assert log_fault_of(ledger) == ""


@pytest.mark.parametrize("table", [Entry, Credential], ids=["log", "codes"])
def test_sweeping_says_when_somebody_keeps_the_book_open(
    book: Book, ledger: Ledger, table: type[Entry | Credential]
) -> None:
    """A reader in the middle of reading, whatever they read, keeps the old rows: that is told; later they go."""
    _impatient(ledger)
    reader = Ledger(ledger.url)
    with reader.reading() as session:
        session.execute(select(table)).all()
        _forget(ledger)
        with pytest.raises(BookBusy, match="keeps the book open"):
            ledger.sweep()
    reader.close()
    ledger.sweep()
    assert _found(book) == 0


def _impatient(ledger: Ledger) -> None:
    """Wait for others ten milliseconds, not half a minute."""
    wait = "SET lock_timeout = 10" if ledger.engine.dialect.name == "postgresql" else "PRAGMA busy_timeout = 10"
    with ledger.engine.begin() as connection:
        connection.exec_driver_sql(wait)
