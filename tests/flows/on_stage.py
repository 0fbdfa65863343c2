"""Rehearsals as tests play them: as people do, by the command with its own dashboard; or here, which takes less."""

from __future__ import annotations

import io
import os
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from rich.console import Console

from flows.rehearsal import programme, stage, venue
from flows.rehearsal.stage import What
from integrations.sandbox.server import Sandbox

ROOT = Path(__file__).parent.parent.parent

SECONDS = 300
"""Far beyond the two minutes promised: tests ask whether it works. `make bench` says how long it takes."""

WORLD = "world.json"

Played = tuple[Path, str]
"""The folder that a rehearsal left, and what it printed."""


def by_the_command(*words: str, folder: Path) -> Played:
    """Play by the command line, in a process of its own."""
    command = [sys.executable, "-m", "flows", "rehearse", *words, "--folder", str(folder / "rehearsal")]
    done = subprocess.run(
        command, env=surroundings(), cwd=folder, capture_output=True, text=True, timeout=SECONDS, check=False
    )
    log = folder / "rehearsal" / "prefect.log"
    assert done.returncode == 0, done.stdout + done.stderr + (log.read_text() if log.exists() else "")
    return folder / "rehearsal", done.stdout


def surroundings() -> dict[str, str]:
    """No settings but those that a command finds by itself."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("CANVASS_", "PREFECT_"))}
    return {**kept, "COLUMNS": "120", "NO_COLOR": "1", "PYTHONPATH": str(ROOT)}


def here(what: What, *, members: int, folder: Path) -> Played:
    """Play the same acts in this process, with the server that other tests of flows use, and no worker."""
    from flows.rehearsal import plays  # noqa: PLC0415  # imports Prefect

    said = io.StringIO()
    console = Console(file=said, width=120, no_color=True)
    played = plays.PLAYS[what].announced(plays.CHARTERS[what], None)
    with Sandbox(at=played.begins) as sandbox, pytest.MonkeyPatch.context() as patch:
        settings = venue.settings(sandbox, folder, charter=programme.keep(plays.CHARTERS[what], folder))
        settings = stage.furnish(sandbox, settings, played, members=members)
        for name, value in venue.as_environment(settings).items():
            patch.setenv(name, value)
        over = plays.PLAYS[what].put_on(sandbox, console, played, threading.Event(), folder / "world-open.json")
        sandbox.world.save(folder / WORLD)
    over.say_goodbye(folder, seconds=0)
    return folder, said.getvalue()


def in_a_line(said: str) -> str:
    """What was printed, without the lines and frames that it was broken into."""
    return " ".join(said.replace("│", " ").split())


BOTH_WAYS: Callable[..., Any] = pytest.mark.parametrize(
    "way", ["here", pytest.param("by the command", marks=pytest.mark.crash)], scope="module"
)
"""Played here with every change, and by the command with `make crash`."""


def played(way: str, what: What, option: str, *, members: int, folder: Path) -> Played:
    """A play in one of both ways."""
    if way == "here":
        return here(what, members=members, folder=folder)
    return by_the_command(option, "--members", str(members), folder=folder)
