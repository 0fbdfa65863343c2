"""What partners state each for themselves: when it is the partnership's, and when they have to find together first."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from core.cited import plain
from core.ruling import Ruling


@dataclass(frozen=True)
class Stated:
    """Something that partners name: what each of them says of it, by partner, and what is on record of it so far."""

    name: str
    said: Mapping[str, str] = field(repr=False)
    on_record: str = field(default="", repr=False)


def may_be_recorded(stated: Stated, *, partners: Sequence[str], in_force: bool, clause: str) -> Ruling:
    """P10, P12. Whether what partners state goes on record: a due date, or what they do when something goes wrong.

    What one partner names and none contradicts is the partnership's until it is in force; from then on something
    changes only when all partners state it alike. Where they differ, what is on record stays.
    """
    different = {plain(one): one for one in stated.said.values()}
    if len(different) > 1:
        told = "; ".join(f"{partner} says {stated.said[partner]}" for partner in partners if partner in stated.said)
        return Ruling(False, clause, f"“{stated.name}” isn't stated alike: {told}")
    said = next(iter(stated.said.values()), "")
    silent = [one for one in partners if one not in stated.said]
    if in_force and silent and plain(said) != plain(stated.on_record):
        before = stated.on_record or "nothing"
        what = f"on record is {before}, and not all partners say {said} instead"
        return Ruling(False, clause, f"“{stated.name}”: {what}")
    return Ruling(True, clause, f"“{stated.name}”: {said}")


def is_adapted_together(stated: Stated, *, partners: Sequence[str]) -> Ruling:
    """P3. A role is adapted once all partners state it alike, with its votes and its reason: a weight is power."""
    ruling = may_be_recorded(stated, partners=partners, in_force=False, clause="P3")
    if not ruling:
        return ruling
    silent = [one for one in partners if one not in stated.said]
    if silent:
        return Ruling(False, "P3", f"the role “{stated.name}” isn't named by {', '.join(silent)}")
    return Ruling(True, "P3", f"all partners name the role “{stated.name}”")
