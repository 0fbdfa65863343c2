"""The doors for members' data on the command line: what they say, refuse, and leave behind."""

from __future__ import annotations

from pathlib import Path

from flows.rehearsal import venue
from tests.conftest import ON_SQLITE
from tests.flows.club import ADA, DAY, HOUR, MEMBERS, Club
from tests.flows.terminal import at_the_club, canvass, refused

TENANTS = "Tenants of Exampleton"


@ON_SQLITE
def test_from_the_cosponsor_to_the_list(club: Club) -> None:
    """M8. Recorded, told, and three days later written into a folder of the organiser's; before that, a letter."""
    at_the_club(club, "membership")
    said = at_the_club(club, "cosponsor", "Forum", TENANTS, "--official", "--decided-by", "the committee")
    assert said == f"“{TENANTS}” is on record as an official co-sponsor of “Forum” of 4 June 2026.\n"
    letter = refused(canvass("share", "Forum", TENANTS, settings=venue.as_environment(club.settings)))
    assert "members haven't been told of it (M8). Nothing was written." in letter
    assert "goes to 7 mailboxes with the next pass" in at_the_club(club, "notify", "Forum", TENANTS)
    club.tend()
    club.later(2 * HOUR)
    assert "No letter goes out." in at_the_club(club, "notify", "Forum", TENANTS)
    club.later(3 * DAY)
    said = at_the_club(club, "share", "Forum", TENANTS, "--folder", "for-the-tenants")
    [file] = Path("for-the-tenants").rglob("members.csv")
    assert said.startswith(f"9 members are on the list in {file}, which only you can read.")
    assert "Left out: 2: members haven't been told of it." in said
    assert ADA in file.read_text(encoding="utf-8")


@ON_SQLITE
def test_erasing_is_asked_once_and_shows_whom(club: Club) -> None:
    """M8. It says whose number it is before anything is noted; a no notes nothing; asked again, it goes on."""
    at_the_club(club, "membership")
    said = at_the_club(club, "erase", "M01", answer="n\n")
    assert f"Erase M01 ({ADA})?" in said
    assert "erasure.requested" not in club.log()
    assert "Attendance, row 2, columns C and D" in at_the_club(club, "erase", "M01", answer="y\n")
    assert "Attendance, row 2, columns C and D" in at_the_club(club, "erase", "M01")
    assert at_the_club(club, "erase", "M01", "--take-back") == "M01 will not be erased.\n"
    letter = refused(canvass("erase", "M01", "--take-back", settings=venue.as_environment(club.settings)))
    assert "There is no open wish of M01" in letter


@ON_SQLITE
def test_objecting_and_forgetting(club: Club) -> None:
    """M8. Each says what it did, and an unknown number is a letter."""
    at_the_club(club, "membership")
    assert at_the_club(club, "object", "M02") == "M02 will be on no list that is handed over.\n"
    assert at_the_club(club, "object", "M02", "--withdrawn") == "M02 may be on lists again.\n"
    letter = refused(canvass("object", f"M{len(MEMBERS) + 1}", settings=venue.as_environment(club.settings)))
    assert "Nobody has the number M13" in letter
    assert at_the_club(club, "retention", "--dry-run") == "Nothing has been kept longer than the charter says.\n"
