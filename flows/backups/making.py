"""Making a backup: book, packs, calendar and lists, of one moment and checked, and never a key file."""

from __future__ import annotations

import os
import shutil
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from flows import owner_only
from flows.backups import manifest
from flows.backups.manifest import Manifest
from integrations import copies
from integrations.copies import BookState, CopyFault
from integrations.settings import Place

FOLDERS = ("packs", "calendar", "shares")
PREFECT = "prefect.db"

UNSEALED = ("frozen", "open", "closed")
"""While an election is in one of these, its ballots lie in the book with the hashes of their codes."""


@dataclass(frozen=True)
class Made:
    """A backup that was made, and how many older ones went: for being many, and for holding ballots sealed since."""

    folder: Path
    standing: BookState
    old: int = 0
    unsealed: int = 0


def make(
    place: Place, into: Path, *, at: datetime, keep: int = 0, prefect: Path | None = None, before: str = ""
) -> Made:
    """Make a backup in a folder of its own inside `into`, readable by its owner alone.

    With `keep` only so many of the newest stay. Whatever their number, those go that hold ballots of an election which
    is sealed by now: sealing promises that nobody keeps them. `before` is the step whose migration waits for this.

    Raises CopyFault where it can't be made, or would lie beside the key files; then all older ones stay.
    """
    _refuse_beside_the_keys(place, into)
    owner_only.make_folder(into)
    folder = into / manifest.name_of(at, before=before)
    draft = into / f".{folder.name}.part"
    shutil.rmtree(draft, ignore_errors=True)
    owner_only.make_folder(draft)
    try:
        book, standing = copies.make(place.database_url, draft)
        for name in FOLDERS:
            _copy_folder(getattr(place, name), draft / name)
        if prefect is not None:
            copies.copy_file(prefect / PREFECT, draft / PREFECT)
        Manifest(at, book.name, standing, manifest.files_in(draft)).write(draft)
        if folder.exists():
            raise CopyFault(f"{folder} is there already. Wait a second, and make another.")
        draft.rename(folder)
    finally:
        shutil.rmtree(draft, ignore_errors=True)
    _settle(into)
    unsealed = _forget_unsealed(into, standing)
    return Made(folder, standing, _forget_old(into, keep), unsealed)


def before_changing(place: Place, *, at: datetime, step: str) -> None:
    """Make a backup before a new release changes the book's tables. Where CANVASS_BACKUPS is empty, none is wanted."""
    if str(place.backups) not in ("", "."):
        make(place, place.backups, at=at, before=step)


def _refuse_beside_the_keys(place: Place, into: Path) -> None:
    """A backup goes where backups go; whoever gets hold of one mustn't find a key there."""
    keys, there = place.keys.resolve(), into.resolve()
    if keys == there or keys in there.parents or there in keys.parents:
        raise CopyFault(f"{into} is where the key files are ({place.keys}). Keep backups and keys apart: name another.")


def _copy_folder(source: Path, copy: Path) -> None:
    if not source.is_dir():
        return
    for file in sorted(one for one in source.rglob("*") if one.is_file()):
        there = copy / file.relative_to(source)
        owner_only.make_folder(there.parent)
        os.close(os.open(there, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600))
        shutil.copyfile(file, there)


def _forget_unsealed(into: Path, now: BookState) -> int:
    """Remove the backups that hold ballots of an election that isn't unsealed any more."""
    old = [one for one in manifest.backups_in(into) if _holds_ballots(one, now)]
    for backup in old:
        shutil.rmtree(backup)
    return len(old)


def _holds_ballots(backup: Path, now: BookState) -> bool:
    try:
        held = Manifest.of(backup).standing.elections
    except CopyFault:
        return False  # whatever it is, it isn't ours to judge
    return any(state in UNSEALED and now.elections.get(key, state) not in UNSEALED for key, state in held.items())


def _forget_old(into: Path, keep: int) -> int:
    old = manifest.backups_in(into)[:-keep] if keep else []
    for backup in old:
        shutil.rmtree(backup)
    return len(old)


def _settle(folder: Path) -> None:
    """Wait until the folder itself is on the disk."""
    there = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(there)
    finally:
        os.close(there)
