"""Ties: broken by the steps of the rule, one after the other; and whether another way would have changed anything."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

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
            return Tie(number, names, step, (contest.ids[_last_in_order(contest, still)],))
        if step == "lot":
            lots = {contest.ids[one]: contest.rule.lot(contest.ids[one]) for one in still}
            return Tie(number, names, step, (min(lots, key=lots.__getitem__),), digests=lots)
        still, back = _behind(past, still)
        if len(still) == 1:
            return Tie(number, names, step, (contest.ids[still[0]],), decided_in=first_round + back)
    raise AssertionError("a rule's last step breaks every tie")


def _last_in_order(contest: Contest, tied: Sequence[int]) -> int:
    return max(tied, key=lambda one: contest.rule.tie_order.index(contest.ids[one]))


def _behind(past: Sequence[Tally], still: list[int]) -> tuple[list[int], int]:
    """Those with the fewest votes in each earlier round, latest first, until one is left; and which round that was."""
    for back in range(len(past) - 2, -1, -1):
        fewest = min(past[back][one] for one in still)
        still = [one for one in still if past[back][one] == fewest]
        if len(still) == 1:
            return still, back
    return still, -1


def elected(contest: Contest, past: Sequence[Tally], level: Sequence[int], *, seats: int, first_round: int) -> Tie:
    """Who of those who are level gets the seats that are left: one after the other goes out, as in any tie."""
    chosen = list(level)
    while len(chosen) > seats:
        tie = broken(contest, past, chosen, first_round=first_round)
        chosen.remove(contest.places[tie.chosen[0]])
    names = tuple(sorted(contest.ids[one] for one in level))
    lots = {name: contest.rule.lot(name) for name in names} if tie.method == "lot" else {}
    kept = tuple(sorted(contest.ids[one] for one in chosen))
    return replace(tie, tied=names, chosen=kept, digests=lots, about="election")


# ── would it have mattered? ────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True)
class Way:
    """One way that a count can go: who has a seat by now, and the piles of the rounds for the next one."""

    winners: tuple[int, ...]
    past: tuple[Piles, ...]


def judged(contest: Contest, tie: Tie, way: Way) -> Tie:
    """The tie, with what hangs on it: it came up where the count had gone this way."""
    decides = _hangs_on(contest, way, lots_only=True) if tie.method == "lot" else False
    matters = True if decides else _hangs_on(contest, way, lots_only=False)
    return replace(tie, matters=matters, lot_decides=decides)


def _hangs_on(contest: Contest, start: Way, *, lots_only: bool) -> bool | None:
    """Whether others are elected where ties are broken otherwise from here on: by other lots, or in any way at all.

    Every way is tried, unless they are too many: then nobody knows.
    """
    ends = set[frozenset[int]]()
    met, ahead = {_known_by(start, lots_only=lots_only)}, [start]
    most = min(MOST_SETS, MOST_CELLS // max(len(start.past[-1].at), 1))
    while ahead and len(ends) < 2 and len(met) <= most:
        ways = list(_onward(contest, ahead.pop(), lots_only=lots_only))
        ends |= {frozenset(way.winners) for way in ways if not way.past}
        new = {_known_by(way, lots_only=lots_only): way for way in ways if way.past}
        ahead += [way for known, way in new.items() if known not in met]
        met |= new.keys()
    return True if len(ends) > 1 else None if ahead else False


def _known_by(way: Way, *, lots_only: bool) -> tuple[object, ...]:
    """What the rest depends on: who has a seat and who stands; and the rounds before, where these break ties."""
    return (way.winners, *(one.standing for one in (way.past if lots_only else way.past[-1:])))


def _onward(contest: Contest, way: Way, *, lots_only: bool) -> Iterator[Way]:
    """The ways that a count can go from here. One without piles has come to its end."""
    here = way.past[-1]
    tally = here.tally
    if not contest.is_over(tally):
        last = contest.last(tally)  # in which order options without a vote go changes nothing
        going = _may_go(contest, way, last, lots_only=lots_only) if tally[last[0]] else last[:1]
        for one in going:
            yield Way(way.winners, (*way.past, contest.table.without(here, [one])))
        return
    level = list(tally) if contest.is_broken_at_the_end(tally) else contest.best(tally)
    staying = _may_stay(contest, way, level, lots_only=lots_only)
    if not staying:
        yield Way(way.winners, ())
    for one in staying:
        yield _seated(contest, way.winners, contest.winner_of(one))


def _may_go(contest: Contest, way: Way, tied: list[int], *, lots_only: bool) -> list[int]:
    """Who of the tied can go out: anybody, or whomever the steps before a lot leave to it."""
    if not lots_only:
        return tied
    for step in contest.rule.ties:
        if step == "order":
            return [_last_in_order(contest, tied)]
        if step == "lot":
            return tied
        tied, _ = _behind([one.tally for one in way.past], tied)
    return tied


def _may_stay(contest: Contest, way: Way, level: list[int], *, lots_only: bool) -> list[int]:
    """Who can be left of those who are level, when one after the other has gone out."""
    if len(level) < 2:
        return level
    left = set[int]()
    for one in _may_go(contest, way, level, lots_only=lots_only):
        left.update(_may_stay(contest, way, [other for other in level if other != one], lots_only=lots_only))
    return sorted(left)


def _seated(contest: Contest, winners: tuple[int, ...], winner: int | None) -> Way:
    """The count after a seat: its next one, or its end."""
    if winner is None:
        return Way(winners, ())
    has_seat = (*winners, winner)
    piles = contest.table.without(contest.table.first, has_seat)
    full = len(has_seat) == contest.rule.seats or not piles.standing - {contest.withheld}
    return Way(has_seat, () if full else (piles,))


def seated(contest: Contest, tally: Tally, passing: Sequence[int]) -> tuple[list[int], Tie | None]:
    """Who of those that pass gets a seat, most votes first; and the tie for the last seat, if there is one."""
    seats = contest.rule.seats
    if len(passing) <= seats or tally[passing[seats - 1]] > tally[passing[seats]]:
        return list(passing[:seats]), None
    level = tally[passing[seats - 1]]
    sure = [one for one in passing if tally[one] > level]
    tie = elected(
        contest, [tally], [one for one in passing if tally[one] == level], seats=seats - len(sure), first_round=1
    )
    tie = replace(tie, matters=True, lot_decides=tie.method == "lot")
    return [*sure, *(contest.places[one] for one in tie.chosen)], tie
