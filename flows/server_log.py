"""The log of what is served: begun anew once it is too large, and a line of our own in it now and then."""

from __future__ import annotations

import os
import shutil
from datetime import UTC, datetime
from itertools import pairwise
from pathlib import Path

LARGEST = 5 * 1024 * 1024
"""Bytes."""
KEPT = 5


def turn_over(log: Path, *, largest: int = LARGEST, kept: int = KEPT) -> bool:
    """Begin the log anew once it is too large; older ones are log.1, log.2 … Others may be writing into it meanwhile.

    They hold it open for appending, so it is copied and emptied; a line written in that moment may be lost.
    """
    if not log.exists() or log.stat().st_size < largest:
        return False
    older = [log.with_name(f"{log.name}.{nth}") for nth in range(1, kept + 1)]
    there = [(newer, before) for newer, before in pairwise(older) if newer.exists()]
    for newer, before in reversed(there):
        newer.replace(before)
    shutil.copy2(log, older[0])
    os.truncate(log, 0)
    return True


def note(log: Path, words: str) -> None:
    """A line of our own in the log."""
    with log.open("a", encoding="utf-8") as out:
        out.write(f"{datetime.now(UTC).isoformat(timespec='seconds')} canvass: {words}\n")
