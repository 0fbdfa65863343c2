"""Approvals in a form's answers: ticked boxes in one cell, and grids that ask yes or no about each option."""

from __future__ import annotations

from pathlib import Path

import pytest

from core.counting.file_count import Asked, count_file
from core.counting.files.fault import FileFault
from core.counting.record import Count

QUESTION = "Who would you accept as co-chair?"
TICKED = ("Ada Example, Bo Sample", "Ada Example, Cy Specimen", "Ada Example, Bo Sample", "Cy Specimen")
COMMAS = ("Example, Ada", "Example, Bo", "Example, Ada, Example, Bo")


def counted(folder: Path, content: str, options: tuple[str, ...] = (), title: str | None = None) -> Count:
    """The count of a table by approval, at 50%."""
    file = folder / "responses.csv"
    file.write_text(content, encoding="utf-8")
    return count_file(file, Asked(method="approval", threshold="50%", options=options, title=title))


def ticked(cells: tuple[str, ...]) -> str:
    """A form's answers with one column of ticked boxes."""
    return "\n".join([QUESTION, *(f'"{cell}"' for cell in cells)]) + "\n"


def test_ticked_boxes_are_split(tmp_path: Path) -> None:
    """A Google form joins what somebody ticked with commas; each of them is approved."""
    found = counted(tmp_path, ticked(TICKED), title=QUESTION)
    assert found.rounds[0].tally == {"Ada Example": 3, "Bo Sample": 2, "Cy Specimen": 2}
    assert (found.cast, found.winners) == (4, ("Ada Example",))
    assert found.treatments == {}


@pytest.mark.parametrize(
    "cells",
    [
        COMMAS,
        ("Sample, Jr.", "Specimen, Jr.", "Ada"),
        ("Ada, Bo", "Ada, Bo"),
    ],
)
def test_a_comma_that_may_belong_to_a_name_is_refused(tmp_path: Path, cells: tuple[str, ...]) -> None:
    """If a part never stands without another behind it, nobody can tell one name from two ticks: options are listed."""
    with pytest.raises(FileFault, match=r"line 2, .*may be several ticked options, .* List all options: --options"):
        counted(tmp_path, ticked(cells), title=QUESTION)


def test_listed_options_may_have_commas(tmp_path: Path) -> None:
    """Once listed, the longest name that fits is meant; one nobody ticked is on the paper; others are refused."""
    listed = ("Example, Ada", "example, bo", "Cy")
    found = counted(tmp_path, ticked(COMMAS), listed, QUESTION)
    assert found.rounds[0].tally == {"Example, Ada": 2, "example, bo": 2, "Cy": 0}
    with pytest.raises(FileFault, match=r"--options: '.*' is listed twice\. List each option once"):
        counted(tmp_path, ticked(COMMAS), (*listed, "CY"), QUESTION)
    with pytest.raises(FileFault, match=r"line 5, .*'Example, Zoe' is none of the options that were listed"):
        counted(tmp_path, ticked((*COMMAS, "Example, Zoe")), listed, QUESTION)


def test_choices_in_columns_of_their_own_are_not_split(tmp_path: Path) -> None:
    """There a comma is part of a name, and two options in one cell are asked for in other columns."""
    found = counted(tmp_path, 'Choice 1,Choice 2\n"Example, Ada",Bo\nBo,\n')
    assert found.rounds[0].tally == {"Example, Ada": 1, "Bo": 2}
    with pytest.raises(FileFault, match="give each of a ballot's choices a column of its own"):
        counted(tmp_path, "Choice 1,Choice 2\nAda;Bo,Cy\nAda,Bo\n")


@pytest.mark.parametrize("content", [ticked(TICKED), 'Rank 1,Rank 2\n"Ada, Bo",\nAda,Cy\n'])
def test_ticked_boxes_are_no_candidate(tmp_path: Path, content: str) -> None:
    """Counted as one choice or as ranks, a cell that reads like several ticked options is refused, unless listed."""
    file = tmp_path / "responses.csv"
    file.write_text(content, encoding="utf-8")
    title = QUESTION if QUESTION in content else None
    with pytest.raises(FileFault, match=r"line 2, .* may be several ticked options.* --rule approval"):
        count_file(file, Asked(title=title))
    listed = ("Ada Example", "Bo Sample", "Cy Specimen") if title else ("Ada", "Bo", "Cy")
    assert count_file(file, Asked(title=title, options=listed)).spoiled == (3 if title else 1)


GRID = "Timestamp,Accept [Ada],Accept [Bo]\n9:00,Yes,No\n9:01,yes,YES\n9:02,,\n9:03,No,No\n9:04,No,\n"


@pytest.mark.parametrize(
    "content",
    [GRID, GRID.replace("Yes", "TRUE").replace("No", "FALSE"), GRID.replace("Yes", "1").replace("No", "0")],
)
def test_a_grid_of_yes_and_no_is_an_approval(tmp_path: Path, content: str) -> None:
    """Yes approves; a ballot that says no to everything was cast, and withholds; an empty one is blank."""
    found = counted(tmp_path, content.replace("yes", "Yes").replace("YES", "Yes").replace("Yes", "y"))
    assert found.rounds[0].tally == {"Ada": 2, "Bo": 1, "No to all": 2}
    assert (found.cast, found.blank, found.rule.no_endorsement) == (4, 1, "No to all")
    assert found.winners == (), "two of four are not more than half; without those who said no they would be"


def test_a_grid_of_ticks_is_an_approval(tmp_path: Path) -> None:
    """Ticked or empty: nobody said no, so there is no option for it."""
    found = counted(tmp_path, "A [Ada],A [Bo],Code\n✓,,a\n✓,✓,b\n,,c\n")
    assert found.rounds[0].tally == {"Ada": 2, "Bo": 1}
    assert (found.cast, found.blank) == (2, 1)


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (GRID.replace("YES", "maybe"), r"line 3, 'Accept \[Bo\]': 'maybe' is neither yes nor no"),
        ("A [Ada],A [Bo]\nGladly,\nGladly,Gladly\n", r"line 2, 'A \[Ada\]': 'Gladly' is no rank\. Write Yes"),
        (
            "A [Ada],A [No endorsement]\nYes,No\nNo,No\n",
            "somebody answers no to every option, also to the one that withholds",
        ),
    ],
)
def test_a_grid_that_is_not_understood_is_refused(tmp_path: Path, content: str, told: str) -> None:
    """With line, column and value."""
    with pytest.raises(FileFault, match=told):
        counted(tmp_path, content)


def test_a_grid_of_yes_and_no_says_how_it_is_counted(tmp_path: Path) -> None:
    """Without --rule approval the letter names it, instead of asking for other headings."""
    file = tmp_path / "responses.csv"
    file.write_text(GRID, encoding="utf-8")
    for title in (None, "Accept"):
        with pytest.raises(
            FileFault, match=r"'Accept \[Ada\]': 'No' is no rank\. Count yes and no for each option with"
        ):
            count_file(file, Asked(title=title))
