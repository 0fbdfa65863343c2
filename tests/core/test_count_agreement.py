"""Agreement with counters that other people wrote: every difference has a rule with a name, none is left over."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection
from pathlib import Path

import pytest

from tests.elections.differences import (
    BARE,
    EXHAUSTED,
    HALF,
    LEVEL,
    TIE,
    TOGETHER,
    UNRANKED,
    Unexplained,
    by_any_tie,
    reasons,
)
from tests.elections.drawn import Drawn, elections
from tests.elections.others import Course, Step, by_py_vote_core, by_pyrankvote, ours

OTHERS: dict[str, tuple[Callable[[Drawn], Course], Collection[str]]] = {
    "pyrankvote": (by_pyrankvote, {TIE, TOGETHER, LEVEL, HALF, BARE}),
    "py-vote-core": (by_py_vote_core, {EXHAUSTED, UNRANKED}),
}
"""The counters, and the rules in which each is known to differ."""

ALL = 10_000
"""So many elections is what the document tells of."""

DOCUMENT = Path(__file__).parents[2] / "docs" / "counting.md"


@pytest.mark.parametrize("number", [500, pytest.param(ALL, marks=pytest.mark.agreement)])
@pytest.mark.parametrize("other", OTHERS)
def test_every_difference_has_a_reason(other: str, number: int) -> None:
    """On all elections the other counter takes our course, or each round in which it doesn't is explained."""
    count, expected = OTHERS[other]
    met = Counter[tuple[str, bool]]()
    for election in elections(number, seed=2026):
        course = count(election)
        found = reasons(election, course, expected=expected)
        same = course.winner == ours(election).winner
        met.update((reason, same) for reason in found or {"none: every round is the same"})
        met["all", same] += 1
    print(_table(other, number, met))  # noqa: T201  # pytest shows it with -rP
    assert {reason for reason, _ in met} >= set(expected)
    told = [f"| {met[reason, True] + met[reason, False]:,} | {met[reason, False]:,} |" for reason in expected]
    assert number < ALL or [line for line in told if line not in DOCUMENT.read_text(encoding="utf-8")] == []


def _table(other: str, number: int, met: Counter[tuple[str, bool]]) -> str:
    order = sorted({reason for reason, _ in met}, key=lambda one: (-met[one, True] - met[one, False], one))
    lines = [f"  {reason:<62}{met[reason, True]:>11,}  {met[reason, False]:>14,}" for reason in order]
    heading = f"{f'{number:,} elections by {other}':<64}same winner  another winner"
    return "\n".join([heading, *lines, "Several reasons may meet in one election."])


def test_a_tie_that_decides_is_told_whenever_there_is_one() -> None:
    """The count says that it depended on a tie just where some way of breaking ties elects somebody else."""
    told = Counter(
        (election.counted.depends_on_tie, len(by_any_tie(election)) > 1) for election in elections(500, seed=11)
    )
    assert told.keys() == {(True, True), (False, False)}


@pytest.mark.parametrize("spoil", ["winner", "out", "tally", "stop"])
def test_what_no_rule_explains_is_found(spoil: str) -> None:
    """A counter with another winner, loser or figure, or one that stops too early, is never excused."""
    spoilt = 0
    for election in elections(60, seed=7):
        wrong = _spoilt(election, spoil)
        if wrong is None:
            continue
        spoilt += 1
        with pytest.raises(Unexplained):
            reasons(election, wrong, expected={TIE, TOGETHER, LEVEL, HALF, BARE, EXHAUSTED, UNRANKED})
    assert spoilt > 20


def _spoilt(election: Drawn, spoil: str) -> Course | None:
    """Our course with one thing wrong in it, where that can be."""
    right = ours(election)
    if spoil == "winner":
        losers = sorted(set(election.names) - by_any_tie(election))
        return Course(right.steps, right.last, losers[0]) if losers else None
    if not right.steps:
        return None
    first, *others = right.steps
    if spoil == "out":
        best = max(first.tally, key=lambda one: (first.tally[one], one))
        return Course((Step(first.tally, frozenset({best})), *others), right.last, right.winner)
    if spoil == "tally":
        more = {one: votes + 1 for one, votes in first.tally.items()}
        return Course((Step(more, first.out), *others), right.last, right.winner)
    leader = max(first.tally, key=lambda one: (first.tally[one], one))
    return Course((), first.tally, leader) if 2 * first.tally[leader] < sum(first.tally.values()) else None
