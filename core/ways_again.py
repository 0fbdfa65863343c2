"""What hangs on a tie, found out a second time: by going every way that the count could have gone from there.

It is a part of every recount pack's check, and needs nothing but Python 3.10 or newer.
"""

from __future__ import annotations

from core.count_again import Ballots, Json, Rule, Standing, abstentions, fewest, first_choices

Elected = frozenset[str]

MOST_WAYS = 2000


class TooManyWaysError(Exception):
    """Nobody can go them all."""


class Ways:
    """The ways that a contest's count can go, where ties are broken by other lots, or in any way at all."""

    def __init__(self, count: Json, ballots: Ballots, *, lots_only: bool) -> None:
        self.rule, self.ballots, self.lots_only = count["rule"], ballots, lots_only
        self.judge = Rule(self.rule, count, abstentions(self.rule, ballots))
        self.everybody: Standing = frozenset(option["id"] for option in count["options"])
        self.tallies: dict[Standing, dict[str, int]] = {}
        self.gone: dict[tuple[Elected, tuple[Standing, ...]], set[Elected]] = {}

    def ends(self, winners: Elected, rounds: tuple[Standing, ...]) -> set[Elected]:
        """Who can all be elected in the end, when these have seats and these stood in the rounds for the next one."""
        known = winners, rounds if self.lots_only else rounds[-1:]
        if known not in self.gone:
            if len(self.gone) >= MOST_WAYS:
                raise TooManyWaysError
            self.gone[known] = set()
            self.gone[known] = self._ends(winners, rounds)
        return self.gone[known]

    def _ends(self, winners: Elected, rounds: tuple[Standing, ...]) -> set[Elected]:
        tally = self._tally(rounds[-1])
        if self.judge.ends(tally):
            return self._seated(winners, rounds, tally)
        tied = self.judge.last(tally)
        out = self._narrowed(rounds, tied) if any(tally[one] for one in tied) else {min(tied)}
        return {end for one in out for end in self.ends(winners, (*rounds, rounds[-1] - {one}))}

    def _seated(self, winners: Elected, rounds: tuple[Standing, ...], tally: dict[str, int]) -> set[Elected]:
        level = self.judge.level(tally)
        if not level:
            return {winners}
        found: set[Elected] = set()
        for one in self._survivors(rounds, level):
            now = winners | {one}
            left = self.everybody - now
            if one == self.rule["no_endorsement"]:
                found.add(winners)
            elif len(now) == self.rule["seats"] or not left - {self.rule["no_endorsement"]}:
                found.add(now)
            else:
                found |= self.ends(now, (left,))
        return found

    def _survivors(self, rounds: tuple[Standing, ...], level: set[str]) -> set[str]:
        if len(level) == 1:
            return level
        return {one for out in self._narrowed(rounds, level) for one in self._survivors(rounds, level - {out})}

    def _narrowed(self, rounds: tuple[Standing, ...], tied: set[str]) -> set[str]:
        """Who of the tied can go out."""
        if not self.lots_only:
            return tied
        for step in self.rule["ties"]:
            if step == "order":
                return {max(tied, key=self.rule["tie_order"].index)}
            if step == "lot":
                return tied
            for standing in reversed(rounds[:-1]):
                tied = fewest(self._tally(standing), tied)
        return tied

    def _tally(self, standing: Standing) -> dict[str, int]:
        if standing not in self.tallies:
            self.tallies[standing] = first_choices(self.ballots, standing)
        return self.tallies[standing]


Way = tuple[Elected, tuple[Standing, ...]]
"""Who had a seat when a tie came up, and who stood in the rounds for the next one."""


def what_hangs_on(count: Json, tie: Json, way: Way | None, ballots: Ballots) -> list[bool | None]:
    """Whether others could be elected by another way to break this tie and later ones, and by other lots; or unknown.

    Of a tie for a seat on a paper with one round, which has no way to it, whoever gets the seat is the outcome.
    """
    lot = tie["method"] == "lot"
    if way is None:
        return [True, lot]
    return [_hangs(count, way, ballots, lots_only=False), lot and _hangs(count, way, ballots, lots_only=True)]


def _hangs(count: Json, way: Way, ballots: Ballots, *, lots_only: bool) -> bool | None:
    try:
        return len(Ways(count, ballots, lots_only=lots_only).ends(*way)) > 1
    except TooManyWaysError:
        return None
