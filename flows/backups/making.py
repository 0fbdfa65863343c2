"""Making a backup: book, packs, calendar and lists, of one moment and checked, and never a key file."""

from __future__ import annotations

import fcntl
import os
import shutil
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from pathlib import Path

from flows import owner_only
from flows.backups import manifest, prefects
from flows.backups.manifest import Manifest
from integrations import copies
from integrations.copies import BookState, CopyFault
from integrations.settings import Place

FOLDERS = ("packs", "calendar", "shares")

LOCK = ".lock"
"""What a backup holds while it is made. It goes with the process, however that ends."""

PATIENCE = 600.0
"""Seconds for which another backup to the same folder is waited for."""

UNSEALED = ("frozen", "open", "closed")
"""While an election is in one of these, its ballots lie in the book with the hashes of their codes."""


@dataclass(frozen=True)
class Made:
    """A backup that was made, and how many older ones went: for being many, and for holding ballots sealed since.

    `without`: why Prefect's database, which was asked for, isn't in it.
    """

    folder: Path
    standing: BookState
    old: int = 0
    unsealed: int = 0
    without: str = ""


def make(
    place: Place,
    into: Path,
    *,
    at: datetime,
    keep: int = 0,
    prefect: Path | None = None,
    prefect_url: str = "",
    before: str = "",
    patience: float = PATIENCE,
) -> Made:
    """Make a backup in a folder of its own inside `into`, readable by its owner alone.

    With `keep` only so many of the newest stay. Whatever their number, those go that hold ballots of an election which
    is sealed by now: sealing promises that nobody keeps them. `before` is the step whose migration waits for this.
    Prefect's database comes along from its home or its address; that it can't doesn't keep the book's from being made.

    Raises CopyFault where it can't be made, would lie beside the key files, or another one is being made for longer
    than `patience` seconds; then all older ones stay.
    """
    _refuse_beside_the_keys(place, into)
    owner_only.make_folder(into)
    with _alone_in(into, patience):
        _forget_halves(into)
        copies.forget_draft(place.database_url)
        take_along = partial(prefects.take_along, home=prefect, url=prefect_url)
        made = _made(place, into, manifest.name_of(at, before=before), at=at, take_along=take_along)
        _settle(into)
        unsealed = _forget_unsealed(into, made.standing)
        return replace(made, old=_forget_old(into, keep), unsealed=unsealed)


def _made(place: Place, into: Path, name: str, *, at: datetime, take_along: Callable[[Path], str]) -> Made:
    """A whole backup under its name, or nothing at all."""
    folder, draft = into / name, into / f".{name}.part"
    owner_only.make_folder(draft)
    try:
        book, standing = copies.make(place.database_url, draft)
        for kind in FOLDERS:
            _copy_folder(getattr(place, kind), draft / kind)
        without = take_along(draft)
        Manifest(at, book.name, standing, manifest.files_in(draft)).write(draft)
        if folder.exists():
            raise CopyFault(f"{folder} is there already. Wait a second, and make another.")
        draft.rename(folder)
    finally:
        shutil.rmtree(draft, ignore_errors=True)
    return Made(folder, standing, without=without)


@contextmanager
def _alone_in(into: Path, patience: float) -> Iterator[None]:
    """Hold a folder of backups: what is half made in it while nobody else does is a dead process's."""
    with open(os.open(into / LOCK, os.O_RDWR | os.O_CREAT, 0o600), "r+b") as lock:  # noqa: PTH123 - a descriptor
        if not _is_taken(lock.fileno(), patience):
            raise CopyFault(f"Another backup is being made in {into}. Wait until it is done, and try again.")
        yield


def _is_taken(lock: int, patience: float) -> bool:
    until = time.monotonic() + patience
    while not _takes(lock):
        if time.monotonic() >= until:
            return False
        time.sleep(0.1)
    return True


def _takes(lock: int) -> bool:
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _forget_halves(into: Path) -> None:
    """Remove what processes that died left half made, or half removed: it may hold ballots that are sealed by now."""
    for half in into.glob(".canvass-*.part"):
        shutil.rmtree(half)


def _remove(backup: Path) -> None:
    """Remove a backup. Killed in between, what is left is known by its name."""
    half = backup.with_name(f".{backup.name}.part")
    backup.rename(half)
    shutil.rmtree(half)


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
        _remove(backup)
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
        _remove(backup)
    return len(old)


def _settle(folder: Path) -> None:
    """Wait until the folder itself is on the disk."""
    there = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(there)
    finally:
        os.close(there)
