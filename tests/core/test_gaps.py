"""Events without a sign-in sheet: which they are, and what a decision makes of them."""

from __future__ import annotations

from datetime import date

import pytest

from core import gaps
from core.bylaws.participation import Attended
from core.lines import Event, Member, Page, Shift, SignIn
from core.workbook import Book

SPRING = Event(2, "Spring meeting", date(2026, 4, 9), "monthly meeting")
FORUM = Event(3, "Forum", date(2026, 6, 4), "candidate forum")
LEAFLETS = Event(4, "Leaflets", date(2026, 6, 20), "volunteer activity")
PICNIC = Event(5, "Picnic", date(2026, 12, 6))

BOOK = Book(
    Page[Member]("Members"),
    Page("Events", used=(SPRING, FORUM, LEAFLETS, PICNIC)),
    Page("Attendance", used=(SignIn(2, SPRING, "Ada Example"),)),
    Page("Volunteering", used=(Shift(2, LEAFLETS.on, "leaflets", "Bo Sample"),)),
)


def test_an_event_without_a_line_is_unknown() -> None:
    """M2. Nobody signed in at the forum and the picnic; at the leaflets somebody helped, so somebody kept a list."""
    assert gaps.without_sheet(BOOK) == (FORUM, PICNIC)


def test_only_what_is_past_needs_a_person() -> None:
    """M2. The sheet of an event is looked for from the day after, and not once the event is excused."""
    assert gaps.overdue(BOOK, {}, on=FORUM.on) == ()
    assert gaps.overdue(BOOK, {}, on=date(2026, 6, 5)) == (FORUM,)
    assert gaps.overdue(BOOK, {("Forum", FORUM.on): "excused"}, on=date(2026, 6, 5)) == ()


def test_a_decision_moves_an_event_from_unknown_to_excused() -> None:
    """M2. It is known by where the decision is on record; an event that has a sheet by now stays excused."""
    said = {("Forum", FORUM.on): "excused on 8 June 2026", ("Spring meeting", SPRING.on): "excused on 9 June 2026"}
    found = gaps.gaps_in(BOOK, said)
    assert [one.event for one in found.unknown] == ["Picnic"]
    assert found.excused == (
        Attended(SPRING.on, "Spring meeting", "monthly meeting", "excused on 9 June 2026"),
        Attended(FORUM.on, "Forum", "candidate forum", "excused on 8 June 2026"),
    )


def test_an_excuse_holds_for_its_day() -> None:
    """M2. Next year's event of the same name isn't excused by it, nor one whose day was put right meanwhile."""
    for day in (date(2025, 6, 5), date(2026, 6, 3)):
        found = gaps.gaps_in(BOOK, {("Forum", day): "excused on 8 June 2025"})
        assert found.excused == ()
        assert "Forum" in [one.event for one in found.unknown]
        assert FORUM in gaps.overdue(BOOK, {("Forum", day): "excused"}, on=date(2026, 7, 1))


@pytest.mark.parametrize(
    ("decided_for", "may_be"),
    [(date(2026, 6, 4), False), (date(2026, 6, 3), True), (date(2025, 12, 4), True), (date(2025, 12, 3), False)],
)
def test_an_event_on_another_day_may_be_the_same(decided_for: date, *, may_be: bool) -> None:
    """M2. Less than half a year apart a person has to say; half a year apart they are two events."""
    assert gaps.may_be_moved(decided_for, FORUM.on) is may_be
