"""Doors that an earlier release left behind are noticed and taken away; nobody else's are touched."""

from __future__ import annotations

from collections.abc import Iterator
from uuid import uuid4

import pytest
from prefect import flow
from prefect.client.orchestration import SyncPrefectClient
from prefect.client.schemas.actions import WorkPoolCreate
from prefect.settings import PREFECT_API_URL

from flows.duties.health import dashboard, doors
from integrations.scheduler import Scheduler

pytestmark = [pytest.mark.flow, pytest.mark.xdist_group("prefect")]

ANOTHER = "somebodys-own"


@pytest.fixture
def prefect(prefect_server: None) -> Iterator[Scheduler]:
    """The server, with the pool of ours and one of somebody else's, and none of their doors afterwards."""
    found = Scheduler(str(PREFECT_API_URL.value()))
    with SyncPrefectClient(found.api) as client:
        client.create_work_pool(WorkPoolCreate(name=doors.POOL, type="process"), overwrite=True)
        client.create_work_pool(WorkPoolCreate(name=ANOTHER, type="process"), overwrite=True)
        yield found
        for one in (each for each in client.read_deployments() if each.work_pool_name in {doors.POOL, ANOTHER}):
            client.delete_deployment(one.id)
        client.delete_work_pool(doors.POOL)
        client.delete_work_pool(ANOTHER)


def _put(prefect: Scheduler, name: str, *, flow_name: str, at: str = "", pool: str = doors.POOL) -> str:
    """A door in place."""

    @flow(name=flow_name)
    def nothing() -> None:
        """What the door would do."""

    with SyncPrefectClient(prefect.api) as client:
        entrypoint = at or f"flows/{flow_name}.py:nothing"
        made = client.create_flow(nothing)
        return str(client.create_deployment(made, name, work_pool_name=pool, entrypoint=entrypoint))


def test_only_what_an_earlier_release_left_is_taken_away(prefect: Scheduler) -> None:
    """By name, and where a door is there twice since its flow was renamed. The doctor names them first.

    What somebody added stays: in another pool, or with a flow of their own.
    """
    gone = f"gone-{uuid4().hex[:6]}"
    renamed, old = _put(prefect, "tend", flow_name="tend-of-old"), _put(prefect, gone, flow_name=gone)
    kept = {
        _put(prefect, "tend", flow_name="tend"),
        _put(prefect, "theirs", flow_name="theirs", at="/srv/theirs.py:theirs"),
        _put(prefect, "apart", flow_name="apart", pool=ANOTHER),
    }
    said = {one.name: one for one in dashboard.doors(prefect)}["old doors"]
    assert (said.verdict, said.mend) == ("wrong", dashboard.RESTART)
    assert said.what.endswith(f": {gone}, tend")
    assert doors.remove_left_over(prefect) == [gone, "tend"]
    there = {one["id"] for one in prefect.found("deployments")}
    assert kept <= there
    assert not {renamed, old} & there
    assert doors.remove_left_over(prefect) == []
    assert "old doors" not in {one.name for one in dashboard.doors(prefect)}
