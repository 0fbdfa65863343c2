"""What somebody can work out of published sums who has nothing but them, a pencil and patience.

It shares no idea with `core.leeway`: equations are eliminated with fractions, bounds are narrowed down, and what is
then still open is searched for another whole solution. What it is given as true only says where a search begins.
"""

from __future__ import annotations

import random
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from itertools import product
from typing import Any, TypeAlias

from core.group_table import ALL, Figure, GroupTable

Unknown: TypeAlias = Any
"""Whatever names an unknown number: a figure, or something about a group."""
Sum: TypeAlias = dict[Unknown, int]
Bounds: TypeAlias = dict[Unknown, tuple[int, int]]

Solution: TypeAlias = dict[Unknown, int]

BRIEFLY = 30
"""How many steps a search makes on one side before it looks at the other."""

FAR = 1_000
"""More ballots than any example has: where nothing bounds a figure from above, this does."""


@dataclass
class Published:
    """Equations between unknown numbers, none of them negative, and the numbers that they truly are."""

    true: dict[Unknown, int] = field(default_factory=dict)
    equations: list[tuple[Sum, int]] = field(default_factory=list)

    def say(self, terms: Sum) -> None:
        """Tell what a sum is."""
        self.equations.append((terms, self.worth(terms)))

    def worth(self, terms: Sum) -> int:
        """What a sum truly is."""
        return worth(terms, self.true)

    def bound(self, name: Unknown, terms: Sum, most: int) -> None:
        """Tell what a sum is at most."""
        self.true[name] = most - self.worth(terms)
        self.equations.append(({**terms, name: 1}, most))

    def eliminated(self) -> list[dict[Unknown, Fraction]]:
        """The equations' left sides, each with a first unknown that stands in no other."""
        rows: list[dict[Unknown, Fraction]] = []
        for terms, _ in self.equations:
            rest = _reduced(terms, rows)
            if not rest:
                continue
            first = next(iter(rest))
            rest = {one: factor / rest[first] for one, factor in rest.items()}
            rows = [_less(row, rest, row.get(first, Fraction(0))) for row in rows]
            rows.append(rest)
        return rows

    def follows(self, terms: Sum, rows: list[dict[Unknown, Fraction]]) -> bool:
        """Whether a sum follows from the equations alone."""
        return not _reduced(terms, rows)

    def otherwise(self, terms: Sum) -> Solution | None:
        """A solution in which a sum is another number than it truly is; None after a search that left out nothing."""
        truly = self.worth(terms)
        equations = [*self.equations, ({**terms, "asked": -1}, 0)]
        true = {**self.true, "asked": truly}
        start: Bounds = dict.fromkeys(true, (0, FAR))
        sides = [(low, high) for low, high in ((truly + 1, FAR), (0, truly - 1)) if low <= high]
        patience = BRIEFLY
        while True:  # a side without any solution can take long: have a brief look at the other one first
            looks = [Look(equations, true, patience, random.Random(patience)) for _ in sides]
            tries = (look.find({**start, "asked": side}) for look, side in zip(looks, sides, strict=True))
            if found := next(filter(None, tries), None):
                return found
            if all(look.left > 0 for look in looks):
                return None
            patience *= 2

    def recovered(self, asked: Mapping[Figure, Sum]) -> list[Figure]:
        """Which of these sums can only be what they truly are. One that is found answers for all it differs in."""
        rows, left = self.eliminated(), dict(asked)
        following = [figure for figure, terms in asked.items() if self.follows(terms, rows)]
        certain = []
        while left:
            figure, terms = next(iter(left.items()))
            other = self.otherwise(terms)
            if other is None:
                certain.append(figure)
                del left[figure]
            else:
                left = {one: each for one, each in left.items() if worth(each, other) == self.worth(each)}
        assert set(following) <= set(certain), "what follows by elimination can't be otherwise"
        return certain

    def pinned_by_bounds(self, terms: Sum) -> bool:
        """Whether narrowing down alone leaves one number for a sum."""
        equations = [*self.equations, ({**terms, "asked": -1}, 0)]
        found = _narrowed(equations, dict.fromkeys([*self.true, "asked"], (0, FAR)))
        assert found, "what is true contradicts itself"
        return found["asked"][0] == found["asked"][1]


def worth(terms: Sum, numbers: Solution) -> int:
    """What a sum is with these numbers."""
    return sum(factor * numbers[unknown] for unknown, factor in terms.items())


def published(table: GroupTable, told: Collection[Figure]) -> Published:
    """What is known of a table of which some figures were told."""
    known = Published(dict(table.ballots))
    for figure in told:
        known.say(summed(table, figure))
    for group in table.groups:  # the turnouts as unknowns of their own make narrowing down see more
        terms, cast = summed(table, (group, ALL)), ("all", "of", group)
        known.true[cast] = known.worth(terms)
        known.say({**terms, cast: -1})
        if group in table.eligible:
            known.bound(("stayed away", "of", group), {cast: 1}, table.eligible[group])
    if (ALL, ALL) in told:
        known.say({("all", "of", group): table.weight(group) for group in table.groups})
    return known


def summed(table: GroupTable, figure: Figure) -> Sum:
    """A figure as a sum of a table's cells; those of the whole result in votes."""
    group, choice = figure
    groups = table.groups if group == ALL else (group,)
    choices = table.choices if choice == ALL else (choice,)
    return {(one, chosen): table.weight(one) if group == ALL else 1 for one, chosen in product(groups, choices)}


def recovered(table: GroupTable, told: Collection[Figure], hidden: Collection[Figure]) -> list[Figure]:
    """The hidden figures that anybody can work out who knows those that were told."""
    return published(table, told).recovered({figure: asked(table, figure) for figure in hidden})


def recovered_by_pencil(table: GroupTable, told: Collection[Figure], hidden: Collection[Figure]) -> list[Figure]:
    """Those of them that elimination and bounds alone give away."""
    known = published(table, told)
    rows = known.eliminated()
    sums = {figure: asked(table, figure) for figure in hidden}
    return [figure for figure, terms in sums.items() if known.follows(terms, rows) or known.pinned_by_bounds(terms)]


def asked(table: GroupTable, figure: Figure) -> Sum:
    """A figure as a sum of what `published` has for unknowns: a turnout is one of its own."""
    group, choice = figure
    return {("all", "of", group): 1} if choice == ALL and group != ALL else summed(table, figure)


def _less(
    row: Mapping[Unknown, Fraction], other: Mapping[Unknown, Fraction], times: Fraction
) -> dict[Unknown, Fraction]:
    found = {one: row.get(one, Fraction(0)) - times * other.get(one, Fraction(0)) for one in {**row, **other}}
    return {one: factor for one, factor in found.items() if factor}


def _reduced(terms: Mapping[Unknown, int], rows: list[dict[Unknown, Fraction]]) -> dict[Unknown, Fraction]:
    rest = {one: Fraction(factor) for one, factor in terms.items() if factor}
    for row in rows:
        rest = _less(rest, row, rest.get(next(iter(row)), Fraction(0)))
    return rest


def _narrowed(equations: list[tuple[Sum, int]], bounds: Bounds) -> Bounds | None:
    """Bounds as far as the equations narrow them down, one after the other; None where no number is left."""
    found, before = dict(bounds), None
    while found != before:
        before = dict(found)
        for terms, total in equations:
            found |= dict(_by_one(terms, total, found))
        if any(low > high for low, high in found.values()):
            return None
    return found


def _by_one(terms: Sum, total: int, bounds: Bounds) -> Iterator[tuple[Unknown, tuple[int, int]]]:
    """What one equation leaves for each of its unknowns."""
    least = {one: factor * bounds[one][factor < 0] for one, factor in terms.items()}
    most = {one: factor * bounds[one][factor > 0] for one, factor in terms.items()}
    low, high = total - sum(most.values()), total - sum(least.values())
    for one, factor in terms.items():
        first, last = (low + most[one], high + least[one]) if factor > 0 else (high + least[one], low + most[one])
        yield one, (max(bounds[one][0], -(-first // factor)), min(bounds[one][1], last // factor))


@dataclass
class Look:
    """One search for a whole solution beside the true one; it gives up when nothing is `left` of its patience.

    Where it begins is drawn, so that another look takes another way.
    """

    equations: list[tuple[Sum, int]]
    true: Mapping[Unknown, int]
    left: int
    draw: random.Random

    def find(self, bounds: Bounds) -> Solution | None:
        """A solution within bounds. None with nothing `left` says nothing."""
        self.left -= 1
        found = _narrowed(self.equations, bounds) if self.left > 0 else None
        if found is None:
            return None
        open_ones = [one for one, (low, high) in found.items() if low < high]
        if not open_ones:
            return {one: low for one, (low, _) in found.items()}
        one = min(open_ones, key=lambda each: (found[each][1] - found[each][0]) * self.draw.random())
        low, high = found[one]
        near = min(max(self.true[one], low), high)
        parts = ((near, near), (low, near - 1), (near + 1, high))
        tries = (self.find({**found, one: (a, b)}) for a, b in parts if a <= b)
        return next((solution for solution in tries if solution), None)
