"""Putting a backup back: into an empty installation, after its hashes and its log were checked."""

from __future__ import annotations

import json
import shutil
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import inspect, select
from sqlalchemy.exc import SQLAlchemyError

from core.ledger import Ledger, Pen
from core.records import Entry, LogHead
from flows import owner_only
from flows.backups import prefects
from flows.backups.making import FOLDERS
from flows.backups.manifest import Manifest
from integrations import clock, copies
from integrations.copies import BookState, CopyFault
from integrations.settings import Place


@dataclass(frozen=True)
class Restored:
    """What was put back: the backup's own account, and whether Prefect's database came with it.

    `without`: why not, where it was asked for. `before`: all had been put back already, so nothing was done.
    """

    manifest: Manifest
    prefect: bool = False
    before: bool = False
    without: str = ""


RESTORED = "book.restored"
"""The line of the log that says that an older copy was put back. Heads of the lines since are in letters, and no longer
in the log."""


def restore(place: Place, backup: Path, *, prefect: Path | None = None, prefect_url: str = "") -> Restored:
    """Put a backup back where nothing is yet: the book last, so that a restore which died can be begun again.

    The log of the book says so from the moment it is there. Where this backup was put back already nothing is done.

    Raises CopyFault where the backup isn't whole, its log doesn't hold together, or something is there already.
    """
    manifest = Manifest.of(backup)
    _refuse_other_files(backup, manifest)
    now = clock.now(place)
    if manifest.book != copies.kind_of(place.database_url):
        raise CopyFault(
            f"The backup's book is {manifest.book}, which CANVASS_DATABASE_URL is no place for. Name a database of the "
            "kind that it was made from."
        )
    copies.refuse_leftovers(place.database_url)
    if _is_back(place, manifest):
        return Restored(manifest, before=True)
    _refuse_what_is_there(place, backup)
    for name in FOLDERS:
        _put_folder(backup / name, getattr(place, name), closed=name == "shares")
    is_back, without = prefects.put_back(backup, home=prefect, url=prefect_url)
    copies.put_back(
        place.database_url,
        backup / manifest.book,
        check=lambda session, found: _note(Pen(session, now, session.get_one(LogHead, 1)), manifest, found),
    )
    return Restored(manifest, is_back, without=without)


def _note(pen: Pen, manifest: Manifest, found: BookState) -> None:
    """Let the log say that an older copy was put back, if it is the one that the manifest names."""
    if found != manifest.standing:
        raise CopyFault(
            "The book that was put back isn't at the line that the backup's manifest names. Don't use it: empty the "
            "database, and take another backup."
        )
    pen.log(RESTORED, made_at=manifest.made_at.isoformat(), lines=manifest.standing.lines, head=manifest.standing.head)


def _is_back(place: Place, manifest: Manifest) -> bool:
    """Whether the book that is there is this backup's, from an earlier restore."""
    if copies.is_blank(place.database_url):
        return False
    book = Ledger(place.database_url)
    try:
        return inspect(book.engine).has_table("log") and _newest_head(book) == manifest.standing.head
    except SQLAlchemyError:
        return False  # whatever it is, it is no book, and is left as it is
    finally:
        book.close()


def _newest_head(book: Ledger) -> str:
    with book.reading() as session:
        mine = select(Entry.payload).where(Entry.kind == RESTORED).order_by(Entry.seq.desc()).limit(1)
        told = session.execute(mine).scalar_one_or_none()
    return str(json.loads(told)["head"]) if told else ""


def _refuse_other_files(backup: Path, manifest: Manifest) -> None:
    faults = manifest.faults(backup)
    if faults:
        lines = "\n".join(f"  {one}" for one in faults)
        raise CopyFault(f"{backup} isn't what was made; nothing was put back:\n{lines}\nTake another backup.")
    if manifest.book == copies.SQLITE and copies.standing(backup / manifest.book) != manifest.standing:
        raise CopyFault(f"The book in {backup} isn't at the line that its manifest names.")


def _refuse_what_is_there(place: Place, backup: Path) -> None:
    """Nothing is overwritten; but files that are the backup's own already may lie there, from a restore that died."""
    if not copies.is_blank(place.database_url):
        raise CopyFault(
            "There is a book already, and a backup is put back only into an empty installation. End all that runs, "
            "move the database away (its -wal and -shm with it) or name a new one in CANVASS_DATABASE_URL."
        )
    for name in FOLDERS:
        there, ours = getattr(place, name), backup / name
        strange = [one for one in _files(there) if not _is_same(there / one, ours / one)]
        if strange:
            raise CopyFault(f"{there} holds other files than the backup's. Move it away first.")


def _files(folder: Path) -> list[Path]:
    return sorted(one.relative_to(folder) for one in folder.rglob("*") if one.is_file()) if folder.is_dir() else []


def _is_same(there: Path, ours: Path) -> bool:
    return ours.is_file() and there.read_bytes() == ours.read_bytes()


def _put_folder(copy: Path, to: Path, *, closed: bool) -> None:
    """Put files where they were. Lists of members are closed to others; packs and calendar are for everybody."""
    for file in _files(copy):
        there = to / file
        if closed:
            owner_only.make_folder(there.parent)
        there.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(copy / file, there)
        there.chmod(0o600 if closed else 0o644)
