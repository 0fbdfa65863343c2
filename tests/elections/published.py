"""Elections as test data: options, ballots written as "3 Ada > - > Ben", how they are counted, and what came out."""

from __future__ import annotations

import csv
import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from core.counting.marks import clean
from core.counting.rule import Ranking

FOLDER = Path(__file__).parent


@dataclass(frozen=True)
class Published:
    """One published election: its options, its marks and how often each occurs, the command's words, what came out.

    "" is a skipped rank, "overvote" two marks in one. `ranked` is every option that is on some ballot; a table of
    ballots can't know of others.
    """

    name: str
    options: tuple[str, ...]
    command: tuple[str, ...]
    ballots: tuple[tuple[int, tuple[str, ...]], ...]
    expected: dict[str, Any]
    rounds: list[dict[str, Any]]

    @property
    def ranked(self) -> set[str]:
        """The options that somebody marked."""
        return {mark for _, marks in self.ballots for mark in marks} & set(self.options)

    def write(self, file: Path) -> Path:
        """The ballots as a table, one line for each kind."""
        longest = max(len(marks) for _, marks in self.ballots)
        with file.open("w", encoding="utf-8", newline="") as text:
            writer = csv.writer(text)
            writer.writerow(["Ballots", *(f"Rank {rank}" for rank in range(1, longest + 1))])
            writer.writerows([times, *marks, *[""] * (longest - len(marks))] for times, marks in self.ballots)
        return file


def load(file: Path) -> Published:
    """Read one of the files in this folder. There "-" is a skipped rank, and "#3" the third option."""
    plain = json.loads(file.read_text(encoding="utf-8"))
    options = plain["options"]
    numbers = {"-": "", **{f"#{number}": name for number, name in enumerate(options, 1)}}
    ballots = [(times, tuple(numbers.get(mark, mark) for mark in marks)) for times, marks in _marked(plain["ballots"])]
    return Published(
        plain["name"],
        tuple(options),
        tuple(plain["command"]),
        tuple(ballots),
        plain["expected"],
        plain.get("rounds", []),
    )


def _marked(lines: list[str]) -> Iterator[tuple[int, list[str]]]:
    """Ballots from lines such as "3 Ada > - > Ben": how many, and their marks, best first."""
    for line in lines:
        number, _, marks = line.partition(" ")
        yield int(number), marks.split(" > ")


def cast(text: str) -> dict[Ranking, int]:
    """Ballots on one line: "5 a; 3 b > - > ne"."""
    piles = Counter[Ranking]()
    for number, marks in _marked(text.split("; ")):
        ranking, _ = clean([None if mark == "-" else mark for mark in marks])
        piles[ranking] += number
    return dict(piles)
