"""The rehearsal: the command a newcomer runs first, as a newcomer runs it."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from core import recount
from integrations.sandbox import inbox
from integrations.sandbox.world import World

pytestmark = [pytest.mark.flow, pytest.mark.xdist_group("prefect")]

ROOT = Path(__file__).parent.parent.parent

SECONDS = 300
"""Far beyond the two minutes promised: this test asks whether it works. `make bench` says how long it takes."""


@pytest.fixture(scope="module")
def rehearsed(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """A small season, played by the command line in a process of its own: its folder, and what it printed."""
    folder = tmp_path_factory.mktemp("stage")
    words = [sys.executable, "-m", "flows", "rehearse", "--members", "24", "--folder", str(folder / "rehearsal")]
    done = subprocess.run(words, env=_surroundings(), capture_output=True, text=True, timeout=SECONDS, check=False)
    log = folder / "rehearsal" / "prefect.log"
    assert done.returncode == 0, done.stdout + done.stderr + (log.read_text() if log.exists() else "")
    return folder / "rehearsal", done.stdout


def _surroundings() -> dict[str, str]:
    """No settings but those that a command finds by itself."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("CANVASS_", "PREFECT_"))}
    return {**kept, "COLUMNS": "120", "NO_COLOR": "1", "PYTHONPATH": str(ROOT)}


def test_it_says_what_happened_and_where_to_look(rehearsed: tuple[Path, str]) -> None:
    """The output names the result of both contests, the fate of every ballot, and four things to look at."""
    folder, said = rehearsed
    for words in ("Mayor:", "Sheriff:", "received =", "The key is destroyed", "canvass verify", "canvass look"):
        assert words in said
    assert (folder / "inbox" / "index.html").exists()


def test_every_letter_of_the_season_arrived_once(rehearsed: tuple[Path, str]) -> None:
    """Ballots, three reminders and the result are in the mailboxes, none of them twice, none with an empty tag."""
    folder, _ = rehearsed
    mails = inbox.mails(World.opened(folder / "world.json"))
    assert {mail.title.partition("/")[2] for mail in mails} == {
        "ballot", "reminder-1", "reminder-2", "reminder-3", "result",
    }  # fmt: skip
    assert len({(mail.to, mail.title) for mail in mails}) == len(mails)
    assert not [mail.faults for mail in mails if mail.faults]


def test_its_pack_can_be_recounted(rehearsed: tuple[Path, str]) -> None:
    """The recount pack it leaves verifies, and is the one whose fingerprint went out with the result."""
    folder, _ = rehearsed
    assert recount.verify(folder / "packs" / "autumn").ok


def test_nothing_secret_is_left_behind(rehearsed: tuple[Path, str]) -> None:
    """After sealing no key file is left, and no field at Mailchimp holds a code."""
    folder, _ = rehearsed
    assert not list((folder / "keys").glob("*"))
    world = json.loads((folder / "world.json").read_text(encoding="utf-8"))
    (audience,) = world["mailchimp"]["lists"].values()
    fields = [member["merge_fields"] for member in audience["members"].values()]
    assert not [tag for held in fields for tag, value in held.items() if value and tag not in ("FNAME", "LNAME")]


@pytest.fixture
def opened(rehearsed: tuple[Path, str], tmp_path: Path) -> Iterator[str]:
    """What `canvass look` printed once all was open. It is ended with SIGTERM, and says goodbye with 0."""
    said = tmp_path / "said.txt"
    words = [sys.executable, "-m", "flows", "look", "--folder", str(rehearsed[0])]
    with said.open("w") as out:
        looking = subprocess.Popen(words, env=_surroundings(), stdout=out, stderr=out)
        try:
            _wait(lambda: "Press Ctrl-C" in said.read_text() or looking.poll() is not None)
            yield said.read_text()
        finally:
            looking.terminate()
            assert looking.wait(timeout=60) == 0, said.read_text()


def _wait(until: Callable[[], Any]) -> Any:
    """Wait for something that another process does."""
    deadline = time.monotonic() + SECONDS
    while time.monotonic() < deadline:
        if found := until():
            return found
        threading.Event().wait(0.5)
    raise AssertionError("waited in vain")


def test_it_can_be_looked_at_and_worked_with(rehearsed: tuple[Path, str], opened: str) -> None:
    """While it is open, commands in its folder are about it, a run is carried out, and a second look is refused."""
    folder, _ = rehearsed
    assert f"cd {folder} && " in opened.replace("\n", "")
    status = _flows("status", folder=folder)
    assert status.returncode == 0, status.stderr
    assert "autumn" in status.stdout
    dashboard = re.search(r"(http\S+)/runs", opened)
    assert dashboard
    with httpx.Client(base_url=f"{dashboard[1]}/api", timeout=30) as browser:
        deployment = browser.get("/deployments/name/membership/membership").json()["id"]
        begun = browser.post(f"/deployments/{deployment}/create_flow_run", json={}).json()["id"]
        _wait(lambda: browser.get(f"/flow_runs/{begun}").json()["state_type"] == "COMPLETED")
    second = _flows("look", "--folder", str(folder), folder=folder.parent)
    assert second.returncode == 1
    assert "is in use" in second.stderr


def _flows(*words: str, folder: Path) -> subprocess.CompletedProcess[str]:
    whole = [sys.executable, "-m", "flows", *words]
    return subprocess.run(whole, env=_surroundings(), cwd=folder, capture_output=True, text=True, check=False)
