"""A million ballots, from file to result: Canvass beside merely reading them, and beside other people's counters."""

from __future__ import annotations

import json
import statistics
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np
import polars as pl

from bench.measures.sheet import Sheet, seconds

TIMES = 9
"""How often Canvass and the plain reads are measured, one after the other, each in a process of its own."""
LIMIT = 120
"""Seconds after which a counter is stopped."""
PLAIN = {"polars": "reading it with polars", "csv": "reading it with the csv module"}
OTHERS = ("pyrankvote", "py-vote-core", "py-vote-core grouped")


@dataclass(frozen=True)
class Ballots:
    """A file of made-up ballots: how many, of how many candidates, and whether everybody ranks all of them."""

    number: int
    candidates: int
    full: bool

    def __str__(self) -> str:
        return f"{self.number:,} ballots, {self.candidates} candidates, {'full' if self.full else 'truncated'}"

    def written(self, folder: Path) -> Path:
        """The file, with some candidates better liked than others; truncated, each length is equally common."""
        chance = np.random.default_rng(4)
        liked = np.log(chance.dirichlet(np.full(self.candidates, 3.0)))
        order = np.argsort(-(liked + chance.gumbel(size=(self.number, self.candidates))), axis=1)
        if not self.full:
            lengths = chance.integers(1, self.candidates + 1, size=self.number)
            order[np.arange(self.candidates) >= lengths[:, None]] = self.candidates  # which is nobody
        names = pl.Series([*(f"Candidate {letter}" for letter in "ABCDEFGHIJ"[: self.candidates]), None])
        path = folder / f"{self}.csv"
        pl.DataFrame({f"Choice {rank}": names[column] for rank, column in enumerate(order.T, 1)}).write_csv(path)
        return path


FILES = (
    *(Ballots(1_000_000, candidates, full) for candidates in (5, 10) for full in (False, True)),
    Ballots(300, 10, full=False),
)


def main() -> None:
    """Measure, and hand the sheet in."""
    sheet = Sheet()
    for ballots in FILES:
        with TemporaryDirectory() as folder:
            _measure(sheet, str(ballots), ballots.written(Path(folder)))
    sheet.remarks.append(
        "6: from the file to the result, without imports, each in a process of its own, whose peak memory is told. "
        f"Canvass and the reads take turns, {TIMES} times, and the fastest of each are compared; "
        f"the other counters run once, for at most {LIMIT} s. "
        "They get the ballots from the csv module, and find the same winner; only Canvass tries other readings, too."
    )
    sheet.hand_in()


def _measure(sheet: Sheet, what: str, file: Path) -> None:
    turns = [{name: _run(name, file) for name in ("canvass", *PLAIN)} for _ in range(TIMES)]
    runs = {name: [turn[name]["seconds"] for turn in turns] for name in turns[0]}
    memory = {name: found["memory"] for name, found in turns[-1].items()}
    plain = min(PLAIN, key=lambda name: min(runs[name]))
    sheet.add(
        f"6 {what}",
        f"{seconds(runs['canvass'])}, {memory['canvass']}",
        seconds(runs[plain]),
        f"{PLAIN[plain]}; ours takes {min(runs['canvass']) / min(runs[plain]):.1f} times that",
    )
    for name, told in PLAIN.items():
        sheet.add(f"    {told}", f"{seconds(runs[name])}, {memory[name]}")
    for name in OTHERS:
        found = _run(name, file)
        if found and found["winner"] != turns[-1]["canvass"]["winner"]:
            raise SystemExit(f"{name} finds another winner in the file with {what}.")
        taken = found["seconds"] if found else LIMIT
        shown = f"{seconds([taken])}, {found['memory']}" if found else f"stopped after {LIMIT} s"
        sheet.add(f"    {name}", shown, "", f"{taken / statistics.median(runs['canvass']):.1f} times ours")


def _run(name: str, file: Path) -> Any:
    """What a contender says of its run; nothing, if it took too long."""
    command = [sys.executable, "-m", "bench.measures.contender", name, str(file)]
    try:
        done = subprocess.run(command, check=True, stdout=subprocess.PIPE, timeout=LIMIT)  # noqa: S603  # our own command
    except subprocess.TimeoutExpired:
        return None
    return json.loads(done.stdout)


if __name__ == "__main__":
    main()
