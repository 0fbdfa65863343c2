"""A machine that an organisation runs Canvass on: the program in a folder, `canvass up`, and the day it dies."""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

from tests.browser.album import ROOT
from tests.browser.chromium import pause
from tests.browser.rehearsed import surroundings

SECONDS = 600
PASSPHRASE = "eleven made-up words"
PROGRAM = ("core", "flows", "integrations", "templates", "prefect.yaml")
NOTHING: Mapping[str, str] = MappingProxyType({})


@dataclass(frozen=True)
class Program:
    """A command that is under way, and what it has said so far."""

    process: subprocess.Popen[bytes]
    said: Path

    def says(self, pattern: str) -> str:
        """Wait until it says something, and give that."""
        until = time.monotonic() + SECONDS
        while time.monotonic() < until:
            ended = self.process.poll() is not None
            found = re.search(pattern, self.said.read_text(encoding="utf-8"))
            if found or ended:
                break
            pause(0.3)
        assert found, self.said.read_text(encoding="utf-8")
        return found[0]


class Machine:
    """One machine. It begins with the program and nothing else; whatever it is told and keeps lies in its folder."""

    def __init__(self, folder: Path, port: int) -> None:
        self.folder, self.port = folder.resolve(), port
        self.dashboard = f"http://127.0.0.1:{port}"
        self.env = self.folder / ".env"
        self._up: Program | None = None
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

    def begin(self, *words: str) -> Program:
        """Somebody gives a command that takes its time, and does something else meanwhile."""
        said = self.folder / f"{words[0]}.txt"
        with said.open("w") as out:
            begun = subprocess.Popen(
                [sys.executable, "-m", "flows", *words], env=self._environment, cwd=self.folder, stdout=out, stderr=out
            )
        return Program(begun, said)

    def up(self) -> None:
        """Start the dashboard and the worker, and wait until they are there."""
        self._up = self.begin("up", "--port", str(self.port))
        self._up.says("The dashboard is at")

    def die(self) -> None:
        """The power goes: every process of the machine is gone at once, without a word, and its disk with them."""
        if self._up is None:
            return
        for process in (*_below(self._up.process.pid), self._up.process.pid):
            try:
                os.kill(process, signal.SIGKILL)
            except ProcessLookupError:
                continue
        self._up.process.wait()
        self._up = None
        self.folder.rename(self.folder.with_name(f"{self.folder.name}-is-dead"))


def _below(parent: int) -> list[int]:
    """The processes that a process started, and theirs."""
    asked = ["ps", "-e", "-o", "pid=,ppid="]
    pairs = [tuple(map(int, line.split())) for line in subprocess.check_output(asked, text=True).splitlines()]
    found = [parent]
    for one in found:
        found += [pid for pid, of in pairs if of == one]
    return found[1:]
