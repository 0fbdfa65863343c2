"""Interrupted runs: whatever was under way when the machine or its worker died is queued anew."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path

from flows.duties.health.dashboard import instant
from flows.duties.health.doors import POOL
from integrations.scheduler import Json, Scheduler

BEGUN = ["RUNNING", "PENDING", "CANCELLING"]

WORKER = "prefect.worker.name"
"""The label by which Prefect's worker says that a run is its own, before it starts the run's process."""

SILENCE = timedelta(minutes=5)
"""Whoever hasn't said for so long that they are there has died. A worker says it every half minute."""

_PROCESSES = Path("/proc")


def queue_ours(prefect: Scheduler, *, here: str) -> int:
    """Give the interrupted runs of the worker called `here` back to the queue. How many that were.

    Meant for the moment before that worker is started: whatever it had begun is interrupted then, but for a run whose
    process outlived it on this machine. Runs that were being cancelled are ended. Nothing is done twice by it, since
    every flow looks at the book first. Raises requests' exceptions.
    """
    ours = [run for run in _begun(prefect) if _whose(run) == here]
    return _queue(prefect, ours)


def queue_of_the_silent(prefect: Scheduler, *, here: str, silence: timedelta = SILENCE) -> int:
    """The same while the worker called `here` works, for what has stood as it stands for so long and is nobody's.

    That goes for runs of workers that died and may never come back under their names, such as those of containers; for
    our own whose process outlived an earlier worker and has died since; and for what a worker took, but didn't begin.
    Only for somebody whom the server has answered for so long: a worker that lives could have said so in that time.
    Raises requests' exceptions.
    """
    now = datetime.now(UTC)
    old = [run for run in _begun(prefect) if now - _since(run, now) > silence]
    if not old:
        return 0
    workers = {one["name"]: one["last_heartbeat_time"] for one in prefect.found(f"work_pools/{POOL}/workers")}
    alive = {name for name, heard in workers.items() if name != here and now - instant(heard, otherwise=now) <= silence}
    return _queue(prefect, [run for run in old if _is_nobodys(run, alive)])


def _is_nobodys(run: Json, alive: set[str]) -> bool:
    """Whether no other worker that lives is at a run. Whether our own is, its process tells."""
    # Taken, but not begun: the worker takes a run before it writes its name on it, so the name may be an earlier one's.
    if run["state_type"] == "PENDING":
        return True
    # Begun by a worker that can't be told: while there is any other, it may be theirs.
    return _whose(run) not in alive if _whose(run) else not alive


def _queue(prefect: Scheduler, runs: Iterable[Json]) -> int:
    alive, number = _alive_here(), 0
    for run in runs:
        if _lives(run["infrastructure_pid"] or "") if alive is None else run["id"] in alive:
            continue
        prefect.send(f"/flow_runs/{run['id']}/set_state", {"state": _next(run), "force": True})
        number += 1
    return number


def _begun(prefect: Scheduler) -> Iterator[Json]:
    """All runs that are called under way. Runs without a door are somebody's own."""
    asked = {"flow_runs": {"state": {"type": {"any_": BEGUN}}}, "sort": "ID_DESC", "limit": 200}
    found, offset = prefect.found("flow_runs", **asked), 0
    under_way = list(found)
    while len(found) == asked["limit"]:
        offset += len(found)
        found = prefect.found("flow_runs", **asked, offset=offset)
        under_way += found
    yield from (one for one in under_way if one["deployment_id"])


def _whose(run: Json) -> str:
    return str((run.get("labels") or {}).get(WORKER, ""))


def _since(run: Json, now: datetime) -> datetime:
    since: datetime = instant(run["state"]["timestamp"], otherwise=now)
    return since


def _next(run: Json) -> Json:
    if run["state_type"] == "CANCELLING":
        return {"type": "CANCELLED", "name": "Cancelled", "message": "its process ended with the machine"}
    return {
        "type": "SCHEDULED",
        "name": "Scheduled",
        "message": "queued anew: it was interrupted",
        "state_details": {"scheduled_time": datetime.now(UTC).isoformat()},
    }


def _alive_here() -> set[str] | None:
    """The runs whose processes live on this machine, by what Prefect told each at its start. None: it can't be seen."""
    if not _PROCESSES.is_dir():
        return None
    found = set()
    for one in _PROCESSES.iterdir():
        with suppress(OSError):  # it has ended since, or is somebody else's
            told = (one / "environ").read_bytes() if one.name.isdecimal() else b""
            found |= {word[len(_RUN) :].decode() for word in told.split(b"\0") if word.startswith(_RUN)}
    return found


_RUN = b"PREFECT__FLOW_RUN_ID="


def _lives(pid: str) -> bool:
    """Whether there is a process of this number: the least that any machine can tell, since numbers are used again."""
    if not pid.isdecimal():
        return False
    try:
        os.kill(int(pid), 0)
    except OSError:
        return False
    return True
