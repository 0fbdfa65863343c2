"""Prefect's own database: it comes along where it can, and never keeps the book's backup from being made."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import make_url
from sqlalchemy.exc import ArgumentError

from flows import owner_only
from integrations import copies
from integrations.copies import CopyFault

FILE, DUMP = "prefect.db", "prefect.pgdump"
"""What it is called in a backup: the file of its home, or what PostgreSQL's program wrote."""


def take_along(draft: Path, *, home: Path | None, url: str) -> str:
    """Copy it into a backup: from `url` where there is one, else from its home, if named. Returns what kept it out."""
    served, file = _where(home, url)
    try:
        if served:
            copies.dump(served, draft / DUMP)
        elif file is not None:
            copies.copy_file(file, draft / FILE)
    except CopyFault as letter:
        for half in (draft / FILE, draft / DUMP):
            half.unlink(missing_ok=True)
        return str(letter)
    return ""


def put_back(backup: Path, *, home: Path | None, url: str) -> tuple[bool, str]:
    """Put it where none is yet. Returns whether it is back, and what kept it from it.

    Raises CopyFault where another one lies in the home that was named: its runs would be taken for the backup's.
    """
    served, file = _where(home, url)
    if not served and file is None:
        return False, ""
    copy = backup / (DUMP if served else FILE)
    if not copy.exists():
        return False, "the backup holds none of this kind."
    if served:
        try:
            copies.put_dump(served, copy)
        except CopyFault as letter:
            return False, str(letter)
    elif file is not None and not _is_same(file, copy):
        owner_only.make_folder(file.parent)
        copies.put_file(copy, file)
    return True, ""


def _is_same(file: Path, copy: Path) -> bool:
    """Whether it is there from a restore that died."""
    return file.is_file() and file.read_bytes() == copy.read_bytes()


def _where(home: Path | None, url: str) -> tuple[str, Path | None]:
    """Prefect's database by its address, where that is a server's; else the file."""
    try:
        place = make_url(url) if url else None
    except ArgumentError:
        return "", None
    if place is None:
        return "", home / FILE if home else None
    if place.get_backend_name() == "sqlite":
        return "", Path(str(place.database))
    return url, None
