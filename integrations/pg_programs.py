"""PostgreSQL's own programs: what copies a database that is served, and what puts the copy back."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import URL, Connection, create_engine
from sqlalchemy.pool import NullPool

from core.ledger import LedgerFault


class CopyFault(LedgerFault):
    """A copy can't be made, trusted or put back. The message says what to do."""


@contextmanager
def served(place: URL) -> Iterator[Connection]:
    """A connection to a database for as long as it is needed. What it sees is of one moment."""
    address = place.set(drivername="postgresql+psycopg")
    engine = create_engine(address, hide_parameters=True, poolclass=NullPool, isolation_level="REPEATABLE READ")
    with engine.connect() as connection:
        yield connection


def run(program: str, place: URL, *words: str) -> None:
    """Run one of PostgreSQL's programs on a database. The password goes by the environment, where nobody sees it.

    Raises CopyFault where it isn't installed, or couldn't do it.
    """
    found = shutil.which(program)
    if found is None:
        raise CopyFault(f"{program} isn't installed here. On Debian or Ubuntu: sudo apt install postgresql-client")
    told = {
        "PGHOST": place.host,
        "PGPORT": place.port,
        "PGUSER": place.username,
        "PGPASSWORD": place.password,
        "PGDATABASE": place.database,
    }
    where = {name: str(said) for name, said in told.items() if said}
    command = [found, "--no-owner", "--no-privileges", "--no-password", *words]
    done = subprocess.run(  # noqa: S603  # PostgreSQL's own program, and words of ours
        command, env={**os.environ, **where}, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False
    )
    if done.returncode:
        said = (done.stderr.strip().splitlines() or ["it didn't say why"])[0].partition("ERROR:")[0].strip()
        raise CopyFault(f"{program} couldn't do it: {said}")  # what comes after that may quote a row
