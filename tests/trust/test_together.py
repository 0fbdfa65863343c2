"""Several processes at the same steps at once, some of them killed: row locks and keys, not schedules, keep order."""

from __future__ import annotations

from random import Random

import pytest

from tests.conftest import KINDS
from tests.trust.chaos import Chaos
from tests.trust.conftest import Seasons, Tally
from tests.trust.nursery import Crowd, Nursery
from tests.trust.season import ACTS, Season
from tests.trust.verdict import complaints


def _crowded(season: Season, nursery: Nursery, draw: int, *, size: int) -> tuple[list[str], Crowd]:
    nursery.learn(season)
    play = season.begin(Chaos(), start=0)
    play.strict = False
    play.process = crowd = Crowd(nursery, Random(f"crowd {draw}"), size)
    for number in range(len(ACTS)):
        season.act(play, number)
    outcome = play.look(lambda session: season.outcome(play, session))
    return complaints(season, outcome, strike=False), crowd


def test_a_crowd_at_every_step(seasons: Seasons, nursery: Nursery, kind_of_book: str, tally: Tally) -> None:
    """Three processes do every act at once, and some are killed on it: the end is that of a single one.

    Once on PostgreSQL, twice on SQLite; `make crash` does it forty times on each.
    """
    tally.family += f" ({kind_of_book})"
    for draw in range(1 if kind_of_book in KINDS[1:] else 2):
        found, crowd = _crowded(seasons(draw, kind_of_book), nursery, draw, size=3)
        tally.note(f"draw {draw}", found, struck=crowd.deaths)
        assert crowd.deaths > 3
    assert tally.complaints == []


@pytest.mark.crash
@pytest.mark.parametrize("chunk", range(10))
def test_many_crowds(seasons: Seasons, nursery: Nursery, kind_of_book: str, chunk: int, tally: Tally) -> None:
    """The same with two to five processes, in three climates, forty times on each kind of book."""
    tally.family += f" ({kind_of_book})"
    for draw in range(100 + chunk, 140, 10):
        found, crowd = _crowded(seasons(draw % 3, kind_of_book), nursery, draw, size=2 + draw % 4)
        tally.note(f"draw {draw}", found, struck=crowd.deaths)
    assert tally.complaints == []
