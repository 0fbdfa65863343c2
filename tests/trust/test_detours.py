"""The same promises off the main road: when a ballot is called off, and when a voter gets a new link."""

from __future__ import annotations

import pytest

from tests.trust.conftest import Seasons, Tally
from tests.trust.detours import DETOURS

IN_SHORT = 8
"""The quick tests let every eighth point of a detour fail; `make crash` all of them, in every way."""


@pytest.mark.parametrize("name", DETOURS)
def test_points_of_a_detour(seasons: Seasons, name: str, tally: Tally) -> None:
    """Every eighth point fails once, in one way: the end is what it should be, and no letter comes twice."""
    detour = DETOURS[name]
    wrong, points = detour.play(seasons(), {})
    assert wrong == []
    tally.points = len(points)
    for number, point in list(enumerate(points))[::IN_SHORT]:
        kind = point.kinds[number % len(point.kinds)]
        tally.note(f"{point.place} {kind}", detour.play(seasons(), {point.place: kind})[0], struck=1)
    assert tally.complaints == []


@pytest.mark.crash
@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("name", DETOURS)
def test_every_fault_on_a_detour(seasons: Seasons, name: str, seed: int, tally: Tally) -> None:
    """Each point fails in each way it can, in three climates."""
    detour = DETOURS[name]
    _, points = detour.play(seasons(seed), {})
    tally.points = len(points)
    for point, kind in [(one, kind) for one in points for kind in one.kinds]:
        tally.note(f"{point.place} {kind}", detour.play(seasons(seed), {point.place: kind})[0], struck=1)
    assert tally.complaints == []
