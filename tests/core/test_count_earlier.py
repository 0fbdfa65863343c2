"""Counts and rules that release 0.1.0 wrote are read as what they were."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from core.counting.ballots import Ballots
from core.counting.count import count
from core.counting.record import Count
from core.counting.rule import CountingRule
from tests.elections.published import cast

WRITTEN = json.loads((Path(__file__).parent.parent / "counts" / "release_0_1_0.json").read_bytes())


@pytest.mark.parametrize("written", WRITTEN, ids=[one["ballots"] for one in WRITTEN])
def test_an_earlier_count_is_the_count_of_its_ballots(written: Any) -> None:
    """Rounds, ties, lots, winners, sentence and other readings are those that its ballots give today.

    Only whether another lot would have changed anything wasn't asked then.
    """
    read = Count.from_json(written["count"])
    ballots = Ballots.of(read.options, cast(written["ballots"]), treatments=read.treatments)
    today = count(ballots, read.rule)
    unasked = [replace(tie, lot_decides=None if tie.method == "lot" else False) for tie in today.ties]
    assert replace(today, ties=tuple(unasked)) == read


def test_an_earlier_rule_of_a_single_choice() -> None:
    """What stopped after the first round is a single choice, also in an election that was drafted before."""
    [rule] = [one["count"]["rule"] for one in WRITTEN if one["count"]["rule"]["stop"] == "first_round"]
    assert (CountingRule.from_json(rule).method, CountingRule.from_json(rule).stop) == ("single choice", "one_left")
