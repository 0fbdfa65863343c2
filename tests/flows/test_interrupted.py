"""Runs that a machine left behind are queued anew by whoever can be sure of them, and by nobody else."""

from __future__ import annotations

import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from prefect import flow
from prefect.client.orchestration import SyncPrefectClient
from prefect.client.schemas.actions import WorkPoolCreate
from prefect.client.schemas.objects import State, StateType
from prefect.exceptions import ObjectAlreadyExists
from prefect.settings import PREFECT_API_URL

from flows import serving
from flows.caretaker import Caretaker
from flows.duties.health import interrupted
from integrations.scheduler import Scheduler

pytestmark = [pytest.mark.flow, pytest.mark.xdist_group("prefect")]

SILENCE = timedelta(seconds=1)
"""Short, so that nobody has to wait for five minutes."""


@flow
def nothing() -> None:
    """What the runs here would do."""


@dataclass
class Office:
    """A dashboard with a door, whose workers only say that they are there."""

    client: SyncPrefectClient
    door: UUID

    def heard(self, worker: str) -> None:
        """A worker says that it is there."""
        self.client.send_worker_heartbeat(serving.POOL, worker)

    def begun(self, worker: str, state: StateType = StateType.RUNNING) -> UUID:
        """A run that a worker has begun."""
        run = self.client.create_flow_run_from_deployment(self.door).id
        self.client.update_flow_run(run, infrastructure_pid="99999999")
        self.client.set_flow_run_state(run, State(type=state), force=True)
        if worker:
            self.client.update_flow_run_labels(run, {interrupted.WORKER: worker})
        return run

    def states(self, *runs: UUID) -> list[StateType | None]:
        """How runs stand."""
        return [self.client.read_flow_run(run).state_type for run in runs]


@pytest.fixture
def prefect(prefect_server: None) -> Scheduler:
    """The server, as Canvass asks it."""
    return Scheduler(str(PREFECT_API_URL.value()))


@pytest.fixture
def office(prefect: Scheduler) -> Iterator[Office]:
    """A door of its own on the server of the tests."""
    with SyncPrefectClient(prefect.api) as client:
        with suppress(ObjectAlreadyExists):
            client.create_work_pool(WorkPoolCreate(name=serving.POOL, type="process"))
        made = client.create_flow(nothing)
        door = client.create_deployment(flow_id=made, name=f"door-{uuid4().hex}")
        yield Office(client, door)
        client.delete_deployment(door)
        client.delete_work_pool(serving.POOL)


RUNNING, SCHEDULED, CANCELLED = StateType.RUNNING, StateType.SCHEDULED, StateType.CANCELLED
PENDING = StateType.PENDING


def _process_of(run: UUID) -> subprocess.Popen[bytes]:
    """A process that Prefect told which run it is."""
    sleeping = [sys.executable, "-c", "import time; print(flush=True); time.sleep(60)"]
    process = subprocess.Popen(sleeping, env={"PREFECT__FLOW_RUN_ID": str(run)}, stdout=subprocess.PIPE)
    assert process.stdout is not None
    process.stdout.readline()
    return process


def test_a_worker_takes_up_its_own_runs_and_no_others(office: Office, prefect: Scheduler) -> None:
    """At its start, those that carry its name; what was being cancelled is ended. Another's run goes on."""
    office.heard("there")
    ours, pending = office.begun("here"), office.begun("here", StateType.PENDING)
    stopping, theirs, nobodys = office.begun("here", StateType.CANCELLING), office.begun("there"), office.begun("")
    assert interrupted.queue_ours(prefect, here="here") == 3
    assert office.states(ours, pending, stopping) == [SCHEDULED, SCHEDULED, CANCELLED]
    assert office.states(theirs, nobodys) == [RUNNING, RUNNING]
    assert interrupted.queue_ours(prefect, here="here") == 0


def test_a_run_whose_process_lives_goes_on(office: Office, prefect: Scheduler) -> None:
    """It outlived its worker. Prefect told its process which run it is, and that is what counts, not a number."""
    run = office.begun("here")
    with _process_of(run) as process:
        assert interrupted.queue_ours(prefect, here="here") == 0
        process.kill()
    assert interrupted.queue_ours(prefect, here="here") == 1
    assert office.states(run) == [SCHEDULED]


def test_whoever_was_heard_of_lately_keeps_their_runs(office: Office, prefect: Scheduler) -> None:
    """After their silence a run is anybody's. One that no worker calls its own waits for the last of them."""
    office.heard("dead")
    office.heard("alive")
    runs = office.begun("dead"), office.begun("alive"), office.begun("")
    look = partial(interrupted.queue_of_the_silent, prefect, here="here")
    look()
    assert office.states(*runs) == [RUNNING, RUNNING, RUNNING]
    threading.Event().wait(SILENCE.total_seconds() + 0.1)
    office.heard("alive")
    look(silence=SILENCE)
    assert office.states(*runs) == [SCHEDULED, RUNNING, RUNNING]
    threading.Event().wait(SILENCE.total_seconds() + 0.1)
    look(silence=SILENCE)
    assert office.states(*runs) == [SCHEDULED, SCHEDULED, SCHEDULED]


def test_what_was_to_begin_and_never_did_is_anybodys(office: Office, prefect: Scheduler) -> None:
    """A worker takes a run before it writes its name on it. After the silence it is queued anew, whoever lives.

    Where the worker died in between there is no name on it, or that of whoever had it before.
    """
    runs = office.begun("", PENDING), office.begun("alive", PENDING)
    look = partial(interrupted.queue_of_the_silent, prefect, here="here")
    assert look() == 0
    threading.Event().wait(SILENCE.total_seconds() + 0.1)
    office.heard("alive")
    assert look(silence=SILENCE) == 2
    assert office.states(*runs) == [SCHEDULED, SCHEDULED]


def test_our_own_run_is_taken_up_while_we_work(office: Office, prefect: Scheduler) -> None:
    """A process that outlived its worker may die later, when nobody waits for it any more. One that lives goes on."""
    left, lives = office.begun("here"), office.begun("here")
    look = partial(interrupted.queue_of_the_silent, prefect, here="here")
    with _process_of(lives) as process:
        assert look() == 0
        threading.Event().wait(SILENCE.total_seconds() + 0.1)
        office.heard("here")
        assert look(silence=SILENCE) == 1
        assert office.states(left, lives) == [SCHEDULED, RUNNING]
        process.kill()
    assert look(silence=SILENCE) == 1
    assert office.states(lives) == [SCHEDULED]


def test_a_server_that_doesnt_answer_yet_is_waited_for(tmp_path: Path) -> None:
    """It is said once, and the worker isn't started: only before that is it certain what it left behind."""
    said, log = list[str](), tmp_path / "work.log"
    keeper = Caretaker(Scheduler(f"http://127.0.0.1:{serving.free_port()}/api"), "here", log, said.append)
    assert not keeper.before()
    assert not keeper.before()
    assert said == ["Waiting for the dashboard. It doesn't answer."]
    keeper.meanwhile()
    assert keeper.answered_since is None


def test_a_worker_keeps_its_name(tmp_path: Path) -> None:
    """It goes by its home, so that it knows its runs again; two machines that are called the same have two names."""
    one = serving.worker_name(tmp_path / "one")
    assert one == serving.worker_name(tmp_path / "one")
    assert one != serving.worker_name(tmp_path / "other")
