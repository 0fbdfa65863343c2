"""Whatever stands in a file: it is read or refused by a letter, no ballot gets lost, and formats hold the same."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from core.counting.file_count import Kind
from core.counting.files import table
from core.counting.files.fault import FileFault
from core.counting.marks import OVERVOTE, Marks
from tests.elections.formats import KINDS, READERS, convert, kinds, report

SIGNS = "1230-=>:,/#\"'[]{}\n \tabAB;|\\()*"
BYTES = st.binary(max_size=120) | st.text(SIGNS, max_size=80).map(str.encode) | st.text(max_size=60).map(str.encode)


@pytest.mark.parametrize("kind", KINDS)
@settings(max_examples=300)
@given(BYTES, st.sampled_from(["", "1st choice,2nd choice\n", "2 1\n", "M [a],M [b]\n", "3:"]))
def test_any_bytes_are_read_or_refused(kind: Kind, content: bytes, start: str) -> None:
    """No content makes a reader fail in any other way than by a letter with a remedy."""
    _read_or_refused(kind, start.encode() + content)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-2, 3) | st.sampled_from(["yes", "no", "a", "contest", "selection-1"]),
    lambda deeper: (
        st.lists(deeper, max_size=3)
        | st.dictionaries(st.sampled_from(["@id", "Name", "Rank", "Contest", "Text", "Content"]), deeper, max_size=4)
    ),
    max_leaves=6,
)


@settings(max_examples=300)
@given(st.data())
def test_any_report_is_read_or_refused(data: st.DataObject) -> None:
    """The same for cast vote records in which anything may stand anywhere."""
    plain = report({"Ada": [1], "Bo": [2]})
    places = list(_places(plain))
    holder, key = data.draw(st.sampled_from(places))
    holder[key] = data.draw(JSON)
    _read_or_refused("cvr", json.dumps(plain).encode())


def _places(plain: Any) -> Iterator[tuple[Any, Any]]:
    """Everything in a JSON file that could be something else."""
    for key, value in list(plain.items() if isinstance(plain, dict) else enumerate(plain)):
        yield plain, key
        if isinstance(value, dict | list):
            yield from _places(value)


def _read_or_refused(kind: Kind, content: bytes) -> None:
    marks, letter = None, ""
    try:
        marks = READERS[kind](content)
    except FileFault as fault:
        letter = str(fault)
    if marks is None:
        assert re.search(r"[.”] ", letter), "a letter says what is wrong, and what to do"
        assert letter.endswith(".")
        return
    assert marks.marks.max(initial=0) <= marks.overvote
    assert (marks.times >= 0).all()


NAMES = ["Ada Example", "Bo Sample", "Example, Cy", 'Dee "D" Placeholder', "Émile O’Fiction", "# 1 Fay-Lyn/2"]


@st.composite
def markings(draw: st.DrawFn) -> Marks:
    """Ballots with skipped and repeated ranks, overvotes, and none at all."""
    names = draw(st.lists(st.sampled_from(NAMES), min_size=2, unique=True))
    mark = st.sampled_from(["", *names, OVERVOTE])
    rows = draw(st.lists(st.lists(mark, max_size=4), max_size=8))
    rows += [[name] for name in names]  # a table knows only of options that somebody marked
    return Marks.of(names, rows, draw(st.lists(st.integers(1, 5), min_size=len(rows), max_size=len(rows))))


@pytest.mark.parametrize("kind", KINDS)
@settings(max_examples=100)
@given(markings())
@example(Marks.of(["A", "B"], [[], ["B", "A"]], [3, 1]))
def test_a_file_written_and_read_again_holds_the_same_ballots(kind: Kind, marks: Marks) -> None:
    """From any format to any other and back nothing gets lost but, in ABIF, skipped ranks."""
    closed = kind == "abif"
    assert kinds(READERS[kind](convert(marks, kind)), closed=closed) == kinds(marks, closed=closed)
    for onward in KINDS:
        there = READERS[onward](convert(READERS[kind](convert(marks, kind)), onward))
        either = "abif" in {kind, onward}
        assert kinds(there, closed=either) == kinds(marks, closed=either)


@settings(max_examples=100)
@given(markings())
def test_no_ballot_is_dropped(marks: Marks) -> None:
    """As many ballots are read as a simple count of the file's own lines and records finds."""
    total = int(marks.times.sum())
    as_table = convert(marks, "csv").decode()
    assert sum(int(row["Ballots"]) for row in csv.DictReader(io.StringIO(as_table, newline=""))) == total
    in_blt = convert(marks, "blt").decode().split("\n0\n")[0].splitlines()[1:]
    assert sum(int(line.split()[0]) for line in in_blt) == total
    in_abif = [line for line in convert(marks, "abif").decode().splitlines() if line[:1].isdigit()]
    assert sum(int(line.split(":")[0]) for line in in_abif) == total
    assert len(json.loads(convert(marks, "cvr"))["CVR"]) == total
    for kind, reader in READERS.items():
        assert int(reader(convert(marks, kind)).times.sum()) == total


@settings(max_examples=200)
@given(
    st.lists(st.lists(st.sampled_from(["", "Ada", "Bo", 'C "C" C', "D, D", "E\nE", 'F"F']), min_size=2, max_size=2)),
    st.sampled_from(["\n", "\r\n"]),
    st.sampled_from([",", ";", "\t"]),
)
def test_each_line_of_a_table_is_a_ballot(rows: list[list[str]], end: str, separator: str) -> None:
    """Quotation marks, line breaks and separators in cells make or take no ballots; an empty line is none."""
    text = io.StringIO(newline="")
    csv.writer(text, delimiter=separator, lineterminator=end).writerows([["Rank 1", "Rank 2"], *rows])
    found = table.read(text.getvalue().encode())
    filled = [row for row in rows if any(row)]
    assert [int(times) for times in found.times] == [1] * len(filled)
    assert all(any(row) for row in found.marks.tolist())
    assert bool(found.notes) == (len(filled) < len(rows) or any("D, D" in row for row in rows))


@pytest.mark.parametrize(
    ("kind", "names"),
    [
        ("csv", ["a;b", "c"]),
        ("csv", ["Ada", "ada"]),
        ("abif", ["[A]", "(A)"]),
        ("csv", ["skipped", "c"]),
    ],
)
def test_what_a_format_cannot_hold_is_refused(kind: Kind, names: list[str]) -> None:
    """A name that would be read as something else isn't written."""
    with pytest.raises(FileFault):
        convert(Marks.of(names, [[names[0]], [names[1]]], [1, 1]), kind)


@pytest.mark.parametrize("kind", ["blt", "abif", "cvr"])
def test_an_overvote_of_one_option_cannot_be_written(kind: Kind) -> None:
    """Where an overvote has to name options and there is only one, another format is asked for."""
    with pytest.raises(FileFault, match="can't be written"):
        convert(Marks.of(["Ada"], [[OVERVOTE]], [1]), kind)
