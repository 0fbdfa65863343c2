"""Counting: `canvass count` on a small and a large file of ranked ballots, beside merely reading the same file."""

from __future__ import annotations

import csv
import random
import subprocess
import sys
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

from bench.measures.sheet import Sheet, peak_memory, repeated, seconds
from core.counting import file_count

CANDIDATES = 10
SIZES = {300: 5, 100_000: 3}
"""Ballots in the file, and how often it is counted."""

BARE = """
import csv, sys
with open(sys.argv[1], newline="", encoding="utf-8") as table:
    for row in csv.reader(table):
        pass
"""


def main() -> None:
    """Measure, and hand the sheet in."""
    sheet = Sheet()
    with TemporaryDirectory() as folder:
        for ballots, times in SIZES.items():
            _count(sheet, _file(Path(folder) / f"{ballots}.csv", ballots), ballots, times)
    sheet.remarks.append(
        f"4: {CANDIDATES} candidates and “No endorsement”; ballots rank 1 to {CANDIDATES} of them, drawn from seed 4. "
        "Every other reading of the rule is counted, too, to say whether it would matter. "
        f"Peak memory {peak_memory()}."
    )
    sheet.hand_in()


def _file(path: Path, ballots: int) -> Path:
    """Ballots as people cast them: some candidates are better liked, most people rank only a few."""
    chance = random.Random(4)
    names = [*(f"Candidate {letter}" for letter in "ABCDEFGHIJ"[:CANDIDATES]), "No endorsement"]
    liking = [1.0 + 0.15 * place for place in range(len(names))]
    with path.open("w", newline="", encoding="utf-8") as out:
        table = csv.writer(out)
        table.writerow([f"Choice {rank}" for rank in range(1, len(names) + 1)])
        for _ in range(ballots):
            order = sorted(range(len(names)), key=lambda place: chance.random() * liking[place])
            ranked = [names[place] for place in order[: chance.choice((1, 2, 3, 3, 4, 5, CANDIDATES))]]
            table.writerow(ranked + [""] * (len(names) - len(ranked)))
    return path


def _count(sheet: Sheet, file: Path, ballots: int, times: int) -> None:
    command = [sys.executable, "-m", "flows", "count", str(file)]
    sheet.add(
        f"4 canvass count, {ballots:,} ballots",
        seconds(repeated(partial(_run, command), times)),
        seconds(repeated(partial(_run, [sys.executable, "-c", BARE, str(file)]), times)),
        "Python starts and reads the CSV",
    )
    runs = repeated(partial(file_count.count_file, file), times)
    sheet.add(
        "    of it reading and counting",
        f"{seconds(runs)}, {sorted(runs)[len(runs) // 2] / ballots * 1e6:.2g} µs a ballot",
        seconds(repeated(partial(_read, file), times)),
        "reading the CSV",
    )


def _run(command: list[str]) -> None:
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)  # noqa: S603  # our own command


def _read(file: Path) -> None:
    with file.open(newline="", encoding="utf-8") as table:
        for _ in csv.reader(table):
            pass


if __name__ == "__main__":
    main()
