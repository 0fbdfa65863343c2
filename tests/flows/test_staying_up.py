"""`canvass up` starts nothing that would do harm, and carries on with what was interrupted when the machine died."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any
from uuid import UUID

import httpx
import pytest
from prefect.client.orchestration import SyncPrefectClient
from prefect.client.schemas.filters import DeploymentFilter, DeploymentFilterId
from prefect.client.schemas.objects import FlowRun, State, StateType

from flows import server_log, serving, staying_up
from flows.duties.health import dashboard
from flows.duties.health.findings import Group, wrong
from flows.rehearsal import venue
from flows.serving import ServingFault
from integrations import scheduler
from tests.conftest import ON_SQLITE
from tests.flows.club import Club
from tests.flows.terminal import canvass, refused

PATIENCE_SECONDS = 150
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


def _wait(until: Callable[[], Any]) -> Any:
    """Wait for something that another process does."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < deadline:
        found = _tried(until)
        if found:
            return found
        threading.Event().wait(0.3)
    raise AssertionError("waited in vain")


def _tried(look: Callable[[], Any]) -> Any:
    with suppress(OSError, httpx.HTTPError):
        return look()
    return None


@contextmanager
def _up(club: Club, folder: Path, port: int, out: Path) -> Iterator[subprocess.Popen[bytes]]:
    """`canvass up`, until it says that the dashboard is there; ended at the end, if it lives."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("CANVASS_", "PREFECT_"))}
    words = [sys.executable, "-m", "flows", "up", "--port", str(port), "--home", str(folder / "prefect")]
    settings = venue.as_environment(club.settings) | {"PYTHONPATH": str(ROOT)}
    with out.open("wb") as told:
        process = subprocess.Popen(words, env=kept | settings, stdout=told, stderr=told)
        try:
            _wait(lambda: "The dashboard is at" in out.read_text() or process.poll() is not None)
            assert process.poll() is None, out.read_text()
            yield process
        finally:
            process.send_signal(signal.SIGTERM)
            process.wait(timeout=60)


def _children(pid: int) -> list[int]:
    """The processes that a process has started, and those that these have."""
    told = [_tried((one / "stat").read_text) for one in Path("/proc").iterdir() if one.name.isdecimal()]
    split = [one.rpartition(")") for one in told if one]
    found = [int(head.split()[0]) for head, _, rest in split if int(rest.split()[1]) == pid]
    return [*found, *(grandchild for child in found for grandchild in _children(child))]


@ON_SQLITE
@pytest.mark.flow
@pytest.mark.skipif(not Path("/proc/self").exists(), reason="processes are looked up in /proc")
@pytest.mark.xdist_group("prefect")
def test_a_run_that_was_interrupted_is_carried_on_with(club: Club, tmp_path: Path) -> None:
    """Killed in the middle of a run with all that it started, `up` queues the run anew, and it ends well.

    The doctor finds the dashboard in order then, and nothing missing of what the first start put in place. It is called
    at once when a pass fails. A server that is killed alone is started anew.
    """
    port = serving.free_port()
    club.sandbox.faults.plan("slow", "GET */members", seconds=60)
    with SyncPrefectClient(f"http://127.0.0.1:{port}/api") as organiser:
        with _up(club, tmp_path, port, tmp_path / "first.txt") as up:
            run = _started(organiser, "membership/membership")
            _wait(lambda: club.sandbox.faults.met)
            _kill(up.pid, *_children(up.pid))
        club.sandbox.faults.clear()
        with _up(club, tmp_path, port, tmp_path / "second.txt") as up:
            assert "interrupted" in (tmp_path / "second.txt").read_text()
            _wait(lambda: organiser.read_flow_run(run).state_type is StateType.COMPLETED)
            assert organiser.read_flow_run(run).run_count == 2
            found = list(dashboard.look(scheduler.Scheduler(f"http://127.0.0.1:{port}/api")))
            assert wrong(found) == []
            assert "Dashboard/schedule of tend" in {one.key for one in found if one.verdict == "ok"}
            _fails(organiser, "tend/tend")
            _wait(lambda: [one for one in _runs_of(organiser, "doctor/doctor") if _by_event(one)])
            _kill(*filter(_is_server, _children(up.pid)))
            _wait(lambda: "ended by itself" in (tmp_path / "prefect" / staying_up.LOG).read_text())
            _wait(lambda: organiser.hello().status_code == httpx.codes.OK)


def _started(organiser: SyncPrefectClient, door: str) -> UUID:
    """A run of a door, once it is under way."""
    run = organiser.create_flow_run_from_deployment(organiser.read_deployment_by_name(door).id).id
    _wait(lambda: organiser.read_flow_run(run).state_type is StateType.RUNNING)
    return run


def _fails(organiser: SyncPrefectClient, door: str) -> None:
    """A run of a door fails."""
    run = organiser.create_flow_run_from_deployment(organiser.read_deployment_by_name(door).id).id
    organiser.set_flow_run_state(run, State(type=StateType.FAILED), force=True)


def _runs_of(organiser: SyncPrefectClient, door: str) -> list[FlowRun]:
    found = DeploymentFilter(id=DeploymentFilterId(any_=[organiser.read_deployment_by_name(door).id]))
    return organiser.read_flow_runs(deployment_filter=found)


def _by_event(run: FlowRun) -> bool:
    return bool(run.created_by and run.created_by.type == "AUTOMATION")


def _kill(*pids: int) -> None:
    for pid in pids:
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)


def _is_server(pid: int) -> bool:
    words = Path(f"/proc/{pid}/cmdline").read_bytes().split(b"\0")
    return words[1:5] == [b"-m", b"prefect", b"server", b"start"]
