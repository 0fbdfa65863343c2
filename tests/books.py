"""The organisation's book as tests keep copies of it: a file of SQLite's, or a database of PostgreSQL's."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, ClassVar, Protocol

from sqlalchemy import Engine, create_engine, text

FILES = "SELECT pg_read_binary_file(pg_relation_filepath(oid)) FROM pg_class WHERE pg_relation_filepath(oid) <> ''"
"""Every table, index and catalogue that a database of PostgreSQL's consists of, as its server keeps them."""

NOTES = "SELECT convert_to(pg_stats::text, 'UTF8') FROM pg_stats WHERE schemaname = 'public'"
"""What the server has noted of the columns' contents. In its files that is packed, so that a search might miss it."""


class Book(Protocol):
    """A book that can be copied, and put back as it was. Nobody may have it open meanwhile."""

    @property
    def order(self) -> str:
        """The hidden column that tells in which order a table's rows lie."""

    @property
    def url(self) -> str:
        """Its address."""

    def copy(self) -> Any:
        """A copy of it as it is now."""

    def put_back(self, copy: Any) -> None:
        """Make it what it was when the copy was made."""

    def on_disk(self) -> list[bytes]:
        """The bytes of every file it lies in, to be searched by whoever looks for what should be gone."""


@dataclass(frozen=True)
class FileBook:
    """A book in a file. Its copy is the file's bytes."""

    file: Path
    order: ClassVar = "rowid"

    @property
    def url(self) -> str:
        """Its address."""
        return f"sqlite:///{self.file}"

    def copy(self) -> bytes:
        """A copy of it as it is now."""
        return self.file.read_bytes()

    def put_back(self, copy: bytes) -> None:
        """Make it what it was when the copy was made."""
        for end in ("-wal", "-shm"):
            self.file.with_name(self.file.name + end).unlink(missing_ok=True)
        # Another file in its place: whoever forgot to close the one before goes on holding that, and disturbs nobody.
        fresh = self.file.with_name(f"{self.file.name}.fresh")
        fresh.write_bytes(copy)
        fresh.replace(self.file)

    def on_disk(self) -> list[bytes]:
        """The bytes of the file, and of SQLite's own log beside it."""
        return [part.read_bytes() for part in self.file.parent.glob(f"{self.file.name}*")]


@dataclass
class ServedBook:
    """A book on a PostgreSQL server. Its copies are databases beside it, made with it as their template."""

    server: Engine
    name: str = field(default_factory=lambda: f"canvass_{uuid.uuid4().hex}")
    copies: list[str] = field(default_factory=list)
    order: ClassVar = "ctid"

    def __post_init__(self) -> None:
        self._do(f"CREATE DATABASE {self.name}")

    @property
    def url(self) -> str:
        """Its address."""
        return self.server.url.set(database=self.name).render_as_string(hide_password=False)

    def copy(self) -> str:
        """A copy of it as it is now."""
        self.copies.append(f"{self.name}_{len(self.copies)}")
        self._do(f"CREATE DATABASE {self.copies[-1]} TEMPLATE {self.name} STRATEGY FILE_COPY")
        return self.copies[-1]

    def put_back(self, copy: str) -> None:
        """Make it what it was when the copy was made."""
        self._do(f"DROP DATABASE {self.name} WITH (FORCE)")
        self._do(f"CREATE DATABASE {self.name} TEMPLATE {copy} STRATEGY FILE_COPY")

    def on_disk(self) -> list[bytes]:
        """The bytes of every table, index and catalogue. PostgreSQL's own log isn't: it is all databases'."""
        self._do("CHECKPOINT")
        here = create_engine(self.url)
        with here.connect() as connection:
            found = [part for kept in (FILES, NOTES) for part in connection.execute(text(kept)).scalars()]
        here.dispose()
        return found

    def drop(self) -> None:
        """Leave nothing behind on the server."""
        for name in (self.name, *self.copies):
            self._do(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
        self.server.dispose()

    def _do(self, statement: str) -> None:
        with self.server.connect() as connection:
            connection.execute(text(statement))


@contextmanager
def new_book(kind: str, folder: Path, *, server: str) -> Iterator[Book]:
    """A book that nobody has written in yet: a file of the folder, or a database of the server's, gone afterwards."""
    if kind == "sqlite":
        yield FileBook(folder / "canvass.db")
        return
    served = ServedBook(create_engine(server, isolation_level="AUTOCOMMIT"))
    try:
        yield served
    finally:
        served.drop()
