"""Tabulating: seat by seat and round by round, until somebody passes or nobody can."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field, replace

from core.counting import ties
from core.counting.contest import Contest, Tally
from core.counting.piles import Piles
from core.counting.record import Round, Tie
from core.counting.ties import Way


@dataclass
class Tabulation:
    """What a tabulation came to: the rounds, the ties, and who won, by place on the paper."""

    rounds: list[Round] = field(default_factory=list)
    ties: list[Tie] = field(default_factory=list)
    winners: list[int] = field(default_factory=list)


def tabulate(contest: Contest) -> Tabulation:
    """All rounds of a contest, and who won."""
    found = Tabulation()
    if contest.rule.method != "instant runoff":
        _one_round(contest, found)
        return found
    while len(found.winners) < contest.rule.seats:
        winner = _fill_a_seat(contest, found)
        if winner is None:
            break
        found.winners.append(winner)
    return found


def _fill_a_seat(contest: Contest, found: Tabulation) -> int | None:
    """Rounds from all ballots, without those who have a seat, until somebody passes (and gets it) or nobody can."""
    piles, seat = contest.table.without(contest.table.first, found.winners), len(found.winners) + 1
    if found.winners and not piles.standing - {contest.withheld}:
        return None
    mine = list[Piles]()
    while not contest.is_over(piles.tally):
        out, tie = _eliminated(contest, [*mine, piles], found)
        found.ties += [tie] if tie else []
        after = contest.table.without(piles, out)
        found.rounds.append(_left(contest, piles, after, out, number=len(found.rounds) + 1, seat=seat))
        mine.append(piles)
        piles = after
    winner, tie = _winner(contest, [*mine, piles], found)
    found.ties += [tie] if tie else []
    last = _round(contest, piles, number=len(found.rounds) + 1, seat=seat)
    found.rounds.append(replace(last, elected=(contest.ids[winner],) if winner else ()))
    return winner


def _eliminated(contest: Contest, past: Sequence[Piles], found: Tabulation) -> tuple[list[int], Tie | None]:
    """Who goes out, and how the tie was broken if there was one."""
    tally = past[-1].tally
    if not contest.has_undeclared(tally) and (out := contest.hopeless(tally)):
        return out, None
    last = contest.last(tally)
    if len(last) == 1:
        return last, None
    before = len(found.rounds) - len(past) + 1
    tie = ties.broken(contest, [one.tally for one in past], last, first_round=before + 1)
    way = Way(tuple(found.winners), tuple(past))
    return [contest.places[one] for one in tie.chosen], ties.judged(contest, tie, way)


def _winner(contest: Contest, past: Sequence[Piles], found: Tabulation) -> tuple[int | None, Tie | None]:
    """Who passes at the end of the rounds, and the tie among them if they are level.

    Where the last two are level and neither passes, it is whoever stays if the rule breaks that tie.
    """
    tally = past[-1].tally
    level = list(tally) if contest.is_broken_at_the_end(tally) else contest.best(tally)
    if len(level) < 2:
        return contest.winner_of(level[0]) if level else None, None
    before = len(found.rounds) - len(past) + 1
    tie = ties.elected(contest, [one.tally for one in past], level, seats=1, first_round=before + 1)
    way = Way(tuple(found.winners), tuple(past))
    return contest.winner_of(contest.places[tie.chosen[0]]), ties.judged(contest, tie, way)


def _one_round(contest: Contest, found: Tabulation) -> None:
    """A paper on which nothing can move: a single choice, or as many as one approves of."""
    piles = contest.table.first
    tally = piles.tally if contest.rule.method == "single choice" else _approvals(contest)
    passing = [one for one in contest.passing(tally) if one != contest.withheld]
    if contest.withheld is not None and contest.withheld in contest.passing(tally) and contest.rule.seats == 1:
        passing = [one for one in passing if tally[one] > tally[contest.withheld]]
    elected, tie = ties.seated(contest, tally, passing)
    found.winners += elected
    found.ties += [tie] if tie else []
    shown = {contest.ids[one]: votes for one, votes in tally.items()}
    winners = tuple(contest.ids[one] for one in elected)
    found.rounds.append(Round(1, shown, 0, contest.base(tally), contest.needed(tally), elected=winners))


def _approvals(contest: Contest) -> Tally:
    ballots = contest.table.first.ballots
    held = dict.fromkeys(contest.ids, 0)
    for column in ballots.ranks.T:
        for place in held:
            held[place] += int(ballots.votes[column == place].sum())
    return held


def _round(contest: Contest, piles: Piles, *, number: int, seat: int) -> Round:
    tally = piles.tally
    shown = {contest.ids[one]: votes for one, votes in tally.items()}
    exhausted = contest.cast + contest.spoiled - sum(tally.values())
    return Round(
        number, shown, exhausted, contest.base(tally), contest.needed(tally),
        exhausted_by=piles.exhausted_by, seat=seat,
    )  # fmt: skip


def _left(contest: Contest, piles: Piles, after: Piles, out: Collection[int], *, number: int, seat: int) -> Round:
    """A round after which options go out, and where their votes went."""
    went = {one: contest.table.moved(piles, one, after) for one in sorted(out)}
    return replace(
        _round(contest, piles, number=number, seat=seat),
        eliminated=tuple(sorted(contest.ids[one] for one in out)),
        transfers={
            contest.ids[one]: {contest.ids[to]: votes for to, votes in moves.items() if to}
            for one, moves in went.items()
        },
        exhausted_now=sum(moves.get(0, 0) for moves in went.values()),
    )
