"""How a lot is drawn: what SHA-256 is taken of, and whatever anybody needs to draw it again by hand.

It is a part of every recount pack's verify.py, and needs nothing but Python 3.10 or newer.
"""

from __future__ import annotations

import hashlib
import shlex
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Drawn:
    """One option's lot: its name, the text of which SHA-256 is taken, and how that begins."""

    name: str
    text: str
    begins: str


@dataclass(frozen=True)
class Lot:
    """A lot that was used in a round: the seed it was drawn from, each option's, and lines for any terminal.

    If it was drawn in public, `seed_command` makes the seed of the committed one and of what was drawn; else empty.
    """

    round: int
    seed: str
    seed_command: str
    drawn: tuple[Drawn, ...]
    command: str


def lots(count: Mapping[str, Any]) -> Iterator[Lot]:
    """The lots that a count used, in order."""
    rule, names = count["rule"], {option["id"]: option["name"] for option in count["options"]}
    committed = f"{rule['tie_seed']}|{rule['drawn']}" if rule["drawn"] else ""
    for tie in count["ties"]:
        if tie["method"] != "lot" or not tie["digests"]:
            continue
        order = sorted(tie["digests"], key=lambda option: (lot(rule, option), option))
        drawn = tuple(Drawn(names[one], lot_text(rule, one), mark(lot(rule, one))) for one in order)
        yield Lot(tie["round"], lot_seed(rule), hashed(committed) if committed else "", drawn, hashed(drawn[0].text))


def hashed(text: str) -> str:
    """The line for a terminal that takes SHA-256 of a text."""
    return f"printf %s {shlex.quote(text)} | sha256sum"


def lot(rule: Mapping[str, Any], option: str) -> str:
    """SHA-256 of seed, contest and option: the smallest goes out."""
    return hashlib.sha256(lot_text(rule, option).encode()).hexdigest()


def lot_text(rule: Mapping[str, Any], option: str) -> str:
    """Of what SHA-256 is taken."""
    return f"{lot_seed(rule)}|{rule['contest']}|{option}"


def lot_seed(rule: Mapping[str, Any]) -> str:
    """The seed of the lots: the one committed to, or another that what was drawn in public makes of it."""
    if not rule["drawn"]:
        return str(rule["tie_seed"])
    return hashlib.sha256(f"{rule['tie_seed']}|{rule['drawn']}".encode()).hexdigest()


def mark(fingerprint: str) -> str:
    """The beginning of a fingerprint as letters show it: 16 digits, in fours."""
    return " ".join(fingerprint[place : place + 4] for place in range(0, 16, 4))
