"""Waiting for what other processes do: the worker that starts, the run that asks, the certificate."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

from prefect.client.orchestration import get_client
from prefect.client.schemas.filters import FlowRunFilter, FlowRunFilterTags
from prefect.client.schemas.objects import FlowRun

PATIENCE_SECONDS = 90


def asking(key: str) -> FlowRun | None:
    """The run that waits for the officer's answer, as soon as it does."""
    with get_client(sync_client=True) as client:
        runs = client.read_flow_runs(flow_run_filter=FlowRunFilter(tags=FlowRunFilterTags(all_=[f"certify:{key}"])))
    return next((run for run in runs if run.state is not None and run.state.is_paused()), None)


def wait(until: Callable[[], Any], what: str) -> Any:
    """Wait for something that another process does."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < deadline:
        if found := until():
            return found
        time.sleep(0.3)
    raise TimeoutError(
        f"Waited {PATIENCE_SECONDS} s for {what} in vain; prefect.log in the rehearsal's folder says why."
    )
