"""The ballots of a contest, laid out so that a count reads each of them as rarely as possible."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from core.counting.rule import CountFault, Option, Ranking

Ranks: TypeAlias = NDArray[Any]
"""A row for each ballot and a column for each rank: 0 for none, n for the n-th option. The last column is empty."""

Numbers: TypeAlias = NDArray[np.int64]

MOST_VOTES = 2**60


@dataclass(frozen=True)
class Role:
    """How many ballots the voters of one role cast, how many votes each of them is, and how many votes that makes. P7.

    `blank` and `spoiled` ballots are none of `ballots`.
    """

    role: str
    weight: int
    ballots: int
    votes: int
    blank: int = 0
    spoiled: int = 0


@dataclass(frozen=True, eq=False)
class Ballots:
    """What was cast in one contest.

    Each row of `ranks` is a ranking without gaps and repeats, which stands for so many `votes`: equal ballots may share
    a row, and a voter's role may weigh more than one vote. Nobody's ballot is shown in a fault or a trace.
    `ended` says for each row by which of `ends` it was cut short (0: it wasn't). `blank` ballots answered nothing.
    `treatments` says how many ballots were cleaned, and how. `roles` are told where ballots were cast by role; `blank`
    and all other figures are votes then.
    """

    options: tuple[Option, ...]
    ranks: Ranks = field(repr=False)
    votes: Numbers = field(repr=False)
    blank: int = 0
    treatments: Mapping[str, int] = field(default_factory=dict)
    ended: Ranks = field(default_factory=lambda: np.zeros(0, np.uint8), repr=False)
    ends: tuple[str, ...] = ()
    roles: tuple[Role, ...] = ()

    @cached_property
    def cast(self) -> int:
        """The votes on all ballots that answered."""
        return int(self.votes[self.ranks[:, 0] != 0].sum())

    @cached_property
    def spoiled(self) -> int:
        """The votes on ballots that were marked, but so that they stand for nobody from the first rank on."""
        return int(self.votes[self.ranks[:, 0] == 0].sum())

    @classmethod
    def of(
        cls, options: Sequence[Option], rankings: Mapping[Ranking, int], *, treatments: Mapping[str, int] | None = None
    ) -> Ballots:
        """Ballots from rankings and how often each occurs. Raises CountFault for one that can't be."""
        places = {option.id: place for place, option in enumerate(options, 1)}
        for ranking, times in rankings.items():
            _check(ranking, times, places)
        refuse_more_than_can_be_counted(sum(rankings.values()))
        answered = [(ranking, times) for ranking, times in rankings.items() if ranking and times]
        longest = max((len(ranking) for ranking, _ in answered), default=0)
        ranks = np.zeros((len(answered), longest + 1), smallest(len(options)))
        for row, (ranking, _) in enumerate(answered):
            ranks[row, : len(ranking)] = [places[option] for option in ranking]
        votes = np.array([times for _, times in answered], np.int64)
        return cls(tuple(options), ranks, votes, rankings.get((), 0), dict(sorted((treatments or {}).items())))

    @classmethod
    def of_roles(
        cls,
        options: Sequence[Option],
        rankings: Mapping[str, Mapping[Ranking, int]],
        weights: Mapping[str, int],
        *,
        treatments: Mapping[str, int] | None = None,
    ) -> Ballots:
        """Ballots from each role's rankings; one of a role is as many votes as its weight says. P7.

        Raises CountFault for a ranking that can't be, and for a role without a weight.
        """
        strange = sorted(set(rankings) - set(weights))
        if strange:
            raise CountFault(f"there are ballots of the role '{strange[0]}', which has no weight. Give it one.")
        votes = Counter[Ranking]()
        for role, mine in rankings.items():
            for ranking, times in mine.items():
                _check(ranking, times, {option.id: 1 for option in options})
                votes[ranking] += times * weights[role]
        roles = [_role(role, weights[role], rankings.get(role, {})) for role in sorted(weights)]
        return replace(cls.of(options, votes, treatments=treatments), roles=tuple(roles))


def _role(role: str, weight: int, rankings: Mapping[Ranking, int]) -> Role:
    cast = sum(times for ranking, times in rankings.items() if ranking)
    return Role(role, weight, cast, cast * weight, blank=rankings.get((), 0))


def refuse_more_than_can_be_counted(ballots: float, heaviest: int = 1) -> None:
    """Whole numbers have sixty-three bits on the table; what may go beyond them is refused, not added up."""
    if heaviest >= MOST_VOTES or ballots * heaviest >= MOST_VOTES:
        raise CountFault(f"so many ballots, of up to {heaviest} votes each, can't be counted. Lower the figures.")


def smallest(options: int) -> np.dtype[Any]:
    """The smallest whole number that tells so many options apart."""
    return np.min_scalar_type(options)


def _check(ranking: Ranking, times: int, places: Mapping[str, int]) -> None:
    """Refuse what can't be counted, without repeating anybody's ballot."""
    if times < 0:
        raise CountFault(f"a ranking occurs {times} times. Correct the number of ballots.")
    strange = next((rank for rank, option in enumerate(ranking, 1) if option not in places), None)
    if strange is not None:
        raise CountFault(
            f"a ranking that occurs {times} times has an option that is not on the paper at rank {strange}. "
            "Nothing is dropped silently: add the option, or correct the mark."
        )
    if len(set(ranking)) < len(ranking):
        raise CountFault(f"a ranking that occurs {times} times has an option twice. Clean the marks.")
