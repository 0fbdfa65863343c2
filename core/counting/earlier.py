"""Rules and counts as release 0.1.0 wrote them, so that an election that was under way can still be read."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from math import ceil, floor
from typing import Any

FORMAT = "canvass-count/1"


def rule(plain: Mapping[str, Any]) -> dict[str, Any]:
    """A rule as it is written now. A single choice was told by where the count stopped."""
    single = plain["stop"] == "first_round"
    method, stop = ("single choice", "one_left") if single else ("instant runoff", plain["stop"])
    return {**plain, "method": method, "stop": stop}


def count(plain: Mapping[str, Any]) -> dict[str, Any]:
    """A count as it is written now: what a round needed, and who was elected, follow from its figures.

    Whether another lot would have changed anything wasn't asked then.
    """
    rounds = [_round(past, plain) for past in plain["rounds"]]
    rounds[-1]["elected"] = _each(plain["winner"])
    steps = {"earlier round": "earlier rounds", "lot": "lot"}
    return {
        **plain,
        "rule": rule(plain["rule"]),
        "spoiled": 0,
        "roles": [],
        "eligible": None,
        "rounds": rounds,
        "ties": [
            {
                **tie,
                "method": steps[tie["method"]],
                "chosen": [tie["chosen"]],
                "about": "elimination",
                "lot_decides": None if tie["method"] == "lot" else False,
            }
            for tie in plain["ties"]
        ],
        "winners": _each(plain["winner"]),
        "outcome": "passed" if plain["winner"] else "failed",
        "other_readings": [_reading(other) for other in plain["other_readings"]],
    }


def _round(past: Mapping[str, Any], plain: Mapping[str, Any]) -> dict[str, Any]:
    asked, gone = plain["rule"], _each(past["eliminated"])
    base = plain["cast"] if asked["denominator"] == "cast" else sum(past["tally"].values())
    mark = Fraction(asked["threshold"]) * base
    return {
        **past,
        "base": base,
        "needed": floor(mark) + 1 if asked["strict"] else max(ceil(mark), 1),
        "eliminated": gone,
        "elected": [],
        "transfers": dict.fromkeys(gone, past["transfers"]),
        "exhausted_by": {},
        "seat": 1,
    }


def _reading(other: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "reading": other["reading"],
        "rule": rule(other["rule"]),
        "winners": _each(other["winner"]),
        "sentence": other["sentence"],
    }


def _each(option: str | None) -> Sequence[str]:
    return [] if option is None else [option]
