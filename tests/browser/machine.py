"""A machine that an organisation runs Canvass on: a folder, `canvass up` in it, and the day on which it dies."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Mapping
from pathlib import Path

from flows import serving
from flows.rehearsal import venue
from integrations.settings import Settings
from tests.browser.chromium import pause
from tests.browser.rehearsed import surroundings

SECONDS = 600
PASSPHRASE = "eleven made-up words"


class Machine:
    """One machine. Whatever it keeps lies in its folder; nothing of another machine's is there."""

    def __init__(self, folder: Path, settings: Settings) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self.folder = folder.resolve()
        self.port = serving.free_port()
        self.dashboard = f"http://127.0.0.1:{self.port}"
        places = {name: self.folder / name for name in ("keys", "packs", "shares", "calendar")}
        book = f"sqlite:///{self.folder / 'canvass.db'}"
        self.settings = settings.model_copy(update={"database_url": book, "dashboard": self.dashboard, **places})
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def environment(self) -> Mapping[str, str]:
        """What a program on this machine finds in its environment."""
        return surroundings(CANVASS_BACKUP_PASSPHRASE=PASSPHRASE, **venue.as_environment(self.settings))

    def run(self, *words: str) -> str:
        """Somebody at the machine gives a command. Returns what it prints."""
        command = [sys.executable, "-m", "flows", *words]
        done = subprocess.run(
            command, env=self.environment, cwd=self.folder, capture_output=True, text=True, timeout=SECONDS, check=False
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    def up(self) -> None:
        """Start the dashboard and the worker, and wait until they are there."""
        said = self.folder / "up.txt"
        words = [sys.executable, "-m", "flows", "up", "--port", str(self.port), "--home", str(self.folder / "prefect")]
        with said.open("w") as out:
            self._process = subprocess.Popen(words, env=self.environment, cwd=self.folder, stdout=out, stderr=out)
        until = time.monotonic() + SECONDS
        while time.monotonic() < until and self._process.poll() is None:
            if "The dashboard is at" in said.read_text():
                return
            pause(0.5)
        raise AssertionError(said.read_text())

    def die(self) -> None:
        """The power goes: every process of the machine is gone at once, without a word."""
        if self._process is None:
            return
        for process in (*_below(self._process.pid), self._process.pid):
            try:
                os.kill(process, signal.SIGKILL)
            except ProcessLookupError:
                continue
        self._process.wait()
        self._process = None


def _below(parent: int) -> list[int]:
    """The processes that a process started, and theirs."""
    asked = ["ps", "-e", "-o", "pid=,ppid="]
    pairs = [tuple(map(int, line.split())) for line in subprocess.check_output(asked, text=True).splitlines()]
    found = [parent]
    for one in found:
        found += [pid for pid, of in pairs if of == one]
    return found[1:]
