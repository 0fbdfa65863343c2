"""BLT, ABIF and cast vote records beside tables: what each says, what is refused, and that nothing gets lost."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from core.counting.file_count import read
from core.counting.files import abif, blt, cvr
from core.counting.files.fault import FileFault
from core.counting.marks import OVERVOTE, Marks
from tests.elections.formats import kinds, report

BLT = """\
# who shall be mayor
4 1
-3
[tie random]
3 2 4 1 0
(ballot 7) 2 1 - 3=4 0
1 2=4 1 0
1 0
0
"Ada Example"
"Bo Sample" # the tall one
"Cy Specimen"
"Dee \\"D\\" Placeholder"
"Mayor"
"""
ABIF = """\
{"title": "Mayor"}
=A:[Ada Example]
="Bo":[Bo Sample]
3:A>Bo>[Cy Specimen]   # a comment
2*Bo=A>Cy/5
1:
0:Dee
"""
MARK = "CVR 1, CVRSnapshot 1, CVRContest 1, CVRContestSelection 1"


def test_a_blt_file() -> None:
    """Numbers are names, "=" is an overvote, "-" a skipped rank; who is withdrawn leaves one, too."""
    marks = blt.read(BLT.encode())
    assert marks.names == ("Ada Example", "Bo Sample", 'Dee "D" Placeholder')
    assert kinds(marks) == {
        ("Bo Sample", 'Dee "D" Placeholder', "Ada Example"): 3,
        ("Ada Example", "", 'Dee "D" Placeholder'): 2,
        (OVERVOTE, "Ada Example"): 1,
        (): 1,
    }


def test_an_abif_file() -> None:
    """Short names stand for long ones, ">" separates ranks, "=" is an overvote; who is only named is an option."""
    marks = abif.read(ABIF.encode())
    assert set(marks.names) == {"Ada Example", "Bo Sample", "Cy Specimen", "Cy", "Dee"}
    assert kinds(marks) == {("Ada Example", "Bo Sample", "Cy Specimen"): 3, (OVERVOTE, "Cy"): 2, (): 1}


def from_report(plain: Any, contest: str | None = None) -> Marks:
    """What is read from cast vote records."""
    return cvr.read(json.dumps(plain).encode(), contest=contest)


def test_cast_vote_records() -> None:
    """Two options in one rank are an overvote, one may stand in two; what isn't marked or allocable is nothing."""
    plain = report({"Ada": [1], "Bo": [1]}, {"Bo": [3]}, {"Ada": [1, 2]}, {})
    assert kinds(from_report(plain)) == {(OVERVOTE,): 1, ("", "", "Bo"): 1, ("Ada", "Ada"): 1, (): 1}
    for more in ({"HasIndication": "no"}, {"HasIndication": "unknown"}, {"IsAllocable": "no"}):
        assert kinds(from_report(report({"Ada": [1]}, **more))) == {(): 1}


def test_write_ins_in_cast_vote_records() -> None:
    """Lines for write-ins that are no candidate's are gathered under one name, in which nobody can win."""
    plain = report({"Ada": [1], "Bo": [2]})
    for selection in plain["Election"][0]["Contest"][0]["ContestSelection"]:
        selection.update(CandidateIds=[], IsWriteIn=True)
    marks = from_report(plain)
    assert marks.names == ("Undeclared Write-ins",)
    assert kinds(marks) == {("Undeclared Write-ins", "Undeclared Write-ins"): 1}


def test_two_selections_of_one_name() -> None:
    """Two candidates who are called alike are never counted as one."""
    plain = report({"Ada": [1]})
    plain["Election"][0]["Candidate"][1]["Name"] = "Ada"
    with pytest.raises(FileFault, match="ContestSelection 2: two options are called 'Ada'"):
        from_report(plain)


def test_only_the_current_snapshot_of_a_record_counts() -> None:
    """A record corrected by hand has an older snapshot beside the current one."""
    plain = report({"Ada": [1]}, {"Ada": [1]})
    first, second = (record["CVRSnapshot"][0] for record in plain["CVR"])
    second["CVRContest"][0]["CVRContestSelection"][0]["ContestSelectionId"] = "selection-2"
    plain["CVR"][0]["CVRSnapshot"] = [first, second]
    plain["CVR"] = plain["CVR"][:1]
    assert kinds(from_report(plain)) == {("Ada",): 1}
    plain["CVR"][0]["CurrentSnapshotId"] = second["@id"]
    assert kinds(from_report(plain)) == {("Bo",): 1}


def test_a_contest_of_several_in_cast_vote_records() -> None:
    """One is named; who didn't have it on their ballot isn't counted in it."""
    plain = report({"Ada": [1]}, {"Bo": [1]})
    contests = plain["Election"][0]["Contest"]
    contests.append({**contests[0], "@id": "other", "Name": "Clerk"})
    plain["CVR"][1]["CVRSnapshot"][0]["CVRContest"][0]["ContestId"] = "other"
    assert kinds(from_report(plain, "M")) == {("Ada",): 1}
    assert kinds(from_report(plain, "Clerk")) == {("Bo",): 1}
    with pytest.raises(FileFault, match=r"there isn't just one contest: the report has 'M', 'Clerk'\. Name one"):
        from_report(plain)


@pytest.mark.parametrize(
    ("kind", "content", "told"),
    [
        ("blt", "", "line 1: there is nothing"),
        ("blt", "4\n", "line 1: '4' isn't two numbers"),
        ("blt", "2 1\n1 1 2\n0\n", "line 2: '1 1 2' doesn't end in 0"),
        ("blt", '1 1\n1 3 0\n0\n"A"\n', "line 2: '1 3 0' names candidate 3 of 1"),
        ("blt", "2 1\nx 1 0\n0\n", "line 2: 'x 1 0' has 'x' where a whole number"),
        ("blt", "2 1\n1 1 0\n", "line 2: the ballots have no end"),
        ("blt", '2 1\n1 1 0\n0\n"A"\n', "line 4: there are 1 names for 2 candidates"),
        ("blt", '2 1\n1 1 0\n0\n"A"\n"A"\n', "line 5: two options are called 'A', as in line 4"),
        ("blt", '1 1\n1 1 0\n0\n"A\n', "line 4: '\"A' has a quotation mark that is never closed"),
        ("abif", "3;A>B", "line 1: '3;A>B' isn't a kind of ballot"),
        ("abif", "3:A>>B", "line 1: '3:A>>B' has no option where one belongs"),
        ("abif", "3:A/5,B/4", "line 1: '3:A/5,B/4' has options beside each other"),
        ("abif", "3:A B", "line 1: '3:A B' has 'B' between options"),
        ("abif", "=A:", "line 1: '=A:' doesn't say which option has which name"),
        ("abif", "=A:[X]\n=B:[X]\n1:A>B", "line 2: two options are called 'X', as in line 1"),
        ("abif", "=A:[X]\n=A:[Y]\n1:A", "line 2: '=A:.Y.' gives an option a second name"),
        ("cvr", "{", "line 1, column 2: this is not JSON"),
        ("cvr", "[]", r"the report: \[\] isn't an object"),
        ("cvr", "{}", "the report: 'Election' is missing"),
        ("cvr", '{"Election": []}', "there isn't just one contest: the report has none"),
    ],
)
def test_a_file_that_is_not_understood_is_refused(tmp_path: Path, kind: str, content: str, told: str) -> None:
    """The refusal names file, line and value, and what to do."""
    file = tmp_path / f"ballots.{'json' if kind == 'cvr' else kind}"
    file.write_text(content, encoding="utf-8")
    with pytest.raises(FileFault, match=rf"ballots\.\w+, {told}.*\.$"):
        read(file)


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (lambda record: record.update(CurrentSnapshotId="?"), r"CVR 1: it has no snapshot '\?'"),
        (lambda record: _position(record).update(Rank=0), rf"{MARK}, SelectionPosition 1: '0' is no rank"),
        (lambda record: _position(record).update(Rank="1"), rf"{MARK}, SelectionPosition 1: '1' is no rank"),
        (lambda record: _selection(record).update(ContestSelectionId="x"), rf"{MARK}: its selection 'x' is none of"),
        (lambda record: _selection(record).pop("ContestSelectionId"), rf"{MARK}: 'ContestSelectionId' is missing"),
        (lambda record: _selection(record).update(SelectionPosition=3), rf"{MARK}: 'SelectionPosition' isn't a list"),
    ],
)
def test_a_record_that_is_not_understood_is_refused(change: Callable[[Any], object], told: str) -> None:
    """The refusal names the record and the value."""
    plain = report({"Ada": [1]})
    change(plain["CVR"][0])
    with pytest.raises(FileFault, match=told):
        from_report(plain)


def _selection(record: Any) -> Any:
    return record["CVRSnapshot"][0]["CVRContest"][0]["CVRContestSelection"][0]


def _position(record: Any) -> Any:
    return _selection(record)["SelectionPosition"][0]
