"""What a process that died left beside a book or among the backups: it is neither taken for a part of it nor kept."""

from __future__ import annotations

from pathlib import Path

import pytest

from core.ledger import Ledger
from flows.backups import making, restoring
from integrations import copies
from integrations.copies import CopyFault
from tests.conftest import ON_SQLITE
from tests.flows.club import HOUR, Club
from tests.flows.test_backup import AT, _lose


def _book(club: Club) -> Path:
    return Path(club.book.url.removeprefix("sqlite:///"))


@ON_SQLITE
@pytest.mark.parametrize("left", ["-wal", "-shm", "-journal"])
def test_nothing_is_put_beside_what_an_older_book_left(club: Club, tmp_path: Path, left: str) -> None:
    """SQLite would mix it into the book that was put back. The letter names the file; without it all is well."""
    club.go_to("drafted")
    made = making.make(club.settings, tmp_path / "far", at=AT)
    _lose(club)
    beside = _book(club).with_name(_book(club).name + left)
    beside.write_bytes(b"of another book")
    assert not copies.is_blank(club.book.url)
    with pytest.raises(CopyFault, match=rf"{beside.name}.*Move it away"):
        restoring.restore(club.settings, made.folder)
    assert not _book(club).exists()
    beside.unlink()
    restoring.restore(club.settings, made.folder)
    assert club.election().state == "drafted"


@ON_SQLITE
def test_a_book_is_what_it_reads_as_and_not_what_was_copied(club: Club, tmp_path: Path) -> None:
    """Where a log beside the file says more than the file, the book stands where both say. So it isn't called whole."""
    club.go_to("drafted")
    made = making.make(club.settings, tmp_path / "far", at=AT)
    writer = Ledger(club.book.url)
    with writer.writing(club.sandbox.clock.now()) as pen:
        pen.log("test.line")
    beside = _book(club).with_name(f"{_book(club).name}-wal")
    assert beside.stat().st_size > 0
    kept = {file: file.read_bytes() for file in (_book(club), beside)}
    writer.close()
    _lose(club)
    for file, content in kept.items():
        file.write_bytes(content)
    assert copies.standing(_book(club), alone=False).lines == made.standing.lines + 1
