"""Ballots and marks that a slip in the file would lose: each is refused, with the place, or read all the same."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from core.counting.file_count import Asked, count_file, read
from core.counting.files import blt, cvr, table
from core.counting.files.fault import FileFault
from core.counting.marks import Marks
from tests.elections.formats import kinds, report


def written(folder: Path, name: str, content: str) -> Marks:
    """What is read from a file with this name and content."""
    file = folder / name
    file.write_bytes(content.encode())
    return read(file)


@pytest.mark.parametrize(
    ("name", "content", "told"),
    [
        ("a.csv", "1st choice\nAda\rBen\nAda\n", "line 2, column 1: behind 'Ada' stands a line end unlike the others"),
        ("a.csv", '"note\rmore",1st choice\nx,Ada\ny,Ben\n', "line 1, column 1: behind 'note' stands a line end"),
        ("a.csv", "1st choice,2nd choice\r\nAda,Ben\rBen,Ada\r\n", "line 2, column 2: behind 'Ben' stands"),
        ("a.csv", "Ballots,1st choice,ballots\n3,Ada,4\n", "line 1, column 3: 'ballots' stands in column 1, too"),
        ("a.abif", "{3:A>B\n1:A\n", r"line 1: '\{3:A>B' isn't a kind of ballot"),
        ("a.abif", "1:A\n{3:A>B}\n", r"line 2: '\{3:A>B\}' isn't a kind of ballot"),
        ("a.abif", '{"title": "M"} 3:A>B\n', "line 1: .* isn't a kind of ballot"),
        ("a.blt", '2 1\n[1 2 0\n1 1 0\n0\n"A"\n"B"\n', r"line 2: '\[1 2 0' .* a whole number"),
        ("a.blt", '2 1\n[1 2 0]\n1 1 0\n0\n"A"\n"B"\n', r"line 2: '\[1 2 0\]' doesn't end in 0"),
        ("a.blt", '2 1\n(1)\n1 1 0\n0\n"A"\n"B"\n', r"line 2: '\(1\)' doesn't end in 0"),
        ("a.blt", '2 1\n(1) 0\n1 1 0\n0\n"A"\n"B"\n', r"line 2: '\(1\) 0' doesn't end in 0"),
    ],
)
def test_a_line_that_would_be_lost_is_refused(tmp_path: Path, name: str, content: str, told: str) -> None:
    """Line, column and value are named, and what to do."""
    with pytest.raises(FileFault, match=rf"{name}, {told}.*\. [A-Z].*\.$"):
        written(tmp_path, name, content)


def test_cells_without_end_are_refused() -> None:
    """A heading that swallows half the file, or a line end behind nothing, is told like any other fault."""
    for content, told in (
        (f'"{"a" * 200_000}",1st choice\nx,A\n', "line 1: .* quotation mark"),
        (f"1st choice\nA,{'a' * 200_000}\rx\n", "line 2, column 2: behind 'aaa"),
        ("\n\r\0", "line 2, column 1: behind ''"),
    ):
        with pytest.raises(FileFault, match=told):
            table.read(content.encode())


def test_metadata_of_a_file_is_passed_over(tmp_path: Path) -> None:
    """What says nothing about ballots is written in its own way, and is in nobody's way."""
    abif = '{"title": "A > B"}\n'.replace(" > ", " and ") + "{version: 0.1}\n{}\n2:A>B\n"
    assert kinds(written(tmp_path, "a.abif", abif)) == {("A", "B"): 2}
    assert kinds(written(tmp_path, "a.blt", '1 1\n[tie random]\n2 1 0\n0\n"A"\n')) == {("A",): 2}


@pytest.mark.parametrize("content", ["1st choice,2nd choice\nA\nB,A\n", "1st choice,2nd choice\nA\nB,A,,\n\nA\n"])
def test_lines_that_are_too_short_or_long(content: str) -> None:
    """The first line may be short like any other; empty cells beyond the headings are none."""
    found = table.read(content.encode())
    assert kinds(found)[("B", "A")] == 1
    assert kinds(found)[("A",)] == content.count("A\n") - content.count(",A\n")


def test_only_uneven_lines_of_a_table_are_written_anew() -> None:
    """Quotation marks and line breaks in other lines stay, and letters name the file's own lines."""
    start = '"1st\nchoice",2nd choice\n"Example, Ada",Bo\n"Bo","Example, Ada",\nBo\n'
    found = table.read(start.encode())
    assert kinds(found) == {("Example, Ada", "Bo"): 1, ("Bo", "Example, Ada"): 1, ("Bo",): 1}
    with pytest.raises(FileFault, match=r"line 6: there are 4 cells under 2 headings, the first too many is 'Cy'"):
        table.read(f"{start}Bo,,,Cy\n".encode())
    with pytest.raises(FileFault, match=r"line 6, '1st choice': 'bo' is written 'Bo' in line 3"):
        table.read(f"{start}bo,\n".encode())
    with pytest.raises(FileFault, match=r"line 6: unexpected end of data\. Look for a quotation mark"):
        table.read(f'{start}"Bo,\n'.encode())


def test_a_role_that_is_unknown_or_left_out(tmp_path: Path) -> None:
    """P7. Its line is named; lines that are no ballot at all are not meant."""
    file = tmp_path / "a.csv"
    for content, told in (
        ("Role,1st choice\nm,A\n,\n,B\n", "line 4, 'Role': nothing says whose ballot it is"),
        ("Role,1st choice\nm,A\nguest,B\n", "line 3, 'Role': 'guest' has no weight"),
        ("Role,1st choice,Role\nm,A,guest\n", "line 1, column 3: 'Role' stands in column 1, too"),
    ):
        file.write_text(content, encoding="utf-8")
        with pytest.raises(FileFault, match=rf"a\.csv, {told}"):
            count_file(file, Asked(weights="m 1"))


# ── cast vote records ──────────────────────────────────────────────────────────────────────────────


def _contest(plain: Any) -> Any:
    return plain["CVR"][0]["CVRSnapshot"][0]["CVRContest"][0]


def _position(plain: Any) -> Any:
    return _contest(plain)["CVRContestSelection"][0]["SelectionPosition"][0]


def _renamed(holder: Any, name: str, other: str) -> None:
    holder[other] = holder.pop(name)


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (
            lambda plain: _contest(plain).update(ContestId="contset"),
            "CVR 1, CVRSnapshot 1, CVRContest 1: its contest 'contset' is none of the report's",
        ),
        (
            lambda plain: _position(plain).update(HasIndication="Yes"),
            "SelectionPosition 1: 'HasIndication' is 'Yes'. Write one of: yes, no, unknown",
        ),
        (lambda plain: _position(plain).update(IsAllocable=False), "SelectionPosition 1: 'IsAllocable' is false"),
        (lambda plain: _position(plain).update(NumberVotes=3), "SelectionPosition 1: its 'NumberVotes' is '3'"),
        (lambda plain: _renamed(_position(plain), "Rank", "rank"), "'rank' may be meant as 'Rank'"),
        (
            lambda plain: _renamed(_contest(plain), "CVRContestSelection", "CVRContestSelections"),
            "CVR 1, CVRSnapshot 1, CVRContest 1: 'CVRContestSelections' may be meant as 'CVRContestSelection'",
        ),
        (
            lambda plain: plain["CVR"][0]["CVRSnapshot"][0]["CVRContest"].append(_contest(plain)),
            "CVR 1, CVRSnapshot 1, CVRContest 2: the contest 'contest' is there twice",
        ),
        (lambda plain: plain["CVR"][1].update(UniqueId="1"), "CVR 2: its 'UniqueId' is '1', as that of CVR 1"),
        (
            lambda plain: plain["Election"].append(plain["Election"][0]),
            "Election 2, Contest 1: its '@id' is 'contest', as that of Election 1, Contest 1",
        ),
        (lambda plain: plain.pop("CVR"), "the report: 'CVR' is missing"),
        (lambda plain: plain.update(CVR=[3]), "CVR 1: 3 isn't an object"),
        (lambda plain: plain["CVR"][1].update(CVRSnapshot=[]), "CVR 2: it has no snapshot 'snapshot-2'"),
        (lambda plain: plain["CVR"][1].pop("CVRSnapshot"), "CVR 2: 'CVRSnapshot' is missing"),
        (lambda plain: plain["CVR"][1].update(CVRSnapshot={}), "CVR 2: 'CVRSnapshot' isn't a list"),
        (
            lambda plain: plain["Election"][0]["Contest"][0]["ContestSelection"][1].update(CandidateIds=["x"]),
            "Election 1, Contest 1, ContestSelection 2: its candidate 'x' is none of the election's",
        ),
    ],
)
def test_a_record_that_would_be_lost_is_refused(change: Callable[[Any], object], told: str) -> None:
    """The letter has the record's number, the path within it, what stands there, and what to do."""
    plain = report({"Ada": [1]}, {"Bo": [1]})
    change(plain)
    with pytest.raises(FileFault) as refused:
        cvr.read(json.dumps(plain).encode())
    assert told in str(refused.value)
    assert str(refused.value).endswith(".")


def test_a_field_that_is_there_twice_is_refused() -> None:
    """Of two lists of records JSON readers keep the second only, so neither is taken."""
    plain = json.dumps(report({"Ada": [1]}))
    with pytest.raises(FileFault, match=r"the object 'CVR.CastVoteRecordReport' has 'CVR' twice, so one would be lost"):
        cvr.read(plain.replace('"CVR": [', '"CVR": [], "CVR": [').encode())


# ── names ──────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("names", "told"),
    [
        (("Ada Example", "ada example"), "'ada example' is written 'Ada Example' in"),
        (("Ada Example", "Adá  Example"), "'Adá Example' is written 'Ada Example' in"),
        (("Ada Example", "AdaExample"), "'AdaExample' is written 'Ada Example' in"),
        (("Ada Example", "Overvote"), "'Overvote' is what two marks in one rank are called"),
    ],
)
def test_names_that_nobody_can_tell_apart(tmp_path: Path, names: tuple[str, str], told: str) -> None:
    """Whatever the format, a candidate's ballots aren't split in two, and no candidate is taken for a mark."""
    first, second = names
    grid = f"M [{first}],M [{second}]\n1,2\n"
    in_blt = f'2 1\n1 1 0\n0\n"{first}"\n"{second}"\n'
    in_abif = f"=A:[{first}]\n=B:[{second}]\n1:A>B\n"
    in_short = f"1:[{first}]\n1:[{second}]\n"
    records = report({"Ada": [1]})
    for person, name in zip(records["Election"][0]["Candidate"], names, strict=True):
        person["Name"] = name
    for file, content, place in (
        ("a.csv", grid, "line 1, column [12]"),
        ("a.blt", in_blt, "line 5"),
        ("a.abif", in_abif, "line 2"),
        ("a.abif", in_short, "line 2"),
        ("a.json", json.dumps(records), "Election 1, Contest 1, ContestSelection 2"),
    ):
        wanted = "'" if file == "a.csv" else told  # which a table's headings tell in words of their own
        with pytest.raises(FileFault, match=rf"{file}, {place}: {wanted}.*\.$"):
            written(tmp_path, file, content)


def test_an_option_without_a_name(tmp_path: Path) -> None:
    """Nobody can be elected who isn't called anything."""
    with pytest.raises(FileFault, match="line 5: '' is no name"):
        blt.read(b'2 1\n1 1 0\n0\n"A"\n""\n')
    with pytest.raises(FileFault, match=r"a\.abif, line 1: '' is no name"):
        written(tmp_path, "a.abif", "1:[ ]>A\n")
