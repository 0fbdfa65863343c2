"""Interrupted runs: whatever was under way when the machine or its worker died is queued anew."""

from __future__ import annotations

import os
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from flows.duties.health.dashboard import POOL, UNHEARD, instant
from integrations.scheduler import Json, Scheduler

BEGUN = ["RUNNING", "PENDING", "CANCELLING"]


def queue_anew(prefect: Scheduler, *, here: str) -> int:
    """Give every interrupted run back to the queue, and end those that were being cancelled. How many that were.

    Meant for the moment before a worker is started. `here` is what this machine's worker is called. While another
    machine's worker is at work nothing is touched, since nobody could say whose a run is. A run whose process still
    lives goes on. Nothing is done twice by it: every flow looks at the book first.
    """
    if _others_work(prefect, here):
        return 0
    number = 0
    for run in _interrupted(prefect):
        prefect.send(f"/flow_runs/{run['id']}/set_state", {"state": _next(run), "force": True})
        number += 1
    return number


def _others_work(prefect: Scheduler, here: str) -> bool:
    if POOL not in {one["name"] for one in prefect.found("work_pools")}:
        return False
    now = datetime.now(UTC)
    heard = [
        instant(one["last_heartbeat_time"], otherwise=now)
        for one in prefect.found(f"work_pools/{POOL}/workers")
        if one["name"] != here and one.get("status") == "ONLINE"
    ]
    return any(now - last < UNHEARD for last in heard)


def _interrupted(prefect: Scheduler) -> Iterator[Json]:
    """All runs that are called under way though no process of theirs lives. Runs without a door are somebody's own."""
    asked = {"flow_runs": {"state": {"type": {"any_": BEGUN}}}, "sort": "ID_DESC", "limit": 200}
    found, offset = prefect.found("flow_runs", **asked), 0
    under_way = list(found)
    while len(found) == asked["limit"]:
        offset += len(found)
        found = prefect.found("flow_runs", **asked, offset=offset)
        under_way += found
    yield from (one for one in under_way if one["deployment_id"] and not _lives(one["infrastructure_pid"] or ""))


def _next(run: Json) -> Json:
    if run["state_type"] == "CANCELLING":
        return {"type": "CANCELLED", "name": "Cancelled", "message": "its process ended with the machine"}
    return {
        "type": "SCHEDULED",
        "name": "Scheduled",
        "message": "queued anew: it was interrupted",
        "state_details": {"scheduled_time": datetime.now(UTC).isoformat()},
    }


def _lives(pid: str) -> bool:
    """Whether a run's process is alive. Numbers are used again: on Linux it has to be one of Prefect's."""
    if not pid.isdecimal():
        return False
    try:
        os.kill(int(pid), 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return False  # somebody else's, who has got the number since
    words = Path(f"/proc/{pid}/cmdline")
    return b"prefect" in words.read_bytes() if words.exists() else True
