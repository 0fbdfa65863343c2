"""What is left of a person in sheets: found however it is written, and never mistaken for somebody else."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.remains import Known, Remain, find, is_pseudonym, pseudonym

ADA = Known("M01", frozenset({"ada example"}), frozenset({"ada@example.org"}))
ESME = Known("M05", frozenset({"esme pretend"}), frozenset({"pair@example.org"}), frozenset({"pair@example.org"}))
NAMESAKE = Known("M08", frozenset({"ada example"}), frozenset({"other@example.org"}), frozenset({"ada example"}))


@pytest.mark.parametrize(
    ("row", "columns"),
    [
        (["Forum", 46177, "Ada Example", "ada@example.org"], ("C", "D")),
        (["Forum", 46177, "  ada EXAMPLE ", ""], ("C",)),
        (["Forum", 46177, "Example, Ada", ""], ("C",)),
        (["Forum", 46177, "Áda Example (she/her)", ""], ("C",)),
        (["Forum", "Ada", "Example", 3], ("B", "C")),
        (["Forum", "Example", "Ada", 3], ("B", "C")),
        (["Forum", 46177, "A. E.", "ADA@Example.org"], ("D",)),
        (["Snacks: Bo Sample, Ada Example", ""], ("A",)),
        (["", "", "write to <ada@example.org>, please"], ("C",)),
    ],
)
def test_a_person_is_found_however_they_are_written(row: list[str | int], columns: tuple[str, ...]) -> None:
    """M8. Case, accents, order, two columns, a list of names, an address in a sentence: the columns are named."""
    assert find({"Notes": [["Heading"], row]}, ADA) == [Remain("Notes", 2, columns)]


@pytest.mark.parametrize(
    "row",
    [
        ["Forum", 46177, "Erased 1", ""],
        ["Forum", 46177, "Ada Sample", "adam@example.org"],
        ["Forum", 46177, "Example Forum", "ada@example.org.uk"],
        ["", None, True, 3.5],
        [],
    ],
)
def test_nobody_else_is_found(row: list[str]) -> None:
    """Similar names and addresses are somebody else's; a pseudonym is nobody's."""
    assert find({"Attendance": [row]}, ADA) == []


def test_what_is_shared_counts_only_together() -> None:
    """Of a couple with one address only the named one's rows are theirs; a namesake's rows only with the address."""
    rows = [["Finn Pretend", "pair@example.org"], ["Esme Pretend", "pair@example.org"], ["", "pair@example.org"]]
    assert [one.row for one in find({"Attendance": rows}, ESME)] == [2]
    rows = [["Ada Example", "ada@example.org"], ["Ada Example", "other@example.org"], ["Ada Example", ""]]
    assert [one.row for one in find({"Attendance": rows}, NAMESAKE)] == [2]


def test_the_whole_row_in_members_has_to_go() -> None:
    """M8. Whatever stands beside their number is theirs, also under another name, until the row is empty."""
    rows = [
        ["Member id", "Name", "Email", "(Phone)"],
        ["M01", "Erased 1", "", "555 0100"],
        ["M02", "Bo Sample", "", ""],
    ]
    assert find({"Members": rows}, ADA) == [Remain("Members", 2, ("A", "B", "D"))]
    rows[1] = ["", "", "", ""]
    assert find({"Members": rows}, ADA) == []


def test_a_place_names_nobody() -> None:
    """Organisers are told tab, row and columns."""
    assert str(Remain("Attendance", 14, ("C", "D"))) == "Attendance, row 14, columns C and D"
    assert str(Remain("Attendance", 14, ("AB",))) == "Attendance, row 14, column AB"


@given(st.integers(min_value=1, max_value=10**6))
def test_a_pseudonym_is_known_as_one(nth: int) -> None:
    """However many were erased, and however it is typed."""
    assert is_pseudonym(pseudonym(nth))
    assert is_pseudonym(f" {pseudonym(nth).upper()} ")
    assert not is_pseudonym(f"{pseudonym(nth)} Example")


@given(st.lists(st.lists(st.one_of(st.text(), st.integers(), st.booleans(), st.none(), st.floats()))))
def test_any_sheet_can_be_searched(rows: list[list[str | int | bool | float | None]]) -> None:
    """Whatever stands in a sheet, the search ends with places, and finds nobody who isn't written there."""
    assert all("ada" in repr(rows[one.row - 1]).casefold() for one in find({"Members": rows, "Other": rows}, ADA))
