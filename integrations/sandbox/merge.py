"""Merge tags: how one person's copy of a letter is filled in."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

_TAG = re.compile(r"\*\|([^|]*)\|\*")
_CONDITION = re.compile(r"IF:([A-Z0-9_:]+)(?:=(.*))?", re.DOTALL)


@dataclass(frozen=True)
class Rendered:
    """One person's copy, and what was wrong with the letter: a sentence for each fault."""

    text: str
    faults: tuple[str, ...]


@dataclass
class _Branch:
    """An *|IF|* that is still open: whether its condition holds, and whether its *|ELSE:|* has been passed."""

    holds: bool
    turned: bool = False


def render(letter: str, values: Mapping[str, str]) -> Rendered:
    """`letter` with each tag replaced by its value and each condition decided.

    Unknown tags are left out and are a fault, as are conditions that don't close. What
    a value brings in is never read as a tag again.
    """
    written: list[str] = []
    faults: list[str] = []
    branches: list[_Branch] = []
    for literal, tag in _pieces(letter):
        shown = all(branch.holds != branch.turned for branch in branches)
        if shown:
            written.append(literal)
        if "*|" in literal or "|*" in literal:
            faults.append("a *| or |* belongs to no tag")
        if tag is None:
            continue
        if tag.startswith("IF:"):
            branches.append(_Branch(_holds(tag, values, faults)))
        elif tag in {"ELSE:", "END:IF"}:
            _turn(tag, branches, faults)
        elif tag not in values:
            faults.append(f"*|{tag}|* is no tag of this list")
        elif shown:
            written.append(values[tag])
    faults += ["an *|IF|* has no *|END:IF|*"] * len(branches)
    return Rendered("".join(written), tuple(dict.fromkeys(faults)))


@lru_cache(maxsize=64)
def _pieces(letter: str) -> tuple[tuple[str, str | None], ...]:
    """The letter as pairs of plain text and the tag that follows it; the last pair has none."""
    parts = _TAG.split(letter)
    return tuple(zip(parts[::2], [*parts[1::2], None], strict=True))


def _holds(tag: str, values: Mapping[str, str], faults: list[str]) -> bool:
    """Whether the condition is met: the field isn't empty, or is exactly what follows the equals sign."""
    condition = _CONDITION.fullmatch(tag)
    if condition is None or condition[1] not in values:
        faults.append(f"*|{tag}|* asks for something that is not known here")
        return False
    value = values[condition[1]]
    return value != "" if condition[2] is None else value == condition[2]


def _turn(tag: str, branches: list[_Branch], faults: list[str]) -> None:
    """Pass an *|ELSE:|* or an *|END:IF|*."""
    if not branches or (tag == "ELSE:" and branches[-1].turned):
        faults.append(f"*|{tag}|* has no *|IF|* before it")
    elif tag == "ELSE:":
        branches[-1].turned = True
    else:
        branches.pop()
