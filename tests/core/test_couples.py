"""Couples: two people in one row, and the marks in one person's name that make no second one."""

from __future__ import annotations

from datetime import date

import pytest

from core import people
from core.directory import Directory
from core.lines import Event, Member, SignIn
from core.people import Match, Question

MEETING = Event(2, "February meeting", date(2026, 2, 26), "Monthly meeting")

FAMILY = Directory([
    Member(2, "301", "Ada Example", ("Addie",), ("ada@example.org",)),
    Member(3, "302", "Bob Example", (), ("bob@example.org",)),
    Member(4, "303", "Bo Sample", (), ("bo@example.org",)),
    Member(5, "304", "Ortega & Daughter", (), ("both@example.org",)),
])  # fmt: skip


@pytest.mark.parametrize(
    ("name", "email", "meant"),
    [
        ("Ada & Bob Example", "ada@example.org", {"301", "302"}),
        ("Bob and Ada Example", "ada@example.org", {"301", "302"}),
        ("Example, Ada & Bob", "ada@example.org", {"301", "302"}),
        ("Ada Example and Bo Sample", "ada@example.org", {"301", "303"}),
        ("Ada / Bob Example", "ada@example.org", {"301", "302"}),
        ("Ada/Bob Example (they/them)", "bob@example.org", {"301", "302"}),
        ("Ada Example / Ada Sample", "ada@example.org", {"301"}),
        ("Ada Example, Bob Example", "bob@example.org", {"301", "302"}),
        ("Ada, Bob Example", "bob@example.org", {"301", "302"}),
        ("Ada Example, Bo Sample", "", {"301", "303"}),
        ("Ada Example +1", "ada@example.org", {"301"}),
        ("Ada Example (and Bob)", "ada@example.org", {"301", "302"}),
        ("Ada Example & Nora Guest", "ada@example.org", {"301"}),
        ("Ada y Bob Example", "ada@example.org", {"301", "302"}),
    ],
)
def test_a_row_of_two_people_is_neithers(name: str, email: str, meant: set[str]) -> None:
    """M2, M3. Whoever it is counted for, the other would be lost. It is asked about."""
    found = people.match(SignIn(14, MEETING, name, email), FAMILY, {})
    assert isinstance(found, Question)
    assert meant <= set(found.may_be)
    assert "a row of their own" in found.why or not email


@pytest.mark.parametrize(
    ("name", "email", "number"),
    [
        ("Ada Example she/her", "ada@example.org", "301"),
        ("Example, Ada (she/they)", "ada@example.org", "301"),
        ("Exampel, Ada", "ada@example.org", "301"),
        ("Ada / Addie Example", "ada@example.org", "301"),
        ("ortega & daughter", "both@example.org", "304"),
    ],
)
def test_marks_in_one_persons_name_make_no_second_one(name: str, email: str, number: str) -> None:
    """M2, M3. Pronouns, a surname in front, two names of one member, and what stands so in the tab Members."""
    assert people.match(SignIn(14, MEETING, name, email), FAMILY, {}) == Match("Attendance, row 14", number, "e-mail")


def test_who_is_written_alike_for_one_and_for_two_is_told_apart() -> None:
    """M2. “Ada Bo Example” is one person; “Ada & Bo Example” in the next row is two."""
    lines = [
        SignIn(row, MEETING, name, "ada@example.org") for row, name in ((2, "Ada Bo Example"), (3, "Ada & Bo Example"))
    ]
    one, two = people.match_all(lines, FAMILY, {})
    assert isinstance(one, Match)
    assert isinstance(two, Question)
