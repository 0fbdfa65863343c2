"""Columns that hold no choices: each is told, and one that may hold choices is never passed over without a word."""

from __future__ import annotations

from pathlib import Path

import pytest

from core.counting.file_count import Sought, read
from core.counting.files.fault import FileFault
from core.counting.marks import Marks


def reading(folder: Path, content: str, contest: str | None = None, pass_over: tuple[str, ...] = ()) -> Marks:
    """What is read from a table with this content."""
    file = folder / "ballots.csv"
    file.write_text(content, encoding="utf-8")
    return read(file, Sought(contest=contest, pass_over=pass_over))


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (
            "Mayor [Ada Example [incumbent]],Mayor [Bo Sample (Dem.)]\n1,2\n1,\n",
            r"line 1, column 1: 'Mayor \[Ada Example \[incumbent\]\]' begins like the contest's other columns",
        ),
        (
            "Mayor [Ada],Mayor [Bo],Mayor [Cy] (write-in)\n2,,1\n2,3,1\n,1,\n",
            r"line 1, column 3: 'Mayor \[Cy\] \(write-in\)' begins like",
        ),
        ("1st choice,2nd choice,3rd\nAda,Bo,Cy\n", "line 1, column 3: '3rd' may hold choices"),
        ("1st choice,2nd choice,3rd chioce\nAda,Bo,Cy\n", "line 1, column 3: '3rd chioce' may hold choices"),
        ("1st choice,2nd choice,Third one\nAda,Bo,Cy\nBo,,ADA\n", "line 3, 'Third one': 'ADA' names an option"),
        ("1st choice,2nd choice,\nAda,Bo,Ada\n", "line 2, column 3, which has no heading: 'Ada' names an option"),
        ('1st choice,Others\nAda,\nBo,"Ada, Bo"\n', "line 3, 'Others': 'Ada, Bo' names an option"),
        (
            "Number of ballots,1st choice,2nd choice\n30,Ada,\n1,Bo,\n",
            "line 2, 'Number of ballots': '30' may say how many .* head the column 'Ballots'",
        ),
        ("Count,1st choice\n30,Ada\n30,Bo\n", "line 2, 'Count': '30' may say how many ballots the line stands for"),
        ("Votes;1st choice\n;Ada\n7;Bo\n", "line 3, 'Votes': '7' may say how many ballots the line stands for"),
    ],
)
def test_a_column_that_may_hold_choices_is_refused(tmp_path: Path, content: str, told: str) -> None:
    """Nobody's choices vanish because of a heading: line, column and value are named, and both remedies."""
    with pytest.raises(FileFault, match=rf"ballots\.csv, {told}.*--pass-over '"):
        reading(tmp_path, content)


def test_somebody_may_say_that_a_column_holds_no_choices(tmp_path: Path) -> None:
    """A voter who is a candidate, a number of something else: told by its heading, a column is passed over."""
    content = "Name,Shirt number,3rd,1st choice\nAda,7,x,Bo\nBo,8,y,Ada\n"
    found = reading(tmp_path, content, pass_over=("name", "Shirt number", "3rd"))
    assert found.names == ("Ada", "Bo")
    assert found.notes == ("Passed over the columns 'Name', 'Shirt number', '3rd'.",)


def test_other_contests_and_questions_are_no_doubt(tmp_path: Path) -> None:
    """The same names in another contest, yes and no elsewhere, or numbers among other words are in nobody's way."""
    content = "Mayor: 1st choice,Clerk: 1st choice,Member?,Comment on the vote count\nAda,Ada,Yes,12\nBo,Bo,No,twelve\n"
    found = reading(tmp_path, content, "Mayor")
    assert found.notes == (
        "Passed over the columns 'Member?', 'Comment on the vote count'.",
        "Other questions of the file, not counted here: 'Clerk'.",
    )
    two = "Do we back measure 3?,Do we back measure 4?\nYes,Yes\nNo,Yes\n"
    assert reading(tmp_path, two, "Do we back measure 3?").names == ("No", "Yes")


def test_equal_values_where_everybody_has_their_own_are_told(tmp_path: Path) -> None:
    """Two lines with one code or address may be one person's; the sheet names the lines, not the code."""
    content = "Your code,ZIP code,1st choice\ntea-cup,02130,Ada\njam-pot,02130,Bo\nTEA-CUP,02130,Ada\n"
    _, warned = reading(tmp_path, content).notes
    assert warned == (
        "Look at 'Your code': equal values (line 4 as line 2). Somebody may have voted twice; every line is counted."
    )
    many = "E-mail,1st choice\n" + "ada@example.org,Ada\n" * 9
    assert "(line 3 as line 2, line 4 as line 2, line 5 as line 2, and 5 more)" in reading(tmp_path, many).notes[1]
