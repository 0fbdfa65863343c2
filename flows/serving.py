"""Serving: the Prefect server and its worker, on this machine, with nothing leaving it."""

from __future__ import annotations

import os
import secrets
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Protocol
from urllib.parse import urlsplit

import httpx

from flows import addresses, owner_only, server_log, strangers
from flows.duties.health import doors

POOL = doors.POOL
HOUSE = Path(__file__).resolve().parent.parent
PATIENCE_SECONDS = 120
RESTART_SECONDS = 5
WATCH_SECONDS = 1


def worker_name(home: Path) -> str:
    """What the worker with this home is called: for good, and as no other, though machines be called the same."""
    file = home / "worker"
    if not file.exists():
        owner_only.make_folder(home)
        owner_only.write(file, secrets.token_hex(3))
    return f"canvass on {socket.gethostname()} ({file.read_text(encoding='utf-8')})"


class ServingFault(Exception):
    """The dashboard can't be started. The message says what to look at."""


def environment(
    home: Path,
    *,
    host: str = "127.0.0.1",
    port: int = 4200,
    password: str = "",
    database: str = "",
    dashboard: str = "",
) -> dict[str, str]:
    """Prefect's switches: its own database in `home`, no reports to anybody, no requests to other sites from the pages.

    `host` is the address that is listened at; `database` is Prefect's, where it isn't to be a file in `home`;
    `dashboard` is where organisers see it, if that is another address. No other website's pages are answered.
    Raises ServingFault where the dashboard would be reachable from other machines without a password.
    """
    if not addresses.is_loopback(host) and not password:
        raise ServingFault(
            f"The dashboard would be open to everybody who can reach {host}. "
            "Set CANVASS_DASHBOARD_PASSWORD, or serve on 127.0.0.1."
        )
    address = addresses.of_server(host, port)
    switches = {
        "PREFECT_HOME": str(home.resolve()),
        "PREFECT_API_URL": f"{address}/api",
        "PREFECT_SERVER_API_HOST": host,
        "PREFECT_SERVER_API_CORS_ALLOWED_ORIGINS": ",".join(addresses.of_pages(address, dashboard)),
        "PREFECT_SERVER_API_CSRF_PROTECTION_ENABLED": "true",
        # The pages ask whatever address they came from: this machine's other names, and a tunnel's port, are others.
        "PREFECT_UI_API_URL": "/api",
        "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
        "DO_NOT_TRACK": "1",
        "PREFECT_SERVER_UI_V2_ENABLED": "false",
        "PREFECT_SERVER_UI_SHOW_PROMOTIONAL_CONTENT": "false",
        "PREFECT_RESULTS_DEFAULT_SERIALIZER": "json",
        "PREFECT_SERVER_CONCURRENCY_LEASE_STORAGE": "prefect.server.concurrency.lease_storage.filesystem",
        "PREFECT_WORKER_QUERY_SECONDS": "2",
        "PREFECT_CLI_PROMPT": "false",
        "CANVASS_HOUSE": str(HOUSE),
    }
    if database:
        switches["PREFECT_SERVER_DATABASE_CONNECTION_URL"] = database
    if password:
        switches |= {
            "PREFECT_SERVER_API_AUTH_STRING": f"canvass:{password}",
            "PREFECT_API_AUTH_STRING": f"canvass:{password}",
        }
    return switches


def elsewhere(home: Path, server: str, *, password: str) -> dict[str, str]:
    """Prefect's switches for a worker whose server is on another machine, or in another container.

    Raises ServingFault where that one asks for no password, though others can reach it.
    """
    address = urlsplit(server)
    if address.scheme not in ("http", "https") or not address.hostname:
        raise ServingFault(f"“{server}” isn't the address of a server. Write it as http://server:4200")
    if not addresses.is_loopback(address.hostname) and not password:
        raise ServingFault(
            f"The server at {address.hostname} has to ask for a password. Set CANVASS_DASHBOARD_PASSWORD here as there."
        )
    return {**environment(home, password=password), "PREFECT_API_URL": f"{server.rstrip('/')}/api"}


def free_port() -> int:
    """A port on loopback that nobody uses at this moment."""
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port: int = found.getsockname()[1]
        return port


def refuse_if_taken(port: int, *, host: str = "127.0.0.1") -> None:
    """Raises ServingFault where somebody listens already: their answers would be taken for ours."""
    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as listener:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind((host, port))
        except OSError:
            raise ServingFault(
                f"Port {port} of this machine is in use, perhaps by another Canvass. End that, or name another port."
            ) from None


DASHBOARD = (
    *("-m", "uvicorn", "--factory", "flows.doorkeeper:dashboard", "--log-level", "warning"),
    *("--timeout-keep-alive", "5", "--ws-ping-interval", "20", "--ws-ping-timeout", "20"),
)
"""As `prefect server start` starts it, but for who stands before it: Prefect has no switch for that."""


@contextmanager
def server(switches: Mapping[str, str], log: Path) -> Iterator[str]:
    """A Prefect server, until the block ends. Gives the dashboard's address."""
    with running_server(switches, log) as (address, _):
        yield address


@contextmanager
def running_server(switches: Mapping[str, str], log: Path) -> Iterator[tuple[str, subprocess.Popen[bytes]]]:
    """The same, with the process it runs in. Once that has died, nothing of it is left at the end of the block."""
    address = switches["PREFECT_API_URL"].removesuffix("/api")
    host, port = switches["PREFECT_SERVER_API_HOST"], address.rpartition(":")[2]
    refuse_if_taken(int(port), host=host)
    with _process([sys.executable, *DASHBOARD, "--host", host, "--port", port], switches, log) as process:
        _await(f"{address}/api/health", process, log)
        refuse_if_open(address, asks_for_a_password="PREFECT_SERVER_API_AUTH_STRING" in switches)
        yield address, process
        _end_rest(process)


def _end_rest(process: subprocess.Popen[bytes]) -> None:
    """Whatever a process that died by itself had started, and what may still hold its port."""
    if process.poll() is None:
        return
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)


def refuse_if_open(address: str, *, asks_for_a_password: bool) -> None:
    """Raises ServingFault where a server answers somebody who doesn't know its password, or another website's page."""
    let_in = list(strangers.let_in(address, asks_for_a_password=asks_for_a_password))
    if let_in:
        raise ServingFault(
            f"Prefect answers {', '.join(let_in)}, so it isn't served. "
            "Is it another version than the one that Canvass is tried with?"
        )


def _worker(switches: Mapping[str, str]) -> tuple[str, ...]:
    """Its name is its own, so that another machine's worker can be told from one of ours that died."""
    # No --limit: Prefect 3.8.8's worker dies of it when a run is resumed before the process that paused it has ended.
    name = worker_name(Path(switches["PREFECT_HOME"]))
    return ("worker", "start", "--pool", POOL, "--type", "process", "--name", name)


@contextmanager
def worker(switches: Mapping[str, str], log: Path) -> Iterator[subprocess.Popen[bytes]]:
    """A worker for the runs that organisers start, until the block ends. Gives the process it runs in."""
    with _process(prefect(_worker(switches)), switches, log) as process:
        yield process


class Attendant(Protocol):
    """Who looks after what a worker leaves behind."""

    def before(self) -> bool:
        """Put things in order before a worker is started. False: not now, ask again."""

    def meanwhile(self) -> None:
        """Look again while it works; called every second."""


def work_while(is_wanted: Callable[[], bool], switches: Mapping[str, str], log: Path, attendant: Attendant) -> None:
    """A worker that is started anew whenever it dies, for as long as one is wanted. Ends with Ctrl-C."""
    while is_wanted():
        if attendant.before():
            _work(is_wanted, switches, log, attendant)
        time.sleep(RESTART_SECONDS)


def _work(is_wanted: Callable[[], bool], switches: Mapping[str, str], log: Path, attendant: Attendant) -> None:
    with worker(switches, log) as process:
        watch(lambda: is_wanted() and lives(process), log, attendant.meanwhile)


def watch(goes_on: Callable[[], bool], log: Path, meanwhile: Callable[[], object] = lambda: None) -> None:
    """Wait for as long as something goes on, and turn its log over."""
    while goes_on():
        time.sleep(WATCH_SECONDS)
        server_log.turn_over(log)
        meanwhile()


def lives(process: subprocess.Popen[bytes]) -> bool:
    """Whether a process hasn't ended."""
    return process.poll() is None


def prefect(words: Sequence[str]) -> list[str]:
    """A command of Prefect's, with the Python that runs us."""
    return [sys.executable, "-m", "prefect", *words]


@contextmanager
def _process(command: Sequence[str], switches: Mapping[str, str], log: Path) -> Iterator[subprocess.Popen[bytes]]:
    with log.open("ab") as out:
        process = subprocess.Popen(  # noqa: S603  # our own command
            command,
            env={**os.environ, **switches},
            cwd=HOUSE,
            stdin=subprocess.DEVNULL,
            stdout=out,
            stderr=out,
            # Of its own group: ctrl-C reaches us first, and we take it down in order.
            start_new_session=True,
            preexec_fn=lambda: signal.signal(signal.SIGINT, signal.default_int_handler) and None,  # noqa: PLW1509
        )
        try:
            yield process
        finally:
            _end(process)


def _end(process: subprocess.Popen[bytes]) -> None:
    process.terminate()
    try:
        process.wait(timeout=15)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def _await(health: str, process: subprocess.Popen[bytes], log: Path) -> None:
    until = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < until and process.poll() is None:
        if _answers(health):
            return
        time.sleep(0.2)
    raise ServingFault(f"The Prefect server didn't start. {log} says why.")


def _answers(health: str) -> bool:
    try:
        return httpx.get(health, timeout=2).is_success
    except httpx.HTTPError:
        return False
