"""Files of ballots: what is read, what is cleaned and counted as cleaned, and what is refused."""

from __future__ import annotations

from collections import Counter
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.counting.ballots import Ballots
from core.counting.file_count import Asked, count_file, read, share
from core.counting.files.fault import FileFault
from core.counting.marks import (
    OVERVOTE,
    OVERVOTE_ENDS,
    OVERVOTE_SKIPPED,
    REPEAT_ENDS,
    REPEAT_IGNORED,
    SKIPPED_CLOSED_UP,
    SKIPPED_ENDS,
    Treatment,
    clean,
)
from core.counting.rule import Ranking

PLAIN = "Timestamp,1st choice,2nd choice\n9:00,Ada,Ben\n9:01,Ben,Ada\n9:02,Ada,\n9:03,,\n"
RANKINGS = {("Ada", "Ben"): 1, ("Ben", "Ada"): 1, ("Ada",): 1, (): 1}


def reading(folder: Path, content: str | bytes, name: str = "ballots.csv", **treatment: Any) -> Ballots:
    """What is read from a file with this content."""
    file = folder / name
    file.write_bytes(content.encode() if isinstance(content, str) else content)
    return read(file).ballots(Treatment(**treatment))


def rankings(found: Ballots) -> dict[Ranking, int]:
    """How often each ranking occurs; a ballot that is blank, or stands for nobody, has none."""
    often = Counter[Ranking]({(): found.blank} if found.blank else {})
    for row, votes in zip(found.ranks.tolist(), found.votes.tolist(), strict=True):
        often[tuple(found.options[place - 1].name for place in row if place)] += votes
    return dict(often)


@pytest.mark.parametrize(
    ("marks", "ranking", "treatments"),
    [
        (["a", "b", None], ("a", "b"), ()),
        (["a", None, "b"], ("a", "b"), (SKIPPED_CLOSED_UP,)),
        ([None, "", "b", None, "a"], ("b", "a"), (SKIPPED_CLOSED_UP,)),
        (["a", "a", "b", "a"], ("a", "b"), (REPEAT_IGNORED,)),
        (["a", OVERVOTE, "b"], ("a",), (OVERVOTE_ENDS,)),
        ([OVERVOTE, "b"], (), (OVERVOTE_ENDS,)),
        ([None, "a", "a", OVERVOTE], ("a",), (SKIPPED_CLOSED_UP, REPEAT_IGNORED, OVERVOTE_ENDS)),
        ([None, None], (), ()),
        ([], (), ()),
    ],
)
def test_marks_become_a_ranking(marks: list[str | None], ranking: tuple[str, ...], treatments: tuple[str, ...]) -> None:
    """Gaps are closed, repeats keep their first place, two marks in one rank end the ballot; each is told once."""
    assert clean(marks) == (ranking, treatments)


@pytest.mark.parametrize(
    ("treatment", "marks", "ranking", "treatments"),
    [
        (Treatment(overvote="skip"), ["a", OVERVOTE, "b"], ("a", "b"), (OVERVOTE_SKIPPED,)),
        (Treatment(overvote="skip"), [OVERVOTE], (), (OVERVOTE_SKIPPED,)),
        (Treatment(max_skipped=0), ["a", None, "b"], ("a",), (SKIPPED_ENDS,)),
        (Treatment(max_skipped=0), ["a", "b", None], ("a", "b"), ()),
        (Treatment(max_skipped=1), ["a", None, "b"], ("a", "b"), (SKIPPED_CLOSED_UP,)),
        (Treatment(max_skipped=1), ["a", None, None, "b"], ("a",), (SKIPPED_ENDS,)),
        (Treatment(max_skipped=1), [None, None, "b"], (), (SKIPPED_ENDS,)),
        (Treatment(max_skipped=1), [None, "a", None, "b"], ("a", "b"), (SKIPPED_CLOSED_UP,)),
        (
            Treatment(overvote="skip", max_skipped=1),
            ["a", None, OVERVOTE, None, "b"],
            ("a", "b"),
            (SKIPPED_CLOSED_UP, OVERVOTE_SKIPPED),
        ),
        (Treatment(duplicate="exhaust"), ["a", "b", "a", "c"], ("a", "b"), (REPEAT_ENDS,)),
        (Treatment(duplicate="exhaust"), ["a", "b", "c"], ("a", "b", "c"), ()),
        (Treatment(duplicate="skip"), ["a", "b", "a", "c"], ("a", "b", "c"), (REPEAT_IGNORED,)),
        (Treatment(duplicate="exhaust", max_skipped=0), ["a", None, "a"], ("a",), (SKIPPED_ENDS,)),
    ],
)
def test_marks_are_read_as_the_rule_says(
    treatment: Treatment, marks: list[str | None], ranking: tuple[str, ...], treatments: tuple[str, ...]
) -> None:
    """E7. Overvotes may be skipped, skipped ranks and repeats end a ballot; only gaps in a row add up."""
    assert clean(marks, treatment) == (ranking, treatments)


@given(st.lists(st.sampled_from(["a", "b", "c", None, "", OVERVOTE])))
def test_a_cleaned_ranking_is_clean(marks: list[str | None]) -> None:
    """Whatever the marks: no option twice, none invented, and cleaning again changes nothing."""
    ranking, _ = clean(marks)
    assert len(set(ranking)) == len(ranking)
    assert set(ranking) <= {"a", "b", "c"}
    assert clean(ranking) == (ranking, ())


@pytest.mark.parametrize(
    "content",
    [
        PLAIN.encode(),
        b"\xef\xbb\xbf" + PLAIN.encode(),
        PLAIN.replace("\n", "\r\n").encode(),
        PLAIN.replace(",", ";").encode(),
        PLAIN.replace(",", "\t").encode(),
        PLAIN.replace(",", "\t").encode("utf-16"),
        PLAIN.rstrip("\n").encode(),
        PLAIN.encode() + b"\n\r\n",
        PLAIN.replace("Timestamp,1st choice,2nd choice", "Timestamp,Rank 1,Rank 2").encode(),
        PLAIN.replace("Timestamp,1st choice,2nd choice", "Timestamp, CHOICE 1 ,choice2").encode(),
        PLAIN.replace("Ada", " Ada  ").encode(),
        b"2nd choice,Comment,1st choice\nBen,,Ada\nAda,well,Ben\n,,Ada\n,none,\n",
    ],
)
def test_a_table_is_read_however_it_was_saved(tmp_path: Path, content: bytes) -> None:
    """Marks of byte order, line ends, separators, headings, spaces and column order make no difference."""
    found = reading(tmp_path, content)
    assert rankings(found) == RANKINGS
    assert [option.name for option in found.options] == ["Ada", "Ben"]
    assert found.treatments == {}


def test_cleanings_are_counted_in_ballots(tmp_path: Path) -> None:
    """Each treatment says on how many ballots it was used, also where a row stands for several."""
    content = '1st choice,2nd choice,3rd choice,Ballots\n,Ada,Ben,3\nAda,Ada,Ben,1\n"Ada, Ben",Ben,,2\nAda,Ben;Ada,,1\n'
    found = reading(tmp_path, content)
    assert rankings(found) == {("Ada", "Ben"): 4, (): 2, ("Ada",): 1}
    assert found.treatments == {SKIPPED_CLOSED_UP: 3, REPEAT_IGNORED: 1, OVERVOTE_ENDS: 3}


def test_a_comma_may_belong_to_a_name(tmp_path: Path) -> None:
    """A name with a comma is one option, unless both its parts are options by themselves."""
    found = reading(tmp_path, '1st choice,2nd choice\n"Example, Ada",Ben\nBen,"Example, Ada"\n')
    assert [option.name for option in found.options] == ["Ben", "Example, Ada"]
    assert read(tmp_path / "ballots.csv").notes == (
        "Read as one option each, although there is a comma: “Example, Ada”.",
    )
    assert found.treatments == {}


def test_an_accent_may_be_written_in_two_ways(tmp_path: Path) -> None:
    """A letter with an accent and a letter followed by an accent look alike, and are the same name."""
    found = reading(tmp_path, "1st choice\nZo\u00eb\nZoe\u0308\n")
    assert rankings(found) == {("Zo\u00eb",): 2}


def test_two_answers_in_one_cell_are_never_split(tmp_path: Path) -> None:
    """A line break or a semicolon in a cell is two marks in one rank: neither counts, and no new option appears."""
    found = reading(tmp_path, '1st choice,2nd choice\nAda,"Ben\nCleo"\nBen,Ada;Zoe\n')
    assert rankings(found) == {("Ada",): 1, ("Ben",): 1}
    assert found.treatments == {OVERVOTE_ENDS: 2}


@pytest.mark.parametrize(
    ("content", "blank", "passed_over"),
    [
        ("1st choice\nAda\n\nBen\n\n\n", 0, ["Passed over 1 empty line: no cell in them is filled."]),
        (
            "1st choice;2nd choice\nAda;\nBen;\n" + ";\n" * 40,
            0,
            ["Passed over 40 empty lines: no cell in them is filled."],
        ),
        (
            "Timestamp,1st choice\n9:00,Ada\n9:01,Ben\n9:02,\n,\n",
            1,
            ["Passed over the column 'Timestamp'.", "Passed over 1 empty line: no cell in them is filled."],
        ),
        ("Ballots,1st choice\n1,Ada\n1,Ben\n3,\n,\n", 3, ["Passed over 1 empty line: no cell in them is filled."]),
        ("1st choice\nAda\nBen\nskipped\n", 1, []),
    ],
)
def test_an_empty_line_is_no_ballot(tmp_path: Path, content: str, blank: int, passed_over: list[str]) -> None:
    """A spreadsheet's empty lines make no quorum, and are told; a line with a time, a number or a word is a ballot."""
    file = tmp_path / "ballots.csv"
    file.write_text(content, encoding="utf-8")
    found = read(file)
    assert found.ballots(Treatment()).blank == blank
    assert len(found.names) == 2
    assert list(found.notes) == passed_over


@pytest.mark.parametrize("content", ["1st choice\n", "1st choice,2nd choice"])
def test_a_table_without_rows_has_no_ballots(tmp_path: Path, content: str) -> None:
    """A heading alone is a file with no ballots."""
    found = reading(tmp_path, content)
    assert (found.options, rankings(found), found.treatments) == ((), {}, {})


@pytest.mark.parametrize(
    ("content", "told"),
    [
        ("", r"ballots\.csv, line 1: no column is headed '1st choice'.* only nothing\. Head"),
        ("Name,Vote\nx,Ada\n", r"line 1: no column is headed .* only 'Name', 'Vote'"),
        ("1st choice,3rd choice\nAda,Ben\n", r"line 1, column 2: '3rd choice' comes where rank 2 was expected"),
        (
            "1st choice,1st choice\nAda,Ben\n",
            r"line 1, column 2: '1st choice' comes where rank 2 .* one contest per file",
        ),
        ("0th choice,1st choice\nAda,Ben\n", r"line 1, column 1: '0th choice' comes where rank 1"),
        ("1st choice,2nd choice\nAda,Ben,Cleo\n", r"line 2: there are 3 cells under 2 headings, .* 'Cleo'"),
        ('1st choice\n"Ada\n', r"line 2: .* quotation mark"),
        ('1st choice\n"Ada"Ben\n', r"line 2: .* quotation mark"),
        ("1st choice\nAda\nada\n", r"line 3, '1st choice': 'ada' is written 'Ada' in line 2, '1st choice'"),
        ("1st choice,Ballots\nAda,two\n", r"line 2, 'Ballots': 'two' is not a number of ballots"),
        ("1st choice,Ballots\nAda,-2\n", r"line 2, 'Ballots': '-2' is not a number of ballots"),
    ],
)
def test_a_table_that_is_not_understood_is_refused(tmp_path: Path, content: str, told: str) -> None:
    """The refusal names file, line, column and value, and what to do."""
    with pytest.raises(FileFault, match=told):
        reading(tmp_path, content)


def test_a_file_in_another_encoding_is_refused(tmp_path: Path) -> None:
    """Text that is not UTF-8 is refused with its line instead of being read as other names."""
    with pytest.raises(FileFault, match="line 3: this is not text in UTF-8"):
        reading(tmp_path, "1st choice\nAda\nZoë\n".encode("latin-1"))


def test_another_kind_of_file_is_refused(tmp_path: Path) -> None:
    """An ending nobody reads is refused, with the kind of file to save instead."""
    with pytest.raises(FileFault, match=r"files ending in '\.xlsx' can't be read\. Save"):
        reading(tmp_path, PLAIN, "ballots.xlsx")


@settings(max_examples=300)
@given(st.binary(max_size=200) | st.text(max_size=200).map(lambda text: f"1st choice,2nd choice\n{text}".encode()))
def test_any_bytes_are_read_or_refused(tmp_path_factory: pytest.TempPathFactory, content: bytes) -> None:
    """No content makes the reader fail in any other way than by a letter."""
    try:
        found = reading(tmp_path_factory.mktemp("any"), content)
    except FileFault:
        return
    assert found.ranks.max(initial=0) <= len(found.options)


def test_a_file_is_counted_by_the_endorsement_rule(tmp_path: Path) -> None:
    """E8, E10. More than 60% of the ballots cast; "No endorsement" is recognised and stands to the end."""
    file = tmp_path / "ballots.csv"
    rows = ["Ada,Ben"] * 6 + ["Ben,no endorsement"] * 3 + ["no endorsement,"]
    file.write_text("1st choice,2nd choice\n" + "\n".join(rows), encoding="utf-8")
    counted = count_file(file)
    assert (counted.rule.no_endorsement, counted.rule.stop, counted.winner) == ("no endorsement", "one_left", None)
    assert counted.sentence.endswith("more than 60% is needed."), "nobody's clause is cited"
    assert count_file(file, Asked(strict=False)).winner == "Ada"
    assert count_file(file, Asked(threshold="1/2")).winner == "Ada"
    assert count_file(file, Asked(threshold="2/3")).winner is None


def test_settings_of_a_count_are_taken_from_the_command(tmp_path: Path) -> None:
    """Denominator, the withholding option and the seed are the caller's; a single column stops in round 1."""
    file = tmp_path / "ballots.csv"
    file.write_text("1st choice,2nd choice\nAda,Ben\nBen,Ada\nCleo,None\n", encoding="utf-8")
    counted = count_file(file, Asked(denominator="continuing", seed="s", contest="x", candidates=("none",)))
    assert (counted.rule.stop, counted.rule.denominator, counted.rule.tie_seed) == ("two_left", "continuing", "s")
    assert count_file(file, Asked(no_endorsement="none")).rule.no_endorsement == "None"
    with pytest.raises(
        FileFault, match=r"no ballot ranks 'Nobody'\. The options in the file are: Ada, Ben, Cleo, None"
    ):
        count_file(file, Asked(no_endorsement="Nobody", candidates=("None",)))
    file.write_text("1st choice\nAda\nBen\n", encoding="utf-8")
    assert count_file(file).rule.method == "single choice"
    file.write_text("1st choice,2nd choice\n", encoding="utf-8")
    with pytest.raises(FileFault, match=r"ballots\.csv: there are headings, and no ballots under them"):
        count_file(file)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("60%", Fraction(3, 5)),
        ("3/5", Fraction(3, 5)),
        ("0.6", Fraction(3, 5)),
        ("62.5 %", Fraction(5, 8)),
        ("2/3", Fraction(2, 3)),
    ],
)
def test_a_share_is_read_as_people_write_it(text: str, found: Fraction) -> None:
    """Per cent, fractions and decimals are exact."""
    assert share(text) == found


@pytest.mark.parametrize(
    ("text", "told"), [("many", "not a share"), ("1/0", "not a share"), ("66.7%", "write 2/3"), ("0.667", "write 2/3")]
)
def test_a_share_that_is_meant_otherwise_is_refused(text: str, told: str) -> None:
    """0.667 would refuse exactly two thirds; whoever means them writes 2/3."""
    with pytest.raises(FileFault, match=told):
        share(text)
