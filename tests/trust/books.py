"""The organisation's book as the trust tests keep copies of it: a file of SQLite's, or a database of PostgreSQL's."""

from __future__ import annotations

import uuid
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol

from sqlalchemy import create_engine, event, make_url, text
from sqlalchemy.engine import Engine


class Book(Protocol):
    """A book that can be copied, and put back as it was. Nobody may have it open meanwhile."""

    @property
    def url(self) -> str:
        """Its address."""

    def copy(self) -> Any:
        """A copy of it as it is now."""

    def put_back(self, copy: Any) -> None:
        """Make it what it was when the copy was made."""


@dataclass(frozen=True)
class FileBook:
    """A book in a file. Its copy is the file's bytes."""

    file: Path

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
        self.file.write_bytes(copy)


@dataclass
class ServedBook:
    """A book on a PostgreSQL server. Its copies are databases beside it, made with it as their template."""

    server: str
    name: str = field(default_factory=lambda: f"canvass_trust_{uuid.uuid4().hex[:12]}")
    copies: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._do(f"CREATE DATABASE {self.name}")

    @property
    def url(self) -> str:
        """Its address."""
        return make_url(self.server).set(database=self.name).render_as_string(hide_password=False)

    def copy(self) -> str:
        """A copy of it as it is now."""
        self.copies.append(f"{self.name}_{len(self.copies)}")
        self._do(f"CREATE DATABASE {self.copies[-1]} TEMPLATE {self.name}")
        return self.copies[-1]

    def put_back(self, copy: str) -> None:
        """Make it what it was when the copy was made."""
        self._do(f"DROP DATABASE {self.name} WITH (FORCE)")
        self._do(f"CREATE DATABASE {self.name} TEMPLATE {copy}")

    def drop(self) -> None:
        """Leave nothing behind on the server."""
        for name in (self.name, *self.copies):
            self._do(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")

    def _do(self, statement: str) -> None:
        server = create_engine(self.server, isolation_level="AUTOCOMMIT")
        with server.connect() as connection:
            connection.execute(text(statement))
        server.dispose()


def hurry(engine: Engine, *, wait: float) -> None:
    """Let commits not wait for the disk: what these tests kill is processes, not the machine they run on.

    `wait` is for how many seconds to wait while another process writes.
    """

    def set_up(connection: Any, _: Any) -> None:
        if engine.dialect.name == "sqlite":
            connection.execute("PRAGMA synchronous = OFF")
            connection.execute(f"PRAGMA busy_timeout = {int(wait * 1000)}")

    event.listen(engine, "connect", set_up)
