"""Membership over time: a picture with its figures in words beside it, since not everybody sees pictures."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from markupsafe import Markup

from core.calendar import day_in_words
from templates import pictures

if TYPE_CHECKING:
    from templates.drawing import Sheet

Point = Mapping[str, Any]
"""A day with its `members` and `voting`. Points come oldest first."""

LEFT, RIGHT = 64, 456
"""Where time begins and ends in the picture. Pixels, as everything here."""

PANEL, BELOW, HEADING = 96, 30, 34
"""The height of a line's ground, of the dates below it, and of the heading above it."""

GAP = timedelta(days=21)
"""Over a longer silence no line is drawn: nobody knows what was there."""

LOOKING_BACK = (0, 30, 182, 365, 730)
"""How many days ago the figures in words are from, as far as days are on record."""

FEWEST_FOR_MONTHS, FEWEST_FOR_QUARTERS, FEWEST_FOR_HALVES = 60, 200, 450


def membership_picture(points: Sequence[Point]) -> Markup:
    """Voting members and all members, each on a ground of its own, to be put into Markdown."""
    return pictures.in_markdown_as(membership_svg(points), told(points))


def membership_svg(points: Sequence[Point]) -> str:
    """A line of voting members and below it one of all members, over the same days, each from nought up.

    Two grounds rather than one: where a hundred of five thousand vote, their line would lie flat on the bottom.
    """
    from templates.drawing import Sheet  # noqa: PLC0415  # matplotlib takes a while

    weekly, height = thinned(points), HEADING + PANEL + BELOW
    sheet = Sheet(2 * height + 8)
    _panel(sheet, weekly, "voting", "Voting members", top=0)
    _panel(sheet, weekly, "members", "Members", top=height)
    figures = (f"{one['when']}: {one['voting']} voting, {one['members']} members." for one in landmarks(points))
    return sheet.svg(title=told(points), described=" ".join(figures))


def told(points: Sequence[Point]) -> str:
    """The picture in a sentence."""
    first, last = points[0], points[-1]
    return (
        f"Voting members from {first['voting']} on {day_in_words(first['day'])} to {last['voting']} on "
        f"{day_in_words(last['day'])}; members from {first['members']} to {last['members']}."
    )


def landmarks(points: Sequence[Point]) -> list[dict[str, Any]]:
    """The figures in words: now, and a month, half a year, one and two years ago, the newest first."""
    if not points:
        return []
    now = points[-1]["day"]
    wanted = [now - timedelta(days=ago) for ago in LOOKING_BACK]
    nearest = [max((one for one in points if one["day"] <= day), key=_day, default=points[0]) for day in wanted]
    days = {one["day"]: one for one in nearest}
    return [
        {"when": day_in_words(day), "voting": days[day]["voting"], "members": days[day]["members"]}
        for day in sorted(days, reverse=True)
    ]


def thinned(points: Sequence[Point]) -> list[Point]:
    """The first point, and the last of each week: what a line of this width can show."""
    weeks = {one["day"].isocalendar()[:2]: one for one in points}
    return sorted({one["day"]: one for one in (points[0], *weeks.values())}.values(), key=_day)


def _panel(sheet: Sheet, points: Sequence[Point], what: str, heading: str, *, top: int) -> None:
    ground = top + HEADING + PANEL
    most = _round_up(max(one[what] for one in points))
    sheet.words((16, top + 22), heading, bold=True)
    for value in (0, most):
        level = ground - PANEL * value / most
        sheet.line([(LEFT, level), (RIGHT, level)], width=0.5)
        sheet.words((LEFT - 8, level + 5), str(value), anchor="right")
    places = [(_across(one["day"], points), ground - PANEL * one[what] / most, one["day"]) for one in points]
    for run in _runs(places):
        _line(sheet, [place[:2] for place in run])
    x, y, _ = places[-1]
    sheet.dot((x, y), size=8)
    sheet.words((x + 10, y + 5), str(points[-1][what]), bold=True)
    for day, words in _dates(points):
        sheet.words((_across(day, points), ground + 20), words, anchor="center")


def _line(sheet: Sheet, run: Sequence[tuple[float, float]]) -> None:
    if len(run) == 1:
        sheet.dot(run[0], size=4, colour=pictures.FILLS["passes"][0])
    else:
        sheet.line(run, colour=pictures.FILLS["passes"][0], width=2.5)


def _runs(places: Sequence[tuple[float, float, date]]) -> Iterator[list[tuple[float, float, date]]]:
    run: list[tuple[float, float, date]] = []
    for place in places:
        if run and place[2] - run[-1][2] > GAP:
            yield run
            run = []
        run.append(place)
    yield run


def _across(day: date, points: Sequence[Point]) -> float:
    first, last = points[0]["day"], points[-1]["day"]
    passed: int = (day - first).days
    span: int = (last - first).days
    return LEFT + (RIGHT - LEFT) * passed / max(span, 1)


def _dates(points: Sequence[Point]) -> Iterator[tuple[date, str]]:
    """Days to write below: the ends of a short time, the firsts of months, quarters or halves of a longer one."""
    first, last = points[0]["day"], points[-1]["day"]
    span = (last - first).days
    if span < FEWEST_FOR_MONTHS:
        yield from ((day, f"{day.day} {day:%b %Y}") for day in dict.fromkeys((first, last)))
        return
    step = 1 if span < FEWEST_FOR_QUARTERS else 3 if span < FEWEST_FOR_HALVES else 6
    for year in range(first.year, last.year + 1):
        firsts = (date(year, month, 1) for month in range(1, 13, step))
        yield from ((day, f"{day:%b %Y}" if day.month == 1 else f"{day:%b}") for day in firsts if first <= day <= last)


def _round_up(most: int) -> int:
    """The next round number above, for the top of a scale: 204 → 250."""
    size = 10 ** max(len(str(most)) - 1, 0)
    steps = (size * part // 4 for part in (4, 5, 6, 8, 10, 12, 16, 20, 24, 30, 40))
    return max(next((step for step in steps if step >= most and step), most), 1)


def _day(point: Point) -> date:
    day: date = point["day"]
    return day
