"""An auditor with the letters and the pack: every mark that the pack's check names stands in the letter it names."""

from __future__ import annotations

import re

from flows.correct import correct
from tests.elections.packs import run_alone
from tests.flows.ballots import CLOSES, KEY
from tests.flows.club import BO, DAY, HOUR, MINUTE, Club, workbook

MARK = re.compile(r"([A-Z][a-z ]+): +((?:[0-9a-f]{4} ){3}[0-9a-f]{4})(?![0-9a-f ])")
"""A mark with its name, as letters and the check write it."""


def _named(club: Club, letter: str) -> dict[str, str]:
    """The marks that the pack's own check, run alone, tells an auditor to look for in a letter."""
    check = run_alone(club.folder / "packs" / KEY)
    assert check.returncode == 0
    lines = [line for line in check.stdout.splitlines() if f"{letter} letter has to show" in line]
    assert all(line.startswith("Not proved: ") for line in lines)
    return dict(found for line in lines for found in MARK.findall(line))


def _shown(club: Club, letter: str) -> dict[str, str]:
    """The marks in a letter as it arrived."""
    return dict(MARK.findall(club.mails(letter)[0].text))


def test_an_auditor_finds_every_mark(club: Club) -> None:
    """The marks named by the pack's check are in the letters, each under its name; the list of voters is in both."""
    club.go_to("over")
    in_result, in_ballot = _named(club, "result"), _named(club, "ballot")
    assert list(in_result) == ["Recount pack", "List of voters", "Charter", "Form", "Log at sealing"]
    assert list(in_ballot) == ["Lot", "List of voters"]
    assert in_result.items() <= _shown(club, "result").items()
    assert in_ballot.items() <= _shown(club, "ballot").items()
    assert "have the marks that are in the ballot letter" in " ".join(club.mails("result")[0].text.split())


def test_an_auditor_of_a_corrected_roll(club: Club) -> None:
    """After a correction the check sends nobody to the ballot letter for the list's mark, and the letter says why."""
    club.go_to("delivered")
    club.write("Attendance", [row for row in workbook()["Attendance"] if row[2] != BO])
    correct(club.secretary, KEY, "M02", expected="struck", reason="They signed for somebody else.")
    for when in (CLOSES + MINUTE, CLOSES + HOUR):
        club.at(when)
        club.tend()
    club.later(HOUR)
    club.certify()
    for when in (CLOSES + 3 * HOUR, CLOSES + DAY):
        club.at(when)
        club.tend()
    in_result = _named(club, "result")
    assert in_result.items() <= _shown(club, "result").items()
    assert _named(club, "ballot").keys() == {"Lot"}
    assert in_result["List of voters"] != _shown(club, "ballot")["List of voters"]
    assert "was corrected 1 time after it was frozen" in " ".join(club.mails("result")[0].text.split())
    assert "corrected 1 time, as the result letter says" in run_alone(club.folder / "packs" / KEY).stdout
