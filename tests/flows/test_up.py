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

import httpx
import pytest

from flows import serving
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
    """Every deployment is in place, schedules yield runs, and a run that an organiser starts leaves its page."""
    with httpx.Client(base_url=dashboard, timeout=30) as browser:
        deployments = {one["name"]: one for one in browser.post("/deployments/filter", json={}).json()}
        assert set(deployments) == {
            "membership", "draft", "freeze", "certify", "reissue", "correct", "excuse", "exempt", "accept", "release",
            "discard", "withdraw", "tend", "requests", "decide", "statement", "confirm", "cosponsor", "notify", "share",
            "object", "erase", "erased", "retention", "race", "process", "step", "fact", "recommend", "recommendation",
            "annual-meeting", "priorities", "key-priorities", "annual-priorities", "motion", "year",
            "reasons", "no-endorsement", "reopen", "ballot", "season", "questionnaire", "more-time", "decline",
            "allied-answers", "forum", "forum-off", "forum-held", "forum-reply", "release-press", "reported",
            "remove-race", "candidate-link", "old-link", "told", "history", "resign", "co-chairs",
            "meeting", "meeting-held", "recall", "ask-recusal", "recuse",
            "nominations", "nominations-moved", "nominations-off", "consensus", "slate", "ad-hoc-seats", "ad-hoc-ended",
        }  # fmt: skip
        scheduled = {"deployments": {"id": {"any_": [deployments["tend"]["id"]]}}}
        assert _wait(lambda: browser.post("/flow_runs/filter", json=scheduled).json())
        begun = browser.post(f"/deployments/{deployments['membership']['id']}/create_flow_run", json={}).json()
        _wait(lambda: browser.get(f"/flow_runs/{begun['id']}").json()["state_type"] == "COMPLETED")
        page = browser.get("/artifacts/membership/latest").json()["data"]
    assert "members may vote today" in page
    assert "M01" in page
