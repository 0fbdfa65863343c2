"""Elections as test data: options, ballots written as "3 Ada > - > Ben", the rule, and what came out."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from core.ballot_files import clean
from core.count import CountingRule, Option, Ranking

FOLDER = Path(__file__).parent


@dataclass(frozen=True)
class Published:
    """One published election. An option's id is its name; "-" is a skipped rank, "overvote" two marks in one."""

    name: str
    options: tuple[Option, ...]
    ballots: dict[Ranking, int]
    rule: CountingRule
    expected: dict[str, Any]


def load(file: Path) -> Published:
    """Read one of the files in this folder."""
    plain = json.loads(file.read_text(encoding="utf-8"))
    rule = CountingRule.from_json(
        {
            **plain["rule"],
            "contest": plain["contest"],
            "clause": "its own law",
            "tie_seed": plain.get("tie_seed", ""),
            "passed": "is elected",
            "failed": "Nobody is elected",
        }
    )
    options = tuple(Option(name, name) for name in plain["options"])
    return Published(plain["name"], options, ballots(plain["ballots"]), rule, plain["expected"])


def ballots(lines: list[str]) -> dict[Ranking, int]:
    """Ballots from lines such as "3 Ada > Ben": how many, then their marks, best first."""
    piles = Counter[Ranking]()
    for line in lines:
        number, _, marks = line.partition(" ")
        ranking, _ = clean([None if mark == "-" else mark for mark in marks.split(" > ")])
        piles[ranking] += int(number)
    return dict(piles)


def cast(text: str) -> dict[Ranking, int]:
    """Ballots on one line: "5 a; 3 b > ne"."""
    return ballots(text.split("; "))
