"""A moment of the club's season, with all that there was: the outside world, the book, keys and packs."""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from integrations.sandbox.server import Sandbox
from tests.books import Book


@dataclass(frozen=True)
class Moment:
    """The whole world, a copy of the book, and every file of the installation beside it."""

    world: dict[str, Any]
    book: Any
    files: Mapping[Path, bytes]

    @classmethod
    def of(cls, sandbox: Sandbox, book: Book, folder: Path) -> Moment:
        """Everything as it is now. Nobody may have the book open."""
        files = {file.relative_to(folder): file.read_bytes() for file in folder.rglob("*") if file.is_file()}
        return cls(sandbox.world.dump(), book.copy(), files)

    def put_back(self, sandbox: Sandbox, book: Book, folder: Path) -> None:
        """Make everything what it was."""
        sandbox.faults.clear()
        sandbox.world.restore(self.world)
        book.put_back(self.book)
        for there in folder.iterdir():
            shutil.rmtree(there) if there.is_dir() else there.unlink()
        for path, content in self.files.items():
            file = folder / path
            file.parent.mkdir(mode=0o700, exist_ok=True, parents=True)
            file.touch(mode=0o600)  # a worker doesn't start beside keys that others can read
            file.write_bytes(content)
