"""Calendar files keep the rules of RFC 5545, and whatever somebody typed stays words in them."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest
from icalendar import Calendar

from core.agenda import Due
from integrations import ics
from tests.templates.payloads import PAYLOADS

ZONE = "America/New_York"
STAMP = datetime(2026, 9, 1, 14, 30, 5, 999, tzinfo=UTC)
DAY = Due(date(2026, 11, 3), "Election day: Mayor", "voters", ("mayor-26",), "race/mayor-26/election-day")
HOUR = Due(
    datetime(2026, 11, 1, 22, 30, tzinfo=UTC), "Forum begins", "members", ("mayor-26", "clerk-26"), "forum/f/begins"
)


def written(*dues: Due, stamp: datetime = STAMP) -> bytes:
    """A calendar file of these."""
    return ics.written(dues, organisation="Example Progressives", zone=ZONE, stamp=stamp)


def events(content: bytes) -> list[Any]:
    """What a calendar reads out of a file."""
    return list(Calendar.from_ical(content.decode()).walk("VEVENT"))


def lines(content: bytes) -> list[str]:
    """The file's lines as RFC 5545 counts them, unfolded."""
    return content.decode().replace("\r\n ", "").split("\r\n")


def test_a_day_is_a_day_and_an_instant_is_in_utc() -> None:
    """The hour by the local clock, and from which zone, stands in the words."""
    found = lines(written(DAY, HOUR))
    assert "DTSTART;VALUE=DATE:20261103" in found
    assert "DTSTART:20261101T223000Z" in found
    assert found.count("DTSTAMP:20260901T143005Z") == 2
    words = [str(one["description"]) for one in events(written(DAY, HOUR))]
    assert words[0] == "Who has to act: voters\nWhen: 3 November 2026\nAbout: mayor-26"
    assert "When: Sunday, 1 November 2026, 5:30 pm (America/New_York), 22:30 UTC" in words[1]
    assert words[1].endswith("About: mayor-26, clerk-26")


def test_it_is_one_calendar_of_version_two() -> None:
    """What RFC 5545 asks of every calendar and entry is there, once."""
    found = lines(written(DAY, HOUR))
    assert (found[0], found[-2], found[-1]) == ("BEGIN:VCALENDAR", "END:VCALENDAR", "")
    assert (found.count("VERSION:2.0"), sum(one.startswith("PRODID:") for one in found)) == (1, 1)
    assert sum(one.startswith("UID:") for one in found) == 2


def test_uids_stay_when_day_and_words_change() -> None:
    """An entry that moves is the same entry; another, or another organisation's, is another."""
    [first], [second] = events(written(DAY)), events(written(replace(DAY, when=date(2026, 11, 4), what="Moved")))
    assert first["uid"] == second["uid"]
    assert ics.uid(DAY, "Example Progressives") != ics.uid(HOUR, "Example Progressives")
    assert ics.uid(DAY, "Example Progressives") != ics.uid(DAY, "Sample Progressives")


def test_the_same_makes_the_same_bytes() -> None:
    """Nothing in the file comes from the clock or from chance."""
    assert written(DAY, HOUR) == written(DAY, HOUR)


def test_lines_are_folded_at_75_octets_and_no_sign_is_torn() -> None:
    """Also where signs take several octets."""
    long = replace(DAY, what="Wahltag für Bürgermeisterin, Größe " * 20 + "🗳" * 60)
    content = written(long)
    folded = content.split(b"\r\n")
    assert max(map(len, folded)) <= 75
    assert all(line.decode() or True for line in folded)
    assert b"\n" not in content.replace(b"\r\n", b"")
    assert str(events(content)[0]["summary"]) == long.what


def test_text_is_escaped() -> None:
    """Commas, semicolons and backslashes are RFC 5545's own signs; a line break can't end a line."""
    typed = replace(DAY, what="One, two; three\\four\r\nATTENDEE:mailto:x@example.org\nEND:VEVENT")
    found = lines(written(typed))
    [summary] = [one for one in found if one.startswith("SUMMARY")]
    assert summary == "SUMMARY:One\\, two\\; three\\\\four ATTENDEE:mailto:x@example.org END:VEVENT"
    assert found.count("END:VEVENT") == 1
    assert not any(one.startswith("ATTENDEE") for one in found)


@pytest.mark.parametrize("payload", PAYLOADS)
def test_whatever_somebody_typed_stays_words(payload: str) -> None:
    """No second entry, no property, no control character and no tag comes of it."""
    content = written(replace(DAY, what=payload, who=payload, about=(payload,)), HOUR)
    found = events(content)
    assert len(found) == 2
    assert set(found[0]) == {"UID", "DTSTAMP", "DTSTART", "SUMMARY", "DESCRIPTION", "TRANSP"}
    assert "<" not in content.decode()
    assert not any(ord(sign) < 32 or ord(sign) == 127 for line in lines(content) for sign in line)


def test_a_calendar_without_anything_says_so() -> None:
    """RFC 5545 knows no calendar without an entry."""
    [only] = events(written())
    assert str(only["summary"]) == "Nothing is due in the season and the year"
    assert only["dtstart"].dt == date(2026, 9, 1)
