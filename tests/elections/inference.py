"""What somebody can work out of published sums who has nothing but them, a pencil and patience.

It shares no idea with `core.leeway`: equations are eliminated with fractions, bounds are narrowed down, and what is then
still open is searched for another whole solution. What it is given as true only says where a search begins.
"""

from __future__ import annotations

from collections.abc import Collection, Hashable, Iterator, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from itertools import product
from typing import TypeAlias

from core.group_table import ALL, Figure, GroupTable

Unknown: TypeAlias = Hashable
Sum: TypeAlias = dict[Unknown, int]
Bounds: TypeAlias = dict[Unknown, tuple[int, int]]

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
        return sum(factor * self.true[unknown] for unknown, factor in terms.items())

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

    def possible(self, terms: Sum, *, other_than: int) -> bool:
        """Whether a sum can be another number, all unknowns being whole and not negative. The search is exhaustive."""
        equations = [*self.equations, ({**terms, "asked": -1}, 0)]
        true = {**self.true, "asked": other_than}
        start: Bounds = dict.fromkeys(true, (0, FAR))
        sides = ((0, other_than - 1), (other_than + 1, FAR))
        return any(low <= high and _solvable(equations, {**start, "asked": (low, high)}, true) for low, high in sides)

    def pinned_by_bounds(self, terms: Sum) -> bool:
        """Whether narrowing down alone leaves one number for a sum."""
        equations = [*self.equations, ({**terms, "asked": -1}, 0)]
        found = _narrowed(equations, dict.fromkeys([*self.true, "asked"], (0, FAR)))
        assert found, "what is true contradicts itself"
        return found["asked"][0] == found["asked"][1]


def published(table: GroupTable, told: Collection[Figure]) -> Published:
    """What is known of a table of which some figures were told."""
    known = Published(dict(table.ballots))
    for figure in told:
        known.say(summed(table, figure))
    for group, most in table.eligible.items():
        known.bound(("stayed away", "of", group), summed(table, (group, ALL)), most)
    return known


def summed(table: GroupTable, figure: Figure) -> Sum:
    """A figure as a sum of a table's cells; those of the whole result in votes."""
    group, choice = figure
    groups = table.groups if group == ALL else (group,)
    choices = table.choices if choice == ALL else (choice,)
    return {(one, chosen): table.weight(one) if group == ALL else 1 for one, chosen in product(groups, choices)}


def recovered(table: GroupTable, told: Collection[Figure], hidden: Collection[Figure]) -> list[Figure]:
    """The hidden figures that anybody can work out who knows those that were told."""
    known = published(table, told)
    rows = known.eliminated()
    sums = {figure: summed(table, figure) for figure in hidden}
    return [
        figure
        for figure, terms in sums.items()
        if known.follows(terms, rows)
        or known.pinned_by_bounds(terms)
        or not known.possible(terms, other_than=known.worth(terms))
    ]


def _less(row: Mapping[Unknown, Fraction], other: Mapping[Unknown, Fraction], times: Fraction) -> dict[Unknown, Fraction]:
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


def _solvable(equations: list[tuple[Sum, int]], bounds: Bounds, true: Mapping[Unknown, int]) -> bool:
    """Whether there is a whole solution, looked for beside the true one first."""
    found = _narrowed(equations, bounds)
    if found is None:
        return False
    open_ones = [one for one, (low, high) in found.items() if low < high]
    if not open_ones:
        return True
    one = min(open_ones, key=lambda each: found[each][1] - found[each][0])
    low, high = found[one]
    near = min(max(true[one], low), high)
    parts = ((near, near), (low, near - 1), (near + 1, high))
    return any(a <= b and _solvable(equations, {**found, one: (a, b)}, true) for a, b in parts)
