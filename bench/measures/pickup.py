"""Pick-up: how soon a run that somebody starts is picked up and begins, and how much memory server and worker hold."""

from __future__ import annotations

import os
import random
import re
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from statistics import median

import requests

from bench.measures import town
from bench.measures.sheet import Sheet, repeated, seconds
from bench.measures.town import Town
from core.charter import load
from flows import placing, serving
from flows.rehearsal import venue
from integrations.scheduler import Json, Scheduler

RUNS, DOOR = 12, "tend"
SETTLED, PATIENCE_SECONDS = 30, 180
"""Seconds after which a server that was just started has done what it does once."""

_CLIENT, _SERVER = "from prefect import flow", "import prefect.server.api.server"
_SAYS_MEMORY = "; import re; print(re.search(r'VmRSS:\\s+(\\d+)', open('/proc/self/status').read())[1])"


def main() -> None:
    """Measure, and hand the sheet in."""
    sheet = Sheet()
    with town.founded(Path("town")) as found, _served(found, Path("prefect")) as office:
        time.sleep(SETTLED)
        idle = office.memory()
        runs = [_started(office) for _ in range(RUNS)]
        time.sleep(SETTLED)
        after = office.memory()
    every = float(office.switches["PREFECT_WORKER_QUERY_SECONDS"])
    sheet.add(
        f"8 a run until a worker picks it up, {RUNS} times",
        seconds([one.picked_up for one in runs]),
        seconds([every / 2]),
        f"half of the {every:.0f} s after which a worker asks again; at most 5 s are promised",
    )
    sheet.add(
        "    until its flow begins",
        seconds([one.begun for one in runs]),
        seconds([every / 2 + median(repeated(_load_prefect, 3))]),
        "the same, and Python starts and loads Prefect",
    )
    for name, alone in (("server", _SERVER), ("worker", _CLIENT)):
        least = f"{_memory_alone(alone)} MiB"
        which = f"Python with Prefect’s {'server' if name == 'server' else 'client'} loaded"
        sheet.add(f"    memory of the {name}, idle", f"{idle[name]} MiB", least, which)
        sheet.add(f"    memory of the {name}, after {RUNS} runs", f"{after[name]} MiB", least, which)
    most = f"at most {max(one.memory for one in runs)} MiB"
    sheet.add(
        f"    memory of a run of {DOOR}", most, f"{_memory_alone(_CLIENT)} MiB", "Python with Prefect’s client loaded"
    )
    sheet.remarks.append(
        "8: with all doors in place and schedules on, as canvass up starts them; runs are started at random moments. "
        "Each process's resident memory is added up, so what they share is counted more than once."
    )
    sheet.hand_in()


@dataclass(frozen=True)
class Office:
    """A dashboard and its worker at work."""

    prefect: Scheduler
    switches: dict[str, str]
    server: int
    worker: int

    def memory(self) -> dict[str, int]:
        """MiB that server and worker hold, runs not included."""
        return {"server": sum(map(_held, _family(self.server))), "worker": _held(self.worker)}


@dataclass(frozen=True)
class Run:
    """A run: seconds from its start in the dashboard until a worker took it and until it began; MiB it held at most."""

    picked_up: float
    begun: float
    memory: int


@contextmanager
def _served(found: Town, home: Path) -> Iterator[Office]:
    """The server with every door, and a worker, as `canvass up` has them."""
    os.environ.update(venue.as_environment(found.settings))
    home.mkdir()
    switches, log = serving.environment(home, port=serving.free_port()), home / "prefect.log"
    with serving.running_server(switches, log) as (_, server):
        placing.deploy(switches, log, zone=load(found.settings.charter).zone)
        with serving.worker(switches, log) as worker:
            yield Office(Scheduler(switches["PREFECT_API_URL"]), switches, server.pid, worker.pid)


def _started(office: Office) -> Run:
    """Start a run as somebody does who presses the button, and watch it to its end."""
    time.sleep(random.uniform(0, 3))  # a worker asks at even intervals; nobody presses buttons so
    door = office.prefect.get(f"/deployments/name/{DOOR}/{DOOR}")["id"]
    pressed = time.time()
    run = _press(office.prefect, f"/deployments/{door}/create_flow_run")
    most, until = 0, time.monotonic() + PATIENCE_SECONDS
    while office.prefect.get(f"/flow_runs/{run}")["state_type"] in {"SCHEDULED", "PENDING", "RUNNING"}:
        if time.monotonic() > until:
            raise TimeoutError(f"a run of {DOOR} didn't end in {PATIENCE_SECONDS} s")
        most = max([most, *map(_held, _family(office.worker)[1:])])
        time.sleep(0.2)
    states = office.prefect.get(f"/flow_run_states/?flow_run_id={run}")
    if states[-1]["type"] != "COMPLETED":
        raise RuntimeError(f"a run of {DOOR} is {states[-1]['type']}")
    return Run(_first(states, "PENDING") - pressed, _first(states, "RUNNING") - pressed, most)


def _press(prefect: Scheduler, path: str, *, tries: int = 5) -> str:
    """Start a run, and try again where a busy server can't take it at the moment; the time until then counts."""
    try:
        return str(prefect.send(path, {})["id"])
    except requests.HTTPError as fault:
        if fault.response.status_code != requests.codes.unavailable or tries == 1:
            raise
    time.sleep(1)
    return _press(prefect, path, tries=tries - 1)


def _first(states: list[Json], kind: str) -> float:
    return min(datetime.fromisoformat(one["timestamp"]).timestamp() for one in states if one["type"] == kind)


def _family(pid: int) -> list[int]:
    """A process and all that it started, first itself."""
    tasks = Path(f"/proc/{pid}/task")
    lists = [one / "children" for one in tasks.iterdir()] if tasks.exists() else []
    children = [int(child) for one in lists if one.exists() for child in one.read_text(encoding="ascii").split()]
    return [pid, *(one for child in children for one in _family(child))]


def _held(pid: int) -> int:
    """MiB of memory that a process holds; none if it has ended."""
    status = Path(f"/proc/{pid}/status")
    try:
        kilobytes = re.search(r"VmRSS:\s+(\d+) kB", status.read_text(encoding="ascii"))
    except OSError:
        return 0
    return int(kilobytes[1]) // 1024 if kilobytes else 0


def _memory_alone(words: str) -> int:
    command = [sys.executable, "-c", words + _SAYS_MEMORY]
    told = subprocess.run(command, check=True, capture_output=True, text=True)  # noqa: S603  # our own words
    return int(told.stdout.split()[-1]) // 1024


def _load_prefect() -> None:
    subprocess.run([sys.executable, "-c", _CLIENT], check=True)  # noqa: S603  # our own words


if __name__ == "__main__":
    main()
