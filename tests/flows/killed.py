"""Killed: an act is played again and again, each time with another call or commit that fails, and its ends compared."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from typing import Any

from tests.flows.club import HOUR, Club
from tests.trust.chaos import Chaos, Death

IN_ANY_WAY = ("die before", "lost reply", "timeout", "429", "503")
"""How a call or commit can fail besides dying after it."""

Act = Callable[[Club], None]
Played = Callable[[Chaos], Mapping[str, Any]]
"""Plays an act from its moment on, with what is to fail, and says what is to be seen of it in the end."""


def played(club: Club, chaos: Chaos, do: Act, *, then: Sequence[Act]) -> None:
    """An act with what is to fail, once more without, and what comes hours later. Another process would do the same."""
    chaos.overtake = lambda: do(club)
    chaos.begin(0)
    with chaos.at_work(), suppress(Death, Exception):
        do(club)
    do(club)
    for act in then:
        club.later(HOUR)
        act(club)


def complaints(play: Played, kinds: Sequence[str], every: int = 1) -> tuple[int, list[str]]:
    """How often it was killed, and after which kills the end was another one."""
    calm = Chaos()
    hoped = play(calm)
    assert hoped["log"] == ""
    ways = [(point, kind) for point in calm.passed for kind in kinds if kind in point.kinds]
    found, struck = [], 0
    for point, kind in ways[::every]:
        chaos = Chaos({point.place: kind})
        met = play(chaos)
        struck += len(chaos.struck)
        found += [f"{point.place} {kind}: another end: {what}" for what in hoped if met[what] != hoped[what]]
    return struck, found
