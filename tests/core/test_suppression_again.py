"""Results by groups that are told a second time, after a correction or a late count. P9."""

from __future__ import annotations

import random
from collections.abc import Collection
from dataclasses import replace

import pytest

from core.group_table import ALL, Figure, GroupTable
from core.suppression import may_be_told, may_tell_again
from tests.elections.group_tables import drawn, hidden, table
from tests.elections.inference import Published, Sum, asked, published, summed


@pytest.mark.parametrize("change", [1, -1])
def test_one_ballot_more_or_less_is_never_told(change: int) -> None:
    """P9. Two results that differ by one ballot would tell it, so figures aren't told a second time."""
    for seed in range(500):
        found, known, limit = drawn(seed)
        figure = next((one for one, number in found.ballots.items() if number + change >= 0), None)
        if figure is None:
            continue
        late = replace(found, ballots={**found.ballots, figure: found.ballots[figure] + change}, eligible={})
        assert not may_tell_again(may_be_told(found, limit=limit, known=known), late)


def later(terms: Sum) -> Sum:
    """The same sum of the second result: the first one's ballots and the late ones."""
    return {**terms, **{("late", one): factor for one, factor in terms.items()}}


def both(before: GroupTable, after: GroupTable, told: Collection[Figure]) -> Published:
    """What is known of a result and of the ballots that came in later, if the same figures were told twice."""
    known = published(before, told)
    came = {figure: after.ballots[figure] - number for figure, number in before.ballots.items()}
    known.true |= {("late", figure): number for figure, number in came.items()}
    for group in before.groups:
        terms, cast = summed(before, (group, ALL)), ("all", "of", group)
        known.true["late", cast] = after.cast(group) - before.cast(group)
        known.say({**{("late", one): factor for one, factor in terms.items()}, ("late", cast): -1})
        if group in after.eligible:
            known.bound(("away", "at last", group), later({cast: 1}), after.eligible[group])
    for figure in told:
        known.say(later(asked(before, figure)))
    return known


def test_what_may_be_told_twice_gives_nothing_hidden_away() -> None:
    """P9. Whatever the ruling allows: both results together leave every hidden figure of either open."""
    allowed = 0
    for seed in range(120):
        before, known, limit = drawn(seed)
        first, after = may_be_told(before, limit=limit, known=known), grown(before, limit, random.Random(-seed))
        if not may_tell_again(first, after):
            continue
        allowed += 1
        together = both(before, after, first.told)
        then = {figure: asked(before, figure) for figure in hidden(first)}
        assert together.recovered(then) == []
        assert together.recovered({figure: later(terms) for figure, terms in then.items()}) == []
    assert allowed > 50


def grown(before: GroupTable, limit: int, draw: random.Random) -> GroupTable:
    """A table to which so many late ballots came that they could be told, in some of its groups."""
    parts = []
    for group in before.groups:
        late = draw.random() < 0.5
        chosen = {one: before.ballots[group, one] + late * (limit + draw.randint(0, 3)) for one in before.choices}
        parts.append((group, chosen))
    cast = {group: sum(chosen.values()) for group, chosen in parts}
    eligible = {group: max(most, cast[group]) + draw.choice([0, 9]) for group, most in before.eligible.items()}
    return GroupTable.of(parts, eligible=eligible, weights=before.weights)


def test_other_groups_than_before_are_not_told() -> None:
    """P9. Members told as one group, then as two: the difference would be a group that nobody decided to tell."""
    before = table((40, 12), (9, 7))
    assert not may_tell_again(may_be_told(before, limit=5, known=before.whole), table((30, 6), (10, 6), (9, 7)))


def test_a_turnout_that_has_become_telling_stops_the_second_result() -> None:
    """P9. With the late ballots all but one of a group took part, so that its turnout can't be told again."""
    before, after = table((40, 12), (9, 7), eligible=(99, 27)), table((40, 12), (14, 12), eligible=(99, 27))
    ruling = may_tell_again(may_be_told(before, limit=5, known=before.whole), after)
    assert ruling.because == "what was told before would now tell of few people"
