"""Backups: whole, of one moment and readable by their owner; put back on an empty machine, the season ends the same."""

from __future__ import annotations

import json
import os
import shutil
import threading
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import URL, make_url, select

from core.ledger import Ledger, log_fault
from core.records import Response
from flows.backups import key_copies, making, manifest, outside, restoring
from flows.backups.manifest import Manifest
from flows.duties.election import intake
from flows.rehearsal import venue
from flows.reissue import reissue
from flows.secretary import NO_MAIL, Absent
from integrations import copies
from integrations.copies import CopyFault
from integrations.keyring import Keyring
from integrations.mailchimp.client import Mailchimp
from integrations.settings import Settings
from tests.books import new_book
from tests.conftest import ON_POSTGRESQL, ON_SQLITE
from tests.core.book import opened, unlocked
from tests.flows.ballots import CLOSES, KEY, OPENS
from tests.flows.club import ADA, BO, CLEO, DAY, HOUR, MINUTE, OTHER_MARKS, Club
from tests.flows.terminal import at_the_club, canvass, refused

AT = datetime(2026, 10, 5, 3, tzinfo=UTC)
PASSPHRASE = "five words drawn by lot"


def _lose(club: Club) -> None:
    """The machine is gone: database, keys, packs, lists and calendar. The backups lie elsewhere."""
    club.secretary.ledger.close()
    if club.book.url.startswith("sqlite"):
        for file in club.folder.parent.glob(f"{Path(club.book.url.removeprefix('sqlite:///')).name}*"):
            file.unlink()
        for end in ("", "-wal", "-shm"):
            Path(club.book.url.removeprefix("sqlite:///") + end).unlink(missing_ok=True)
    else:
        with club.secretary.ledger.engine.begin() as connection:
            connection.exec_driver_sql("DROP SCHEMA public CASCADE")
            connection.exec_driver_sql("CREATE SCHEMA public")
        club.secretary.ledger.close()
    for name in ("keys", *making.FOLDERS):
        shutil.rmtree(club.folder / name, ignore_errors=True)


def _finish(club: Club) -> Mapping[str, Any]:
    """What comes of a season from the open ballot on: another vote, a changed one, and everything to its end."""
    club.vote(CLEO)
    club.vote(ADA, OTHER_MARKS)
    for when in (*club.reminder_times(), CLOSES + MINUTE, CLOSES + HOUR):
        club.at(when)
        club.tend()
    club.certify()
    for when in (CLOSES + 3 * HOUR, CLOSES + 5 * HOUR, CLOSES + 20 * DAY):
        club.at(when)
        club.tend()
    assert club.election().state == "announced"
    return _but_for_the_log(club.everything())


def _but_for_the_log(everything: dict[str, Any]) -> dict[str, Any]:
    """All of it, but for the log, which tells of the restore, and the mails that show its head."""
    book = {name: rows for name, rows in everything["book"].items() if name not in ("log", "log_head", "letter")}
    sent = [(one["title"], one["to"]) for one in everything["world"]["mailchimp"].get("inbox", [])]
    counted = sorted(everything["files"])
    return {"book": book, "sent": sent, "files": counted}


def _comparable(found: Mapping[str, Any]) -> str:
    return json.dumps(found, sort_keys=True, default=str)


def test_a_season_is_finished_from_a_backup(club: Club, tmp_path: Path) -> None:
    """In the middle of an open ballot the machine is lost. Book and keys are put back elsewhere: the same end."""
    club.go_to("voted")
    mailed = len(club.mails("ballot"))
    hoped = _finish(club)
    club.go_to("voted")
    made = making.make(club.settings, tmp_path / "far", at=AT)
    file, number = key_copies.lock_away(club.settings, tmp_path / "stick", PASSPHRASE, at=AT)
    assert number == 1
    _lose(club)
    restored = restoring.restore(club.settings, made.folder)
    assert key_copies.put_back(club.settings, file, PASSPHRASE).back == (KEY,)
    assert club.log()[-1] == "book.restored"
    assert outside.newer(club.secretary, restored.manifest) == []
    met = _finish(club)
    assert club.log()[-1] != "book.restored"
    assert club.log().count("book.restored") == 1
    assert len(club.mails("ballot")) == mailed
    for what in hoped["book"]:
        if what not in ("election", "certificate"):  # they hold heads of the log
            assert met["book"][what] == hoped["book"][what], what
    assert _comparable({**met, "book": {}}) == _comparable({**hoped, "book": {}})
    assert [one.count for one in club.election().contests] != [None, None]


def test_what_went_on_since_is_told_and_made_good(club: Club, tmp_path: Path) -> None:
    """A backup from before the ballot letter and two votes: each is found again, and nothing goes out twice."""
    club.go_to("made")
    club.at(OPENS - MINUTE)
    made = making.make(club.settings, tmp_path / "far", at=club.sandbox.clock.now())
    for _ in range(2):
        club.later(2 * MINUTE)
        club.tend()
    club.vote(ADA)
    club.vote(BO)
    mailed = len(club.mails("ballot"))
    keys = {file: file.read_bytes() for file in club.settings.keys.iterdir()}
    _lose(club)
    restored = restoring.restore(club.settings, made.folder)
    told = outside.newer(club.secretary, restored.manifest)
    assert any(f"The key file of “{KEY}” isn't here. Put it back: canvass restore-keys" in one for one in told)
    club.settings.keys.mkdir(mode=0o700)
    for file, content in keys.items():
        file.write_bytes(content)
    told = outside.newer(club.secretary, restored.manifest)
    assert any(f"went out that this book doesn't know as sent: {KEY}/ballot" in one for one in told)
    assert any(f"2 answers to “{KEY}” came in since" in one for one in told)
    for _ in range(3):
        club.later(20 * MINUTE)
        assert club.tend().troubles == []
    assert len(club.mails("ballot")) == mailed
    with club.secretary.ledger.reading() as session:
        assert len(session.execute(select(Response.response_id)).scalars().all()) == 2


def test_a_key_file_older_than_the_book_catches_up(club: Club, tmp_path: Path) -> None:
    """E7. A link was reissued after the key was locked away: with the old key file the new link still counts, alone."""
    club.go_to("delivered")
    file, _ = key_copies.lock_away(club.settings, tmp_path, PASSPHRASE, at=AT)
    old = club.link(ADA)
    reissue(club.secretary, KEY, "M01")
    for _ in range(3):
        club.later(20 * MINUTE)
        club.tend()
    new = next(one for one in sorted(club.letters()) if "reissue" in one)
    before = club.secretary.keyring.read(KEY)
    shutil.rmtree(club.settings.keys)
    key_copies.put_back(club.settings, file, PASSPHRASE)
    club.send(old, OTHER_MARKS)
    club.send(club.link(ADA, letter=new.partition("/")[2]))
    club.later(2 * HOUR)
    assert club.tend().troubles == []
    assert club.secretary.keyring.read(KEY) == before
    for when in (CLOSES + MINUTE, CLOSES + HOUR):
        club.at(when)
        club.tend()
    assert (club.election().intake or {})["counted"] == 1


def test_a_backup_is_its_owners_and_holds_no_key(club: Club, tmp_path: Path) -> None:
    """Every folder 0700, every file 0600, each with its hash; the key's bytes are in none of them."""
    club.go_to("voted")
    old = os.umask(0)
    try:
        made = making.make(club.settings, tmp_path / "far", at=AT)
    finally:
        os.umask(old)
    kept = club.secretary.keyring.read(KEY)
    assert kept is not None
    for place in (made.folder, *made.folder.rglob("*")):
        assert place.stat().st_mode & 0o777 == (0o700 if place.is_dir() else 0o600), place
        if place.is_file():
            assert kept.key not in place.read_bytes()
            assert kept.key.hex().encode() not in place.read_bytes()
    told = Manifest.of(made.folder)
    assert told.faults(made.folder) == []
    assert told.standing.head == club.secretary.ledger.head()
    assert told.standing.elections == {KEY: "open"}
    assert told.book == copies.kind_of(club.book.url)


def test_a_backup_is_of_one_moment_while_others_write(club: Club, tmp_path: Path) -> None:
    """A writer that goes on meanwhile is neither stopped nor half copied: the log in each copy holds together."""
    club.go_to("drafted")
    ends = threading.Event()

    def write() -> None:
        busy = Ledger(club.book.url)
        while not ends.is_set():
            with busy.writing(club.sandbox.clock.now()) as pen:
                pen.log("test.line")
        busy.close()

    writer = threading.Thread(target=write)
    writer.start()
    try:
        heads = [making.make(club.settings, tmp_path, at=AT + timedelta(seconds=n)).standing for n in range(3)]
    finally:
        ends.set()
        writer.join()
    assert [one.lines for one in heads] == sorted(one.lines for one in heads)


def test_only_so_many_are_kept_and_none_with_ballots_that_are_sealed(club: Club, tmp_path: Path) -> None:
    """P9. The oldest go; and once ballots are sealed, so does every backup in which they lie with codes' hashes."""
    club.go_to("drafted")
    making.make(club.settings, tmp_path, at=AT)
    club.go_to("voted")
    for n in range(1, 4):
        made = making.make(club.settings, tmp_path, at=AT + n * HOUR, keep=3)
    assert (made.old, made.unsealed, len(manifest.backups_in(tmp_path))) == (1, 0, 3)
    club.go_to("counted")
    made = making.make(club.settings, tmp_path, at=AT + DAY, keep=3)
    assert (made.old, made.unsealed) == (0, 3)
    assert manifest.backups_in(tmp_path) == [made.folder]


@pytest.mark.parametrize("spoil", ["changed", "missing", "added", "manifest", "no backup", "log"])
def test_what_isnt_whole_is_not_put_back(club: Club, tmp_path: Path, spoil: str) -> None:
    """A changed, missing or added file, a manifest that can't be read, a log with a line taken out: nothing is done."""
    club.go_to("over")
    made = making.make(club.settings, tmp_path / "far", at=AT).folder
    pack = next(one for one in (made / "packs").rglob("*") if one.is_file())
    if spoil == "changed":
        pack.write_bytes(pack.read_bytes() + b" ")
    elif spoil == "missing":
        pack.unlink()
    elif spoil == "added":
        (made / "shares" / "more.csv").parent.mkdir(exist_ok=True)
        (made / "shares" / "more.csv").touch()
    elif spoil == "manifest":
        (made / manifest.NAME).write_text("{", encoding="ascii")
    elif spoil == "no backup":
        (made / manifest.NAME).unlink()
    else:
        _take_a_line_out(club)
        with pytest.raises(CopyFault, match="log can't be trusted"):
            making.make(club.settings, tmp_path / "later", at=AT)
        assert [one.name for one in (tmp_path / "later").iterdir()] == [making.LOCK]
        return
    _lose(club)
    with pytest.raises(CopyFault, match=r"isn't what was made|can't be read|isn't a backup"):
        restoring.restore(club.settings, made)
    assert copies.is_blank(club.book.url)
    assert not club.settings.packs.exists()


def _take_a_line_out(club: Club) -> None:
    with unlocked(club.secretary.ledger) as connection:
        connection.exec_driver_sql("DELETE FROM log WHERE seq = 3")


def test_nothing_is_overwritten(club: Club, tmp_path: Path) -> None:
    """Where a book is, or other files than the backup's, nothing is put back. A restore that died is begun again."""
    club.go_to("over")
    made = making.make(club.settings, tmp_path / "far", at=AT).folder
    with pytest.raises(CopyFault, match="only into an empty installation"):
        restoring.restore(club.settings, made)
    _lose(club)
    shutil.copytree(made / "packs", club.settings.packs)
    (club.settings.packs / "another.txt").touch()
    with pytest.raises(CopyFault, match="holds other files than the backup's"):
        restoring.restore(club.settings, made)
    (club.settings.packs / "another.txt").unlink()
    restoring.restore(club.settings, made)
    assert club.election().state == "announced"


def test_the_log_says_it_however_a_restore_ends(club: Club, tmp_path: Path) -> None:
    """A restore that dies before the log says so isn't done: begun again it says it, once. A third one does nothing."""
    club.go_to("voted")
    made = making.make(club.settings, tmp_path / "far", at=AT)
    _lose(club)

    def die(*_: object) -> None:
        raise SystemExit

    with pytest.raises(SystemExit):
        copies.put_back(club.book.url, made.folder / copies.kind_of(club.book.url), check=die)
    assert copies.is_blank(club.book.url)
    assert not restoring.restore(club.settings, made.folder).before
    assert club.log()[-1] == "book.restored"
    assert not copies.is_blank(club.book.url)
    assert restoring.restore(club.settings, made.folder).before
    assert club.log().count("book.restored") == 1
    with club.secretary.ledger.reading() as session:
        assert log_fault(session, since=made.standing.head) == ""


@ON_SQLITE
def test_what_is_outside_can_be_asked_later(club: Club, tmp_path: Path) -> None:
    """Without the settings for Google and Mailchimp the book is put back all the same, and the log says so."""
    club.go_to("voted")
    made = making.make(club.settings, tmp_path / "far", at=AT)
    _lose(club)
    everything = venue.as_environment(club.settings)
    places = {f"CANVASS_{name.upper()}" for name in ("database_url", "keys", "clock", *making.FOLDERS)}
    bare = {name: value for name, value in everything.items() if name in places}
    ended = canvass("restore", made.folder, settings=bare)
    assert (ended.returncode, ended.stderr) == (0, "")
    assert "can't be asked yet" in ended.stdout
    assert club.log()[-1] == "book.restored"
    said = at_the_club(club, "restore", made.folder)
    assert "put back here already, so nothing was changed" in said
    assert f"The key file of “{KEY}” isn't here" in said


def test_a_ballot_box_looks_outside_for_itself(club: Club, tmp_path: Path) -> None:
    """It asks no mail account, which it hasn't; and it looks for its own key, not for the roll's."""
    club.go_to("delivered")
    club.vote(ADA)
    part = club.settings.model_copy(update={"part": "ballot-box"})
    keyring = Keyring(tmp_path / "keys")
    box = replace(club.secretary, settings=part, keyring=keyring, mailchimp=Mailchimp(Absent(NO_MAIL)))
    intake.read(box, club.election())
    club.vote(BO)
    told = Manifest.of(making.make(part, tmp_path / "far", at=club.sandbox.clock.now()).folder)
    said = outside.newer(box, told)
    assert said == [f"1 answer to “{KEY}” came in since. The next pass reads them."]
    keyring.destroy(f"{KEY}.box")
    assert f"“{KEY}.box.key” is missing" in outside.newer(box, told)[0]
    registrar = replace(club.secretary, settings=club.settings.model_copy(update={"part": "registrar"}))
    assert outside.newer(registrar, told) == []


@pytest.mark.parametrize("where", ["keys", "keys/backups", "."])
def test_backups_and_keys_lie_apart(club: Club, tmp_path: Path, where: str) -> None:
    """No backup is made in, above or below the folder of the keys, and no copy of the keys among the backups."""
    club.go_to("voted")
    with pytest.raises(CopyFault, match="Keep backups and keys apart"):
        making.make(club.settings, club.folder / where, at=AT)
    making.make(club.settings, tmp_path / "far", at=AT)
    with pytest.raises(CopyFault, match="lies apart"):
        key_copies.lock_away(club.settings, tmp_path / "far", PASSPHRASE, at=AT)


def test_copies_of_keys_are_locked(club: Club, tmp_path: Path) -> None:
    """The file tells nothing without its passphrase; a short one, another one and a changed file are refused."""
    club.go_to("voted")
    with pytest.raises(CopyFault, match="12 characters"):
        key_copies.lock_away(club.settings, tmp_path, "short", at=AT)
    file, _ = key_copies.lock_away(club.settings, tmp_path, PASSPHRASE, at=AT)
    kept = club.secretary.keyring.read(KEY)
    assert kept is not None
    assert file.stat().st_mode & 0o777 == 0o600
    assert kept.key.hex() not in file.read_text(encoding="ascii")
    assert KEY not in file.read_text(encoding="ascii")
    with pytest.raises(CopyFault, match="another passphrase"):
        key_copies.put_back(club.settings, file, PASSPHRASE + "!")
    file.write_text("{}", encoding="ascii")
    with pytest.raises(CopyFault, match="isn't a copy of key files"):
        key_copies.put_back(club.settings, file, PASSPHRASE)


def test_the_key_of_sealed_ballots_doesnt_come_back(club: Club, tmp_path: Path) -> None:
    """P9. A copy of a key that outlived the sealing is left alone; one that is in place isn't overwritten."""
    club.go_to("voted")
    file, _ = key_copies.lock_away(club.settings, tmp_path, PASSPHRASE, at=AT)
    assert key_copies.put_back(club.settings, file, PASSPHRASE).there == (KEY,)
    club.go_to("counted")
    assert key_copies.put_back(club.settings, file, PASSPHRASE).over == (KEY,)
    assert club.secretary.keyring.read(KEY) is None
    with pytest.raises(CopyFault, match="no roll is frozen"):
        key_copies.lock_away(club.settings, tmp_path / "again", PASSPHRASE, at=AT)


@ON_SQLITE
def test_prefects_database_can_be_part_of_it(club: Club, tmp_path: Path) -> None:
    """Whoever wants it names Prefect's home; it is copied like the book, and put back only if asked for."""
    with opened(f"sqlite:///{tmp_path / 'prefect.db'}") as prefects:
        club.go_to("drafted")
        made = making.make(club.settings, tmp_path / "far", at=AT, prefect=tmp_path).folder
        head = prefects.head()
    _lose(club)
    assert restoring.restore(club.settings, made, prefect=tmp_path / "home").prefect
    again = Ledger(f"sqlite:///{tmp_path / 'home' / 'prefect.db'}")
    assert again.head() == head
    again.close()


@ON_SQLITE
def test_prefects_database_keeps_no_backup_from_being_made(club: Club, tmp_path: Path) -> None:
    """Where it isn't, or can't be reached or read, the book's backup is made without, and says so."""
    club.go_to("drafted")
    (tmp_path / "prefect.db").write_bytes(b"no database of any kind" * 100)
    for number, (home, url, why) in enumerate(
        [
            (tmp_path / "nowhere", "", "There is no database at"),
            (tmp_path, "", "can't be copied"),
            (None, "postgresql+asyncpg://canvass@127.0.0.1:9/prefect", "pg_dump"),
        ]
    ):
        made = making.make(club.settings, tmp_path / "far", at=AT + number * MINUTE, prefect=home, prefect_url=url)
        assert why in made.without
        assert Manifest.of(made.folder).faults(made.folder) == []
        assert not list(made.folder.glob("prefect*"))


@ON_SQLITE
def test_a_restore_with_prefects_database_can_be_begun_again(club: Club, tmp_path: Path) -> None:
    """What a restore that died has put back already is left; another database in that home is refused."""
    with opened(f"sqlite:///{tmp_path / 'prefect.db'}"):
        club.go_to("drafted")
        made = making.make(club.settings, tmp_path / "far", at=AT, prefect=tmp_path).folder
    _lose(club)
    home = tmp_path / "home"
    home.mkdir()
    (home / "prefect.db").write_bytes(b"of another installation")
    with pytest.raises(CopyFault, match="is there already"):
        restoring.restore(club.settings, made, prefect=home)
    assert copies.is_blank(club.book.url)
    shutil.copy(made / "prefect.db", home)
    assert restoring.restore(club.settings, made, prefect=home).prefect


@ON_POSTGRESQL
def test_prefects_database_on_postgresql_comes_along(club: Club, tmp_path: Path) -> None:
    """By its address. It is put back where it is empty; where it isn't, the book comes back without it."""
    club.go_to("drafted")
    url = club.book.url
    with (
        new_book("postgresql", tmp_path, server=url) as prefects,
        new_book("postgresql", tmp_path, server=url) as other,
    ):
        _goes_along_and_back(club, tmp_path, make_url(prefects.url), make_url(other.url))


def _goes_along_and_back(club: Club, tmp_path: Path, prefects: URL, other: URL) -> None:
    first, second = (
        one.set(drivername="postgresql+asyncpg").render_as_string(hide_password=False) for one in (prefects, other)
    )
    with opened(prefects.render_as_string(hide_password=False)) as book:
        head = book.head()
        made = making.make(club.settings, tmp_path / "far", at=AT, prefect_url=first)
    assert made.without == ""
    assert Manifest.of(made.folder).faults(made.folder) == []
    _lose(club)
    again = restoring.restore(club.settings, made.folder, prefect_url=first)
    assert (again.prefect, "tables in that database already" in again.without) == (False, True)
    _lose(club)
    assert restoring.restore(club.settings, made.folder, prefect_url=second).prefect
    with opened(other.render_as_string(hide_password=False)) as book:
        assert book.head() == head


@ON_SQLITE
def test_there_has_to_be_a_book(settings_of_nothing: Settings, tmp_path: Path) -> None:
    """Nothing is made up where there is no database, or an empty one."""
    with pytest.raises(CopyFault, match="There is no database"):
        making.make(settings_of_nothing, tmp_path / "far", at=AT)
    Path(str(settings_of_nothing.database_url).removeprefix("sqlite:///")).touch()
    with pytest.raises(CopyFault, match="never written"):
        making.make(settings_of_nothing, tmp_path / "far", at=AT)


@pytest.fixture
def settings_of_nothing(club: Club, tmp_path: Path) -> Settings:
    """An installation that has no book yet."""
    return club.settings.model_copy(update={"database_url": f"sqlite:///{tmp_path / 'none.db'}"})


@ON_POSTGRESQL
def test_a_book_goes_back_to_its_own_kind(club: Club, settings_of_nothing: Settings, tmp_path: Path) -> None:
    """What was dumped from PostgreSQL can't be put into a file, and the letter says so."""
    club.go_to("drafted")
    made = making.make(club.settings, tmp_path / "far", at=AT).folder
    with pytest.raises(CopyFault, match="no place for"):
        restoring.restore(settings_of_nothing, made)


def test_the_doors_do_all_of_it(club: Club, tmp_path: Path) -> None:
    """On the command line: back up, lock the keys away, lose everything, put both back; and a slip gets a letter."""
    club.go_to("voted")
    far, stick = tmp_path / "far", tmp_path / "stick"
    word = {key_copies_variable: PASSPHRASE}
    said = at_the_club(club, "backup", far, "--keep", "3")
    assert "readable by you alone" in said
    assert "canvass backup-keys, to another place" in said
    said = at_the_club(club, "backup-keys", stick, **word)
    assert "Lock it away" in said
    everything = venue.as_environment(club.settings)
    letter = refused(canvass("restore", manifest.backups_in(far)[0], settings=everything))
    assert "only into an empty installation" in letter
    _lose(club)
    said = at_the_club(club, "restore", manifest.backups_in(far)[0])
    assert "Its log is whole" in said
    assert f"The key file of “{KEY}” isn't here" in said
    (file,) = stick.iterdir()
    letter = refused(canvass("restore-keys", file, settings=everything | {key_copies_variable: "not the right one"}))
    assert "another passphrase" in letter
    assert f"Put back: {KEY}" in at_the_club(club, "restore-keys", file, **word)
    assert club.tend().troubles == []


key_copies_variable = "CANVASS_BACKUP_PASSPHRASE"
