"""What a backup says of itself: when it was made, where the book stood, and the hash of every file in it."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

from flows import owner_only
from integrations.copies import BookState, CopyFault

NAME = "manifest.json"
FORMAT = 1

_FOLDER = re.compile(r"canvass-\d{8}T\d{6}Z(-before-\w+)?")


@dataclass(frozen=True)
class Manifest:
    """A backup's own account of itself. It names elections by their keys, and nobody."""

    made_at: datetime
    book: str
    standing: BookState
    files: Mapping[str, str]
    release: str = ""

    def write(self, folder: Path) -> None:
        """Write it into the backup's folder."""
        told = {
            "format": FORMAT,
            "canvass": version("canvass"),
            "made_at": self.made_at.astimezone(UTC).isoformat(),
            "book": self.book,
            "standing": asdict(self.standing),
            "files": dict(sorted(self.files.items())),
        }
        owner_only.write(folder / NAME, json.dumps(told, indent=2) + "\n")

    @classmethod
    def of(cls, folder: Path) -> Manifest:
        """A backup's manifest. Raises CopyFault where the folder is no backup of a kind that is known here."""
        try:
            told: dict[str, Any] = json.loads((folder / NAME).read_text(encoding="utf-8"))
            if told["format"] != FORMAT:
                raise CopyFault(f"{folder} was made by another release of Canvass. Put it back with that one.")
            found = BookState(**told["standing"])
            made_at = datetime.fromisoformat(told["made_at"])
            return cls(made_at, str(told["book"]), found, dict(told["files"]), str(told["canvass"]))
        except FileNotFoundError:
            raise CopyFault(
                f"{folder} isn't a backup: it has no {NAME}. Name one of the folders canvass-… in it."
            ) from None
        except (ValueError, KeyError, TypeError):
            raise CopyFault(f"{folder / NAME} can't be read. Take another backup.") from None

    def faults(self, folder: Path) -> list[str]:
        """What differs between this account and what lies in the folder. Nothing is what is hoped for."""
        there = files_in(folder)
        missing = [f"{name} is missing" for name in sorted(self.files.keys() - there.keys())]
        more = [f"{name} isn't part of it" for name in sorted(there.keys() - self.files.keys())]
        changed = [f"{name} was changed" for name, told in sorted(self.files.items()) if there.get(name, told) != told]
        return missing + more + changed


def name_of(at: datetime, *, before: str = "") -> str:
    """What a backup's folder is called."""
    return f"canvass-{at.astimezone(UTC):%Y%m%dT%H%M%SZ}" + (f"-before-{before}" if before else "")


def backups_in(folder: Path) -> list[Path]:
    """The finished backups in a folder, oldest first."""
    if not folder.is_dir():
        return []
    return sorted(one for one in folder.iterdir() if _FOLDER.fullmatch(one.name) and (one / NAME).is_file())


def files_in(folder: Path) -> dict[str, str]:
    """The hash of every file in a backup, but for its manifest."""
    files = [one for one in folder.rglob("*") if one.is_file()]
    named = {one.relative_to(folder).as_posix(): one for one in files}
    return {name: _sha256(file) for name, file in named.items() if name != NAME}


def _sha256(file: Path) -> str:
    with file.open("rb") as content:
        return hashlib.file_digest(content, "sha256").hexdigest()
