"""Why another counter took another course than ours: each of its rounds is counted anew and has to be explained."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from functools import cache

from core.count_again import Ballots, first_choices
from tests.elections.drawn import Drawn
from tests.elections.others import Course, Tally, ours

TIE = "a tie is broken in another way"
LEVEL = "several go out together who might have drawn level"
HALF = "exactly half of the ballots is enough"
TOGETHER = "several go out together who are behind"
EXHAUSTED = "exhausted ballots stay in what a majority is of"
BARE = "one vote more than half is not enough while others remain"
UNRANKED = "a candidate whom nobody ranked is none"

CHANGE_WINNERS = frozenset({TIE, LEVEL, HALF})
"""The others lead to the same winner, by a longer or a shorter way."""


class Unexplained(AssertionError):
    """A round that no rule with a name explains."""


def reasons(election: Drawn, course: Course, *, expected: Collection[str]) -> frozenset[str]:
    """The rules by which a course differs from ours; none, if it is the same. Raises Unexplained, also for others."""
    found = frozenset(_found(election, course, expected))
    mine = ours(election)
    _explained(found <= set(expected), f"this counter differs by {sorted(found)}")
    _explained(bool(found) or course == mine, f"it takes the course {course}, and ours is {mine}")
    if course.winner != mine.winner:
        _explained(bool(found & CHANGE_WINNERS), f"{sorted(found)} change the winner")
        _explained(course.winner in by_any_tie(election), f"{course.winner} wins, whom no way to break ties elects")
    return found


def by_any_tie(election: Drawn) -> frozenset[str]:
    """Everybody whom an ordinary count elects if each tie is broken in every way."""

    @cache
    def winners(standing: frozenset[str]) -> frozenset[str]:
        tally = first_choices(election.ballots, standing)
        ahead = [one for one in tally if 2 * tally[one] > sum(tally.values())]
        if ahead or len(tally) == 1:
            return frozenset(ahead or tally)
        return frozenset[str]().union(*(winners(standing - {one}) for one in _fewest(tally)))

    return winners(frozenset(election.names))


def _found(election: Drawn, course: Course, expected: Collection[str]) -> Iterator[str]:
    ranked = frozenset(name for ranking in election.ballots for name in ranking)
    standing = frozenset((course.steps[0].tally if course.steps else course.last).keys())
    if standing != set(election.names):
        _explained(standing == ranked, f"{standing} stand at the beginning")
        yield UNRANKED
    for step in course.steps:
        _as_counted(election.ballots, standing, step.tally)
        yield from _going_on(election, step.tally, expected)
        yield from _out(election, step.tally, step.out)
        standing -= step.out
    _as_counted(election.ballots, standing, course.last)
    yield from _won(election, course.last, course.winner)


def _as_counted(ballots: Ballots, standing: frozenset[str], tally: Tally) -> None:
    """Tallies of the same candidates are the same whoever counts: for these there is no excuse."""
    _explained(first_choices(ballots, standing) == dict(tally), f"the tally {tally}")


def _going_on(election: Drawn, tally: Tally, expected: Collection[str]) -> Iterator[str]:
    """Why nobody has won yet."""
    most, continuing, cast = max(tally.values()), sum(tally.values()), sum(election.ballots.values())
    if 2 * most <= continuing:
        return
    if EXHAUSTED in expected and 2 * most <= cast:
        yield EXHAUSTED
        return
    _explained(2 * most == continuing + 1, f"no winner at {tally}")
    yield BARE


def _out(election: Drawn, tally: Tally, out: frozenset[str]) -> Iterator[str]:
    """Why these go out."""
    fewest = _fewest(tally)
    if len(out) == 1 and out <= fewest:
        # With our order of ties, the one who goes out is known.
        yield from [] if out == {_last(election, fewest)} else [TIE]
        return
    margins = [_margin(tally, one) for one in out]
    _explained(min(margins, default=-1) >= 0, f"{sorted(out)} go out at {tally}")
    yield TOGETHER if all(margins) else LEVEL


def _margin(tally: Tally, one: str) -> int:
    """By how much somebody is safe from this one and all others behind, even together; the best that can be said."""
    votes = sorted(tally.values(), reverse=True)
    cuts = [cut for cut in range(1, len(votes)) if tally[one] <= votes[cut]]
    return max((votes[cut - 1] - sum(votes[cut:]) for cut in cuts), default=-1)


def _won(election: Drawn, tally: Tally, winner: str) -> Iterator[str]:
    """Why this one has won."""
    twice, continuing = 2 * tally.get(winner, 0), sum(tally.values())
    _explained(twice >= continuing, f"{winner} wins at {tally}")
    if twice > continuing:
        return
    if len(tally) > 2:
        yield HALF
    elif _last(election, set(tally)) == winner:
        yield TIE


def _fewest(tally: Tally) -> set[str]:
    return {one for one in tally if tally[one] == min(tally.values())}


def _last(election: Drawn, tied: set[str]) -> str:
    return max(tied, key=election.order.index)


def _explained(so: bool, what: str) -> None:  # noqa: FBT001  # a question and what it is about
    if not so:
        raise Unexplained(f"no rule explains that {what}")
