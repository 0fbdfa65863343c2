"""An older copy of the book is put back: no letter goes out again, no ballot is lost, and what can't go on says why."""

from __future__ import annotations

import pytest

from tests.trust.conftest import Seasons, Tally
from tests.trust.restores import PAIRS, restore
from tests.trust.season import CLIMATES

FEW = PAIRS[::11]
CHUNKS = 12


def _check(seasons: Seasons, seed: int, copied: int, at: int, tally: Tally) -> None:
    restored = restore(seasons(seed), copied=copied, at=at)
    unreadable = [] if restored.readable else [f"another end: it is {restored.state}, and nobody is told why"]
    tally.note(f"book of act {copied} at act {at}", restored.wrong + unreadable, struck=1)


@pytest.mark.parametrize("chunk", range(4))
def test_older_books(seasons: Seasons, chunk: int, tally: Tally) -> None:
    """A copy made before one act is put back before a later one, and a person puts right what only a person can.

    Where the ballots were sealed meanwhile, and so the key destroyed, the older book ends in a hold that says so.
    """
    for copied, at in FEW[chunk::4]:
        _check(seasons, 0, copied, at, tally)
    assert tally.complaints == []


@pytest.mark.crash
@pytest.mark.parametrize("chunk", range(CHUNKS))
@pytest.mark.parametrize("seed", range(len(CLIMATES)))
def test_every_older_book(seasons: Seasons, seed: int, chunk: int, tally: Tally) -> None:
    """The same for every earlier copy at every later act, in three climates."""
    for copied, at in PAIRS[chunk::CHUNKS]:
        _check(seasons, seed, copied, at, tally)
    assert tally.complaints == []
