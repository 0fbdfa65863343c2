"""How far a figure that isn't told could be another, for anybody who knows those that are.

Whatever is known of a table says that sums stay the same. So one figure can be another only if others make up for it,
round in a ring: two ballots fewer here, two more beside it. How much goes round is a flow in a network.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Collection
from math import lcm
from typing import TypeAlias

from core.group_table import ALL, Figure, GroupTable

Node: TypeAlias = tuple[str, str]
Rooms: TypeAlias = dict[tuple[Node, Node], int]

_FROM, _TO = ("from", ""), ("to", "")


def leeway(table: GroupTable, figure: Figure, *, told: Collection[Figure], enough: int) -> int:
    """P9. How far apart the smallest and the largest possible value of a figure are, in ballots; `enough` at most.

    All whole numbers between them are possible, too. `told` is what anybody may know, besides how many of each group
    could vote. Where ballots weigh unlike, whoever knows a sum of votes is taken to know each group's turnout, and
    figures are moved in steps in which all weights go: less may be found than there is, never more.
    """
    fixed = set(told)
    if table.weighs_unlike and fixed & set(table.whole):
        fixed |= set(table.turnouts)
    if figure in fixed:
        return 0
    step = _step(table)
    one = step // table.weight(figure[0])  # ballots of this figure that are one step
    wanted = -(-enough // one)
    rooms = _rooms(table, fixed, step=step, wanted=wanted)
    tail, head = _ends(figure)
    more, fewer = rooms.pop((tail, head)), rooms.pop((head, tail))
    up = _flow(rooms, head, tail, at_most=min(more, wanted))
    down = _flow(rooms, tail, head, at_most=min(fewer, wanted - up))
    return min((up + down) * one, enough)


def _step(table: GroupTable) -> int:
    return lcm(*(table.weight(group) for group in table.groups))


def _ends(figure: Figure) -> tuple[Node, Node]:
    """Votes run from all who took part through a choice and a group, and back; each figure is one such stretch."""
    group, choice = figure
    if group == ALL:
        return (_TO, _FROM) if choice == ALL else (_FROM, ("choice", choice))
    return (("group", group), _TO) if choice == ALL else (("choice", choice), ("group", group))


def _rooms(table: GroupTable, fixed: Collection[Figure], *, step: int, wanted: int) -> Rooms:
    """How many steps each figure that isn't known could be more, and fewer, if it were for that figure alone."""
    boundless = (wanted + sum(table.ballots.values())) * step
    rooms: Rooms = {}
    for figure in table.figures:
        tail, head = _ends(figure)
        is_open = figure not in fixed
        rooms[tail, head] = _unused(table, figure, boundless) // step if is_open else 0
        rooms[head, tail] = _votes(table, figure) // step if is_open else 0
    return rooms


def _unused(table: GroupTable, figure: Figure, boundless: int) -> int:
    """How many votes more a figure could be: a turnout no more than there are voters."""
    group, choice = figure
    if choice != ALL or group not in table.eligible:
        return boundless
    return (table.eligible[group] - table.cast(group)) * table.weight(group)


def _votes(table: GroupTable, figure: Figure) -> int:
    group, choice = figure
    groups = table.groups if group == ALL else (group,)
    return sum(table.cast(one, choice) * table.weight(one) for one in groups)


def _flow(rooms: Rooms, start: Node, end: Node, *, at_most: int) -> int:
    """How much can go from one node to another, by the shortest ways first (Edmonds and Karp). `rooms` stay as is."""
    left = dict(rooms)
    beside: dict[Node, list[Node]] = {}
    for tail, head in left:
        beside.setdefault(tail, []).append(head)
    through = 0
    while through < at_most and (way := _way(left, beside, start, end)):
        share = min(at_most - through, *(left[stretch] for stretch in way))
        for tail, head in way:
            left[tail, head] -= share
            left[head, tail] += share
        through += share
    return through


def _way(left: Rooms, beside: dict[Node, list[Node]], start: Node, end: Node) -> list[tuple[Node, Node]]:
    """The stretches of a shortest way on which there is room, or none."""
    came: dict[Node, Node] = {start: start}
    waiting = deque([start])
    while waiting and end not in came:
        here = waiting.popleft()
        fresh = [there for there in beside.get(here, ()) if there not in came and left[here, there] > 0]
        came.update(dict.fromkeys(fresh, here))
        waiting.extend(fresh)
    way: list[tuple[Node, Node]] = []
    node = end
    while node in came and node != start:
        way.append((came[node], node))
        node = came[node]
    return way
