"""The count: ballots in; every round, transfer and tie out, with the sentence that states the outcome."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from core.count_record import Count, OtherReading, Outcome, Round, Tie
from core.counting_rule import CountFault, CountingRule, Option, Ranking
from core.tally_sheet import sentence

__all__ = ["Count", "CountFault", "CountingRule", "Option", "OtherReading", "Ranking", "Round", "Tie", "count"]

TIE_BRANCHES = 500
"""How many sets of remaining options are looked at to find out whether a tie mattered."""


def count(
    options: Sequence[Option],
    ballots: Mapping[Ranking, int],
    rule: CountingRule,
    *,
    treatments: Mapping[str, int] | None = None,
) -> Count:
    """Count one contest. `ballots` says how often each ranking occurs; the empty ranking is a blank ballot.

    The same ballots give the same count in whatever order they, or the options, come. E7-E10, S4.
    """
    _check(options, ballots, rule)
    table = _CountingTable(sorted(option.id for option in options), ballots)
    rounds, ties = _tabulate(table, rule)
    winner = _winner(rounds[-1].tally, rule, cast=table.cast)
    others = []
    for reading, other in rule.other_readings():
        past = _tabulate(table, other)[0]
        other_winner = _winner(past[-1].tally, other, cast=table.cast)
        if other_winner != winner:
            told = sentence(options, past, other, winner=other_winner, cast=table.cast)
            others.append(OtherReading(reading, other, other_winner, _outcome(other_winner), told))
    return Count(
        rule=rule,
        options=tuple(options),
        cast=table.cast,
        blank=ballots.get((), 0),
        rounds=tuple(rounds),
        ties=tuple(ties),
        winner=winner,
        outcome=_outcome(winner),
        sentence=sentence(options, rounds, rule, winner=winner, cast=table.cast),
        other_readings=tuple(others),
        treatments=dict(sorted((treatments or {}).items())),
    )


def _check(options: Sequence[Option], ballots: Mapping[Ranking, int], rule: CountingRule) -> None:
    """Refuse what can't be counted, without repeating anybody's ballot."""
    where, known = f"Contest '{rule.contest}'", {option.id for option in options}
    if len(known) < len(options) or len({option.name for option in options}) < len(options):
        raise CountFault(f"{where}: two options share an id or a name. Give each its own.")
    if rule.no_endorsement is not None and rule.no_endorsement not in known:
        raise CountFault(
            f"{where}: the rule's no-endorsement option '{rule.no_endorsement}' is not on the paper. Add it."
        )
    for ranking, votes in ballots.items():
        if votes < 0:
            raise CountFault(f"{where}: a ranking occurs {votes} times. Correct the number of ballots.")
        if not known.issuperset(ranking):
            place = next(rank for rank, option in enumerate(ranking, 1) if option not in known)
            raise CountFault(
                f"{where}: a ranking that occurs {votes} times has an option that is not on the paper at rank {place}. "
                "Nothing is dropped silently: add the option, or correct the mark."
            )
        if len(set(ranking)) < len(ranking):
            raise CountFault(f"{where}: a ranking that occurs {votes} times has an option twice. Clean the marks.")
        if rule.stop == "first_round" and len(ranking) > 1:
            raise CountFault(
                f"{where}: a ranking that occurs {votes} times has several options, but the paper asks for one choice. "
                "Stop the count at one option left instead of in the first round, or correct the mark."
            )


class _CountingTable:
    """Ballots lying in one pile per standing option, remembered for every set of standing options met so far."""

    def __init__(self, options: Sequence[str], ballots: Mapping[Ranking, int]) -> None:
        self.start = tuple(options)
        piles: dict[str, list[tuple[Ranking, int]]] = {option: [] for option in options}
        for ranking, votes in ballots.items():
            if ranking:
                piles[ranking[0]].append((ranking, votes))
        self._piles = {self.start: piles}
        self._tallies = {self.start: {option: sum(votes for _, votes in pile) for option, pile in piles.items()}}
        self.cast = sum(self._tallies[self.start].values())

    def tally(self, standing: tuple[str, ...]) -> dict[str, int]:
        """Votes for each standing option."""
        return self._tallies[standing]

    def without(self, standing: tuple[str, ...], option: str) -> tuple[str, ...]:
        """Take one option off the table and move its pile, and no other; returns who is left standing."""
        rest = tuple(other for other in standing if other != option)
        if rest in self._piles:
            return rest
        moved: dict[str, list[tuple[Ranking, int]]] = {other: [] for other in rest}
        for ballot in self._piles[standing][option]:
            heir = next((choice for choice in ballot[0] if choice in moved), None)
            if heir is not None:
                moved[heir].append(ballot)
        piles, tally = self._piles[standing], self._tallies[standing]
        self._piles[rest] = {other: piles[other] + pile if pile else piles[other] for other, pile in moved.items()}
        self._tallies[rest] = {other: tally[other] + sum(votes for _, votes in moved[other]) for other in rest}
        return rest


def _tabulate(table: _CountingTable, rule: CountingRule) -> tuple[list[Round], list[Tie]]:
    standing, rounds, ties = table.start, list[Round](), list[Tie]()
    while True:
        tally, number = table.tally(standing), len(rounds) + 1
        exhausted = table.cast - sum(tally.values())
        if _is_over(tally, rule, cast=table.cast):
            rounds.append(Round(number, tally, exhausted))
            return rounds, ties
        out, tie = _eliminate(tally, rounds, rule)
        if tie:
            ties.append(replace(tie, matters=_matters(table, standing, rule)))
        standing = table.without(standing, out)
        after = table.tally(standing)
        transfers = {option: after[option] - tally[option] for option in standing if after[option] > tally[option]}
        rounds.append(Round(number, tally, exhausted, out, transfers, tally[out] - sum(transfers.values())))


def _is_over(tally: Mapping[str, int], rule: CountingRule, *, cast: int) -> bool:
    """Somebody passes, or the rule says to stop, or no vote is left that could move."""
    continuing = sum(tally.values())
    base = rule.base(cast=cast, continuing=continuing)
    if continuing == 0 or rule.stop == "first_round" or any(rule.passes(votes, of=base) for votes in tally.values()):
        return True
    if rule.stop == "majority" and any(2 * votes > continuing for votes in tally.values()):
        return True
    return len(_removable(tally, rule)) <= 1 or len(tally) <= (1 if rule.stop == "one_left" else 2)


def _removable(tally: Mapping[str, int], rule: CountingRule) -> list[str]:
    return [option for option in tally if not (rule.protects_no_endorsement and option == rule.no_endorsement)]


def _last(tally: Mapping[str, int], rule: CountingRule) -> list[str]:
    removable = _removable(tally, rule)
    fewest = min(tally[option] for option in removable)
    return [option for option in removable if tally[option] == fewest]


def _eliminate(tally: Mapping[str, int], rounds: Sequence[Round], rule: CountingRule) -> tuple[str, Tie | None]:
    """Whoever has the fewest votes; in a tie, the fewest in the round before, and so on back; then the lot."""
    still = tied = _last(tally, rule)
    if len(tied) == 1:
        return tied[0], None
    number = len(rounds) + 1
    for earlier in reversed(rounds):
        fewest = min(earlier.tally[option] for option in still)
        still = [option for option in still if earlier.tally[option] == fewest]
        if len(still) == 1:
            return still[0], Tie(number, tuple(tied), "earlier round", still[0], decided_in=earlier.number)
    lots = {option: rule.lot(option) for option in still}
    drawn = min(still, key=lots.__getitem__)
    return drawn, Tie(number, tuple(tied), "lot", drawn, digests=lots)


def _matters(table: _CountingTable, standing: tuple[str, ...], rule: CountingRule) -> bool | None:
    """Whether breaking this tie and all later ones in some other way leads to another outcome: every way is tried."""
    winners, seen, ahead = set[str | None](), {standing}, [standing]
    while ahead and len(winners) < 2 and len(seen) <= TIE_BRANCHES:
        here = ahead.pop()
        tally = table.tally(here)
        if _is_over(tally, rule, cast=table.cast):
            winners.add(_winner(tally, rule, cast=table.cast))
            continue
        last = _last(tally, rule)
        tried = last if tally[last[0]] else last[:1]  # in which order options without a vote go changes nothing
        onward = {table.without(here, option) for option in tried} - seen
        seen |= onward
        ahead += sorted(onward)
    return True if len(winners) > 1 else None if ahead else False


def _winner(tally: Mapping[str, int], rule: CountingRule, *, cast: int) -> str | None:
    base = rule.base(cast=cast, continuing=sum(tally.values()))
    passing = [option for option, votes in tally.items() if rule.passes(votes, of=base)]
    return passing[0] if passing and passing[0] != rule.no_endorsement else None


def _outcome(winner: str | None) -> Outcome:
    return "no endorsement" if winner is None else "endorsed"
