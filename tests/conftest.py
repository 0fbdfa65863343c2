"""What holds for every test: nothing leaves this machine, nothing of the user's is read, each run is like the last."""

from __future__ import annotations

import atexit
import ipaddress
import os
import shutil
import sqlite3
import sys
import tempfile
from collections.abc import Container, Iterator
from pathlib import Path
from typing import Any
from zlib import crc32

import pytest
from hypothesis import HealthCheck, settings
from sqlalchemy import Engine, event

OFFERED = "CANVASS_TEST_DATABASE_URL"
TEST_POSTGRES = os.environ.get(OFFERED, "")
"""A PostgreSQL server that tests may make and drop databases on; `make test-postgres` names one."""

EVERYTHING = "CANVASS_TEST_EVERYTHING"
ON_POSTGRES_IN_SHORT = 12
"""Of the flows' tests every twelfth runs on PostgreSQL, too; all with this set, as `make test-postgres` does."""

KINDS = ("sqlite", "postgresql") if TEST_POSTGRES else ("sqlite",)
"""The kinds of book there are to be tested on."""

ON_SQLITE = pytest.mark.parametrize("kind_of_book", KINDS[:1], indirect=True)
ON_POSTGRESQL = pytest.mark.parametrize("kind_of_book", KINDS[1:], indirect=True)
"""For a test that would say nothing more on the other kind."""

KILLED = pytest.mark.parametrize(
    ("kind_of_book", "every"),
    [
        pytest.param(KINDS[0], 6, id=f"{KINDS[0]}-every-sixth"),
        *(pytest.param(kind, 1, id=f"{kind}-each", marks=pytest.mark.crash) for kind in KINDS),
    ],
    indirect=["kind_of_book"],
    scope="session",
)
"""For a test that kills at one point after another: every sixth of them here, each one with `make crash`."""

_home = Path(tempfile.mkdtemp(prefix="canvass-tests-"))
atexit.register(shutil.rmtree, _home, ignore_errors=True)


def _clean_environment() -> None:
    """Forget the user's installation, and keep Prefect quiet and at home in a folder of ours.

    Done on import: Prefect reads its settings when it is first imported.
    """
    for name in [name for name in os.environ if name.startswith(("CANVASS_", "PREFECT_"))]:
        if name not in (OFFERED, EVERYTHING):  # the processes that pytest-xdist starts have to hear of it, too
            del os.environ[name]
    os.environ |= {
        "PREFECT_HOME": str(_home),
        "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
        "DO_NOT_TRACK": "1",
        "PREFECT_LOGGING_TO_API_ENABLED": "false",
    }


_clean_environment()


@event.listens_for(Engine, "connect")
def _hurry_past_the_disk(connection: Any, _: Any) -> None:
    """Books in files don't wait for the disk: what tests kill is processes, not the machine that they run on."""
    if isinstance(connection, sqlite3.Connection):
        connection.execute("PRAGMA synchronous = OFF")


_slow_machines = [HealthCheck.too_slow]  # how long it takes to think of examples says nothing about us
settings.register_profile(
    "same every time", derandomize=True, deadline=None, print_blob=True, suppress_health_check=_slow_machines
)
settings.register_profile("searching", deadline=None, suppress_health_check=_slow_machines)
settings.load_profile("same every time" if "CI" in os.environ else "searching")


class OutsideRefused(Exception):
    """A test reached for another machine."""


_refusals: list[str] = []


def _is_here(host: object) -> bool:
    """Whether an address is loopback. A Unix socket's address, a path, is handled before."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(str(host)).is_loopback
    except ValueError:
        return False


def _refuse_outside(event: str, args: tuple[Any, ...]) -> None:
    """An audit hook: Python asks it before every socket call, whoever makes the call."""
    if event in {"socket.connect", "socket.bind", "socket.sendto", "socket.sendmsg"}:
        host = args[1][0] if isinstance(args[1], tuple) else "localhost"
    elif event in {"socket.getaddrinfo", "socket.gethostbyname"}:
        host = args[0] or "localhost"
    else:
        return
    if not _is_here(host):
        _refusals.append(f"{event} to {host!r}")
        raise OutsideRefused(f"Tests stay on this machine: {event} to {host!r} was refused. Use the sandbox.")


sys.addaudithook(_refuse_outside)


@pytest.fixture
def refusals() -> list[str]:
    """What the test was refused so far. A test that is refused on purpose empties it."""
    return _refusals


@pytest.fixture(autouse=True)
def _alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Each test stands in an empty folder, so that no `.env` is found, and fails if anything reached outside."""
    _refusals.clear()
    monkeypatch.chdir(tmp_path)
    yield
    if _refusals:
        pytest.fail("reached for another machine: " + "; ".join(_refusals))


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out eleven twelfths of what the flows' tests repeat on PostgreSQL; which, is the same every time."""
    if not TEST_POSTGRES or EVERYTHING in os.environ:
        return
    others = {one.nodeid for one in items}
    repeated = [one for one in items if _is_repeated(one, others)]
    left_out = [one for one in repeated if crc32(one.nodeid.encode()) % ON_POSTGRES_IN_SHORT]
    config.hook.pytest_deselected(items=left_out)
    gone = set(map(id, left_out))
    items[:] = [one for one in items if id(one) not in gone]


def _is_repeated(item: pytest.Item, others: Container[str]) -> bool:
    """Whether it is run on SQLite as well. What is about PostgreSQL alone is never left out."""
    same = item.nodeid.replace("postgresql", "sqlite")
    return item.nodeid.startswith("tests/flows/") and same != item.nodeid and same in others


def pytest_report_header() -> str:
    """Say before the tests what they are run on."""
    if TEST_POSTGRES:
        some = "" if EVERYTHING in os.environ else ", of the flows every twelfth test (`make test-postgres`: all)"
        return f"book: on SQLite, and on PostgreSQL too{some}"
    return "book: on SQLite alone, since no PostgreSQL is offered; `make test-postgres` starts one"


@pytest.fixture(scope="session", params=KINDS)
def kind_of_book(request: pytest.FixtureRequest) -> str:
    """Once SQLite, and once PostgreSQL where one is offered."""
    return str(request.param)


@pytest.fixture
def database_url(kind_of_book: str, tmp_path: Path) -> Iterator[str]:
    """The address of a database of the test's own, of either kind."""
    from tests.books import new_book  # noqa: PLC0415  most tests need no database

    with new_book(kind_of_book, tmp_path, server=TEST_POSTGRES) as book:
        yield book.url


@pytest.fixture(scope="session")
def prefect_server() -> Iterator[None]:
    """A Prefect server of this run's own; about ten seconds, so only tests of flows ask for it."""
    from prefect.settings import PREFECT_FLOWS_HEARTBEAT_FREQUENCY, temporary_settings  # noqa: PLC0415  slow to import
    from prefect.testing.utilities import prefect_test_harness  # noqa: PLC0415  as above

    # A heartbeat would add a second to every flow.
    with (
        prefect_test_harness(server_startup_timeout=120),
        temporary_settings({PREFECT_FLOWS_HEARTBEAT_FREQUENCY: None}),
    ):
        yield
