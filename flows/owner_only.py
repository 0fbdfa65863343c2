"""What nobody but its owner may read, however generous the machine is with new files."""

from __future__ import annotations

import os
from pathlib import Path


def make_folder(folder: Path) -> None:
    """A folder that only its owner can look into. One that is there already, and open to others, is closed to them."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    if folder.stat().st_mode & 0o077:
        folder.chmod(0o700)


def write(file: Path, text: str) -> None:
    """Write a file that only its owner can read, from its first byte on."""
    with open(os.open(file, os.O_WRONLY | os.O_CREAT, 0o600), "w", encoding="utf-8") as out:  # noqa: PTH123 - a descriptor
        os.fchmod(out.fileno(), 0o600)
        out.truncate()
        out.write(text)
