"""A rehearsal, played and opened again by the command line, as somebody would who wants to look at it."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from flows.rehearsal import stage
from integrations.sandbox.server import Sandbox
from integrations.sandbox.world import World
from tests.browser.album import ROOT, Rehearsed
from tests.browser.chromium import pause

SECONDS = 900


def surroundings(**more: str) -> dict[str, str]:
    """The environment of a program of ours that knows no settings but these, and is this very copy of the project."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("CANVASS_", "PREFECT_"))}
    return kept | {"PYTHONPATH": str(ROOT)} | more


def play(folder: Path, *, where: Path) -> None:
    """Play a season. Minutes on a slow machine."""
    words = [sys.executable, "-m", "flows", "rehearse", "--folder", str(folder)]
    done = subprocess.run(
        words, env=surroundings(), cwd=where, capture_output=True, text=True, timeout=SECONDS, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr


@contextmanager
def looked_at(folder: Path) -> Iterator[Rehearsed]:
    """What a rehearsal left, served: its dashboard by `canvass look`, and the forms as voting had just begun."""
    world = World.opened(folder / stage.WHILE_OPEN)
    with _look(folder) as dashboard, Sandbox(world=world) as sandbox:
        yield Rehearsed(dashboard, sandbox.url, world)


@contextmanager
def _look(folder: Path) -> Iterator[str]:
    said = folder / "look.txt"
    words = [sys.executable, "-m", "flows", "look", "--folder", str(folder)]
    with said.open("w") as out:
        process = subprocess.Popen(words, env=surroundings(), cwd=folder, stdout=out, stderr=out)
    try:
        yield _told(said, r"(http://127\.0\.0\.1:\d+)/runs", process)
    finally:
        process.terminate()
        process.wait(timeout=60)


def _told(said: Path, pattern: str, process: subprocess.Popen[bytes]) -> str:
    until = time.monotonic() + SECONDS
    while time.monotonic() < until and process.poll() is None:
        found = re.search(pattern, said.read_text())
        if found:
            return found[1]
        pause(0.5)
    raise AssertionError(f"`canvass look` didn't open the rehearsal: {said.read_text()}")
