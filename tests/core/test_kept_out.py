"""Kept out: the lines of somebody who was erased are known by marks, and nobody else's are."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.kept_out import Gone, Marks, mark, marks_of
from core.lines import Event, Member, Page, SignIn
from core.remains import Known, find
from core.tabs import Rows
from core.workbook import Book

KEY, OTHER_KEY = b"k" * 32, b"o" * 32
GONE_ON = date(2026, 10, 5)
ADA = Known("M01", frozenset({"ada example"}), frozenset({"ada@example.org"}), more=frozenset({"M21"}))
ESME = Known("M05", frozenset({"esme pretend"}), frozenset({"pair@example.org"}), frozenset({"pair@example.org"}))
NAMESAKE = Known("M08", frozenset({"bo sample"}), frozenset({"bo.s@example.org"}), frozenset({"bo sample"}))


def _marks(*known: Known) -> Marks:
    return Marks(KEY, {nth: Gone(KEY, marks_of(KEY, one), GONE_ON) for nth, one in enumerate(known, start=1)})


def _book(members: tuple[Member, ...] = (), sign_ins: tuple[SignIn, ...] = ()) -> Book:
    return Book(
        Page("Members", len(members), members),
        Page("Events"),
        Page("Attendance", len(sign_ins), sign_ins),
        Page("Volunteering"),
    )


@pytest.mark.parametrize(
    ("line", "kept_out", "letter"),
    [
        (Member(2, "M01", "Ada Example", emails=("ada@example.org",)), True, False),
        (Member(2, "M99", "Somebody Else", emails=("ADA@example.org",)), True, False),
        (Member(2, "M01", "Example, Áda"), True, False),
        (Member(2, "M21", "Ada Example"), True, False),
        (Member(2, "M01", "Erased 1"), True, False),
        (Member(2, "M01", "Nia Newcomer", emails=("nia@example.org",)), True, True),
        (Member(2, "M99", "Ada Example", emails=("another.ada@example.org",)), False, False),
        (Member(2, "M99", "Finn Pretend", emails=("pair@example.org",)), False, False),
        (Member(2, "M99", "Esme Pretend", emails=("pair@example.org",)), True, False),
        (Member(2, "M99", "Bo Sample", emails=("bo@example.org",)), False, False),
        (Member(2, "M08", "Bo Sample"), True, False),
    ],
)
def test_a_line_of_members_is_theirs_by_two_signs_or_an_address(line: Member, *, kept_out: bool, letter: bool) -> None:
    """M8. Number, name and address: two say it, or an address of their own; a number alone is somebody's new one."""
    sifted = _marks(ADA, ESME, NAMESAKE).sift(_book(members=(line,)))
    assert (sifted.book.members.used == ()) is kept_out
    assert bool(sifted.set_aside) is letter
    assert bool(sifted.left) is (kept_out and not letter)


@pytest.mark.parametrize(
    ("name", "email", "on", "kept_out"),
    [
        ("Ada Example", "ada@example.org", date(2027, 3, 1), True),
        ("", "Ada@Example.org", GONE_ON, True),
        ("Ada Example", "", GONE_ON, True),
        ("Ada Example", "", date(2026, 10, 6), False),
        ("Ada Example", "new@example.org", GONE_ON, False),
        ("Finn Pretend", "pair@example.org", GONE_ON, False),
        ("Esme Pretend", "pair@example.org", GONE_ON, True),
        ("Bo Sample", "", GONE_ON, False),
        ("Bo Sample", "bo@example.org", GONE_ON, False),
        ("", "", GONE_ON, False),
    ],
)
def test_a_sign_in_is_theirs_by_address_or_by_a_name_of_then(
    name: str, email: str, on: date, *, kept_out: bool
) -> None:
    """M8. A name alone counts until the day they were erased, and never where another member has it, too."""
    line = SignIn(2, Event(2, "Forum", on), name, email)
    sifted = _marks(ADA, ESME, NAMESAKE).sift(_book(sign_ins=(line,)))
    assert (sifted.book.sign_ins.used == ()) is kept_out
    assert sifted.left == ({"Attendance": 1} if kept_out else {})


def test_what_was_handed_in_later_is_a_new_word_of_theirs() -> None:
    """M8. Before the day they were erased it is forgotten on arrival; afterwards somebody may have come back."""
    marks = _marks(ADA)
    assert marks.had_signed("Ada Example", "ada@example.org", GONE_ON)
    assert not marks.had_signed("Ada Example", "ada@example.org", date(2026, 10, 6))


def test_without_anybody_erased_the_workbook_is_the_same() -> None:
    """The usual case costs nothing."""
    book = _book(members=(Member(2, "M01", "Ada Example"),))
    assert Marks().sift(book).book is book


def test_a_mark_says_nothing_without_its_key() -> None:
    """M8. Another key, another mark; number, name and address of the same letters have marks of their own."""
    assert mark(KEY, "name", "ada example") != mark(OTHER_KEY, "name", "ada example")
    assert len({mark(KEY, kind, "x") for kind in ("number", "name", "e-mail")}) == 3


ROWS = st.lists(
    st.lists(
        st.sampled_from(["Ada Example", "Ada", "Example", "ada@example.org", "M01", "M01 Ada Example", "x", 3, ""])
    )
)


@given(ROWS)
def test_sheets_are_searched_by_marks_as_by_names(rows: list[list[str | int]]) -> None:
    """M8. Once the book has forgotten who it was, the same cells are found."""
    tabs: dict[str, Rows] = {"Members": [["Member id", "Name", "Email"], *rows], "Other": rows}
    assert find(tabs, Gone(KEY, marks_of(KEY, ADA), GONE_ON)) == find(tabs, ADA)
