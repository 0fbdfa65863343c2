"""Rehearsal: how long `canvass rehearse` takes and where the time goes, beside a Prefect server doing nothing."""

from __future__ import annotations

import os
import re
import resource
import subprocess
import sys
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from bench.measures.sheet import Sheet, load, seconds
from flows import serving
from integrations.scheduler import Scheduler

MEMBERS, TIMES = 60, 2
POOL, PATIENCE_SECONDS = serving.POOL, 120

Parts = dict[str, float]
"""Seconds by what they went to, in order."""

_ACT = re.compile(r"✓ .{12}  (.+)$")
_UP, _DOWN = "The dashboard is up", "The season is over"
_FIRST, _WAITING, _CERTIFYING, _LAST = (
    "starting the dashboard", "waiting for deployments and worker", "certifying through the worker", "shutting down",
)  # fmt: skip
_APART = {"Waiting for the worker": _WAITING, "An officer looks": _CERTIFYING}
_LIMITS = {
    _FIRST: ("server", "the same server"),
    _WAITING: ("deploying and worker", "one deployment, then the worker's start and first look"),
    _CERTIFYING: ("run", "one run of nothing, to its end"),
    _LAST: ("stopping", "server and worker"),
}
"""What a part of the rehearsal is compared with, and in words."""


def main() -> None:
    """Measure, and hand the sheet in."""
    sheet = Sheet()
    busy = load()
    processor = _children()
    played = [_rehearse(Path(f"rehearsal-{number}")) for number in range(TIMES)]
    processor = (_children() - processor) / TIMES
    bare = [_bare(Path(f"bare-{number}")) for number in range(TIMES)]
    what = f"1 canvass rehearse, {MEMBERS} members"
    sheet.add(what, _all(played), _all(bare), "a Prefect server, a worker and a run of nothing")
    for part in played[0]:
        limit, said = _LIMITS.get(part, ("", ""))
        sheet.add(f"    {part}", _part(played, part), _part(bare, limit) if limit else "", said)
    sheet.remarks.append(
        f"1: all processes of a rehearsal together computed for {processor:.0f} s; the load was {busy:.1f} before. "
        "Deploying and the worker's start go on beside the season's acts; only the waiting for them is shown. "
        "Certifying is a run of two processes: one that asks and ends, one that goes on with the answer."
    )
    sheet.hand_in()


def _all(runs: list[Parts]) -> str:
    return seconds([sum(run.values()) for run in runs])


def _part(runs: list[Parts], name: str) -> str:
    return seconds([run[name] for run in runs])


def _children() -> float:
    """Seconds that our finished child processes, and theirs, spent computing."""
    spent = resource.getrusage(resource.RUSAGE_CHILDREN)
    return spent.ru_utime + spent.ru_stime


def _rehearse(folder: Path) -> Parts:
    """Play a rehearsal as a newcomer would, and look at the clock with each line that it prints."""
    command = [sys.executable, "-u", "-m", "flows", "rehearse", "--members", str(MEMBERS), "--folder", str(folder)]
    environment = {**os.environ, "COLUMNS": "200"}
    began = time.monotonic()
    with subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True) as process:  # noqa: S603  # our own
        heard = [(time.monotonic(), _finished(line)) for line in process.stdout or ()]
    parts: Parts = defaultdict(float)
    for at, what in ((at, what) for at, what in heard if what):
        parts[what] += at - began
        began = at
    if process.returncode or _LAST not in parts:
        raise RuntimeError("the rehearsal failed")
    return dict(parts)


def _finished(line: str) -> str:
    """What a line of the rehearsal says is over, or nothing."""
    act = _ACT.search(line)
    if act:
        return next((name for start, name in _APART.items() if act[1].startswith(start)), "the season's other acts")
    return _FIRST if line.startswith(_UP) else _LAST if _DOWN in line else ""


def _bare(folder: Path) -> Parts:
    """The same server and worker with one deployment, whose flow does nothing."""
    folder.mkdir()
    switches, log = serving.environment(folder, port=serving.free_port()), folder / "prefect.log"
    parts: Parts = {}
    with ExitStack() as stack:
        with _timed(parts, "server"):
            dashboard = stack.enter_context(serving.server(switches, log))
        with _timed(parts, "deploying and worker"):
            _prefect(switches, log, "work-pool", "create", POOL, "--type", "process")
            _prefect(switches, log, "--no-prompt", "deploy", f"{__file__.replace('rehearsal', 'nothing')}:nothing",
                     "--name", "nothing", "--pool", POOL)  # fmt: skip
            stack.enter_context(serving.worker(switches, log))
            _until(lambda: Scheduler(f"{dashboard}/api").found(f"work_pools/{POOL}/workers"), "a worker")
        with _timed(parts, "run"):
            _run_nothing(f"{dashboard}/api")
        began = time.monotonic()
    parts["stopping"] = time.monotonic() - began
    return parts


def _run_nothing(api: str) -> None:
    prefect = Scheduler(api)
    deployment = prefect.get("/deployments/name/nothing/nothing")["id"]
    run = prefect.send(f"/deployments/{deployment}/create_flow_run", {})["id"]
    final = {"COMPLETED", "FAILED", "CRASHED", "CANCELLED"}
    _until(lambda: prefect.get(f"/flow_runs/{run}")["state_type"] in final, "the run of nothing")
    state = prefect.get(f"/flow_runs/{run}")["state_type"]
    if state != "COMPLETED":
        raise RuntimeError(f"the run of nothing is {state}")


def _prefect(switches: dict[str, str], log: Path, *words: str) -> None:
    with log.open("ab") as out:
        command = [sys.executable, "-m", "prefect", *words]
        subprocess.run(command, env={**os.environ, **switches}, cwd=log.parent, stdout=out, stderr=out, check=True)  # noqa: S603


def _until(done: Callable[[], object], what: str) -> None:
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not done():
        if time.monotonic() > deadline:
            raise TimeoutError(f"waited {PATIENCE_SECONDS} s for {what} in vain")
        time.sleep(0.2)


@contextmanager
def _timed(parts: Parts, name: str) -> Iterator[None]:
    began = time.monotonic()
    yield
    parts[name] = time.monotonic() - began


if __name__ == "__main__":
    main()
