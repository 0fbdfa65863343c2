"""The book's files on SQLite: nobody but their owner can read them, from the first byte on."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from core.ledger import Ledger
from tests.core.book import log_fault_of, opened, write_lines

ENDS = ("", "-wal", "-shm")


def _modes(file: Path) -> set[int]:
    """The rights of the book and of the two files that SQLite keeps beside it while it is open."""
    return {Path(f"{file}{end}").stat().st_mode & 0o777 for end in ENDS}


@pytest.mark.parametrize("mask", [0o000, 0o022, 0o077])
def test_only_the_owner_can_read_the_book(tmp_path: Path, mask: int) -> None:
    """0600 for the file and for those beside it, however generous the machine is with new files."""
    file = tmp_path / "canvass.db"
    before = os.umask(mask)
    try:
        with opened(f"sqlite:///{file}") as book:
            write_lines(book, 1)
            assert _modes(file) == {0o600}
            book.sweep()
            assert _modes(file) == {0o600}
    finally:
        os.umask(before)


def test_a_book_that_others_could_read_is_closed_to_them(tmp_path: Path) -> None:
    """An older book, or one put back from a copy, is tightened when it is opened; nothing in it is lost."""
    file = tmp_path / "canvass.db"
    with opened(f"sqlite:///{file}") as book:
        write_lines(book, 1)
        for end in ENDS:
            Path(f"{file}{end}").chmod(0o644)
        with opened(f"sqlite:///{file}") as again:
            assert log_fault_of(again) == ""
            assert _modes(file) == {0o600}


def test_no_file_is_made_before_the_book_is_opened(tmp_path: Path) -> None:
    """A book that nobody looks into leaves nothing; one in memory leaves no file at all."""
    Ledger(f"sqlite:///{tmp_path / 'canvass.db'}").close()
    in_memory = Ledger("sqlite://")
    in_memory.engine.connect().close()
    in_memory.close()
    assert list(tmp_path.iterdir()) == []
    assert not Path(":memory:").exists()
