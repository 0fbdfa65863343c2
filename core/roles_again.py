"""The roles of those who voted, where a ballot may be more than one vote: whether their figures fit each other.

It is a part of every recount pack's verify.py, and needs nothing but Python 3.10 or newer.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Any

from core.told_again import eligible_told, weighs

Ballots = dict[tuple[str, ...], int]
Json = dict[str, Any]


def faults_of_roles(count: Json) -> Iterator[str]:
    """Where ballots weigh unlike, a role's votes are its ballots times its weight, and all are accounted for."""
    roles, weights = count["roles"], count["rule"]["weights"] if weighs(count["rule"]) else {}
    if {role["role"]: role["weight"] for role in roles} != weights or len(roles) != len(weights):
        yield "the roles, or what they weigh, are not those of the rule."
        return
    if not all(is_number(role[what]) for role in roles for what in ("weight", "ballots", "votes", "blank", "spoiled")):
        yield "the numbers of ballots by role are not the whole numbers they should be."
        return
    together = [sum(role[what] * role["weight"] for role in roles) for what in ("ballots", "blank", "spoiled")]
    right = all(role["votes"] == role["ballots"] * role["weight"] for role in roles)
    if roles and not (right and together == [count["cast"], count["blank"], count["spoiled"]]):
        yield "ballots times weights are not the votes that were counted."


def faults_of_eligible(count: Json, roll_size: int) -> Iterator[str]:
    """As many could vote as the roll has lines; of votes that weigh unlike no more and no fewer than it allows."""
    eligible, rule = count["eligible"], count["rule"]
    if eligible is None:
        if rule["denominator"] == "eligible" or rule["quorum"] is not None:
            yield "the rule goes by how many could vote, and the count doesn't say how many."
        return
    each = rule["weights"].values() if weighs(rule) else [1]
    if not is_number(eligible) or not min(each) * roll_size <= eligible <= max(each) * roll_size:
        yield f"{eligible} {eligible_told(rule)} are not the {roll_size} who could vote by the roll."
    elif eligible < count["cast"] + count["blank"] + count["spoiled"]:
        yield f"more took part than the {eligible} {eligible_told(rule)}."


def eligible_told_apart(count: Json) -> Iterator[str]:
    """Where votes weigh unlike, the roll's size alone doesn't say how many could be cast."""
    if count["eligible"] is not None and weighs(count["rule"]):
        could = f"{count['eligible']} {eligible_told(count['rule'])}"
        yield f"that there were {could}. The roll's size doesn't tell how many had which role."


def ballots_of(count: Json, *kinds: str) -> int:
    """How many ballots there are of these kinds, whatever they weigh: "ballots" that were cast, "blank", "spoiled"."""
    if count["roles"]:
        return sum(role[kind] for role in count["roles"] for kind in kinds)
    return sum(count["cast" if kind == "ballots" else kind] for kind in kinds)


def smallest_group(count: Json) -> int:
    """How many ballots the group has that is told by: of roles that weigh unlike, the smallest that voted."""
    if not weighs(count["rule"]):
        return ballots_of(count, "ballots")
    some = [role for role in count["roles"] if role["ballots"] + role["blank"] + role["spoiled"]]
    return min((role["ballots"] for role in some), default=0)


def other_numbers(count: Json, by_role: dict[str, Ballots]) -> Iterator[str]:
    """Roles of which the table of ballots holds another number than the count says."""
    for role in count["roles"] if weighs(count["rule"]) else []:
        there = by_role[role["role"]]
        if (sum(there.values()) - there.get((), 0), there.get((), 0)) != (role["ballots"], role["blank"]):
            yield f"the table has other numbers of ballots of the role '{role['role']}' than the count."


def in_votes(found: dict[str, Ballots], weights: dict[str, int]) -> Ballots:
    """The votes for each ranking: a ballot is one, or as many as its role's weight."""
    votes = Counter[tuple[str, ...]]()
    for role, ballots in found.items():
        votes.update({ranking: number * weights.get(role, 1) for ranking, number in ballots.items()})
    return dict(votes)


def roles_in(rule: Json) -> list[str]:
    """The roles that a table of ballots tells apart: none, where every ballot is one vote."""
    return sorted(rule["weights"]) if weighs(rule) else []


def is_number(value: object) -> bool:
    """A whole number, not negative."""
    return type(value) is int and value >= 0
