"""Published elections, counted again."""

from __future__ import annotations

from pathlib import Path

import pytest
from core.count import count

from tests.elections.published import FOLDER, load

FILES = sorted(FOLDER.glob("*.json"))


@pytest.mark.parametrize("file", FILES, ids=[file.stem for file in FILES])
def test_a_published_election_comes_out_as_it_did(file: Path) -> None:
    """Winner, and as far as they are published the tallies of every round and who went out, are the official ones."""
    election = load(file)
    counted = count(election.options, election.ballots, election.rule)
    assert counted.winner == election.expected["winner"]
    rounds = [{"tally": dict(past.tally), "eliminated": [past.eliminated or ""]} for past in counted.rounds]
    told = [{**past, "eliminated": past["eliminated"] or [""]} for past in election.expected.get("rounds", [])]
    assert rounds[: len(told)] == told
    assert len(told) in {0, len(rounds)}
    assert counted.rounds[-1].tally.items() >= election.expected.get("last_tally", {}).items()


def test_there_are_published_elections() -> None:
    """The folder of published elections is found: an empty one would prove nothing."""
    assert len(FILES) >= 9
