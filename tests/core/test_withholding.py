"""Names that may withhold, or mean no choice: somebody says which; and the words of a motion."""

from __future__ import annotations

from pathlib import Path

import pytest

from core.counting.file_count import Asked, Counted, counted
from core.counting.files.fault import FileFault
from core.counting.tally_sheet import describe


def counting(folder: Path, content: str, name: str = "ballots.csv", **asked: str | tuple[str, ...]) -> Counted:
    """What is counted of a table with this content."""
    file = folder / name
    file.write_text(content, encoding="utf-8")
    return counted(file, Asked(**asked))  # type: ignore[arg-type]  # each by its name


@pytest.mark.parametrize(
    "name",
    [
        "None of the above",
        "No endorsement (withhold)",
        "No endorsment",
        "NO ENDORSEMENTS",
        "Do not endorse",
        "none of these candidates",
        "Nobody",
        "N/A",
        "-",
        "none",
        "—",
    ],
)
def test_a_name_that_may_withhold_is_refused_until_told(tmp_path: Path, name: str) -> None:
    """E10. It would be a candidate like any other, who can be eliminated: line, column, value, and what to say."""
    content = f"1st choice,2nd choice\nAda,Bo\nBo,{name}\nBo,{name}\n"
    with pytest.raises(FileFault, match=r"ballots\.csv, line 3, '2nd choice': '.*' may be .*--candidate '"):
        counting(tmp_path, content)
    assert counting(tmp_path, content, no_endorsement=name).count.rule.no_endorsement == name
    assert counting(tmp_path, content, candidates=(name,)).count.rule.no_endorsement is None


@pytest.mark.parametrize("name", ["Noel Endersby", "Nona Above", "Nonie Example", "Ron Holder", "Others", "No. 7"])
def test_a_candidates_name_is_no_doubt(tmp_path: Path, name: str) -> None:
    """E10. Names that only begin alike are counted."""
    assert counting(tmp_path, f"1st choice\nAda\n{name}\n").count.cast == 2


def test_a_misspelling_beside_the_real_one_is_refused(tmp_path: Path) -> None:
    """E10. Votes that withhold are not split in two, in any kind of file."""
    with pytest.raises(FileFault, match="line 3, '1st choice': 'No endorsment' may be the option that withholds"):
        counting(tmp_path, "1st choice\nNo endorsement\nNo endorsment\n")
    with pytest.raises(FileFault, match=r"a\.abif: 'No endorsment' may be the option that withholds"):
        counting(tmp_path, "2:Ada>[No endorsment]\n", "a.abif")


def test_the_sheet_says_which_option_withholds(tmp_path: Path) -> None:
    """E10. Or that none does, and how to say so."""
    some = counting(tmp_path, "1st choice,2nd choice\nAda,no endorsement\nBo,\n")
    assert some.notes == ("“no endorsement” withholds: it is never eliminated.",)
    none = counting(tmp_path, "1st choice\nAda\nBo\n")
    assert none.notes == (
        "No option withholds. If one does, name it: --no-endorsement NAME",
        "Counted as a single choice, because no ballot ranks a second option. Otherwise say so with --rule.",
    )
    assert none.notes[0] in describe(none.count, notes=none.notes)


@pytest.mark.parametrize(
    ("cells", "sentence"),
    [
        (["Yes", "No"], "The motion is not adopted: Yes has 50% (1 of 2 ballots); more than 60% is needed."),
        (["yes", "yes"], "yes prevails, the motion is adopted: 100% (2 of 2 ballots); more than 60% is needed."),
        (["No", "No"], "The motion is not adopted: Yes has 0% (0 of 2 ballots); more than 60% is needed."),
        (["Yes"], "Yes prevails, the motion is adopted: 100% (1 of 1 ballot); more than 60% is needed."),
    ],
)
def test_a_motion_has_a_motions_words(tmp_path: Path, cells: list[str], sentence: str) -> None:
    """On a paper that asks yes or no, no withholds, and nobody is said to be endorsed."""
    found = counting(tmp_path, "\n".join(["Measure 3: your choice", *cells]) + "\n")
    assert found.count.sentence == sentence
    assert set(found.count.winners) <= {"Yes", "yes"}


def test_a_spoiled_ballot_of_a_motion_stays_spoiled(tmp_path: Path) -> None:
    """An answer that nobody gave is added to the paper, and two answers in one cell are none of them."""
    found = counting(tmp_path, "Measure 3: your choice\nYes\novervote\n").count
    assert (found.cast, found.spoiled, found.rounds[0].tally) == (1, 1, {"Yes": 1, "No": 0})


def test_the_words_can_be_chosen(tmp_path: Path) -> None:
    """For an election that isn't an endorsement."""
    found = counting(tmp_path, "1st choice\nAda\nAda\nBo\n", passed="is elected", failed="Nobody is elected")
    assert found.count.sentence.startswith("Ada is elected: 66.7%")
    none = counting(tmp_path, "1st choice\nAda\nBo\n", passed="is elected", failed="Nobody is elected")
    assert none.count.sentence.startswith("Nobody is elected: Ada and Bo each have 50%")
