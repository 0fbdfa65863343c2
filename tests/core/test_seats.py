"""The tab Committee: who has a seat, and what is said of a row that can't be used."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from core import seats

MEMBERS, RACES = ("M01", "M02"), ("mayor-26", "sheriff-26")
HEADINGS = list(seats.THEIRS)


def read(*rows: list[Any]) -> seats.Seats:
    """The tab with these rows below its headings."""
    return seats.read({"Committee": [HEADINGS, *rows]}, members=MEMBERS, races=RACES)


def test_a_row_is_a_term_with_its_leave_and_its_recusals() -> None:
    """S9, S10, S11. Days are read as sheets hold them, and races by key, in whatever case and order."""
    [place] = read(["M01", 46037, "", "2026-02-01", "2026-03-31", "Sheriff-26, mayor-26", "M02", "co-chair"]).places
    assert (place.number, place.backup, place.note) == ("M01", "M02", "co-chair")
    assert (place.seat.since, place.seat.until) == (date(2026, 1, 15), None)
    assert (place.seat.leave_from, place.seat.leave_until) == (date(2026, 2, 1), date(2026, 3, 31))
    assert place.seat.recused == ("sheriff-26", "mayor-26")


@pytest.mark.parametrize(
    ("row", "why"),
    [
        (["M09", "2026-01-15", "", "", "", "", "", ""], "Member id: no member has this number"),
        (["M01", "", "", "", "", "", "", ""], "From: what stands there is not a date"),
        (["M01", "2026-01-15", "2026-01-14", "", "", "", "", ""], "Until: the last day is before the first"),
        (["M01", "2026-01-15", "", "", "2026-03-31", "", "", ""], "Leave from: a leave ends, but doesn't begin"),
        (["M01", "2026-01-15", "", "2026-04-01", "2026-03-31", "", "", ""], "Leave until: the last day is before"),
        (["M01", "2026-01-15", "", "", "", "mayor", "", ""], "Recused from: there is no race of one of these keys"),
    ],
)
def test_a_row_that_cant_be_used_says_why_and_stops_no_other(row: list[Any], why: str) -> None:
    """S11. A misspelt race would be no recusal, so its row isn't taken; the row below is."""
    found = read(row, ["M02", "2026-01-15", "", "", "", "", "", ""])
    [aside] = found.set_aside
    assert f"{aside.column}: {aside.reason}".startswith(why)
    assert [one.number for one in found.places] == ["M02"]


def test_a_tab_without_its_columns_gets_a_letter() -> None:
    """A tab whose heading somebody deleted says which column is missing; an empty one says nothing."""
    found = seats.read({"Committee": [["Member id", "Note"], ["M01", ""]]}, members=MEMBERS, races=RACES)
    assert "no column is headed 'From'" in found.refused
    assert seats.read({}, members=MEMBERS, races=RACES) == seats.Seats()
