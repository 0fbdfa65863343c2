"""Numbers with what they count, as people say them."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import groupby


def many(number: int, what: str, rest: str = "") -> str:
    """A number with its noun, and what comes behind it: "1 event", "3 days", "3 letters to members", "no parties"."""
    plural = f"{what[:-1]}ies" if what.endswith("y") and what[-2:-1] not in "aeiou" else f"{what}s"
    return " ".join(filter(None, [str(number or "no"), what if number == 1 else plural, rest]))


def runs(numbers: Iterable[int]) -> str:
    """Numbers with neighbours taken together, in order: 2–9, 14."""
    found = []
    for _, run in groupby(enumerate(sorted(set(numbers))), key=lambda one: one[1] - one[0]):
        first, *others = [number for _, number in run]
        found.append(f"{first}–{others[-1]}" if others else str(first))
    return ", ".join(found)
