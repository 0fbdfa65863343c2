"""The calendar: local times that exist once, windows, reminders and instants in words."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core import calendar, charter
from core.calendar import CalendarFault

NEW_YORK = "America/New_York"
ZONES = (NEW_YORK, "America/Phoenix", "Europe/Berlin", "Australia/Lord_Howe", "Pacific/Apia", "UTC")
JPP = charter.load("jp_progressives")


def _local(written: str) -> datetime:
    """A time as a clock on the wall shows it."""
    return datetime.fromisoformat(written)


def test_a_local_time_becomes_an_instant() -> None:
    """Six in the evening in New York is 22:00 UTC in summer and 23:00 in winter."""
    assert calendar.to_utc(_local("2026-07-01 18:00"), NEW_YORK) == datetime(2026, 7, 1, 22, tzinfo=UTC)
    assert calendar.to_utc(_local("2026-11-05 18:00"), NEW_YORK) == datetime(2026, 11, 5, 23, tzinfo=UTC)


@pytest.mark.parametrize("minute", [0, 30, 59])
def test_an_hour_that_the_clocks_skip_is_refused(minute: int) -> None:
    """On 8 March 2026 there is no half past two in New York; the letter offers the hours around it."""
    with pytest.raises(CalendarFault) as refused:
        calendar.to_utc(_local(f"2026-03-08 02:{minute:02}"), NEW_YORK)
    assert str(refused.value) == (
        f"2026-03-08 02:{minute:02} doesn't exist in America/New_York: the clocks skip it that day. "
        f"Choose 01:{minute:02} or 03:{minute:02}."
    )


def test_an_hour_that_the_clocks_show_twice_is_refused() -> None:
    """On 1 November 2026 half past one happens twice in New York; nobody chooses silently."""
    with pytest.raises(CalendarFault) as refused:
        calendar.to_utc(_local("2026-11-01 01:30"), NEW_YORK)
    assert "happens twice in America/New_York that day, at 05:30 and 06:30 UTC" in str(refused.value)


@pytest.mark.parametrize(
    "local",
    [_local("2026-03-08 01:59"), _local("2026-03-08 03:00"), _local("2026-11-01 00:59"), _local("2026-11-01 02:00")],
)
def test_the_minutes_beside_a_change_of_clocks_are_fine(local: datetime) -> None:
    """Only the skipped and the repeated hour are refused, not their neighbours."""
    assert calendar.to_utc(local, NEW_YORK).astimezone(ZoneInfo(NEW_YORK)).replace(tzinfo=None) == local


def test_a_time_that_already_has_a_zone_is_refused() -> None:
    """A local time with a zone of its own would be two answers to one question."""
    with pytest.raises(CalendarFault, match="already has a zone"):
        calendar.to_utc(datetime(2026, 7, 1, 18, tzinfo=UTC), NEW_YORK)


@given(st.datetimes(_local("2024-01-01 00:00"), _local("2036-12-31 00:00")), st.sampled_from(ZONES))
def test_a_local_time_comes_back_or_is_refused(local: datetime, zone: str) -> None:
    """Whatever is accepted reads the same on the clock again; whatever is refused is skipped or repeated there."""
    try:
        instant = calendar.to_utc(local, zone)
    except CalendarFault:
        offsets = {local.replace(tzinfo=ZoneInfo(zone), fold=fold).utcoffset() for fold in (0, 1)}
        assert len(offsets) == 2
    else:
        assert instant.astimezone(ZoneInfo(zone)).replace(tzinfo=None) == local


def test_a_window_closes_after_it_opens() -> None:
    """The same instant twice, or the wrong order, is refused."""
    opens = _local("2026-10-19 18:00")
    for closes in (opens, opens - timedelta(minutes=1)):
        with pytest.raises(CalendarFault, match="Choose a later end"):
            calendar.window(opens, closes, NEW_YORK)


def test_a_windows_length_is_read_off_the_clock_on_the_wall() -> None:
    """Ten days from six to six are ten days, though the autumn ones have an hour more (E11)."""
    window = calendar.window(_local("2026-10-24 18:00"), _local("2026-11-03 18:00"), NEW_YORK)
    assert window.closes - window.opens == timedelta(days=10, hours=1)
    assert window.length() == timedelta(days=10)


@given(
    st.datetimes(_local("2024-01-01 00:00"), _local("2036-01-01 00:00")),
    st.integers(5 * 24 * 60, 90 * 24 * 60),
    st.sampled_from(ZONES),
)
def test_reminders_come_in_order_inside_the_window(opens: datetime, minutes: int, zone: str) -> None:
    """Three reminders, each after the one before, between opening and closing, in any zone and length (E12)."""
    start = opens.replace(tzinfo=UTC)
    window = calendar.Window(start, start + timedelta(minutes=minutes), zone)
    times = calendar.reminders(window, JPP)
    assert len(times) == 3
    ordered = [window.opens, *times, window.closes]
    assert ordered == sorted(set(ordered))


@given(st.dates(date(2001, 1, 1), date(2099, 12, 30)))
def test_the_past_year_moves_on_day_by_day(on: date) -> None:
    """Its length is 365 or 366 days before today, and its first day never goes backwards (M2)."""
    first, last = calendar.past_year(on, JPP)
    assert last == on
    assert (last - first).days in {365, 366}
    assert calendar.past_year(on + timedelta(days=1), JPP)[0] >= first


def test_the_day_of_an_instant_is_the_local_one() -> None:
    """A quarter past midnight UTC is still the evening before in New York."""
    assert calendar.day_of(datetime(2026, 11, 22, 0, 15, tzinfo=UTC), NEW_YORK) == date(2026, 11, 21)


@pytest.mark.parametrize(
    ("instant", "words"),
    [
        ((2026, 11, 5, 23, 0), "Thursday, 5 November 2026, 6:00 pm (America/New_York), 23:00 UTC"),
        ((2026, 11, 6, 2, 5), "Thursday, 5 November 2026, 9:05 pm (America/New_York), 02:05 UTC on 6 November 2026"),
        ((2026, 7, 4, 16, 0), "Saturday, 4 July 2026, 12:00 noon (America/New_York), 16:00 UTC"),
        ((2026, 7, 4, 16, 1), "Saturday, 4 July 2026, 12:01 pm (America/New_York), 16:01 UTC"),
        ((2026, 7, 4, 4, 0), "Saturday, 4 July 2026, 12:00 midnight, as the day begins (America/New_York), 04:00 UTC"),
        ((2026, 7, 4, 4, 30), "Saturday, 4 July 2026, 12:30 am (America/New_York), 04:30 UTC"),
    ],
)
def test_an_instant_in_words_leaves_nothing_to_guess(instant: tuple[int, int, int, int, int], words: str) -> None:
    """Day of the week, date, local time with its zone, and UTC with its own date where that differs."""
    assert calendar.in_words(datetime(*instant, tzinfo=UTC), NEW_YORK) == words


def test_in_a_table_an_instant_is_short() -> None:
    """There the zone stands once above, and the day of the week stays."""
    assert calendar.in_a_table(datetime(2026, 11, 5, 23, 0, tzinfo=UTC), NEW_YORK) == "Thu 5 Nov 2026, 6:00 pm"
