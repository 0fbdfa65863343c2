"""The other sheets of a rehearsal: a form's answers, a grid that is kept by hand, and an export of a video meeting."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from core.tabs import HEADINGS

FORM, GRID, MEETING = "Form Responses 1", "Who came", "Zoom export"

READ = "Four meetings are on other sheets: two on a grid, one by a form, one by an export of a video meeting."
"""What the tab Sources adds to the tab Attendance."""

MINUTES = 30
"""Who was in the made-up video meeting for less doesn't count."""

SignIn = tuple[str, str, str]
"""A member's name as the sheets know it, and the name and address with which they signed in."""


def tabs(events: Sequence[tuple[str, date]], came: Mapping[str, Sequence[SignIn]]) -> dict[str, list[Any]]:
    """The tabs of four events: two on the grid, one by a form, one by video; and the tab Sources, which lists them."""
    first, second, by_video, by_form = events
    return {
        FORM: _form(by_form[1], came[by_form[0]]),
        GRID: _grid(first[1], second[0], came[first[0]], came[second[0]]),
        MEETING: _meeting(by_video[1], came[by_video[0]], shy=came[by_form[0]]),
        "Sources": [
            list(HEADINGS["Sources"]),
            [FORM, "form", by_form[0]],
            [GRID, "grid"],
            [MEETING, "meeting", by_video[0], "", MINUTES],
        ],
    }


def _form(day: date, came: Sequence[SignIn]) -> list[list[Any]]:
    """Answers as Google Forms sends them into a sheet: the time first."""
    opens = datetime(day.year, day.month, day.day, 18, 29)  # noqa: DTZ001 - a sheet knows wall clocks only
    rows = [[opens + timedelta(seconds=30 * nth), email, name] for nth, (_, name, email) in enumerate(came)]
    return [["Timestamp", "Email Address", "Your name"], *rows, *rows[:1]]


def _grid(first: date, second: str, came: Sequence[SignIn], again: Sequence[SignIn]) -> list[list[Any]]:
    """Names down, one event across by its day and one by its name; marks as people make them."""
    there, there_again = {name for name, _, _ in came}, {name for name, _, _ in again}
    boxes = {name: email for name, _, email in (*came, *again)}
    rows = [
        [name, boxes[name], ("x", 1, "✓")[nth % 3] if name in there else "", name in there_again]
        for nth, name in enumerate(sorted(boxes))
    ]
    total = ["Total", "", len(there), len(there_again)]
    return [["Who came (please tick)"], [], ["Name", "E-mail", first, second], *rows, total]


def _meeting(day: date, came: Sequence[SignIn], *, shy: Sequence[SignIn]) -> list[list[Any]]:
    """As Zoom writes it: what meeting it was, and below a row for each time that somebody joined."""
    begins = datetime(day.year, day.month, day.day, 19)  # noqa: DTZ001 - a sheet knows wall clocks only
    rows: list[list[Any]] = []
    for nth, (name, _, email) in enumerate(came):
        shown = f"{name.split()[0]} ({name})" if nth % 7 == 3 else name
        if nth % 5 == 2:
            rows += [_stay(shown, email, begins, 20), _stay(shown, email, begins + timedelta(minutes=24), 30)]
        else:
            rows.append(_stay(shown, email, begins + timedelta(minutes=nth % 9), 55))
    known = {name for name, _, _ in came}
    rows += [_stay(name, email, begins, 4) for name, _, email in shy if name not in known][:3]
    return [
        ["Meeting ID", "Topic", "Start Time", "End Time", "User Email", "Duration (Minutes)"],
        ["821 5550 0100", "Monthly meeting", _clock(begins), _clock(begins + timedelta(hours=1)), "", 60],
        [],
        ["Name (Original Name)", "User Email", "Join Time", "Leave Time", "Duration (Minutes)", "In Waiting Room"],
        *rows,
    ]


def _stay(name: str, email: str, joined: datetime, minutes: int) -> list[Any]:
    return [name, email, _clock(joined), _clock(joined + timedelta(minutes=minutes)), minutes, "No"]


def _clock(moment: datetime) -> str:
    return f"{moment:%m/%d/%Y %I:%M:%S %p}"
