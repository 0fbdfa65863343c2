"""Runs that wait for a person's answer: for each question there is one, and a new one if it was left unanswered."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from prefect.client.orchestration import get_client
from prefect.client.schemas.filters import FlowRunFilter, FlowRunFilterTags
from prefect.client.schemas.objects import FlowRun
from prefect.deployments import run_deployment

DEAD_AFTER = timedelta(hours=1)
"""By Prefect's clock, which is this machine's: a run that asks pauses within seconds of starting."""


def ask_once(deployment: str, parameters: Mapping[str, Any], *, tag: str) -> None:
    """Start a run that asks, unless one does already. `tag` is what it asks about, e.g. "certify:autumn-26".

    Raises Prefect's ObjectNotFound where that deployment isn't in place.
    """
    past = _runs_that_asked(tag)
    if any(_still_asks(run) for run in past):
        return
    run_deployment(
        deployment,
        parameters=dict(parameters),
        timeout=0,
        idempotency_key=f"{tag}:{len(past)}",
        tags=[tag],
        as_subflow=False,
    )


def _still_asks(run: FlowRun) -> bool:
    """Whether a run waits for its answer, or is about to. One that died while running never says so."""
    if run.state is None or run.state.is_final():
        return False
    begun = run.state.is_running() or run.state.is_pending()
    return not begun or datetime.now(UTC) - run.state.timestamp < DEAD_AFTER


def _runs_that_asked(tag: str) -> list[FlowRun]:
    with get_client(sync_client=True) as client:
        return client.read_flow_runs(flow_run_filter=FlowRunFilter(tags=FlowRunFilterTags(all_=[tag])))
