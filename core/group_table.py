"""A result by groups: how many voters of each role chose what, with all the sums that can be told of it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from itertools import product
from typing import TypeAlias

Figure: TypeAlias = tuple[str, str]
"""A group and a choice. `ALL` in place of the choice is the group's turnout, in place of the group the whole result."""

ALL = ""


@dataclass(frozen=True, kw_only=True)
class GroupTable:
    """Ballots by voter role and choice, a blank ballot being a choice like others.

    There is no place for an organisation in it, so delegates are one group, whomever they stand for. `eligible` is how
    many of a group could vote, where that is known to anybody; `weights` is how many votes one ballot of a group is,
    where that isn't one. A whole result is in votes, a group's figures are in ballots.
    """

    groups: tuple[str, ...]
    choices: tuple[str, ...]
    ballots: Mapping[Figure, int]
    eligible: Mapping[str, int] = field(default_factory=dict)
    weights: Mapping[str, int] = field(default_factory=dict)

    @classmethod
    def of(
        cls,
        parts: Iterable[tuple[str, Mapping[str, int]]],
        *,
        eligible: Mapping[str, int] | None = None,
        weights: Mapping[str, int] | None = None,
    ) -> GroupTable:
        """P9. The ballots of groups, each with its choices; parts of the same group are pooled.

        Groups and choices stand in the order in which they come first. Raises ValueError where figures can't be:
        fewer than two choices, less than no ballots, more ballots than voters, or a weight under one.
        """
        ballots: dict[Figure, int] = {}
        groups, choices = dict[str, None](), dict[str, None]()
        for group, chosen in parts:
            groups[group] = None
            for choice, number in chosen.items():
                choices[choice] = None
                ballots[group, choice] = ballots.get((group, choice), 0) + number
        filled = {figure: ballots.get(figure, 0) for figure in product(groups, choices)}
        table = cls(
            groups=tuple(groups), choices=tuple(choices), ballots=filled, eligible=eligible or {}, weights=weights or {}
        )
        table._refuse_what_cannot_be()
        return table

    def _refuse_what_cannot_be(self) -> None:
        if len(self.choices) < 2 or ALL in self.groups or ALL in self.choices:
            raise ValueError("A result by groups needs two choices or more, and each group and choice a name.")
        if min(self.ballots.values()) < 0:
            raise ValueError("A result by groups can't have less than no ballots.")
        if any(self.cast(group) > self.eligible.get(group, self.cast(group)) for group in self.groups):
            raise ValueError("A group can't have cast more ballots than it has voters.")
        if any(self.weight(group) < 1 for group in self.groups):
            raise ValueError("A ballot is one vote or more.")

    def cast(self, group: str = ALL, choice: str = ALL) -> int:
        """How many ballots a figure stands for, whatever they weigh."""
        groups = self.groups if group == ALL else (group,)
        choices = self.choices if choice == ALL else (choice,)
        return sum(self.ballots[figure] for figure in product(groups, choices))

    def weight(self, group: str) -> int:
        """How many votes a ballot of a group is."""
        return self.weights.get(group, 1)

    @property
    def weighs_unlike(self) -> bool:
        """Whether a ballot of one group is more votes than one of another."""
        return len({self.weight(group) for group in self.groups}) > 1

    @property
    def whole(self) -> tuple[Figure, ...]:
        """The figures of the whole result: all who took part, and each choice."""
        return ((ALL, ALL), *((ALL, choice) for choice in self.choices))

    @property
    def turnouts(self) -> tuple[Figure, ...]:
        """How many of each group took part."""
        return tuple((group, ALL) for group in self.groups)

    @property
    def figures(self) -> tuple[Figure, ...]:
        """All figures, in the order in which they are looked at. It depends on no ballot, so that it tells of none."""
        return (*self.whole, *self.turnouts, *product(self.groups, self.choices))
