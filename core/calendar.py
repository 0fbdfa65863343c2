"""The calendar: local times that really exist, voting windows, reminders, and the past year."""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from core.articles import reminder_after
from core.charter import Charter

DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip


class CalendarFault(ValueError):
    """A time can't be meant as it is written. The message says which other times there are."""


@dataclass(frozen=True)
class Window:
    """When voting is open: two instants in UTC, and the organisation's zone."""

    opens: datetime
    closes: datetime
    zone: str

    def length(self) -> timedelta:
        """How long it is by the clock on the wall: from noon to noon is a day, also when the clocks change."""
        zone = ZoneInfo(self.zone)
        return self.closes.astimezone(zone).replace(tzinfo=None) - self.opens.astimezone(zone).replace(tzinfo=None)


def to_utc(local: datetime, zone: str) -> datetime:
    """The instant of a local time without zone, in UTC.

    Raises CalendarFault for a time that the clocks skip or show twice when they change;
    Python by itself would move or choose silently.
    """
    if local.tzinfo is not None:
        raise CalendarFault(f"{local.isoformat()} already has a zone. Write the time as a clock in {zone} shows it.")
    early, late = (local.replace(tzinfo=ZoneInfo(zone), fold=fold).astimezone(UTC) for fold in (0, 1))
    if early == late:
        return early
    if early > late:
        before, after = (instant.astimezone(ZoneInfo(zone)) for instant in (late, early))
        raise CalendarFault(
            f"{local:%Y-%m-%d %H:%M} doesn't exist in {zone}: the clocks skip it that day. "
            f"Choose {before:%H:%M} or {after:%H:%M}."
        )
    raise CalendarFault(
        f"{local:%Y-%m-%d %H:%M} happens twice in {zone} that day, at {early:%H:%M} and {late:%H:%M} UTC, because the "
        "clocks go back. Choose a time that isn't repeated, an hour or two earlier or later."
    )


def clock_of(instant: datetime, zone: str) -> time:
    """What a zone's clock shows at an instant."""
    return instant.astimezone(ZoneInfo(zone)).time()


def day_of(instant: datetime, zone: str) -> date:
    """The date that an instant falls on in the zone."""
    return instant.astimezone(ZoneInfo(zone)).date()


def end_of(day: date, zone: str) -> datetime:
    """The instant at which a local day is over.

    Where the clocks skip or repeat midnight, it is the next full hour that they show once.
    """
    after = datetime.combine(day + timedelta(days=1), time())
    try:
        return to_utc(after, zone)
    except CalendarFault:
        return to_utc(after + timedelta(hours=2), zone)


def window(opens: datetime, closes: datetime, zone: str) -> Window:
    """The voting window between two local times. Raises CalendarFault for times or an order that can't be."""
    found = Window(to_utc(opens, zone), to_utc(closes, zone), zone)
    if found.closes <= found.opens:
        raise CalendarFault(
            f"Voting would close at {closes:%Y-%m-%d %H:%M} without having opened before, at {opens:%Y-%m-%d %H:%M}. "
            "Choose a later end."
        )
    return found


def reminders(of: Window, charter: Charter) -> tuple[datetime, ...]:
    """When reminders go out during a window, in UTC, first to last (E12)."""
    length = of.closes - of.opens
    return tuple(
        sorted(of.opens + reminder_after(written, length) for written in charter.voting_window.remind_at.value)
    )


def past_year(on: date, charter: Charter) -> tuple[date, date]:
    """(first day, last day) of the past year as seen on a day in the organisation's zone; both belong to it.

    By the charter's reading it reaches back 365 days, or to the same calendar day a year
    before, which for a 29 February is 28 February.
    """
    if charter.membership.past_year.value == "365 days":
        return on - timedelta(days=365), on
    return a_year_before(on), on


def a_year_before(day: date) -> date:
    """The same calendar day of the year before; 28 February for a 29 February."""
    return day.replace(year=day.year - 1, day=28) if (day.month, day.day) == (2, 29) else day.replace(year=day.year - 1)


def months_after(day: date, months: int) -> date:
    """The same day so many months later; the last day of a month that is shorter."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def day_in_words(day: date) -> str:
    """A date as a letter says it: "5 November 2026"."""
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}"


def in_words(instant: datetime, zone: str) -> str:
    """An instant as a letter says it: "Thursday, 5 November 2026, 6:00 pm (America/New_York), 23:00 UTC"."""
    return f"{local_in_words(instant, zone)}, {utc_in_words(instant, zone)}"


def local_in_words(instant: datetime, zone: str) -> str:
    """The local half: "Thursday, 5 November 2026, 6:00 pm (America/New_York)"."""
    local = instant.astimezone(ZoneInfo(zone))
    return f"{DAYS[local.weekday()]}, {day_in_words(local.date())}, {_hour(local)} ({zone})"


def in_a_table(instant: datetime, zone: str) -> str:
    """The local half in short, for tables: "Thu 5 Nov 2026, 6:00 pm". The zone has to stand above."""
    local = instant.astimezone(ZoneInfo(zone))
    return f"{day_in_a_table(local.date())}, {_hour(local)}"


def day_in_a_table(day: date) -> str:
    """A day in short, for tables: "Thu 5 Nov 2026"."""
    return f"{DAYS[day.weekday()][:3]} {day.day} {MONTHS[day.month - 1][:3]} {day.year}"


def utc_in_words(instant: datetime, zone: str) -> str:
    """The other half: "23:00 UTC", with the date where it is another one than in the zone."""
    local, utc = instant.astimezone(ZoneInfo(zone)), instant.astimezone(UTC)
    other_day = "" if utc.date() == local.date() else f" on {day_in_words(utc.date())}"
    return f"{utc:%H:%M} UTC{other_day}"


def _hour(local: datetime) -> str:
    """A time of day. "12:00 am" and "12:00 pm" are left to nobody's guess."""
    if (local.hour, local.minute) in {(0, 0), (12, 0)}:
        return "12:00 noon" if local.hour else "12:00 midnight, as the day begins"
    return f"{local.hour % 12 or 12}:{local.minute:02} {'am' if local.hour < 12 else 'pm'}"
