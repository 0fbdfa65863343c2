"""Long form: every point in every way, several faults in one season, and processes that are really killed."""

from __future__ import annotations

from random import Random

import pytest

from tests.trust.chaos import DEATHS, Chaos, Place
from tests.trust.conftest import Seasons, Tally
from tests.trust.nursery import Killed, Nursery
from tests.trust.season import ACTS, Season
from tests.trust.verdict import complaints

pytestmark = pytest.mark.crash

SEEDS = (0, 1, 2)
CHUNKS = 40
SEVERAL = 300


@pytest.mark.parametrize("chunk", range(CHUNKS))
@pytest.mark.parametrize("seed", SEEDS)
def test_every_point_in_every_way(seasons: Seasons, seed: int, chunk: int, tally: Tally) -> None:
    """Each point fails in each way it can, in three climates: the end is that of the season in which nothing failed."""
    season = seasons(seed)
    tally.points = len(season.points)
    plans = [(point, kind) for point in season.points for kind in point.kinds]
    for point, kind in plans[chunk::CHUNKS]:
        outcome = season.fail({point.place: kind})
        tally.note(f"{point.place} {kind}", complaints(season, outcome), struck=len(outcome.struck))
    assert tally.complaints == []


@pytest.mark.parametrize("chunk", range(CHUNKS // 2))
def test_several_faults_in_one_season(seasons: Seasons, chunk: int, tally: Tally) -> None:
    """Two to five faults, drawn anywhere: the same end. Later ones hit what the earlier ones have brought about."""
    for number in range(chunk, SEVERAL, CHUNKS // 2):
        season = seasons(number % len(SEEDS))
        chance = Random(f"several {number}")
        plan = {point.place: chance.choice(point.kinds) for point in chance.sample(season.points, chance.randint(2, 5))}
        outcome = season.fail(plan)
        tally.note(f"draw {number}", complaints(season, outcome), struck=len(outcome.struck))
    assert tally.complaints == []


@pytest.mark.parametrize("chunk", range(CHUNKS))
def test_processes_really_killed(
    seasons: Seasons, nursery: Nursery, kind_of_book: str, chunk: int, tally: Tally
) -> None:
    """A process that is ended on the spot at any point, without cleaning up, is made good by the next one."""
    season = seasons(0, kind_of_book)
    nursery.learn(season)
    tally.family += f" ({kind_of_book})"
    plans = [(point, kind) for point in season.points for kind in DEATHS]
    tally.points = len(season.points)
    for point, kind in plans[chunk::CHUNKS]:
        found = _killed(season, nursery, point.place, kind)
        tally.note(f"{point.place} {kind}", found, struck=1)
    assert tally.complaints == []


def _killed(season: Season, nursery: Nursery, place: Place, kind: str) -> list[str]:
    """The season from the act of that point on, its first process killed there; what is wrong with the end."""
    act, label, number = place
    play = season.begin(Chaos(), start=act)
    play.process = killed = Killed(nursery, [(label, number, kind)])
    for later in range(act, len(ACTS)):
        season.act(play, later)
    outcome = play.look(lambda session: season.outcome(play, session))
    found = complaints(season, outcome, strike=False)
    return found if killed.deaths == 1 else [*found, f"another end: {killed.deaths} deaths"]
