"""Calendar files: what is due, written so that anybody's calendar understands it (RFC 5545)."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from uuid import NAMESPACE_URL, uuid5

from icalendar import Calendar, Event

from core import calendar
from core.agenda import Due

PRODUCT = "-//Canvass//The season//EN"

KIND = "text/calendar"
"""The file's media type."""

_BRACKETS = str.maketrans("<>", "‹›")
"""Some calendars show a description as HTML: what isn't a tag can't become one."""


def written(dues: Iterable[Due], *, organisation: str, zone: str, stamp: datetime) -> bytes:
    """A calendar with an entry for each due: a whole day, or an instant in UTC with the local time in its words.

    `stamp` is when the book last said something new of it, in UTC. The same dues and stamp make the same bytes. As a
    calendar needs an entry, an empty one says on the stamp's day that nothing is due.
    """
    made = Calendar()
    made.add("prodid", PRODUCT)
    made.add("version", "2.0")
    made.add("x-wr-calname", _text(f"{organisation}: the season and the year"))
    made.add("refresh-interval", timedelta(hours=1), parameters={"VALUE": "DURATION"})
    made.add("x-published-ttl", "PT1H")
    nothing = Due(
        calendar.day_of(stamp, zone), "Nothing is due in the season and the year", "nobody", (), "season/nothing"
    )
    for due in [*dues] or [nothing]:
        made.add_component(_entry(due, organisation=organisation, zone=zone, stamp=stamp))
    return bytes(made.to_ical())


def uid(due: Due, organisation: str) -> str:
    """What calendars know an entry by: the same for good, and no other organisation's."""
    return str(uuid5(NAMESPACE_URL, f"canvass:{organisation}/{due.mark}"))


def _entry(due: Due, *, organisation: str, zone: str, stamp: datetime) -> Event:
    made = Event()
    made.add("uid", uid(due, organisation))
    made.add("dtstamp", _whole_second(stamp))
    made.add("dtstart", _whole_second(due.when) if isinstance(due.when, datetime) else due.when)
    made.add("summary", _text(due.what))
    made.add("description", "\n".join(_lines(due, zone)))
    made.add("transp", "TRANSPARENT")  # nobody is busy because something is due
    return made


def _lines(due: Due, zone: str) -> list[str]:
    lines = [f"Who has to act: {_text(due.who)}"]
    lines += [f"When: {_in_words(due.when, zone)}"]
    lines += [f"About: {_text(', '.join(due.about))}"] if due.about else []
    return lines


def _in_words(when: date | datetime, zone: str) -> str:
    return calendar.in_words(when, zone) if isinstance(when, datetime) else calendar.day_in_words(when)


def _whole_second(at: datetime) -> datetime:
    return at.astimezone(UTC).replace(microsecond=0)


def _text(words: str) -> str:
    """Words of somebody's in one line, without control characters, which no calendar file may have."""
    kept = "".join(" " if unicodedata.category(sign) in {"Cc", "Cs"} else sign for sign in words)
    return " ".join(kept.split()).translate(_BRACKETS)
