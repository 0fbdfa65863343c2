"""Membership over time: the picture and the words beside it agree, for any days that are on record."""

from __future__ import annotations

import re
from datetime import date, timedelta
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st

from templates import growth
from templates.growth import Point

SVG = "{http://www.w3.org/2000/svg}"
FIRST = date(2024, 11, 25)


def _points(*days: tuple[int, int, int]) -> list[Point]:
    return [{"day": FIRST + timedelta(days=after), "voting": voting, "members": all_} for after, voting, all_ in days]


def _drawn(points: list[Point]) -> ET.Element:
    return ET.fromstring(growth.membership_svg(points))  # noqa: S314  # our own


def _ways(svg: str) -> list[list[tuple[float, float]]]:
    """The lines of members, as places from left to right."""
    drawn = re.findall(r'<path d="([^"]+)" style="fill: none; stroke: #173f6e', svg)
    return [[(float(x), float(y)) for x, y in re.findall(r"[ML] ([\d.]+) ([\d.]+)", way)] for way in drawn]


YEARS = _points(*((day, 100 + day // 10, 300 + day // 5) for day in range(0, 731, 1)))


def test_the_picture_is_told_to_those_who_cannot_see_it() -> None:
    """Its title is a sentence with dates and figures, its description has every figure that stands beside it."""
    svg = _drawn(YEARS)
    assert svg.get("role") == "img"
    assert svg.findtext(f"{SVG}title") == (
        "Voting members from 100 on 25 November 2024 to 173 on 25 November 2026; members from 300 to 446."
    )
    described = svg.findtext(f"{SVG}desc") or ""
    for one in growth.landmarks(YEARS):
        assert f"{one['when']}: {one['voting']} voting, {one['members']} members." in described


def test_it_stands_on_paper_of_its_own() -> None:
    """Dark ink on white, whatever the dashboard's colours are."""
    ground = next(_drawn(YEARS).iter(f"{SVG}path"))
    assert ground.get("style") == "fill: #ffffff"
    assert (ground.get("d") or "").split() == ["M", "0", "328", "L", "520", "328", "L", "520", "0", "L", "0", "0", "z"]


def test_the_words_look_back_a_month_half_a_year_and_years() -> None:
    """The figures of now, 30, 182, 365 and 730 days ago stand there, the newest first."""
    told = growth.landmarks(YEARS)
    assert [one["voting"] for one in told] == [173, 170, 154, 136, 100]
    assert told[0]["when"] == "25 November 2026"
    assert told[-1]["when"] == "25 November 2024"


def test_a_short_record_has_no_figure_twice() -> None:
    """Two days are two figures."""
    assert [one["voting"] for one in growth.landmarks(_points((0, 3, 9), (1, 4, 9)))] == [4, 3]
    assert growth.landmarks([]) == []


def test_heights_are_true() -> None:
    """Half as many members are half as high, from nought up, and the top of the scale is written beside it."""
    ways = _ways(growth.membership_svg(_points((0, 50, 100), (7, 100, 200))))
    assert len(ways) == 2
    for way, floor in zip(
        ways, (growth.HEADING + growth.PANEL, 2 * growth.HEADING + 2 * growth.PANEL + growth.BELOW), strict=True
    ):
        first, last = (floor - down for _, down in way)
        assert last == pytest.approx(2 * first)
        assert last == growth.PANEL


def test_over_a_silence_no_line_is_drawn() -> None:
    """Where nothing was counted for months the line is broken, and a single day is a dot."""
    svg = growth.membership_svg(_points((0, 5, 9), (7, 6, 9), (200, 7, 9), (300, 8, 9), (307, 9, 9)))
    assert len(_ways(svg)) == 4
    assert len(re.findall(r"<use [^>]*fill: #173f6e", svg)) == 2


def test_a_picture_of_two_years_is_small() -> None:
    """One point a week: the page gets a new version each day, and two years of them have to lie in a database."""
    assert len(growth.thinned(YEARS)) <= 107
    assert growth.thinned(YEARS)[-1] == YEARS[-1]
    assert len(growth.membership_svg(YEARS)) < 10_500


DAYS = st.lists(
    st.tuples(st.integers(0, 800), st.integers(0, 6000), st.integers(0, 6000)),
    min_size=1,
    max_size=40,
    unique_by=lambda one: one[0],
)


@given(DAYS)
def test_any_days_can_be_drawn(days: list[tuple[int, int, int]]) -> None:
    """No members, one day, a leap of thousands: it is a sound drawing, and everything is inside it."""
    svg = _drawn(_points(*sorted(days)))
    width, height = (float(svg.get(side) or 0) for side in ("width", "height"))
    for dot in svg.iter(f"{SVG}use"):
        assert 0 <= float(dot.get("x") or -1) <= width
        assert 0 <= float(dot.get("y") or -1) <= height


@pytest.mark.parametrize(("most", "top"), [(0, 1), (1, 1), (9, 10), (11, 12), (204, 250), (310, 400), (5012, 6000)])
def test_scales_end_at_round_numbers(most: int, top: int) -> None:
    """The top of a scale is the next round number, never less than what is drawn."""
    assert growth._round_up(most) == top
