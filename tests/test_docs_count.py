"""The fields that docs/counting.md promises to programs are the fields that a count has."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from fractions import Fraction
from typing import Any

import pytest

from core.counting.ballots import Ballots
from core.counting.count import count
from core.counting.rule import CountingRule, Option
from tests.elections.published import cast
from tests.test_docs import ROOT

RULE = CountingRule(
    threshold=Fraction(3, 5), strict=True, contest="mayor", clause="E8", tie_seed="a seed", weights=(("member", 1),)
)
OPTIONS = [Option(one, one.upper()) for one in "abc"]


def told() -> Any:
    """A count with a role, a tie and another reading, as a program gets it."""
    ballots = Ballots.of_roles(OPTIONS, {"member": cast("6 a; 2 b; 2 c > b")}, dict(RULE.weights))
    counted = count(ballots, replace(RULE, clause="E8"))
    return json.loads(json.dumps(counted.as_json()))


def promised(title: str) -> set[str]:
    """The fields in the table under a heading."""
    text = (ROOT / "docs" / "counting.md").read_text(encoding="utf-8")
    section = text.split(f"### {title}\n", 1)[1].split("\n#", 1)[0]
    return set(re.findall(r"^\| `(\w+)` \|", section, re.MULTILINE))


@pytest.mark.parametrize(
    ("title", "path"),
    [
        ("The count", []),
        ("Each of its roles", ["roles", 0]),
        ("Each of its rounds", ["rounds", 0]),
        ("Each of its ties", ["ties", 0]),
        ("Each of its other readings", ["other_readings", 0]),
        ("Its rule", ["rule"]),
    ],
)
def test_every_field_is_promised_and_kept(title: str, path: list[Any]) -> None:
    """Whoever adds a field describes it; a field that is described is there."""
    plain = told()
    for step in path:
        plain = plain[step]
    assert promised(title) == set(plain)


def test_the_format_is_the_one_described() -> None:
    """The tables are those of the format that a count names."""
    text = (ROOT / "docs" / "counting.md").read_text(encoding="utf-8")
    assert f"| `format` | `{told()['format']}` |" in text
