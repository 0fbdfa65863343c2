"""Counting and converting files at the command line: each option reaches the rule, and refusals say what to do."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from core.counting.files.fault import FileFault
from core.counting.rule import CountFault
from flows.doors.auditors import app
from tests.flows.terminal import written

ENDORSEMENT = {
    "threshold": "3/5",
    "strict": True,
    "denominator": "cast",
    "method": "instant runoff",
    "ties": ["earlier rounds", "lot"],
}
RACE = (
    'Ballots,1st choice,2nd choice\n4,Ada,"Example, Bo"\n4,"Example, Bo",Ada\n2,Cy,Ada\n1,Others,Cy\n2,Abstain,\n1,,\n'
)


def run(*words: str | Path) -> str:
    """What a command prints; a fault is raised as it is, to be made into a letter further out."""
    ended = CliRunner().invoke(app, list(map(str, words)), catch_exceptions=False)
    assert ended.exit_code == 0, ended.output
    return ended.stdout


def counted(content: str, *options: str, name: str = "ballots.csv") -> Any:
    """The record of a file's count."""
    return json.loads(run("count", written(name, content), "--json", *options))


@pytest.mark.parametrize(
    ("options", "settings"),
    [
        (
            (),
            {
                "threshold": "3/5",
                "strict": True,
                "denominator": "cast",
                "method": "instant runoff",
                "ties": ["earlier rounds", "lot"],
            },
        ),
        (("--threshold", "62.5%", "--at-least"), {"threshold": "5/8", "strict": False}),
        (("--denominator", "for or against"), {"denominator": "for or against", "abstention": "Abstain"}),
        (
            ("--denominator", "eligible", "--eligible", "20", "--quorum", "70%"),
            {"denominator": "eligible", "quorum": "7/10"},
        ),
        (("--denominator", "continuing", "--threshold", "50%"), {"stop": "two_left", "last_tie": "broken"}),
        (("--denominator", "continuing", "--no-endorsement", "cy"), {"stop": "one_left", "no_endorsement": "Cy"}),
        (("--no-endorsement", "abstain"), {"no_endorsement": "Abstain", "abstention": None}),
        (("--candidate", "Abstain"), {"no_endorsement": None, "abstention": None}),
        (("--abstention", "others", "--write-ins", "CY"), {"abstention": "Others", "undeclared": "Cy"}),
        (("--rule", "approval", "--seats", "3"), {"method": "approval", "seats": 3}),
        (("--seed", "dice: 4 1 6", "--batch"), {"tie_seed": "dice: 4 1 6", "batch": True}),
        (("--stop", "majority", "--last-tie", "broken"), {"stop": "majority", "last_tie": "broken"}),
        (
            ("--no-endorsement", "cy", "--eliminate-no-endorsement"),
            {"no_endorsement": "Cy", "no_endorsement_eliminated": True},
        ),
        (("--passed", "is elected", "--failed", "Nobody"), {"passed": "is elected", "failed": "Nobody"}),
        (("--options", "Ada; Example, Bo; Cy; Others; Abstain"), {"method": "instant runoff"}),
        (
            ("--tie-order", "cy, example, bo, Ada, ABSTAIN, Others"),
            {"ties": ["order"], "tie_order": ["Cy", "Example, Bo", "Ada", "Abstain", "Others"]},
        ),
        (
            ("--tie-order", "Example, Bo; Cy; Abstain; Ada; Others"),
            {"tie_order": ["Example, Bo", "Cy", "Abstain", "Ada", "Others"]},
        ),
    ],
)
def test_each_option_is_a_setting_of_the_rule(options: tuple[str, ...], settings: dict[str, Any]) -> None:
    """What was asked stands in the record; what wasn't is the rule for endorsements."""
    rule = counted(RACE, *options)["rule"]
    assert {name: rule[name] for name in settings} == settings


def test_marks_are_read_as_asked() -> None:
    """Overvotes, skipped ranks and repeats end a ballot or are passed over."""
    content = "Rank 1,Rank 2,Rank 3\novervote,Ada,\nAda,,Bo\nBo,Bo,Ada\n"
    plain = counted(content)
    assert (plain["cast"], plain["spoiled"]) == (2, 1)
    other = counted(content, "--overvote", "skip", "--max-skipped", "0", "--duplicate", "exhaust")
    assert (other["cast"], other["spoiled"]) == (3, 0)
    assert other["treatments"] == {
        "an option ranked again ended the ballot there": 1,
        "too many skipped ranks in a row ended the ballot there": 1,
        "two options in one rank counted as none": 1,
    }


def test_a_tie_by_order_and_by_lot() -> None:
    """The order that was asked decides, and is told; without one a lot does, and a seed is asked for."""
    level = "1st choice\nAda\nBo\n"
    ordinary = ("--threshold", "50%", "--denominator", "continuing")
    for order in ("Ada,Bo", "Bo,Ada"):
        told = run("count", written("ballots.csv", level), *ordinary, "--tie-order", order)
        first = order.partition(",")[0]
        assert f"between Ada and Bo: {first} is elected (by the order fixed before)." in told
    assert "count again with what comes up: --seed" in run("count", written("ballots.csv", level), *ordinary)


def test_write_ins_are_known_by_their_usual_name() -> None:
    """An option called "Undeclared Write-ins", as public elections gather them, can't win."""
    content = "1st choice,2nd choice\n" + "Undeclared Write-ins,\n" * 5 + "Ada,\nAda,\nBo,Ada\n"
    found = counted(content, "--threshold", "50%", "--denominator", "continuing")
    assert (found["rule"]["undeclared"], found["winners"]) == ("Undeclared Write-ins", ["Ada"])
    assert found["rounds"][0]["eliminated"] == ["Undeclared Write-ins"]


@pytest.mark.parametrize(
    ("options", "told"),
    [
        (("--threshold", "0.667"), "'0.667' is near two thirds, but not exactly"),
        (("--quorum", "most"), "'most' is not a share"),
        (("--quorum", "70%"), "it has to be known how many eligible voters there are. Say how many: --eligible 120"),
        (
            ("--options", "Ada; Cy; Others"),
            "line 2, '2nd choice': 'Example, Bo' is none of the options that were listed",
        ),
        (("--tie-order", "Ada, Zed"), "no ballot ranks 'Zed'. The options in the file are: Abstain, Ada, Cy"),
        (
            ("--tie-order", "Example, Bo; Cy; Others; Ada"),
            "the order that breaks ties leaves out 'Abstain'. Name every",
        ),
        (("--threshold", "1e9999999"), "'1e9999999' is not a share"),
        (("--quorum", "9" * 5000), f"'{'9' * 40}' is not a share"),
        (("--weights", "m 99999999999999999999"), "'m 99999999999999999999' is not a role and its votes"),
        (("--weights", "m " + "9" * 5000), "is not a role and its votes"),
        (
            ("--abstention", "Ada", "--no-endorsement", "ada"),
            "'Ada' can't be both the no-endorsement option and the abstention option. Say which it is",
        ),
        (("--write-ins", "Ada", "--no-endorsement", "Ada"), "both the no-endorsement option and the write-in option"),
        (("--no-endorsement", "Nobody"), "no ballot ranks 'Nobody'"),
        (("--rule", "single choice"), "the paper asks for one choice"),
        (("--contest", "Mayor"), "there is no contest 'Mayor'"),
        (("--threshold", "40%"), "two options could pass at once"),
    ],
)
def test_what_can_not_be_asked_is_refused(options: tuple[str, ...], told: str) -> None:
    """A typing error in an option is told, never guessed at."""
    with pytest.raises((FileFault, CountFault)) as fault:
        counted(RACE, *options)
    assert told in str(fault.value)


def test_several_options_in_a_cell_are_ticks_by_approval_only() -> None:
    """Several options in a cell are an overvote; by approval they are votes, unless only "overvote" is written."""
    content = "Choice 1\nAda;Bo\nAda\nBo\n"
    assert (counted(content)["cast"], counted(content)["spoiled"]) == (2, 1)
    assert counted(content, "--rule", "approval")["rounds"][0]["tally"] == {"Ada": 2, "Bo": 2}
    with pytest.raises(FileFault, match=r"doesn't say which options were ticked\. Write their names"):
        counted("Choice 1\novervote\nAda\nBo\n", "--rule", "approval")


def test_what_was_passed_over_is_told_apart_from_the_record() -> None:
    """The sheet has it above the rounds; beside JSON and converted ballots it goes to the other stream."""
    file = written("ballots.csv", "Timestamp,1st choice\n9:00,Ada\n9:01,Bo\n,\n")
    told = "Passed over the column 'Timestamp'.\nPassed over 1 empty line: no cell in them is filled.\n"
    assert told in run("count", file)
    for words in (
        ("count", str(file), "--json"),
        ("convert", str(file), "--to", "abif"),
        ("picture", str(file), "--write", "a.svg"),
    ):
        ended = CliRunner().invoke(app, words)
        assert told in ended.stderr
        assert told not in ended.stdout


def test_a_column_is_passed_over_and_an_option_is_a_candidate_as_told() -> None:
    """What would be refused in doubt is counted once somebody says what it is."""
    content = "Phone number,1st choice\n5550100,None of the above\n5550101,Ada\n5550102,Ada\n"
    for options in ((), ("--pass-over", "phone number"), ("--candidate", "None of the above")):
        with pytest.raises(FileFault):
            counted(content, *options)
    both = ("--pass-over", "phone number", "--candidate", "None of the above")
    assert counted(content, *both)["rule"]["no_endorsement"] is None
    with pytest.raises(FileFault, match="no column is headed 'Fax', only 'Phone number', '1st choice'"):
        counted(content, "--pass-over", "Fax")
    run("convert", written("b.csv", "1st choice\nAda\nBo\n"), "--to", "blt", "--write", "b.blt")
    with pytest.raises(FileFault, match="Leave out --options and --pass-over"):
        run("count", "b.blt", "--options", "Ada;Bo")


def test_a_file_is_converted_there_and_back() -> None:
    """Each format counts to the same record as the table it was made from."""
    table = written("ballots.csv", RACE)
    before = counted(RACE)
    for kind, name in (("blt", "b.blt"), ("abif", "a.abif"), ("cvr", "c.json"), ("csv", "t.csv")):
        assert run("convert", table, "--to", kind, "--write", name) == ""
        found = json.loads(run("count", name, "--json"))
        facts = ("winners", "sentence", "cast", "blank", "outcome")
        assert {fact: found[fact] for fact in facts} == {fact: before[fact] for fact in facts}
    assert run("convert", "b.blt", "--to", "abif", "--title", "Mayor").startswith('{"title": "Mayor"}\n=C1:[')


def test_a_file_with_one_contest_has_none_by_name() -> None:
    """BLT and ABIF hold one contest; naming one there is a mistake to be told."""
    run("convert", written("ballots.csv", RACE), "--to", "blt", "--write", "b.blt")
    with pytest.raises(FileFault, match=r"b\.blt, line 1: a file of this kind has one contest"):
        run("count", "b.blt", "--contest", "Mayor")
