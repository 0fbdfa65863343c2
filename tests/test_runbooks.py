"""Runbooks hold what they promise: a remedy is named with the hour until which the program still takes it."""

from __future__ import annotations

from pathlib import Path

import pytest

from core.charter import CHARTERS, load
from core.ledger import NEXT_STATES

TEXT = (Path(__file__).parents[1] / "docs" / "runbooks.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("charter", sorted(file.stem for file in CHARTERS.glob("*.toml")))
def test_calling_a_closed_vote_off_has_an_end(charter: str) -> None:
    """It can be called off until it is sealed, a quarter of an hour after it closed; what is left then is said."""
    assert load(charter).closing.settling_minutes.value == 15
    able = {state for state, following in NEXT_STATES.items() if "withdrawn" in following}
    assert able >= {"drafted", "frozen", "open", "closed"}
    assert not able & {"sealed", "certified", "announced"}
    part = TEXT.partition("\n## The vote should be longer\n")[2].partition("\n## ")[0]
    for words in ("about a quarter of an hour", "Once its ballots are sealed", "Certify it"):
        assert words in part
