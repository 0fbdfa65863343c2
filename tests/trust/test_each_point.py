"""Short form: every fourth point of each label fails once; all ways of failing occur. `make crash` has them all."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

import pytest

from tests.trust.chaos import CALL_FAULTS, WRITE_FAULTS, Chaos, Point
from tests.trust.conftest import Seasons, Tally
from tests.trust.season import ACTS, Season
from tests.trust.verdict import complaints

CHUNKS = 8

IN_SHORT = 4
"""Of each label every fourth point fails, the first among them."""


def _plan(points: Sequence[Point]) -> list[tuple[Point, str]]:
    """One fault for each of them: the next one of its label, and another first one for each label."""
    met: Counter[str] = Counter()
    labels = sorted({one.label for one in points})
    chosen = []
    for point in points:
        turn, late = divmod(met[point.label], IN_SHORT)
        met[point.label] += 1
        if not late:
            chosen.append((point, point.kinds[(labels.index(point.label) + turn) % len(point.kinds)]))
    return chosen


@pytest.mark.parametrize("chunk", range(CHUNKS))
def test_each_point_failing_once(seasons: Seasons, chunk: int, tally: Tally) -> None:
    """Whatever call, commit or file act fails, the season ends as if none had: each letter once, no ballot lost."""
    season = seasons()
    plan = _plan(season.points)
    tally.points = len(plan)
    for point, kind in plan[chunk::CHUNKS]:
        outcome = season.fail({point.place: kind})
        tally.note(f"{point.place} {kind}", complaints(season, outcome), struck=len(outcome.struck))
    assert tally.complaints == []


def test_the_undisturbed_season_keeps_its_promises(seasons: Seasons) -> None:
    """With nothing failing every promise holds, in all climates; and there is much that could fail."""
    for seed in range(3):
        season = seasons(seed)
        assert season.undisturbed.violations == []
        assert season.undisturbed.digest["state"] == ["announced", "", True, True]
        assert len(season.points) > 200


def test_all_ways_of_failing_occur(seasons: Seasons) -> None:
    """The short form leaves out no label and no way of failing, and every common label fails in all its ways."""
    season: Season = seasons()
    plan = _plan(season.points)
    assert {kind for _, kind in plan} == {*CALL_FAULTS, *WRITE_FAULTS}
    assert {point.label for point, _ in plan} == {point.label for point in season.points}
    often = {label for label, number in Counter(point.label for point, _ in plan).items() if number >= len(CALL_FAULTS)}
    for label in often:
        assert {kind for point, kind in plan if point.label == label} >= set(WRITE_FAULTS), label


def test_a_season_taken_up_in_the_middle_ends_the_same(seasons: Seasons) -> None:
    """Runs may begin at the act in which their first fault lies: what comes before is the undisturbed run's."""
    season = seasons()
    for start in (3, len(ACTS) // 2, len(ACTS) - 2):
        chaos = Chaos()
        assert complaints(season, season.play(chaos, start=start), strike=False) == []
        assert chaos.passed == [point for point in season.points if point.place[0] >= start]


def test_a_fault_is_noticed_where_it_does_harm(seasons: Seasons) -> None:
    """The witness isn't blind: a mail put twice into one mailbox and a ballot that nobody cast are complained of."""
    season = seasons()
    play = season.begin(Chaos(), start=len(ACTS) - 1)
    inbox = season.sandbox.world.mailchimp["inbox"]
    inbox.append(dict(inbox[0]))
    play.memory.cast.pop()
    season.act(play, len(ACTS) - 1)
    found = play.look(lambda session: season.outcome(play, session)).violations
    assert any(one.startswith("doubled: autumn/ballot") for one in found)
    assert any(one.startswith("lost or doubled: 7 ballots were cast, 8 received") for one in found)
