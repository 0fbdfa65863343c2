"""Several machines: the dashboard on one, workers on others, one book on PostgreSQL, and everything once.

That processes may do the same at the same time, and be killed on it, is shown by `tests/trust/test_together.py` through
a whole season, on either kind of book. Here they are real workers of Prefect's.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from functools import partial
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from prefect.client.orchestration import SyncPrefectClient
from prefect.client.schemas.objects import StateType

from flows import serving
from flows.rehearsal import venue
from tests.conftest import ON_POSTGRESQL, ON_SQLITE
from tests.flows.ballots import CLOSES, OPENS, START
from tests.flows.club import ADA, BO, HOUR, MINUTE, WITH_LINK, Club
from tests.flows.processes import NEEDS_PROC, children, kill, wait

pytestmark = [pytest.mark.flow, pytest.mark.xdist_group("prefect")]

PASSWORD = "canary-password-4k7w"


@contextmanager
def _started(club: Club, folder: Path, *words: str, without: tuple[str, ...] = ()) -> Iterator[subprocess.Popen[bytes]]:
    """A command that goes on until it is ended as a service manager does it, or killed. What it says is in out.txt."""
    settings = venue.as_environment(club.settings) | {"CANVASS_DASHBOARD_PASSWORD": PASSWORD}
    told = {name: value for name, value in settings.items() if name.removeprefix("CANVASS_").lower() not in without}
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("CANVASS_", "PREFECT_"))}
    folder.mkdir(exist_ok=True)
    out = folder / "out.txt"
    with out.open("w") as said:
        process = subprocess.Popen(
            [sys.executable, "-m", "flows", *words, "--home", str(folder / "prefect")],
            env=kept | told | {"PYTHONPATH": str(serving.HOUSE)},
            cwd=folder,
            stdout=said,
            stderr=said,
        )
        try:
            yield process
        finally:
            process.send_signal(signal.SIGTERM)
            assert process.wait(timeout=60) in (0, -signal.SIGKILL), out.read_text()


@contextmanager
def _dashboard(club: Club, folder: Path) -> Iterator[SyncPrefectClient]:
    """The dashboard, which has no key to anything outside."""
    port = serving.free_port()
    outside = ("google_client_secret", "google_refresh_token", "mailchimp_api_key", "database_url", "keys")
    with _started(club, folder / "server", "serve", "--port", str(port), without=outside):
        wait(lambda: "The dashboard is at" in (folder / "server" / "out.txt").read_text(), "the dashboard")
        with SyncPrefectClient(f"http://127.0.0.1:{port}/api", auth_string=f"canvass:{PASSWORD}") as client:
            yield client


@contextmanager
def _worker(club: Club, folder: Path, client: SyncPrefectClient) -> Iterator[subprocess.Popen[bytes]]:
    """A worker with a home of its own."""
    server = str(client.api_url).rstrip("/").removesuffix("/api")
    with _started(club, folder, "work", "--server", server) as process:
        yield process


def _has_ended(client: SyncPrefectClient, run: UUID) -> bool:
    return client.read_flow_run(run).state_type in {StateType.COMPLETED, StateType.FAILED}


def _run(client: SyncPrefectClient, flow: str, *, times: int = 1) -> None:
    """Let a flow be run so often at the same time, and wait until all of it is done."""
    deployment = next(one for one in client.read_deployments() if one.name == flow)
    runs = [client.create_flow_run_from_deployment(deployment.id).id for _ in range(times)]
    for run in runs:
        wait(partial(_has_ended, client, run), flow)
        assert client.read_flow_run(run).state_type is StateType.COMPLETED


@ON_SQLITE
@NEEDS_PROC
@pytest.mark.crash
def test_dashboard_and_worker_may_be_apart(club: Club, tmp_path: Path) -> None:
    """`canvass serve` holds no key and no book; what it is asked, `canvass work` does, by the dashboard's password.

    Where a worker's machine dies in the middle of a run, its next start takes the run up again.
    """
    club.sandbox.faults.plan("slow", "GET */members", times=99, seconds=60)
    with _dashboard(club, tmp_path) as client:
        run = client.create_flow_run_from_deployment(client.read_deployment_by_name("membership/membership").id).id
        with _worker(club, tmp_path / "worker", client) as work:
            wait(lambda: club.sandbox.faults.met, "the run to ask for members")
            kill(work.pid, *children(work.pid))
        assert client.read_flow_run(run).state_type is StateType.RUNNING
        club.sandbox.faults.clear()
        with _worker(club, tmp_path / "worker", client):
            wait(lambda: client.read_flow_run(run).state_type is StateType.COMPLETED, "the run to end")
        assert client.read_flow_run(run).run_count == 2
    assert "1 interrupted run is queued anew." in (tmp_path / "worker" / "out.txt").read_text()
    log = (tmp_path / "server" / "prefect" / "canvass-serve.log").read_text(encoding="utf-8")
    assert PASSWORD not in log


@ON_POSTGRESQL
@pytest.mark.crash
def test_two_workers_do_everything_once(club: Club, tmp_path: Path) -> None:
    """A whole ballot on one book of PostgreSQL's: each pass is started four times at once, with two workers for it."""
    club.go_to("frozen")
    hoped = _played(club, club.tend)
    club.go_to("frozen")
    with _dashboard(club, tmp_path) as client, ExitStack() as stack:
        for n in (0, 1):
            stack.enter_context(_worker(club, tmp_path / f"worker-{n}", client))
        met = _played(club, lambda: _run(client, "tend", times=4))
    assert met == hoped
    logs = [(tmp_path / f"worker-{n}" / "prefect" / "canvass-work.log").read_text(encoding="utf-8") for n in (0, 1)]
    assert all("submitting flow run" in log.casefold() for log in logs), "both have to have had work"


def _played(club: Club, tend: Callable[[], object]) -> dict[str, Any]:
    """From the frozen roll to the announced result, and what came of it."""
    for when in (START + 2 * HOUR, OPENS + MINUTE, OPENS + 10 * MINUTE, OPENS + 2 * HOUR):
        club.at(when)
        tend()
    for who in (ADA, BO):
        club.vote(who)
    for when in (club.reminder_times()[0], CLOSES + MINUTE, CLOSES + HOUR):
        club.at(when)
        tend()
    club.certify()
    for when in (CLOSES + 3 * HOUR, CLOSES + 5 * HOUR):
        club.at(when)
        tend()
    election = club.election()
    assert len(club.mails("ballot")) < len(WITH_LINK)
    return {
        "state": election.state,
        "counts": [one.count for one in election.contests],
        "intake": election.intake,
        "mails": sorted((mail.to, mail.title) for which in club.letters() for mail in club.mails(which)),
        "forms": len(club.sandbox.world.google["forms"]),
        "log": sorted(club.log()),
    }
