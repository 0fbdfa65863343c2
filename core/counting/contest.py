"""A contest on the table: what its rule asks of the votes that its options have in a round."""

from __future__ import annotations

from collections.abc import Mapping
from math import ceil, floor
from typing import TypeAlias

from core.counting.piles import Table
from core.counting.rule import HALF, CountingRule

Tally: TypeAlias = Mapping[int, int]
"""Votes by option; options are told apart by their place on the paper, from 1."""


class Contest:
    """A contest on the table: its piles, its rule, and what its options are called."""

    def __init__(self, table: Table, rule: CountingRule, *, eligible: int | None) -> None:
        self.table, self.rule, self.eligible = table, rule, eligible
        self.ids = {place: option.id for place, option in enumerate(table.first.ballots.options, 1)}
        self.places = {option: place for place, option in self.ids.items()}
        self.cast, self.spoiled = table.first.ballots.cast, table.first.ballots.spoiled
        self.withheld = self._place(rule.no_endorsement)
        self.undeclared = self._place(rule.undeclared)
        self.abstention = self._place(rule.abstention)
        self.abstained = self._abstained()

    def _place(self, option: str | None) -> int | None:
        return None if option is None else self.places[option]

    def _abstained(self) -> int:
        """The votes that abstain: by approval those that do nothing else, otherwise those that do so first."""
        ballots = self.table.first.ballots
        if self.abstention is None or not len(ballots.ranks):
            return 0
        abstain = ballots.ranks[:, 0] == self.abstention
        if self.rule.method == "approval":
            abstain &= ~ballots.ranks[:, 1:].any(axis=1)
        return int(ballots.votes[abstain].sum())

    # ── what the rule asks of a tally ──────────────────────────────────────────────────────────────

    def base(self, tally: Tally) -> int:
        """The votes that the share is taken of."""
        match self.rule.denominator:
            case "cast":
                return self.cast
            case "continuing":  # by approval a ballot stands for several at once, and for as long as it is cast
                return self.cast if self.rule.method == "approval" else sum(tally.values())
            case "for or against":
                return self.cast - self.abstained
            case "eligible":
                return self.eligible or 0

    def needed(self, tally: Tally) -> int:
        """The fewest votes that pass."""
        mark = self.rule.threshold * self.base(tally)
        return floor(mark) + 1 if self.rule.strict else max(ceil(mark), 1)

    def passing(self, tally: Tally) -> list[int]:
        """The options that have what it takes, most votes first. Abstentions and gathered write-ins can't win."""
        base, never = self.base(tally), (self.abstention, self.undeclared)
        found = [one for one, votes in tally.items() if one not in never and self.rule.passes(votes, of=base)]
        return sorted(found, key=lambda one: (-tally[one], self.ids[one]))

    def removable(self, tally: Tally) -> list[int]:
        """The options that can go out."""
        return [one for one in tally if not (self.rule.protects_no_endorsement and one == self.withheld)]

    def is_over(self, tally: Tally) -> bool:
        """Somebody passes, or the rule says to stop, or no vote is left that could move."""
        continuing = sum(tally.values())
        if self.has_undeclared(tally):
            return False
        if continuing == 0 or self.passing(tally):
            return True
        if self.rule.stop == "majority" and any(2 * votes > continuing for votes in tally.values()):
            return True
        return len(self.removable(tally)) <= 1 or len(tally) <= (1 if self.rule.stop == "one_left" else 2)

    def is_broken_at_the_end(self, tally: Tally) -> bool:
        """Whether the last two are level, and the rule breaks that tie."""
        level = len(tally) == 2 and len(set(tally.values())) == 1 and sum(tally.values()) > 0
        return level and self.abstention not in tally and self.rule.last_tie == "broken" and not self.passing(tally)

    def winner_of(self, option: int) -> int | None:
        """Whom a win of this option elects: nobody, if it is the one that withholds."""
        return None if option == self.withheld else option

    def has_undeclared(self, tally: Tally) -> bool:
        """Whether gathered write-ins still hold votes, so that they go out first and nobody wins before."""
        return self.undeclared is not None and tally.get(self.undeclared, 0) > 0

    def last(self, tally: Tally) -> list[int]:
        """The options with the fewest votes among those that can go out."""
        if self.undeclared is not None and self.has_undeclared(tally):
            return [self.undeclared]
        removable = self.removable(tally)
        fewest = min(tally[one] for one in removable)
        return [one for one in removable if tally[one] == fewest]

    def best(self, tally: Tally) -> list[int]:
        """The options with the most votes of those that pass: one, unless they are level."""
        passing = self.passing(tally)
        return [one for one in passing if tally[one] == tally[passing[0]]]

    def hopeless(self, tally: Tally) -> list[int]:
        """Those last options who even together stay behind the next, so that their order changes nothing.

        Nobody where the count could end between them if they went out one by one.
        """
        if not self.go_out_together:
            return []
        order = sorted(self.removable(tally), key=lambda one: tally[one])
        stay = 1 if self.rule.stop == "one_left" else 2
        for cut in range(min(len(order) - 1, len(tally) - stay), 1, -1):
            if sum(tally[one] for one in order[:cut]) < tally[order[cut]]:
                return order[:cut]
        return []

    @property
    def go_out_together(self) -> bool:
        """Whether several may go out at once by the rule, and whoever would end the count earlier wins it in the end.

        That is not so where a majority ends the count that is then held to another mark, or where two could pass.
        """
        half_is_enough = self.rule.threshold == HALF and self.rule.denominator == "continuing"
        stays_first = self.rule.threshold >= HALF and (self.rule.stop != "majority" or half_is_enough)
        return self.rule.batch and stays_first
