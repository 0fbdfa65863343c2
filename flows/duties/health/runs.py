"""Runs: those of the dashboard that failed, and those that wait for somebody's answer."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import requests

from flows.duties.health import dashboard, standstill
from flows.duties.health.trouble import Trouble, in_number
from flows.secretary import Refusal, Secretary
from integrations.scheduler import Scheduler

A_DAY = timedelta(days=1)

LOOKED_AT = timedelta(minutes=70)
"""How long a pass's failure is told although the next one went through: the doctor looks every hour."""

BAD = ("FAILED", "CRASHED")
AT_ONCE, MOST_PAGES = 200, 5
"""Prefect gives so many runs at once; of more than these pages nobody needs the exact number."""

SLIPS = (f"exception: {Refusal.__name__}:", "never resumed")
"""What Prefect says of runs that whoever started them was told no, or whose question is asked anew by another run."""


def at_prefect(secretary: Secretary, prefect: Scheduler) -> tuple[list[Trouble], list[str]]:
    """Runs that failed, and approvals that wait. Without an answer there is nothing to be told of them."""
    try:
        return [*_failed(prefect), *_waiting(secretary, prefect)], ["failed/", "waiting/"]
    except requests.RequestException:
        return [], []


def _failed(prefect: Scheduler) -> Iterator[Trouble]:
    """By door what runs by itself, tenfold is news; by its name what somebody started, and twice as often is news.

    Whoever was told no by a run has read it there.
    """
    now = datetime.now(UTC)
    doors = {one["id"]: one for one in prefect.found("deployments")}
    ended = {"state": {"type": {"any_": [*BAD]}}, "end_time": {"after_": (now - A_DAY).isoformat()}}
    failed = [(doors[run["deployment_id"]], run) for run in _runs(prefect, ended) if run["deployment_id"] in doors]
    by_itself = Counter(door["id"] for door, run in failed if door["name"] in dashboard.PASSES)
    started = Counter(
        (door["name"], run["name"])
        for door, run in failed
        if door["name"] not in dashboard.PASSES and not _is_slip(run)
    )
    for id_ in sorted(by_itself):
        since = min(dashboard.finished(prefect, doors[id_]), now - LOOKED_AT)
        number = sum(door["id"] == id_ and _ended(run) > since for door, run in failed)
        if number:
            yield _failure(doors[id_]["name"], "", number, grade=len(str(number)))
    for (name, run), number in sorted(started.items()):
        yield _failure(name, f"/{_mark(run)}", number, grade=number.bit_length())


def _failure(door: str, which: str, number: int, *, grade: int) -> Trouble:
    more = f"runs of “{door}” failed in the past 24 hours"
    return Trouble(
        f"failed/{door}{which}",
        in_number(number, f"1 run of “{door}” failed in the past 24 hours", more),
        "Open it in the dashboard, under Runs: its log says what was in the way.",
        grade=grade,
        more=more,
        number=number,
    )


def _runs(prefect: Scheduler, which: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """The newest first: a pass that fails all day must not hide what somebody started."""
    for page in range(MOST_PAGES):
        at = page * AT_ONCE
        found = prefect.found("flow_runs", flow_runs=which, sort="END_TIME_DESC", limit=AT_ONCE, offset=at)
        yield from found
        if len(found) < AT_ONCE:
            return


def _is_slip(run: dict[str, Any]) -> bool:
    said = run["state"].get("message") or ""
    return any(slip in said for slip in SLIPS)


def _ended(run: dict[str, Any]) -> datetime:
    ended: datetime = dashboard.instant(run["state"]["timestamp"])
    return ended


def _mark(name: str) -> str:
    """What a run is known by. Its name is what somebody typed, and isn't kept."""
    return hashlib.sha256(name.encode()).hexdigest()[:8]


def _waiting(secretary: Secretary, prefect: Scheduler) -> Iterator[Trouble]:
    """Answers that are waited for since a day, or at once where a vote opens or closes within one."""
    ahead = standstill.ahead(secretary)
    for run in prefect.found("flow_runs", flow_runs={"state": {"type": {"any_": ["PAUSED"]}}}, limit=AT_ONCE):
        since = datetime.now(UTC) - _ended(run)
        deadline = ahead.get(str((run.get("parameters") or {}).get("election", "")).strip())
        if deadline:
            what = f"“{run['name']}” waits for somebody’s answer, and {deadline}"
        elif since > A_DAY:
            what = f"“{run['name']}” has waited {dashboard.in_words(since)} for somebody’s answer"
        else:
            continue
        do = "Open it in the dashboard, under Runs, and press Resume."
        yield Trouble(f"waiting/{run['id']}", what, do, grade=int(bool(deadline)))
