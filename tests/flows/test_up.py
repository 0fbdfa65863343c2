"""`canvass up`: the dashboard and its worker, as an organisation runs them."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from prefect.client.orchestration import SyncPrefectClient
from prefect.client.schemas.filters import DeploymentFilter, DeploymentFilterId
from prefect.client.schemas.objects import StateType

from flows import pages_shown, serving
from flows.rehearsal import venue
from tests.conftest import ON_SQLITE
from tests.flows.club import Club

# One kind of book will do: what the worker runs opens its book as every command does.
pytestmark = [pytest.mark.flow, pytest.mark.xdist_group("prefect"), ON_SQLITE]

PATIENCE_SECONDS = 150


@pytest.fixture
def dashboard(club: Club, tmp_path: Path) -> Iterator[str]:
    """The address of a dashboard that `canvass up` serves for the club, ended as a service manager does it."""
    port = serving.free_port()
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("CANVASS_", "PREFECT_"))}
    words = [sys.executable, "-m", "flows", "up", "--port", str(port), "--home", str(tmp_path / "prefect")]
    with (tmp_path / "out.txt").open("w+") as out:
        process = subprocess.Popen(
            words, env=kept | venue.as_environment(club.settings), stdout=out, stderr=out, text=True
        )
        try:
            _wait(lambda: "The dashboard is at" in (tmp_path / "out.txt").read_text(), process)
            yield f"http://127.0.0.1:{port}/api"
        finally:
            process.send_signal(signal.SIGTERM)
            assert process.wait(timeout=60) == 0, (tmp_path / "out.txt").read_text()


def _wait(until: Callable[[], Any], process: subprocess.Popen[str] | None = None) -> Any:
    """Wait for something that another process does."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < deadline and (process is None or process.poll() is None):
        found = until()
        if found:
            return found
        threading.Event().wait(0.5)
    raise AssertionError("waited in vain")


def test_a_run_started_in_the_dashboard_is_carried_out(dashboard: str) -> None:
    """Every deployment is in place, schedules yield runs, and a run that an organiser starts leaves its page.

    Prefect's own client asks, since a busy server may send it away for a moment.
    """
    with SyncPrefectClient(dashboard) as organiser:
        deployments = {one.name: one.id for one in organiser.read_deployments()}
        assert set(deployments) == {
            "membership", "draft", "freeze", "extend", "certify", "reissue", "correct", "excuse", "exempt", "accept",
            "release", "discard", "withdraw", "tend", "requests", "decide", "statement", "confirm", "cosponsor",
            "notify", "share", "object", "erase", "erased", "retention", "race", "process", "step", "fact",
            "recommend", "recommendation", "annual-meeting", "priorities", "key-priorities", "annual-priorities",
            "motion", "year", "partners", "reasons", "no-endorsement", "reopen", "ballot", "season", "questionnaire",
            "more-time", "decline", "allied-answers", "forum", "forum-off", "forum-held", "forum-reply",
            "release-press", "reported", "remove-race", "candidate-link", "old-link", "told", "history", "resign",
            "seat", "co-chairs", "meeting", "meeting-held", "recall", "ask-recusal", "recuse", "nominations",
            "nominations-moved", "nominations-off", "consensus", "slate", "ad-hoc-seats", "ad-hoc-ended", "plan",
            "reached", "move-date", "circumstance", "absent", "doctor", "parallel-vote", "parallel-vote-moved",
            "parallel-vote-off", "report", "next-step", "agree", "end-partnership", "partner-link",
            "flat-vote", "stand-aside",
        }  # fmt: skip
        scheduled = DeploymentFilter(id=DeploymentFilterId(any_=[deployments["tend"]]))
        assert _wait(lambda: organiser.read_flow_runs(deployment_filter=scheduled))
        run = organiser.create_flow_run_from_deployment(deployments["membership"], idempotency_key="once").id
        _wait(lambda: organiser.read_flow_run(run).state_type is StateType.COMPLETED)
        page = str(pages_shown.newest(organiser, "membership")[0].data)
    assert "members may vote today" in page
    assert "M01" in page
