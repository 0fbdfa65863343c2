"""Runs shown: which runs of the dashboard wait for a person, and which failed and weren't made good since."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta

from prefect.client.orchestration import SyncPrefectClient
from prefect.client.schemas.filters import (
    FlowRunFilter,
    FlowRunFilterStartTime,
    FlowRunFilterState,
    FlowRunFilterStateType,
)
from prefect.client.schemas.objects import FlowRun, StateType
from prefect.client.schemas.sorting import FlowRunSort

from flows import settled
from flows.asking import UNANSWERED
from flows.pages.needs import Need, need
from flows.secretary import Secretary

LOOKED_BACK = timedelta(days=7)
"""How long a failed run stays on the desk, by this machine's clock, unless the same was done since."""

BY_ITSELF = ("tend", "membership", "requests", "season", "year", "partners", "retention")
"""Runs that come again by themselves, by the first word of their names in the dashboard."""

FAILED = (StateType.FAILED, StateType.CRASHED)


def needs(secretary: Secretary, client: SyncPrefectClient, dashboard: str) -> list[Need]:
    """What of the runs needs a person, as the desk says it: names of runs and links to them, nothing of what they said.

    `dashboard` is its address without a path. A run whose question is settled is left out; the next pass ends it.
    """
    waiting = settled.waiting(client)
    past = settled.among(secretary, client, waiting)
    recent = FlowRunFilterStartTime(after_=datetime.now(UTC) - LOOKED_BACK)
    failed = _runs(client, *FAILED, since=recent)
    made_good = {one.name: one.start_time for one in reversed(_runs(client, StateType.COMPLETED, since=recent))}
    return [
        *(_waits(one, dashboard) for one in waiting if one.id not in past),
        *(_failed(one, dashboard) for one in _newest(failed) if not _is_past(one, made_good.get(one.name))),
    ]


def _runs(client: SyncPrefectClient, *states: StateType, since: FlowRunFilterStartTime) -> list[FlowRun]:
    wanted = FlowRunFilter(state=FlowRunFilterState(type=FlowRunFilterStateType(any_=list(states))), start_time=since)
    return client.read_flow_runs(flow_run_filter=wanted, sort=FlowRunSort.START_TIME_DESC, limit=200)


def _newest(runs: Iterable[FlowRun]) -> list[FlowRun]:
    """One for each name: who tried three times needs one line."""
    return list({one.name: one for one in reversed(list(runs))}.values())[::-1]


def _is_past(run: FlowRun, done: datetime | None) -> bool:
    """Whether the same was done since, or the run's question is asked anew by another run."""
    asked_again = bool(run.state and UNANSWERED in (run.state.message or ""))
    return asked_again or (done is not None and run.start_time is not None and done > run.start_time)


def _waits(run: FlowRun, dashboard: str) -> Need:
    return need(
        f"The run “{run.name}” waits for an answer",
        "It shows what will happen, and does nothing before somebody has said so.",
        "Open it, read what stands under Resume, and choose.",
        who="an organiser" if not run.name.startswith("Certify") else "an officer",
        page="the run",
        address=lambda _: f"{dashboard}/runs/flow-run/{run.id}",
    )


def _failed(run: FlowRun, dashboard: str) -> Need:
    by_itself = run.name.lower().startswith(BY_ITSELF)
    return need(
        f"The run “{run.name}” failed",
        "Its last lines say what stood in its way. What it had done by then is on record, and isn't done twice.",
        "Nothing, if the next one goes through: it starts by itself."
        if by_itself
        else "Open it, mend what it names, and start the door again.",
        who="the technical volunteer, if it fails again" if by_itself else "whoever started it",
        page="the run",
        address=lambda _: f"{dashboard}/runs/flow-run/{run.id}",
    )
