"""Asking: a run shows what will happen, and waits for a person's word before anything does."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Literal

from prefect.client.orchestration import SyncPrefectClient, get_client
from prefect.client.schemas.filters import FlowRunFilter, FlowRunFilterState, FlowRunFilterStateType, FlowRunFilterTags
from prefect.client.schemas.objects import FlowRun, StateType
from prefect.client.schemas.sorting import FlowRunSort
from prefect.exceptions import ObjectNotFound
from prefect.flow_runs import suspend_flow_run
from prefect.input import RunInput
from pydantic import Field

from core.secrecy import fingerprint
from flows.duties.partnership import told
from flows.secretary import Secretary
from flows.titles import at

A_WEEK = 7 * 24 * 3600

ASKS_FIRST = "asks first"
"""The tag of deployments whose runs ask before they act."""

UNANSWERED = "never resumed"
"""How Prefect says, in the message of a failed run, that its question was left unanswered."""

LOOKED_BACK = timedelta(days=30)
"""How long ago a question may have lapsed, by this machine's clock, to be asked again."""

Decision = Literal["not yet", "do it", "leave it"]

LEFT = "Nothing was done, and nothing went out. What stood on record before still does."


class Approval(RunInput):
    """What whoever approves is asked."""

    decision: Decision = Field(
        "not yet",
        description="“do it” does what stands above; “leave it” ends this run without doing anything; with “not yet” "
        "you are asked again",
        **at(0, "Your decision"),
    )


def agreed(secretary: Secretary, preview: str, *, about: str = "") -> bool:
    """Show what will happen, and wait for a person's word. True: do it. False: leave it.

    `preview` is a page in Markdown without a time of its own. What was approved is that very page: if another one
    would be shown by the time of the answer, that one is asked about. Where numbers on it move while somebody reads,
    `about` is the page without them: only if that has changed, it is asked anew. Only for runs of the dashboard: a run
    suspends here, and begins anew once it is answered.
    """
    page = told.now(secretary).neutral(preview)
    mark, asked = fingerprint([about or page])[:12], 1
    while True:
        answer = suspend_flow_run(
            wait_for_input=Approval.with_initial_data(description=page), timeout=A_WEEK, key=f"{mark}-{asked}"
        )
        if answer.decision != "not yet":
            return answer.decision == "do it"
        asked += 1


def again() -> None:
    """For every question that was left unanswered there is a new run that asks it.

    The new run looks anew: what is done or impossible by now is said, and not asked.
    """
    with get_client(sync_client=True) as client:
        for run in _unanswered(client):
            _repeat(client, run)


def _unanswered(client: SyncPrefectClient) -> list[FlowRun]:
    failed = FlowRunFilter(
        tags=FlowRunFilterTags(all_=[ASKS_FIRST]),
        state=FlowRunFilterState(type=FlowRunFilterStateType(any_=[StateType.FAILED])),
    )
    found = client.read_flow_runs(flow_run_filter=failed, sort=FlowRunSort.START_TIME_DESC, limit=200)
    since = datetime.now(UTC) - LOOKED_BACK
    return [
        one for one in found
        if one.state and UNANSWERED in (one.state.message or "") and one.state.timestamp > since
    ]  # fmt: skip


def _repeat(client: SyncPrefectClient, run: FlowRun) -> None:
    """One new run for each that lapsed: the key finds the same one, however often this is done."""
    if run.deployment_id is None:
        return
    try:
        client.create_flow_run_from_deployment(
            run.deployment_id, parameters=run.parameters, tags=list(run.tags), idempotency_key=f"again:{run.id}"
        )
    except ObjectNotFound:  # the door is gone; a run of it can't be started
        return
