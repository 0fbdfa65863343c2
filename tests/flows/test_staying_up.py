"""`canvass up` starts nothing that would do harm, and carries on with what was interrupted when the machine died."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from uuid import UUID

import httpx
import pytest
from prefect.client.orchestration import SyncPrefectClient
from prefect.client.schemas.filters import DeploymentFilter, DeploymentFilterId
from prefect.client.schemas.objects import FlowRun, State, StateType

from flows import pages_shown, server_log, serving, staying_up
from flows.duties.health import dashboard
from flows.duties.health.findings import Group, wrong
from flows.rehearsal import venue
from flows.serving import ServingFault
from integrations import scheduler
from tests.conftest import ON_SQLITE
from tests.flows.club import Club
from tests.flows.processes import NEEDS_PROC, children, kill, wait, words_of
from tests.flows.terminal import canvass, refused

ROOT = Path(__file__).parents[2]


@ON_SQLITE
def test_it_isnt_started_where_that_would_do_harm(club: Club, tmp_path: Path) -> None:
    """An open file of settings, and an address that others reach without a password, are refused with a remedy."""
    settings = venue.as_environment(club.settings)
    (tmp_path / ".env").write_text("")
    (tmp_path / ".env").chmod(0o644)
    assert "chmod 600 .env" in refused(canvass("up", settings=settings))
    (tmp_path / ".env").chmod(0o600)
    open_to_all = refused(canvass("up", "--host", "0.0.0.0", settings=settings))  # noqa: S104  the point of it
    assert "CANVASS_DASHBOARD_PASSWORD" in open_to_all
    assert not (tmp_path / "prefect").exists()


def test_what_is_merely_wrong_is_said_and_no_hindrance() -> None:
    """A finding that does no harm is told at the start, with its remedy, and nothing is refused for it."""
    group, said = Group("Group"), list[str]()
    staying_up.refuse_harm([group.ok("one", "well"), group.wrong("two", "is tight", "Make room.")], said.append)
    assert said == ["Group, two: is tight. Make room."]
    with pytest.raises(ServingFault, match="three: breaks"):
        staying_up.refuse_harm([group.wrong("three", "breaks", "Mend it.", harms=True)], said.append)


def test_the_log_is_turned_over(tmp_path: Path) -> None:
    """It begins anew once it is too large, while others write on; as many older ones are kept as were asked for."""
    log = tmp_path / "up.log"
    assert not server_log.turn_over(log)
    with log.open("ab", buffering=0) as writer:
        for nth in range(5):
            writer.write(b"%d" % nth * 10)
            assert server_log.turn_over(log, largest=10, kept=2)
        writer.write(b"after")
    assert not server_log.turn_over(log, largest=10, kept=2)
    assert {one.name: one.read_bytes() for one in tmp_path.iterdir()} == {
        "up.log": b"after",
        "up.log.1": b"4" * 10,
        "up.log.2": b"3" * 10,
    }


@contextmanager
def _up(club: Club, folder: Path, port: int, out: Path) -> Iterator[subprocess.Popen[bytes]]:
    """`canvass up`, until it says that the dashboard is there; ended at the end, if it lives."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("CANVASS_", "PREFECT_"))}
    words = [sys.executable, "-m", "flows", "up", "--port", str(port), "--home", str(folder / "prefect")]
    settings = venue.as_environment(club.settings) | {"PYTHONPATH": str(ROOT)}
    with out.open("wb") as told:
        process = subprocess.Popen(words, env=kept | settings, stdout=told, stderr=told)
        try:
            wait(lambda: "The dashboard is at" in out.read_text() or process.poll() is not None, "the dashboard")
            assert process.poll() is None, out.read_text()
            yield process
        finally:
            process.send_signal(signal.SIGTERM)
            assert process.wait(timeout=60) in (0, -signal.SIGKILL), out.read_text()


@ON_SQLITE
@pytest.mark.flow
@NEEDS_PROC
@pytest.mark.xdist_group("prefect")
def test_a_run_that_was_interrupted_is_carried_on_with(club: Club, tmp_path: Path) -> None:
    """Killed in the middle of a run with all that it started, `up` queues the run anew, and it ends well with its page.

    The doctor finds the dashboard in order then, with every door and with runs planned, and nothing missing of what the
    first start put in place. It is called at once when a pass fails. A server that is killed alone is started anew, and
    a service manager's word ends it all well. A door that an earlier release left behind is taken away.
    """
    port = serving.free_port()
    club.sandbox.faults.plan("slow", "GET */members", times=99, seconds=60)
    with SyncPrefectClient(f"http://127.0.0.1:{port}/api") as organiser:
        with _up(club, tmp_path, port, tmp_path / "first.txt") as up:
            run = organiser.create_flow_run_from_deployment(_door(organiser, "membership/membership")).id
            wait(lambda: organiser.read_flow_run(run).state_type is StateType.RUNNING, "the run to begin")
            wait(lambda: club.sandbox.faults.met, "the run to ask for members")
            _leave_a_door(organiser)
            kill(up.pid, *children(up.pid))
        club.sandbox.faults.clear()
        with _up(club, tmp_path, port, tmp_path / "second.txt") as up:
            wait(lambda: "queued anew" in (tmp_path / "second.txt").read_text(), "the run to be queued anew")
            wait(lambda: organiser.read_flow_run(run).state_type is StateType.COMPLETED, "the run to end")
            assert organiser.read_flow_run(run).run_count == 2
            page = str(pages_shown.newest(organiser, "membership")[0].data)
            assert "members may vote today" in page
            assert "M01" in page
            found = list(dashboard.look(scheduler.Scheduler(f"http://127.0.0.1:{port}/api")))
            assert wrong(found) == []
            assert "of-old" not in {one.name for one in organiser.read_deployments()}
            assert "no other website gets in" in {one.key: one for one in found}["Dashboard/strangers"].what
            assert {"Dashboard/doors", "Dashboard/schedule of tend"} <= {
                one.key for one in found if one.verdict == "ok"
            }
            wait(lambda: _calls_the_doctor(organiser, "tend/tend"), "the doctor to be called")
            kill(*filter(_is_server, children(up.pid)))
            wait(lambda: "ended by itself" in (tmp_path / "prefect" / staying_up.LOG).read_text(), "it to be noticed")
            wait(lambda: organiser.hello().status_code == httpx.codes.OK, "the server to be there again")


def _leave_a_door(organiser: SyncPrefectClient) -> None:
    """As a release before this one may have done."""
    flow = organiser.read_flow_by_name("membership").id
    organiser.create_deployment(flow, "of-old", work_pool_name=serving.POOL, entrypoint="flows/of_old.py:of_old")


def _door(organiser: SyncPrefectClient, name: str) -> UUID:
    return organiser.read_deployment_by_name(name).id


def _calls_the_doctor(organiser: SyncPrefectClient, door: str) -> bool:
    """Whether the doctor was called after a run of a door failed.

    On SQLite Prefect loses events when it is busy, so one that fails again is the only honest way to ask.
    """
    run = organiser.create_flow_run_from_deployment(_door(organiser, door)).id
    organiser.set_flow_run_state(run, State(type=StateType.FAILED), force=True)
    with suppress(AssertionError):
        return bool(wait(lambda: any(map(_by_event, _runs_of(organiser, "doctor/doctor"))), "the doctor", seconds=20))
    return False


def _runs_of(organiser: SyncPrefectClient, door: str) -> list[FlowRun]:
    found = DeploymentFilter(id=DeploymentFilterId(any_=[_door(organiser, door)]))
    return organiser.read_flow_runs(deployment_filter=found)


def _by_event(run: FlowRun) -> bool:
    return bool(run.created_by and run.created_by.type == "AUTOMATION")


def _is_server(pid: int) -> bool:
    return words_of(pid)[1:5] == ["-m", *serving.DASHBOARD[1:4]]
