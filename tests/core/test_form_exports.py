"""Exports of form responses: contests in the headings, grids either way round, and columns that are no choices."""

from __future__ import annotations

from pathlib import Path

import pytest

from core.counting.file_count import Sought, read
from core.counting.files.fault import FileFault
from core.counting.marks import OVERVOTE, Marks

PER_RANK = """\
Timestamp,Your code,Mayor: 1st choice,Mayor: 2nd choice,Clerk: 1st choice,Clerk: 2nd choice
2026/10/05 9:00:00 AM PST,tea-cup,Ada Example,Bo Sample,Cy Specimen,
2026/10/05 9:01:00 AM PST,jam-pot,Bo Sample,,,Dee Placeholder
"""
GRID = """\
Timestamp,Mayor [1st choice],Mayor [2nd choice]
9:00,Ada Example,Bo Sample
9:01,Bo Sample,
"""
TURNED = """\
Timestamp,Mayor [Ada Example],Mayor [Bo Sample],Mayor [Cy Specimen],Opinions [Parking],Opinions [Trees]
9:00,1st choice,2nd choice,,Agree,Agree
9:01,2,1,1,Disagree,
9:02,,,,,
9:03,1st choice;3rd choice,,Second choice,,
"""


def reading(folder: Path, content: str, contest: str | None = None) -> list[tuple[int, tuple[str, ...]]]:
    """The kinds of ballots in a file with this content, by name."""
    file = folder / "responses.csv"
    file.write_text(content, encoding="utf-8")
    return kinds(read(file, Sought(contest=contest)))


def kinds(marks: Marks) -> list[tuple[int, tuple[str, ...]]]:
    """How often each kind of ballot occurs, and its marks by name."""
    names = ["", *marks.names, OVERVOTE]
    return sorted((times, tuple(names[mark] for mark in row)) for times, row in marks.rows())


def test_a_contest_is_chosen_by_its_title(tmp_path: Path) -> None:
    """Headings begin with the contest; time and code are passed over, capitals make no difference."""
    assert reading(tmp_path, PER_RANK, "Mayor") == [(1, ("Ada Example", "Bo Sample")), (1, ("Bo Sample",))]
    assert reading(tmp_path, PER_RANK, "clerk") == [(1, ("", "Dee Placeholder")), (1, ("Cy Specimen",))]


@pytest.mark.parametrize("contest", [None, "Sheriff"])
def test_the_contests_of_a_file_are_named(tmp_path: Path, contest: str | None) -> None:
    """With several contests and none named, or one that isn't there, nothing is counted: the letter names them."""
    with pytest.raises(FileFault, match=r"responses\.csv, line 1: .*'Mayor', 'Clerk'\. Name one of them"):
        reading(tmp_path, PER_RANK, contest)


@pytest.mark.parametrize("content", [GRID, GRID.replace("[1st choice]", "[1st]").replace("[2nd choice]", "[Second]")])
def test_a_grid_with_a_row_for_each_rank(tmp_path: Path, content: str) -> None:
    """A grid's headings are its question and, in brackets, the rank; the cells name options."""
    assert reading(tmp_path, content) == [(1, ("Ada Example", "Bo Sample")), (1, ("Bo Sample",))]


def test_a_grid_with_a_row_for_each_option(tmp_path: Path) -> None:
    """The cells name ranks: two options in one are an overvote, an option may have two; another grid is no contest."""
    assert reading(tmp_path, TURNED) == [
        (1, ()),
        (1, ("Ada Example", "Bo Sample")),
        (1, ("Ada Example", "Cy Specimen", "Ada Example")),
        (1, ("overvote", "Ada Example")),
    ]


@pytest.mark.parametrize("cell", ["3rd choice!", "0", "Agree", "101"])
def test_a_cell_of_a_grid_that_is_no_rank(tmp_path: Path, cell: str) -> None:
    """Among ranks anything else is refused with its line, column and value."""
    with pytest.raises(FileFault, match=rf"line 3, 'Mayor \[Bo Sample\]': '{cell}' is no rank. Write it as"):
        reading(tmp_path, TURNED.replace("9:01,2,1,", f"9:01,2,{cell},"))


def test_a_question_with_one_choice(tmp_path: Path) -> None:
    """Our own forms ask for "your choice"; another's heading can be named as it is."""
    ours = "Timestamp,Measure 3: your choice,Comment\n9:00,Yes,well\n9:01,No,\n"
    assert reading(tmp_path, ours) == [(1, ("No",)), (1, ("Yes",))]
    theirs = ours.replace("Measure 3: your choice", "Do we support it?")
    assert reading(tmp_path, theirs, "Do we support it?") == [(1, ("No",)), (1, ("Yes",))]


def test_a_title_may_hold_what_splits_others(tmp_path: Path) -> None:
    """Colons, commas, hyphens and ranks in a contest's title stay in it."""
    title = "Council, District 6: seat - 2nd choice of many"
    quoted = f'"{title}: 1st choice","{title}: Choice 2"\nAda,Ben\n'
    assert reading(tmp_path, quoted, title) == [(1, ("Ada", "Ben"))]
    semicolons = f"{title}: 1st choice;{title}: Choice 2\nAda;Ben\n"
    assert reading(tmp_path, semicolons) == [(1, ("Ada", "Ben"))]


@pytest.mark.parametrize(
    ("heading", "told"),
    [
        (
            "1st choice,2nd choice or none",
            "column 2: '2nd choice or none' may hold choices, or not",
        ),
        ("1st choice,Mayor: 3rd choice", "several contests: '', 'Mayor'"),
        ("Mayor: 1st choice,Mayor: 3rd choice", "column 2: 'Mayor: 3rd choice' comes where rank 2 was expected"),
        ("Mayor [1st choice],Mayor [Ada]", "column 2: 'Mayor .Ada.' doesn't fit beside the other columns"),
        ("Mayor [Ada],Mayor [ada]", "column 2: 'Mayor .ada.' doesn't fit beside the other columns"),
    ],
)
def test_headings_in_doubt_are_refused(tmp_path: Path, heading: str, told: str) -> None:
    """A column that may hold choices is never passed over in silence."""
    with pytest.raises(FileFault, match=f"line 1[:,] .*{told}"):
        reading(tmp_path, f"{heading}\n1,2\n")
