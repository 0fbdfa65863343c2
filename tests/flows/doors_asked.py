"""Doors of the dashboard as a worker carries them out: a run waits for its answer, is answered, and goes on."""

from __future__ import annotations

from contextlib import suppress
from datetime import timedelta
from typing import Any

from prefect import Flow
from prefect.client.orchestration import SyncPrefectClient, get_client
from prefect.client.schemas.actions import DeploymentScheduleCreate
from prefect.client.schemas.filters import FlowRunFilter, FlowRunFilterDeploymentId
from prefect.client.schemas.objects import FlowRun
from prefect.client.schemas.schedules import IntervalSchedule
from prefect.exceptions import Abort, Pause
from prefect.flow_engine import run_flow
from prefect.flow_runs import resume_flow_run
from prefect.states import Pending

from flows import asking


def started(client: SyncPrefectClient, door: Flow[..., Any], **parameters: Any) -> FlowRun:
    """A run of a door, as it is when somebody has sent the run form off."""
    flow_id = client.create_flow(door)
    deployment = client.create_deployment(flow_id=flow_id, name=door.name, tags=[asking.ASKS_FIRST])
    return client.create_flow_run_from_deployment(deployment, parameters=parameters)


def scheduled(client: SyncPrefectClient, door: Flow[..., Any], **parameters: Any) -> FlowRun:
    """A run of a door that the clock has started, and nobody else."""
    daily = DeploymentScheduleCreate(schedule=IntervalSchedule(interval=timedelta(days=1)))
    flow_id = client.create_flow(door)
    deployment = client.create_deployment(
        flow_id=flow_id, name="by the clock", schedules=[daily], parameters=parameters
    )
    client.request("POST", "/deployments/{id}/schedule", path_params={"id": deployment}, json={"max_runs": 1})
    wanted = FlowRunFilter(deployment_id=FlowRunFilterDeploymentId(any_=[deployment]))
    run = client.read_flow_runs(flow_run_filter=wanted)[0]
    client.set_flow_run_state(run.id, Pending(), force=True)
    client.delete_deployment(deployment)
    return client.read_flow_run(run.id)


def carried_out(client: SyncPrefectClient, door: Flow[..., Any], run: FlowRun) -> FlowRun:
    """What a worker does with a run that is due; the run as it is afterwards."""
    _worked_at(client, door, run)
    return client.read_flow_run(run.id)


def _worked_at(client: SyncPrefectClient, door: Flow[..., Any], run: FlowRun) -> Any:
    found = client.read_flow_run(run.id)
    with suppress(Abort, Pause):
        return run_flow(door, flow_run=found, parameters=found.parameters, return_type="state")


def answered(client: SyncPrefectClient, door: Flow[..., Any], run: FlowRun, decision: str, **more: str) -> FlowRun:
    """The run after somebody pressed Resume, and chose."""
    resume_flow_run(run.id, run_input={"decision": decision, **more})
    return carried_out(client, door, run)


def done(door: Flow[..., Any], **parameters: Any) -> str:
    """A door is started, asks, and is told to do it. Returns what it says."""
    with get_client(sync_client=True) as client:
        run = carried_out(client, door, started(client, door, **parameters))
        resume_flow_run(run.id, run_input={"decision": "do it"})
        return str(_worked_at(client, door, run).result())
