"""The sheet: what a measurement hands back – rows beside their lower limits, and what has to be said about them."""

from __future__ import annotations

import json
import os
import platform
import re
import statistics
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any


@dataclass(frozen=True)
class Row:
    """One thing measured, and the least it could be as measured in the same run. `limit_is` says what that least is."""

    what: str
    measured: str
    limit: str = ""
    limit_is: str = ""


@dataclass
class Sheet:
    """The rows of one measurement, and remarks that belong under the table."""

    rows: list[Row] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)

    def add(self, what: str, measured: str, limit: str = "", limit_is: str = "") -> None:
        """Write a row down."""
        self.rows.append(Row(what, measured, limit, limit_is))

    def hand_in(self) -> None:
        """Give the sheet to `bench/run.py`, which reads it from our standard output."""
        print(json.dumps({"rows": [asdict(row) for row in self.rows], "remarks": self.remarks}))

    @classmethod
    def handed_in(cls, words: str) -> Sheet:
        """The sheet that `hand_in` printed."""
        plain = json.loads(words)
        return cls([Row(**row) for row in plain["rows"]], plain["remarks"])


def took(act: Callable[[], Any]) -> float:
    """Seconds on the wall that `act` takes."""
    began = time.perf_counter()
    act()
    return time.perf_counter() - began


def repeated(act: Callable[[], Any], times: int) -> list[float]:
    """Seconds that each of several runs takes, after one that only warms up."""
    act()
    return [took(act) for _ in range(times)]


def seconds(runs: Sequence[float]) -> str:
    """The median, with the smallest and the largest of several runs."""
    middle = _plain(statistics.median(runs))
    return f"{middle} s ({_plain(min(runs))}–{_plain(max(runs))})" if len(runs) > 1 else f"{middle} s"


def _plain(number: float) -> str:
    if number < 1:
        return f"{number:.2g}"
    return f"{number:.{2 if number < 10 else 1 if number < 100 else 0}f}"


def aligned(rows: Sequence[Sequence[str]], *, figures: bool = False) -> list[str]:
    """Rows of cells as lines; with `figures` all columns but the first end at the same place."""
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    sides = ["<", *[">" if figures else "<"] * (len(widths) - 1)]
    return ["  ".join(map("{:{}{}}".format, row, sides, widths)).rstrip() for row in rows]


def peak_memory() -> str:
    """The most memory this process has held at once."""
    status = Path("/proc/self/status")
    if not status.exists():
        return "unknown"
    kilobytes = re.search(r"VmHWM:\s+(\d+) kB", status.read_text(encoding="ascii"))
    return f"{int(kilobytes[1]) // 1024} MiB" if kilobytes else "unknown"


def machine() -> str:
    """What the figures were measured on: kind, cores, Python, and how busy it is with other things."""
    info = Path("/proc/cpuinfo")
    names = re.findall(r"model name\s*:\s*(.+)", info.read_text(encoding="utf-8")) if info.exists() else []
    name = names[0].strip() if names else platform.machine()
    return f"{os.cpu_count()} cores ({name}), {platform.system()}, Python {platform.python_version()}"


def load() -> float:
    """How many processes wanted to run in the last minute. Above the number of cores, figures are too high."""
    return os.getloadavg()[0]
