"""Lines of the tab Members that may be one person, and those that an organiser said are."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import combinations

from core.directory import Directory, given_names
from core.lines import Member

A_FEW = 10
"""Where more lines say the same, something else is wrong than a person on two lines; all pairs would be thousands."""


@dataclass(frozen=True)
class LookAlike:
    """Two lines of the tab Members that may be one person."""

    numbers: tuple[str, str]
    why: str


def look_alikes(members: Iterable[Member]) -> tuple[LookAlike, ...]:
    """Pairs of members who may be one person: the same name, or similar addresses without clearly different names."""
    directory = Directory(members)
    given = {number: given_names(member) for number, member in directory.members.items()}
    by_email = {pair for pair in _pairs(directory.by_loose_email) if given[pair[0]] & given[pair[1]]}
    found = dict.fromkeys(by_email, "similar e-mail addresses and given names")
    found |= dict.fromkeys(_pairs(directory.by_name), "the same name")
    return tuple(LookAlike(numbers, why) for numbers, why in sorted(found.items()))


def one_each(members: Iterable[Member], merged: Mapping[str, str]) -> tuple[Member, ...]:
    """The members, each person once: a merged line gives its names and addresses to the line that is kept.

    Letters go to the kept line's first address. A line that was merged into one which is no longer there stands for
    itself again.
    """
    lines = {member.number: member for member in members}
    found: dict[str, Member] = {}
    others: list[tuple[str, Member]] = []
    for member in lines.values():
        into = kept(member.number, lines, merged)
        if into == member.number:
            found[into] = member
        else:
            others.append((into, member))
    for into, other in others:
        found[into] = _joined(found[into], other)
    return tuple(found.values())


def kept(number: str, lines: Collection[str], merged: Mapping[str, str]) -> str:
    """The number under which a line's person is kept. `lines` are the numbers of the tab Members."""
    passed = [number]
    while (following := merged.get(passed[-1], "")) in lines:
        if following in passed:
            return min(passed)  # a circle, which no door lets in, mustn't make anybody disappear
        passed.append(following)
    return passed[-1]


def _joined(first: Member, other: Member) -> Member:
    return replace(
        first,
        also=tuple(dict.fromkeys((*first.also, other.name, *other.also))),
        emails=tuple(dict.fromkeys((*first.emails, *other.emails))),
        dues_paid=first.dues_paid if other.dues_paid is None else (first.dues_paid or other.dues_paid),
    )


def _pairs(index: Mapping[str, set[str]]) -> Iterator[tuple[str, str]]:
    """Every two members who stand under the same key; of more than a few, each with the first of them."""
    for numbers in map(sorted, index.values()):
        yield from combinations(numbers[:A_FEW], 2)
        yield from ((numbers[0], one) for one in numbers[A_FEW:])
