"""A new release finds an older book: it is copied first, then brought up to date, and the copy can be put back."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from alembic import command
from sqlalchemy import inspect, text

from core.ledger import Ledger, log_fault
from core.migrations import _config, up_to_date
from flows.backups import manifest, restoring
from flows.backups.manifest import Manifest
from flows.rehearsal import venue
from flows.secretary import Secretary
from integrations import copies
from integrations.copies import CopyFault
from integrations.sandbox.server import Sandbox
from integrations.settings import Settings
from tests.conftest import ON_POSTGRESQL
from tests.core.book import AT

OLD = "0010"
ROW = "INSERT INTO cosponsorship VALUES ('Forum', 'Tenants', true, 'SC', '2026-05-01')"


@pytest.fixture
def installed(database_url: str, tmp_path: Path) -> Iterator[Settings]:
    """An installation that an older release wrote a row and two lines of log into."""
    book = Ledger(database_url)
    config = _config(book)
    with book.engine.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, OLD)
        connection.exec_driver_sql(ROW)
    with book.writing(AT) as pen:
        pen.log("test.line", number=1)
        pen.log("test.line", number=2)
    book.close()
    with Sandbox(at=AT) as sandbox:
        yield venue.settings(sandbox, tmp_path, charter="jp_progressives", book="none").model_copy(
            update={"database_url": database_url}
        )


def _head(settings: Settings) -> tuple[str, str]:
    """The step that the book is at, and its log's head."""
    book = Ledger(settings.database_url)
    with book.engine.connect() as connection:
        step = connection.execute(text("SELECT version_num FROM alembic_version")).scalar_one()
    head = book.head()
    book.close()
    return str(step), head


def test_an_older_book_is_copied_before_it_is_changed(installed: Settings) -> None:
    """The first command of a new release makes a backup of the book as it was, and only then changes its tables."""
    before = _head(installed)
    assert before[0] == OLD
    Secretary.at_work(installed).ledger.close()
    (backup,) = manifest.backups_in(installed.backups)
    assert backup.name.endswith(f"-before-{OLD}")
    told = Manifest.of(backup)
    assert (told.standing.step, told.standing.head, told.standing.lines) == (*before, 2)
    assert told.faults(backup) == []
    assert _head(installed)[0] > OLD
    Secretary.at_work(installed).ledger.close()
    assert manifest.backups_in(installed.backups) == [backup]


def test_the_copy_can_be_put_back_and_upgraded_again(installed: Settings) -> None:
    """Whoever regrets the upgrade puts the older book back, for the older release or for another try."""
    before = _head(installed)
    Secretary.at_work(installed).ledger.close()
    (backup,) = manifest.backups_in(installed.backups)
    kept = backup.rename(installed.backups.parent / "kept")
    _empty(installed)
    restoring.restore(installed, kept)
    assert _head(installed)[0] == before[0]
    secretary = Secretary.at_work(installed)
    with secretary.ledger.reading() as session:
        assert log_fault(session, since=before[1]) == ""
    with secretary.ledger.engine.connect() as connection:
        assert connection.execute(text("SELECT held_on FROM cosponsorship")).scalars().all() != []
    secretary.ledger.close()
    assert len(manifest.backups_in(installed.backups)) == 1


def _empty(settings: Settings) -> None:
    book = Ledger(settings.database_url)
    if settings.database_url.startswith("sqlite"):
        book.close()
        for file in Path(settings.database_url.removeprefix("sqlite:///")).parent.glob("canvass.db*"):
            file.unlink()
        return
    with book.engine.begin() as connection:
        connection.exec_driver_sql("DROP SCHEMA public CASCADE")
        connection.exec_driver_sql("CREATE SCHEMA public")
    book.close()


def test_where_no_copy_can_be_made_nothing_is_changed(installed: Settings) -> None:
    """A full disk, say: the letter comes before the first step. An empty setting says that no copy is wanted."""
    before = _head(installed)
    installed.backups.parent.mkdir(exist_ok=True)
    beside_the_keys = installed.model_copy(update={"backups": installed.keys})
    with pytest.raises(CopyFault, match="Keep backups and keys apart"):
        Secretary.at_work(beside_the_keys)
    assert _head(installed) == before
    Secretary.at_work(installed.model_copy(update={"backups": Path()})).ledger.close()
    assert _head(installed)[0] > OLD
    assert not installed.backups.exists()


def test_a_new_book_needs_no_copy(database_url: str) -> None:
    """Nothing is copied where there is nothing yet, nor where all is up to date."""
    asked: list[str] = []
    book = Ledger(database_url)
    up_to_date(book, first=asked.append)
    up_to_date(book, first=asked.append)
    assert inspect(book.engine).has_table("log")
    book.close()
    assert asked == []
    assert not copies.is_blank(database_url)


@ON_POSTGRESQL
@pytest.mark.parametrize("missing", ["pg_dump", "pg_restore"])
def test_without_postgresqls_programs_a_letter_says_what_to_install(
    installed: Settings, missing: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """On PostgreSQL its own programs are needed; without them nothing is changed."""
    Secretary.at_work(installed).ledger.close()
    (backup,) = manifest.backups_in(installed.backups)
    _empty(installed)
    monkeypatch.setenv("PATH", str(tmp_path))
    letter = rf"{missing} isn't installed here.*postgresql-client"
    if missing == "pg_restore":
        with pytest.raises(CopyFault, match=letter):
            copies.put_back(installed.database_url, backup / copies.POSTGRESQL, check=print)
        assert copies.is_blank(installed.database_url)
        return
    up_to_date(Ledger(installed.database_url))
    with pytest.raises(CopyFault, match=letter):
        copies.make(installed.database_url, tmp_path)
