"""The dashboard: whether Prefect's server answers, all doors are in place, and runs are planned and finished."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from importlib.metadata import version
from typing import Any

import requests

from flows import strangers
from flows.duties.health.doors import POOL, left_over, wanted
from flows.duties.health.findings import Finding, Group
from integrations.scheduler import Scheduler

GROUP = Group("Dashboard")
START = "Start it: canvass up. On a machine that stays on, let its service manager do so."
RESTART = "Stop and start it again: canvass up puts everything in place anew."

PASSES = {
    "tend": timedelta(hours=1),
    "season": timedelta(hours=3),
    "requests": timedelta(hours=4),
    "year": timedelta(hours=4),
    "partners": timedelta(hours=4),
    "membership": timedelta(hours=6),
}
"""What runs by itself, and how long it may be since it last finished: several times of what its schedule says."""

UNHEARD = timedelta(minutes=2)
"""A worker says every half minute that it is there."""

LATE = timedelta(minutes=20)


def look(prefect: Scheduler, *, running: bool = True) -> Iterator[Finding]:
    """Reads only. `running`: it ought to be, so that no answer is wrong and not just unknown."""
    try:
        said = prefect.get("/admin/version")
    except requests.HTTPError as fault:
        yield _refused(fault)
        return
    except requests.RequestException:
        silent = GROUP.wrong if running else GROUP.unknown
        yield silent("server", "it doesn't answer", START)
        return
    yield _versions(str(said))
    yield from _strangers(prefect)
    yield from _worker(prefect)
    yield from doors(prefect)
    yield from passes(prefect)


def _refused(fault: requests.HTTPError) -> Finding:
    status = fault.response.status_code
    if status in {requests.codes.unauthorized, requests.codes.forbidden}:
        mend = "Put the dashboard's password into CANVASS_DASHBOARD_PASSWORD, here as where the dashboard is."
        return GROUP.wrong("server", "it asks for a password, and this isn't it", mend)
    return GROUP.wrong("server", f"something else answers at its address ({status})", "Look at CANVASS_DASHBOARD.")


def _versions(serving: str) -> Finding:
    own = version("prefect")
    if serving == own:
        return GROUP.ok("server", f"it answers, and is of the release that is installed here, {own}")
    return GROUP.wrong("server", f"it is Prefect {serving}, and {own} is installed here", RESTART)


def _strangers(prefect: Scheduler) -> Iterator[Finding]:
    """Whether somebody gets in who shouldn't; and who may, though nobody asks them who they are."""
    name, asks = "strangers", bool(prefect.login)
    let_in = list(strangers.let_in(prefect.api.removesuffix("/api"), asks_for_a_password=asks))
    if let_in:
        yield GROUP.wrong(name, f"it answers {', '.join(let_in)}", "Stop it. Let only Canvass start it: canvass up")
    elif asks:
        yield GROUP.ok(name, "it asks everybody for the password, and answers no other website's pages")
    else:
        what = "no other website gets in, but whoever can use this machine needs no password to do anything there"
        yield GROUP.unknown(name, what, "If others have accounts here, set CANVASS_DASHBOARD_PASSWORD.")


def _worker(prefect: Scheduler) -> Iterator[Finding]:
    pools = [one for one in prefect.found("work_pools") if one["name"] == POOL]
    if not pools:
        yield GROUP.wrong("work pool", "there is none of the name canvass, so nothing is carried out", RESTART)
        return
    if pools[0]["is_paused"]:
        yield GROUP.wrong(
            "work pool", "somebody paused it: nothing is carried out", "Press Resume at Work Pools, canvass."
        )
    else:
        yield GROUP.ok("work pool", "it is there, and isn't paused")
    heard = [instant(one["last_heartbeat_time"]) for one in prefect.found(f"work_pools/{POOL}/workers")]
    last = max((one for one in heard if one), default=None)
    if last is None:
        yield GROUP.wrong("worker", "none was ever heard of", RESTART)
    elif datetime.now(UTC) - last > UNHEARD:
        yield GROUP.wrong("worker", f"none was heard of for {in_words(datetime.now(UTC) - last)}", RESTART)
    else:
        yield GROUP.ok("worker", "one asks for work")


def doors(prefect: Scheduler) -> Iterator[Finding]:
    """Whether every door of prefect.yaml is in place and no other of ours, and what runs by itself has runs planned."""
    names, found = wanted(), prefect.found("deployments")
    old = left_over(found)
    there = {one["name"]: one for one in found if one not in old}
    missing = sorted(names - there.keys())
    if missing:
        yield GROUP.wrong("doors", f"not in place: {', '.join(missing)}", RESTART)
    else:
        yield GROUP.ok("doors", f"all {len(names)} are in place")
    if old:
        left = ", ".join(sorted(one["name"] for one in old))
        yield GROUP.wrong("old doors", f"still there, though this release has them no more: {left}", RESTART)
    for name in sorted(PASSES.keys() & there.keys()):
        yield _planned(prefect, there[name])


def _planned(prefect: Scheduler, door: dict[str, Any]) -> Finding:
    """Schedules that yield no runs are the way in which releases that don't fit break: silently."""
    name = f"schedule of {door['name']}"
    if door.get("paused") or not any(one["active"] for one in door["schedules"]):
        return GROUP.wrong(name, "somebody switched it off", f"Switch it on at Deployments, {door['name']}, Schedules.")
    planned = prefect.found(
        "flow_runs",
        deployments={"id": {"any_": [door["id"]]}},
        flow_runs={"state": {"type": {"any_": ["SCHEDULED"]}}},
        sort="EXPECTED_START_TIME_ASC",
        limit=1,
    )
    if not planned and datetime.now(UTC) - instant(door["updated"], otherwise=datetime.now(UTC)) < UNHEARD:
        return GROUP.unknown(name, "it was put in place just now", "Look again in two minutes.")
    if not planned:
        what = "it is on, but no run is planned: releases may be installed that don't work together"
        return GROUP.wrong(name, what, "Look at the versions above, then start canvass up anew.")
    due = instant(planned[0]["expected_start_time"], otherwise=datetime.now(UTC))
    if datetime.now(UTC) - due > LATE:
        return GROUP.wrong(
            name, f"a run has been due for {in_words(datetime.now(UTC) - due)}, and nobody took it", RESTART
        )
    return GROUP.ok(name, "runs are planned")


def passes(prefect: Scheduler) -> Iterator[Finding]:
    """The watchdog: whether what runs by itself has finished well lately."""
    there = {one["name"]: one for one in prefect.found("deployments")}
    for name in sorted(PASSES.keys() & there.keys()):
        since = finished(prefect, there[name])
        ago = datetime.now(UTC) - since
        if ago <= PASSES[name]:
            yield GROUP.ok(f"pass {name}", "it finished lately, or isn't due yet")
            continue
        what = f"it hasn't finished for {in_words(ago)}: since then nothing of it was done"
        mend = f"Open its newest run in the dashboard and read what it says. By hand it is: canvass {name}"
        yield GROUP.wrong(f"pass {name}", what, mend)


def finished(prefect: Scheduler, door: dict[str, Any]) -> datetime:
    """When a pass last ended well, or else was put in place."""
    ended = prefect.found(
        "flow_runs",
        deployments={"id": {"any_": [door["id"]]}},
        flow_runs={"state": {"type": {"any_": ["COMPLETED"]}}},
        sort="END_TIME_DESC",
        limit=1,
    )
    placed: datetime = instant(door["created"], otherwise=datetime.now(UTC))
    last: datetime = instant(ended[0]["end_time"], otherwise=placed) if ended else placed
    return max(placed, last)


def instant(told: str | None, *, otherwise: datetime | None = None) -> Any:
    """An instant as Prefect writes it."""
    return datetime.fromisoformat(told).astimezone(UTC) if told else otherwise


def in_words(span: timedelta) -> str:
    """How long something took, roughly."""
    minutes = int(span.total_seconds() // 60)
    if minutes < 120:
        return f"{minutes} minutes"
    return f"{minutes // 60} hours" if minutes < 48 * 60 else f"{minutes // 1440} days"
