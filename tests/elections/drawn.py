"""Ordinary ranked-choice elections drawn by chance, which other people's counters can count, too."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from core.counting.ballots import Ballots
from core.counting.count import count
from core.counting.record import Count
from core.counting.rule import HALF, CountingRule, Option, Ranking

SIZES = ((4, 12), (13, 60), (61, 301))
"""Ballots in an election: as many small ones, in which ties are common, as large ones."""


@dataclass(frozen=True)
class Drawn:
    """An election in which somebody has to win: the candidates, and how often each ranking was cast."""

    names: tuple[str, ...]
    ballots: dict[Ranking, int]
    order: tuple[str, ...]
    """Breaks ties: the last of those tied goes out."""

    @cached_property
    def counted(self) -> Count:
        """Our count: more than half of the ballots continuing, one out a round, ties by the order."""
        rule = CountingRule(
            threshold=HALF, strict=True, contest="c", clause="", denominator="continuing", stop="two_left",
            last_tie="broken", ties=("order",), tie_order=self.order,
        )  # fmt: skip
        return count(Ballots.of([Option(name, name) for name in self.names], self.ballots), rule)


def elections(number: int, *, seed: int) -> Iterator[Drawn]:
    """So many elections with three to six candidates; in every second one people rank as many as they like."""
    chance = random.Random(seed)
    for at in range(number):
        names = tuple(f"Candidate {letter}" for letter in "ABCDEF"[: chance.randint(3, 6)])
        liking = [chance.uniform(0.5, 2) for _ in names]
        ballots = Counter(
            _ranking(chance, names, liking, full=at % 2 == 0) for _ in range(chance.randint(*chance.choice(SIZES)))
        )
        yield Drawn(names, dict(ballots), tuple(chance.sample(names, len(names))))


def _ranking(chance: random.Random, names: tuple[str, ...], liking: list[float], *, full: bool) -> Ranking:
    order = sorted(range(len(names)), key=lambda place: chance.random() * liking[place])
    return tuple(names[place] for place in order[: len(names) if full else chance.randint(1, len(names))])
