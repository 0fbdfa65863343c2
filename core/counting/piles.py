"""The piles on the counting table: which option each ballot lies with now, and what happens when one is taken away."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np

from core.counting.ballots import Ballots, Numbers, Ranks


@dataclass(frozen=True, eq=False)
class Piles:
    """Every ballot lies with the best of its choices that still stands, or aside if none does.

    `at` is that option of each ballot (0: aside), `rank` the column where it was found, `held` the votes by option.
    """

    ballots: Ballots = field(repr=False)
    standing: frozenset[int]
    at: Ranks = field(repr=False)
    rank: Ranks = field(repr=False)
    held: Numbers = field(repr=False)

    @classmethod
    def of(cls, ballots: Ballots) -> Piles:
        """Each ballot with its first choice."""
        at = ballots.ranks[:, 0] if len(ballots.ranks) else np.zeros(0, ballots.ranks.dtype)
        rank = np.zeros(len(at), np.min_scalar_type(ballots.ranks.shape[1]))
        held = np.zeros(len(ballots.options) + 1, np.int64)
        np.add.at(held, at, ballots.votes)
        return cls(ballots, frozenset(range(1, len(ballots.options) + 1)), at, rank, held)

    def without(self, out: Collection[int]) -> Piles:
        """Take options off the table. Their ballots go to the next choice that stands; no other ballot is touched."""
        standing = self.standing - frozenset(out)
        stays = np.zeros(len(self.held), bool)
        stays[[0, *standing]] = True  # 0: nothing more is ranked, which is where a ballot stays for good
        at, rank, held = self.at.copy(), self.rank.copy(), self.held.copy()
        held[list(out)] = 0
        moving = np.flatnonzero(~stays[at])
        while moving.size:
            rank[moving] += 1
            choice = self.ballots.ranks[moving, rank[moving]]
            at[moving] = choice
            settled = stays[choice]
            np.add.at(held, choice[settled], self.ballots.votes[moving[settled]])
            moving = moving[~settled]
        return Piles(self.ballots, standing, at, rank, held)

    def moved(self, out: int, after: Piles) -> dict[int, int]:
        """Where the votes of an option went that stands here and not there: option, or 0 for aside, → votes."""
        mine = np.flatnonzero(self.at == out)
        went = np.zeros(len(self.held), np.int64)
        np.add.at(went, after.at[mine], self.ballots.votes[mine])
        return {int(option): int(went[option]) for option in np.flatnonzero(went)}

    @cached_property
    def tally(self) -> Mapping[int, int]:
        """The votes of each option that stands, in the order of the paper."""
        return {option: int(self.held[option]) for option in sorted(self.standing)}

    @cached_property
    def exhausted_by(self) -> Mapping[str, int]:
        """Why the votes that lie aside do, as far as it isn't that nothing more was ranked."""
        reasons = dict.fromkeys(self.ballots.ends, 0)
        if not reasons:
            return {}
        aside = np.flatnonzero(self.at == 0)
        for number, name in enumerate(self.ballots.ends, 1):
            reasons[name] = int(self.ballots.votes[aside[self.ballots.ended[aside] == number]].sum())
        return {name: votes for name, votes in reasons.items() if votes}


class Table:
    """All piles that were laid so far: another reading of the rule, or another way to break a tie, uses them again."""

    def __init__(self, ballots: Ballots) -> None:
        first = Piles.of(ballots)
        self._laid = {first.standing: first}
        self._moves: dict[tuple[frozenset[int], int, frozenset[int]], Mapping[int, int]] = {}
        self.first = first

    def without(self, piles: Piles, out: Iterable[int]) -> Piles:
        """These piles without some options."""
        gone = frozenset(out)
        found = self._laid.get(piles.standing - gone)
        if found is None:
            found = self._laid[piles.standing - gone] = piles.without(gone)
        return found

    def moved(self, piles: Piles, out: int, after: Piles) -> Mapping[int, int]:
        """Where the votes of an option went that stands in these piles and not in those after: see Piles.moved."""
        step = piles.standing, out, after.standing
        if step not in self._moves:
            self._moves[step] = piles.moved(out, after)
        return self._moves[step]
