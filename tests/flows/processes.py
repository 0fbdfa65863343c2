"""Processes of ours in tests: waited for, and killed with all that they started, as when the power fails."""

from __future__ import annotations

import os
import signal
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

import httpx
import pytest

PATIENCE_SECONDS = 240
"""A server starts in ten seconds on an idle machine, and takes ten times as long on one that is busy."""

NEEDS_PROC = pytest.mark.skipif(not Path("/proc/self").exists(), reason="processes are looked up in /proc")


def wait(until: Callable[[], Any], what: str, *, seconds: float = PATIENCE_SECONDS) -> Any:
    """Wait for something that another process does."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        found = _tried(until)
        if found:
            return found
        threading.Event().wait(0.3)
    raise AssertionError(f"waited in vain for {what}")


def _tried(look: Callable[[], Any]) -> Any:
    with suppress(OSError, httpx.HTTPError):
        return look()
    return None


def children(pid: int) -> list[int]:
    """The processes that a process has started, and those that these have."""
    told = [_tried((one / "stat").read_text) for one in Path("/proc").iterdir() if one.name.isdecimal()]
    split = [one.rpartition(")") for one in told if one]
    found = [int(head.split()[0]) for head, _, rest in split if int(rest.split()[1]) == pid]
    return [*found, *(grandchild for child in found for grandchild in children(child))]


def kill(*pids: int) -> None:
    """End processes without a word to them."""
    for pid in pids:
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)


def words_of(pid: int) -> list[str]:
    """How a process was called."""
    return Path(f"/proc/{pid}/cmdline").read_bytes().decode().split("\0")
