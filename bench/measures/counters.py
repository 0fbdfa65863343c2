"""A million ballots, from file to result: Canvass beside merely reading them, and beside other people's counters."""

from __future__ import annotations

import json
import statistics
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Literal, TypeAlias, get_args

import numpy as np
import polars as pl
from numpy.typing import NDArray

from bench.measures.sheet import Sheet, seconds

TIMES = 9
"""How often Canvass and the plain reads are measured, one after the other, each in a process of its own."""
LIMIT = 120
"""Seconds after which a counter is stopped."""
PLAIN = {"polars": "reading it with polars", "csv": "reading it with the csv module"}
OTHERS = ("pyrankvote", "py-vote-core", "py-vote-core grouped")

Flaw: TypeAlias = Literal["unclean", "stray commas", "in quotes"]
FLAWS: tuple[Flaw, ...] = get_args(Flaw)


@dataclass(frozen=True)
class Ballots:
    """A file of made-up ballots: how many, of how many candidates, and whether everybody ranks all of them.

    A file may have a flaw: a fifth of the ballots with a rank skipped, an option repeated, or both ("unclean"); one
    line with two stray commas; or names in quotation marks. Other people's counters don't read those.
    """

    number: int
    candidates: int
    full: bool
    flaw: Flaw | None = None

    def __str__(self) -> str:
        what = f"{self.number:,} ballots, {self.candidates} candidates, {'full' if self.full else 'truncated'}"
        return f"{what}, {self.flaw}" if self.flaw else what

    def written(self, folder: Path) -> Path:
        """The file, with some candidates better liked than others; truncated, each length is equally common."""
        chance = np.random.default_rng(4)
        liked = np.log(chance.dirichlet(np.full(self.candidates, 3.0)))
        order = np.argsort(-(liked + chance.gumbel(size=(self.number, self.candidates))), axis=1)
        if not self.full:
            lengths = chance.integers(1, self.candidates + 1, size=self.number)
            order[np.arange(self.candidates) >= lengths[:, None]] = self.candidates  # which is nobody
        if self.flaw == "unclean":
            self._spoil(order, chance)
        names = pl.Series([*(f"Candidate {letter}" for letter in "ABCDEFGHIJ"[: self.candidates]), None])
        path = folder / f"{self}.csv"
        table = pl.DataFrame({f"Choice {rank}": names[column] for rank, column in enumerate(order.T, 1)})
        table.write_csv(path, quote_style="always" if self.flaw == "in quotes" else "necessary")
        if self.flaw == "stray commas":
            data = path.read_bytes()
            middle = data.index(b"\n", len(data) // 2)
            path.write_bytes(data[:middle] + b",," + data[middle:])
        return path

    def _spoil(self, order: NDArray[Any], chance: np.random.Generator) -> None:
        """Leave a rank empty on three ballots of twenty, and repeat an option on two of twenty; one has both."""
        dice = chance.random(self.number)
        skips, repeats = np.flatnonzero(dice < 0.15), np.flatnonzero((dice > 0.1) & (dice < 0.2))
        order[skips, chance.integers(0, self.candidates, len(skips))] = self.candidates
        first, again = chance.integers(0, self.candidates, (2, len(repeats)))
        order[repeats, again] = order[repeats, first]


FILES = (
    *(Ballots(1_000_000, candidates, full) for candidates in (5, 10) for full in (False, True)),
    *(Ballots(1_000_000, candidates, full=False, flaw=flaw) for flaw in FLAWS for candidates in (5, 10)),
    Ballots(300, 10, full=False),
)


def main() -> None:
    """Measure, and hand the sheet in."""
    sheet = Sheet()
    for ballots in FILES:
        with TemporaryDirectory() as folder:
            others = () if ballots.flaw else OTHERS
            _measure(sheet, str(ballots), ballots.written(Path(folder)), others)
    sheet.remarks.append(
        "6: from the file to the result, without imports, each in a process of its own, whose peak memory is told. "
        f"Canvass and the reads take turns, {TIMES} times, and the fastest of each are compared; "
        f"the other counters run once, for at most {LIMIT} s. "
        "They get the ballots from the csv module, and find the same winner; only Canvass tries other readings, too. "
        "Files with flaws are for Canvass alone; a line with stray commas is cut by the plain reads."
    )
    sheet.hand_in()


def _measure(sheet: Sheet, what: str, file: Path, others: tuple[str, ...]) -> None:
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
    for name in others:
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
