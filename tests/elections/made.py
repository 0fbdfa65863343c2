"""Contests that nobody thought of, by chance or as hypothesis likes them: small, with any of all settings."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any, Protocol, TypeVar

from hypothesis import strategies as st

from core.counting.ballots import Ballots
from core.counting.count import count
from core.counting.record import Count
from core.counting.rule import CountFault, CountingRule, Option, Ranking

THRESHOLDS = [Fraction(3, 5), Fraction(1, 3), Fraction(1, 2), Fraction(2, 3), Fraction(7, 10), Fraction(1)]
METHODS = ["instant runoff", "instant runoff", "instant runoff", "single choice", "approval"]
DENOMINATORS = ["cast", "continuing", "for or against", "eligible"]
STOPS = ["one_left", "two_left", "majority"]
TIES = [("earlier rounds", "lot"), ("lot",), ("order",), ("earlier rounds", "order")]
ELIGIBLE = 60
"""As many as there can be ballots at most."""
T = TypeVar("T")


@dataclass(frozen=True)
class Contest:
    """A contest to be counted."""

    options: tuple[Option, ...]
    ballots: dict[Ranking, int]
    rule: CountingRule

    def counted(self, *, eligible: int = ELIGIBLE, **changes: Any) -> Count:
        """The count of it, by its rule or another."""
        return count(Ballots.of(self.options, self.ballots), replace(self.rule, **changes), eligible=eligible)


class Choose(Protocol):
    """Takes one of several things; by chance, or as hypothesis likes."""

    def __call__(self, things: Sequence[T], /) -> T:
        """One of them; the first is the plainest."""


def made(choose: Choose) -> Contest:
    """A small contest with any of all settings, in which ties, exhausted and blank ballots are common."""
    special = [name for name in ("ne", "abstain", "others") if choose([False, True])]
    ids = [*"abcdef"[: choose(range(0 if special else 1, 7))], *special]
    rule = None
    while rule is None:
        rule = as_rule(
            threshold=choose(THRESHOLDS),
            strict=choose([True, False]),
            method=choose(METHODS),
            denominator=choose(DENOMINATORS),
            electorate="active members",
            seats=choose([1, 1, 1, 2, 3]),
            no_endorsement="ne" if "ne" in ids else None,
            no_endorsement_eliminated=choose([False, False, True]),
            abstention="abstain" if "abstain" in ids else None,
            undeclared="others" if "others" in ids else None,
            stop=choose(STOPS),
            batch=choose([False, False, True]),
            last_tie=choose(["nobody", "broken"]),
            quorum=choose([None, None, Fraction(1, 3), Fraction(2, 3)]),
            quorum_clause=choose(["", "S9"]),
            ties=choose(TIES),
            tie_order=some_of(ids, len(ids), choose),
            tie_seed=choose("abcdefghij"),
        )
    longest = 1 if rule.method == "single choice" else len(ids)
    rankings = [some_of(ids, choose(range(longest + 1)), choose) for _ in range(choose(range(16)))]
    ballots = {ranking: choose(range(1, 5)) for ranking in rankings}
    return Contest(tuple(Option(one, f"{one.upper()} Example") for one in ids), ballots, rule)


def some_of(ids: Sequence[str], number: int, choose: Choose) -> Ranking:
    """So many of them, in any order."""
    taken: list[str] = []
    for _ in range(number):
        taken.append(choose([one for one in ids if one not in taken]))
    return tuple(taken)


def as_rule(**settings: Any) -> CountingRule | None:
    """The rule of these settings, if they mean something."""
    try:
        return CountingRule(contest="c", clause="E8", **settings)
    except CountFault:
        return None


@st.composite
def contests(draw: st.DrawFn) -> Contest:
    """Contests as hypothesis likes them."""
    return made(lambda things: draw(st.sampled_from(things)))
