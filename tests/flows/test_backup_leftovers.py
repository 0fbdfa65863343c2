"""What a process that died left beside a book or among the backups: it is neither taken for a part of it nor kept."""

from __future__ import annotations

import fcntl
import os
import signal
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from core.ledger import Ledger
from flows.backups import making, manifest, restoring
from flows.rehearsal import venue
from flows.serving import HOUSE
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
def test_what_is_no_book_is_left_as_it_is(club: Club, tmp_path: Path) -> None:
    """A file of another kind in the book's place gets a letter, and stays."""
    club.go_to("drafted")
    made = making.make(club.settings, tmp_path / "far", at=AT)
    _lose(club)
    _book(club).write_bytes(b"no database of any kind" * 100)
    with pytest.raises(CopyFault, match="only into an empty installation"):
        restoring.restore(club.settings, made.folder)
    assert _book(club).read_bytes() == b"no database of any kind" * 100


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


DIES = """
import os, signal, sys
from datetime import datetime
from pathlib import Path
from flows.backups import making, restoring
from integrations.settings import Place

what, file, folder, at = sys.argv[1:]

def kill(event, told):
    if event == what and str(told[0]).endswith(file) and (event == "open" or os.path.exists(told[0])):
        os.kill(os.getpid(), signal.SIGKILL)

sys.addaudithook(kill)
if at:
    making.make(Place(), Path(folder), at=datetime.fromisoformat(at))
else:
    restoring.restore(Place(), Path(folder))
"""
"""A backup, or a restore, that is killed where it opens a file, or links or removes one."""


def _dies(club: Club, what: str, file: str, folder: Path, at: str = "") -> None:
    settings = {name: value for name, value in os.environ.items() if not name.startswith(("CANVASS_", "PREFECT_"))}
    settings |= venue.as_environment(club.settings) | {"PYTHONPATH": str(HOUSE)}
    died = subprocess.run(
        [sys.executable, "-c", DIES, what, file, str(folder), at], env=settings, capture_output=True, check=False
    )
    assert died.returncode == -signal.SIGKILL, died.stderr


def _in(folder: Path) -> list[str]:
    return sorted(one.name for one in folder.iterdir() if one.name != making.LOCK)


@pytest.mark.parametrize("where", [("open", manifest.NAME), ("os.rename", ".part"), ("os.rmdir", ".part")])
def test_a_backup_that_was_killed_leaves_no_ballots(club: Club, tmp_path: Path, where: tuple[str, str]) -> None:
    """P9. Killed while it was made, or while an older one was removed: the next one takes away what is left of it."""
    club.go_to("voted")
    made = making.make(club.settings, tmp_path, at=AT)
    if where[0] == "os.rmdir":
        club.go_to("counted")
    _dies(club, *where, tmp_path, (AT + HOUR).isoformat())
    assert [one for one in _in(tmp_path) if one.endswith(".part")]
    club.go_to("counted")
    last = making.make(club.settings, tmp_path, at=AT + 2 * HOUR)
    assert not made.folder.exists()
    assert [one for one in _in(tmp_path) if one.endswith(".part")] == []
    assert last.folder.name in _in(tmp_path)


def test_what_is_being_made_is_waited_for(club: Club, tmp_path: Path) -> None:
    """Two backups to one folder come one after the other: neither takes the other's half for a dead one's."""
    club.go_to("drafted")
    making.make(club.settings, tmp_path, at=AT)
    half = tmp_path / ".canvass-20261005T040000Z.part"
    half.mkdir()
    with (tmp_path / making.LOCK).open("r+b") as other:
        fcntl.flock(other, fcntl.LOCK_EX)
        with pytest.raises(CopyFault, match="Another backup is being made"):
            making.make(club.settings, tmp_path, at=AT + HOUR, patience=0)
        ends = threading.Timer(0.3, lambda: fcntl.flock(other, fcntl.LOCK_UN))
        assert half.exists()
        ends.start()
        making.make(club.settings, tmp_path, at=AT + HOUR)
        ends.join()
    assert not half.exists()


@ON_SQLITE
@pytest.mark.parametrize("where", [("os.link", ".draft"), ("os.remove", ".draft")])
def test_a_restore_that_was_killed_leaves_no_second_book(club: Club, tmp_path: Path, where: tuple[str, str]) -> None:
    """Its draft is a whole book. Begun again it is gone; and where the book was in place already, with a backup."""
    club.go_to("voted")
    made = making.make(club.settings, tmp_path / "far", at=AT)
    _lose(club)
    _dies(club, *where, made.folder)
    draft = _book(club).with_name(f"{_book(club).name}.draft")
    assert draft.exists()
    if _book(club).exists():
        assert club.log()[-1] == restoring.RESTORED
    else:
        restoring.restore(club.settings, made.folder)
    making.make(club.settings, tmp_path / "far", at=AT + HOUR)
    assert not draft.exists()
