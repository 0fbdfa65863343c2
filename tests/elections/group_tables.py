"""Results by groups to try the rule on: drawn ones, awkward ones, and all small ones."""

from __future__ import annotations

import random
from collections.abc import Iterator
from itertools import product

from core.group_table import Figure, GroupTable
from core.suppression import Publication
from tests.elections.inference import summed, worth


def table(*rows: tuple[int, ...], eligible: tuple[int, ...] = (), weights: tuple[int, ...] = ()) -> GroupTable:
    """A table of the groups g1 and on, and the choices c1 and on."""
    groups = [f"g{number}" for number in range(1, len(rows) + 1)]
    parts = [
        (group, {f"c{at}": number for at, number in enumerate(row, 1)}) for group, row in zip(groups, rows, strict=True)
    ]
    return GroupTable.of(
        parts, eligible=dict(zip(groups, eligible, strict=False)), weights=dict(zip(groups, weights, strict=False))
    )


def drawn(seed: int) -> tuple[GroupTable, frozenset[Figure], int]:
    """A table of up to five groups and four choices, what of it was known before, and a limit; often awkward."""
    draw = random.Random(seed)
    groups, choices = draw.randint(1, 5), draw.randint(2, 4)
    sizes = [draw.choice([0, 1, 2, 3, 5, 8, 20, 60]) for _ in range(groups)]
    rows = [tuple(draw.choice([0, draw.randint(0, size), size]) for _ in range(choices)) for size in sizes]
    if draw.random() < 0.15:  # everybody votes alike
        rows = [(sum(row), *[0] * (choices - 1)) for row in rows]
    eligible = tuple(sum(row) + draw.choice([0, 0, 1, 4, 30]) for row in rows) if draw.random() < 0.5 else ()
    weights = tuple(draw.choice([1, 1, 2, 3, 5]) for _ in rows) if draw.random() < 0.3 else ()
    found = table(*rows, eligible=eligible, weights=weights)
    known = draw.choice([(), found.whole, found.whole, (*found.whole, *found.turnouts)])
    return found, frozenset(known), draw.choice([2, 3, 5, 5, 5, 10])


AWKWARD = {
    "a group of one": table((40, 12), (1, 0)),
    "two groups, one of them small": table((40, 12), (2, 1)),
    "two groups, all unanimous": table((40, 0), (0, 12)),
    "everybody votes alike": table((40, 0), (12, 0)),
    "three groups, one unanimous": table((40, 12), (30, 9), (12, 0)),
    "all but one vote alike": table((40, 12), (30, 9), (11, 1)),
    "all groups of one": table((1, 0), (1, 0), (0, 1)),
    "one group": table((40, 3)),
    "a group of which nobody voted": table((40, 12), (30, 9), (0, 0), eligible=(60, 60, 3)),
    "a group of which everybody voted": table((40, 12), (30, 9), (6, 6), eligible=(60, 60, 12)),
    "one delegate whose ballot is five votes": table((40, 12), (1, 0), weights=(1, 5)),
    "few delegates, weights that tell them": table((41, 12), (2, 1), eligible=(60, 3), weights=(1, 100)),
    "a choice of one ballot": table((40, 12, 1), (30, 9, 0), (20, 7, 0)),
    "sums that fit only one way": table((9, 0), (0, 9), (9, 9)),
}


def hidden(publication: Publication) -> list[Figure]:
    """What is withheld and could be protected at all."""
    return [figure for figure in publication.withheld if figure not in publication.given_away]


def all_tables(groups: int, choices: int, most: int) -> Iterator[GroupTable]:
    """Every table with so few ballots in a cell."""
    for cells in product(range(most + 1), repeat=groups * choices):
        yield table(*(cells[at : at + choices] for at in range(0, len(cells), choices)))


def value(found: GroupTable, figure: Figure) -> int:
    """A figure as it would be told."""
    return worth(summed(found, figure), dict(found.ballots))
