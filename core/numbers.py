"""Numbers with what they count, as people say them."""

from __future__ import annotations


def many(number: int, what: str, rest: str = "") -> str:
    """A number with its noun, and what comes behind it: "1 event", "3 letters to members", "no activities"."""
    plural = f"{what[:-1]}ies" if what.endswith("y") else f"{what}s"
    return " ".join(filter(None, [str(number or "no"), what if number == 1 else plural, rest]))
