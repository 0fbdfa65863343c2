"""Ties: broken by the steps of the rule, one after the other; and whether another way would have changed anything."""

from __future__ import annotations

from collections.abc import Sequence

from core.counting.contest import Contest, Tally
from core.counting.piles import Piles
from core.counting.record import Tie

MOST_SETS = 500
"""How many sets of remaining options are looked at to find out whether a tie mattered."""

MOST_CELLS = 200_000_000
"""And no more than this many ballots on the table in all of them together."""


def broken(contest: Contest, past: Sequence[Tally], tied: Sequence[int], *, first_round: int) -> Tie:
    """Who of the tied goes out in the last of these rounds, of which the first has that number."""
    number, still = first_round + len(past) - 1, sorted(tied, key=contest.ids.__getitem__)
    names = tuple(contest.ids[one] for one in still)
    for step in contest.rule.ties:
        if step == "order":
            order = contest.rule.tie_order
            return Tie(number, names, step, (max((contest.ids[one] for one in still), key=order.index),))
        if step == "lot":
            lots = {contest.ids[one]: contest.rule.lot(contest.ids[one]) for one in still}
            return Tie(number, names, step, (min(lots, key=lots.__getitem__),), digests=lots)
        still, back = _behind(past, still)
        if len(still) == 1:
            return Tie(number, names, step, (contest.ids[still[0]],), decided_in=first_round + back)
    raise AssertionError("a rule's last step breaks every tie")


def _behind(past: Sequence[Tally], still: list[int]) -> tuple[list[int], int]:
    """Those with the fewest votes in each earlier round, latest first, until one is left; and which round that was."""
    for back in range(len(past) - 2, -1, -1):
        fewest = min(past[back][one] for one in still)
        still = [one for one in still if past[back][one] == fewest]
        if len(still) == 1:
            return still, back
    return still, -1


def matters(contest: Contest, piles: Piles) -> bool | None:
    """Whether breaking this tie and all later ones in some other way leads to another outcome: every way is tried."""
    ends, met, ahead = set[int | None](), {piles.standing}, [piles]
    most = min(MOST_SETS, MOST_CELLS // max(len(piles.at), 1))
    while ahead and len(ends) < 2 and len(met) <= most:
        here = ahead.pop()
        tally = here.tally
        if contest.is_over(tally):
            best = list(tally) if contest.is_broken_at_the_end(tally) else contest.passing(tally)[:1]
            ends |= {contest.winner_of(one) for one in best} or {None}
            continue
        last = contest.last(tally)
        tried = last if tally[last[0]] else last[:1]  # in which order options without a vote go changes nothing
        onward = [contest.table.without(here, [one]) for one in tried if here.standing - {one} not in met]
        met |= {one.standing for one in onward}
        ahead += onward
    return True if len(ends) > 1 else None if ahead else False


def seated(contest: Contest, tally: Tally, passing: Sequence[int]) -> tuple[list[int], Tie | None]:
    """Who of those that pass gets a seat, most votes first; and the tie for the last seat, if there is one."""
    seats = contest.rule.seats
    if len(passing) <= seats or tally[passing[seats - 1]] > tally[passing[seats]]:
        return list(passing[:seats]), None
    level = tally[passing[seats - 1]]
    sure = [one for one in passing if tally[one] > level]
    tied = [one for one in passing if tally[one] == level]
    chosen = list(tied)
    while len(sure) + len(chosen) > seats:
        tie = broken(contest, [tally], chosen, first_round=1)
        chosen.remove(contest.places[tie.chosen[0]])
    names = tuple(contest.ids[one] for one in tied)
    lots = {name: contest.rule.lot(name) for name in names} if tie.method == "lot" else {}
    kept = Tie(
        1, names, tie.method, tuple(contest.ids[one] for one in chosen), digests=lots, matters=True, about="election"
    )
    return [*sure, *chosen], kept
