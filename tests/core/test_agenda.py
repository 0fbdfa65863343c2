"""The agenda: what is still to come, what is overdue, and in which order."""

from __future__ import annotations

from datetime import UTC, date, datetime

from core import agenda
from core.agenda import Due

ZONE = "America/New_York"
NOW = datetime(2026, 10, 15, 2, tzinfo=UTC)
"""Still the 14th in the zone."""


def due(when: date | datetime, mark: str, *, waits: bool = False) -> Due:
    """Something that is due."""
    return Due(when, "It is due", "organisers", ("mayor-26",), mark, waits)


def test_a_day_is_past_once_it_is_over_by_the_local_clock() -> None:
    """The 14th isn't, although it is the 15th in UTC; the 13th is."""
    assert not agenda.is_past(due(date(2026, 10, 14), "a"), now=NOW, zone=ZONE)
    assert agenda.is_past(due(date(2026, 10, 13), "a"), now=NOW, zone=ZONE)


def test_an_instant_is_past_when_it_has_come() -> None:
    """To the second."""
    assert agenda.is_past(due(NOW, "a"), now=NOW, zone=ZONE)
    assert not agenda.is_past(due(NOW.replace(second=1), "a"), now=NOW, zone=ZONE)


def test_what_waits_for_somebody_stays_and_the_rest_goes_by() -> None:
    """What is overdue comes first, a day before its hours."""
    found = agenda.ahead(
        [
            due(datetime(2026, 10, 16, 12, tzinfo=UTC), "later that day"),
            due(date(2026, 10, 16), "that day"),
            due(date(2026, 10, 2), "gone by"),
            due(date(2026, 10, 3), "overdue", waits=True),
        ],
        now=NOW,
        zone=ZONE,
    )
    assert [one.mark for one in found] == ["overdue", "that day", "later that day"]
    assert agenda.day_of(found[2], ZONE) == date(2026, 10, 16)
