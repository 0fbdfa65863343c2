"""Whether a run with faults ended as the one without did."""

from __future__ import annotations

from tests.trust.season import Outcome, Season


def complaints(season: Season, outcome: Outcome, *, strike: bool = True) -> list[str]:
    """Every broken promise and every difference from the run in which nothing failed; nothing is what is hoped for."""
    found = list(outcome.violations)
    for what, (hoped, met) in season.undisturbed.differences(outcome).items():
        found.append(f"another end: {what} is {met}, not {hoped}")
    if strike and not outcome.struck:
        found.append("another end: the fault never struck")
    return found
