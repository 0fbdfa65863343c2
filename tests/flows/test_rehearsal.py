"""The rehearsal: the command a newcomer runs first, as a newcomer runs it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from core import recount
from integrations.sandbox import inbox
from integrations.sandbox.world import World

pytestmark = [pytest.mark.flow, pytest.mark.xdist_group("prefect")]

SECONDS = 300
"""Far beyond the two minutes promised: this test asks whether it works. `make bench` says how long it takes."""


@pytest.fixture(scope="module")
def rehearsed(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """A small season, played by the command line in a process of its own: its folder, and what it printed."""
    folder = tmp_path_factory.mktemp("stage")
    words = [sys.executable, "-m", "flows", "rehearse", "--members", "24", "--folder", str(folder / "rehearsal")]
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("CANVASS_", "PREFECT_"))}
    done = subprocess.run(  # noqa: S603
        words, env={**environment, "COLUMNS": "120"}, capture_output=True, text=True, timeout=SECONDS, check=False
    )
    log = folder / "rehearsal" / "prefect.log"
    assert done.returncode == 0, done.stdout + done.stderr + (log.read_text() if log.exists() else "")
    return folder / "rehearsal", done.stdout


def test_it_says_what_happened_and_where_to_look(rehearsed: tuple[Path, str]) -> None:
    """The output names the result of both contests, the fate of every ballot, and four things to look at."""
    folder, said = rehearsed
    for words in ("Mayor:", "Sheriff:", "received =", "The key is destroyed", "canvass verify", "canvass look"):
        assert words in said
    assert (folder / "inbox" / "index.html").exists()


def test_every_letter_of_the_season_arrived_once(rehearsed: tuple[Path, str]) -> None:
    """Ballots, three reminders and the result are in the mailboxes, none of them twice, none with an empty merge tag."""
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
