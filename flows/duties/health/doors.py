"""Doors: what organisers can start in the dashboard, and which of it an earlier release left behind."""

from __future__ import annotations

import re
from pathlib import Path

from integrations.scheduler import Json, Scheduler

POOL = "canvass"
DOORS = Path(__file__).parents[3] / "prefect.yaml"
OURS = "flows/"
"""Where the flow of every door of Canvass's own is. Whoever adds doors of theirs has them in another folder."""


def wanted() -> set[str]:
    """The names of this release's doors."""
    return set(re.findall(r"^  - name: (\S+)$", DOORS.read_text(encoding="utf-8"), re.MULTILINE))


def left_over(found: list[Json]) -> list[Json]:
    """Of the doors that were found, those of an earlier release: Prefect leaves them in place, schedules and all.

    Prefect knows a door by its flow's name and its own, so one whose flow was renamed is there twice; the one that was
    put in place last is this release's. Doors of other pools, and those that somebody added, are left alone.
    """
    ours = [one for one in found if one.get("work_pool_name") == POOL and _is_ours(one)]
    newest = {one["name"]: one["id"] for one in sorted(ours, key=lambda one: str(one["updated"]))}
    names = wanted()
    return [one for one in ours if one["name"] not in names or newest[one["name"]] != one["id"]]


def _is_ours(door: Json) -> bool:
    return str(door.get("entrypoint") or "").startswith(OURS)


def remove_left_over(prefect: Scheduler) -> list[str]:
    """Take away what an earlier release left behind, with the runs that were planned. Their names, in order.

    Meant for the moment after this release's doors were put in place. What such doors did is still in the dashboard.
    Raises requests' exceptions.
    """
    removed = list[str]()
    while old := left_over(prefect.found("deployments")):
        for one in old:
            prefect.remove(f"/deployments/{one['id']}")
            removed.append(one["name"])
    return sorted(removed)
