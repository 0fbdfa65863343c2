"""Published elections, counted again through the command line from a table of their ballots."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from core.counting.marks import OVERVOTE_ENDS, REPEAT_ENDS, SKIPPED_ENDS
from flows.doors.auditors import app
from tests.elections.published import FOLDER, Published, load

FILES = sorted(FOLDER.glob("*.json"))
REASONS = {"overvote": OVERVOTE_ENDS, "skipped": SKIPPED_ENDS, "duplicate": REPEAT_ENDS}


def counted(election: Published, folder: Path) -> Any:
    """What `canvass count --json` says of an election."""
    file = election.write(folder / "ballots.csv")
    ended = CliRunner().invoke(app, ["count", str(file), *election.command, "--json"])
    assert ended.exit_code == 0, ended.output
    return json.loads(ended.stdout)


def as_published(past: Any) -> dict[str, Any]:
    """A round of a count, as the published files have it."""
    why = {name: past["exhausted_by"].get(reason, 0) for name, reason in REASONS.items()}
    return {
        "tally": past["tally"],
        "exhausted": past["exhausted"],
        "exhausted_by": {"choices": past["exhausted"] - sum(why.values()), **why},
        "eliminated": sorted(past["eliminated"]),
        "elected": past["elected"],
        "threshold": past["needed"],
    }


def as_ranked(past: dict[str, Any], ranked: set[str]) -> dict[str, Any]:
    """A published round without the options that are on no ballot."""
    assert not any(votes for option, votes in past["tally"].items() if option not in ranked)
    return {
        **past,
        "tally": {option: votes for option, votes in past["tally"].items() if option in ranked},
        "eliminated": sorted(option for option in past["eliminated"] if option in ranked),
    }


@pytest.mark.parametrize("file", FILES, ids=[file.stem for file in FILES])
def test_a_published_election_comes_out_as_it_did(tmp_path: Path, file: Path) -> None:
    """Winner, and where they are published every round's figures, who went out and why ballots did, are the same."""
    election = load(file)
    found = counted(election, tmp_path)
    assert found["winners"] == [election.expected["winner"]]
    assert found["cast"] + found["blank"] + found["spoiled"] == sum(times for times, _ in election.ballots)
    assert found["rounds"][-1]["tally"].items() >= election.expected.get("last_tally", {}).items()
    rounds = [as_published(past) for past in found["rounds"]]
    assert not election.rounds or rounds == [as_ranked(past, election.ranked) for past in election.rounds]
    assert found["blank"] == election.expected.get("blank", found["blank"])


def test_there_are_published_elections() -> None:
    """The ten published elections are found, five of them with every round: an empty folder would prove nothing."""
    elections = [load(file) for file in FILES]
    assert len(elections) == 10
    assert sum(bool(election.rounds) for election in elections) == 5
    assert sum(len(election.rounds) for election in elections) == 56
