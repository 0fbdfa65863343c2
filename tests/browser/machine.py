"""A machine that an organisation runs Canvass on: the program in a folder, `canvass up`, and the day it dies."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType

from tests.browser.album import ROOT
from tests.browser.chromium import pause
from tests.browser.rehearsed import surroundings

SECONDS = 600
PASSPHRASE = "eleven made-up words"
PROGRAM = ("core", "flows", "integrations", "templates", "prefect.yaml")
NOTHING: Mapping[str, str] = MappingProxyType({})


class Machine:
    """One machine. It begins with the program and nothing else; whatever it is told and keeps lies in its folder."""

    def __init__(self, folder: Path, port: int) -> None:
        self.folder, self.port = folder.resolve(), port
        self.dashboard = f"http://127.0.0.1:{port}"
        self.env = self.folder / ".env"
        self._process: subprocess.Popen[bytes] | None = None
        self.folder.mkdir(parents=True)
        for name in PROGRAM:
            copy = shutil.copytree if (ROOT / name).is_dir() else shutil.copy2
            copy(ROOT / name, self.folder / name)

    @property
    def _environment(self) -> dict[str, str]:
        return surroundings(PYTHONPATH=str(self.folder), CANVASS_BACKUP_PASSPHRASE=PASSPHRASE)

    def run(self, *words: str, secrets: Mapping[str, str] = NOTHING) -> str:
        """Somebody at the machine gives a command, with secrets in its environment. Returns what it prints."""
        done = subprocess.run(
            [sys.executable, "-m", "flows", *words],
            env={**self._environment, **secrets},
            cwd=self.folder,
            capture_output=True,
            text=True,
            timeout=SECONDS,
            check=False,
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    def set(self, *lines: str) -> None:
        """Somebody adds lines to `.env` with an editor."""
        with self.env.open("a", encoding="utf-8") as file:
            file.write("".join(f"{line}\n" for line in lines))

    def up(self) -> None:
        """Start the dashboard and the worker, and wait until they are there."""
        said = self.folder / "up.txt"
        words = [sys.executable, "-m", "flows", "up", "--port", str(self.port)]
        with said.open("w") as out:
            self._process = subprocess.Popen(words, env=self._environment, cwd=self.folder, stdout=out, stderr=out)
        until = time.monotonic() + SECONDS
        while time.monotonic() < until and self._process.poll() is None:
            if "The dashboard is at" in said.read_text():
                return
            pause(0.5)
        raise AssertionError(said.read_text())

    def die(self) -> None:
        """The power goes: every process of the machine is gone at once, without a word, and its disk with them."""
        if self._process is None:
            return
        for process in (*_below(self._process.pid), self._process.pid):
            try:
                os.kill(process, signal.SIGKILL)
            except ProcessLookupError:
                continue
        self._process.wait()
        self._process = None
        self.folder.rename(self.folder.with_name(f"{self.folder.name}-is-dead"))


def _below(parent: int) -> list[int]:
    """The processes that a process started, and theirs."""
    asked = ["ps", "-e", "-o", "pid=,ppid="]
    pairs = [tuple(map(int, line.split())) for line in subprocess.check_output(asked, text=True).splitlines()]
    found = [parent]
    for one in found:
        found += [pid for pid, of in pairs if of == one]
    return found[1:]
