"""Where today's sheets no longer bear a frozen roll out: it is reported, until the roll or the sheet is corrected."""

from __future__ import annotations

from flows.correct import correct
from flows.duties.membership import stock
from flows.pages.desk import desk_page
from flows.pages.membership import membership_page
from flows.pages.roll import roll_page
from tests.flows.ballots import KEY
from tests.flows.club import BO, JUN, Club, workbook
from tests.flows.sheets import move

BO_IS, JUN_IS = "M02", "M10"
BECAUSE = "A sign-in sheet turned up in the hall."


def test_later_edits_are_reported_by_number(club: Club) -> None:
    """Whom the sheets would now put on or off a frozen roll, or move, is on the membership page and the desk."""
    club.go_to("delivered")
    club.write("Attendance", [row for row in workbook()["Attendance"] if row[2] != BO])
    move(club, JUN, "jun@example.org")
    found = stock.take_stock(club.secretary)
    page = membership_page(club.secretary, found)
    assert "Since the roll of “Autumn endorsements” was frozen" in page
    assert "on the roll, though they couldn't vote: M02" in page
    assert "with another name or mailbox on the roll: M10" in page
    assert "1 frozen roll that today's sheets no longer bear out" in desk_page(club.secretary)
    correct(club.secretary, KEY, BO_IS, expected="struck", reason=BECAUSE)
    correct(club.secretary, KEY, JUN_IS, expected="readdressed", reason=BECAUSE)
    assert stock.take_stock(club.secretary).drifts == ()
    assert "frozen roll" not in desk_page(club.secretary)
    assert "* **M02** was struck off: A sign-in sheet turned up in the hall." in roll_page(club.secretary, KEY)


def test_an_untouched_workbook_drifts_from_no_roll(club: Club) -> None:
    """Reading the sheets again, days later, reports nothing."""
    club.go_to("voted")
    assert stock.take_stock(club.secretary).drifts == ()
