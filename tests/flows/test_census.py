"""The census: each day's numbers are kept once, without names, and say who newly may vote and who soon can't."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from sqlalchemy import select

from core.records import MembershipDay
from flows.duties.membership import census, stock
from flows.membership import keep_up
from flows.pages import membership as page
from flows.rehearsal.cast import EPOCH
from integrations.sandbox import mailchimp_account
from integrations.sandbox.mailchimp_account import LIST_ID, subscriber_hash
from tests.flows.ballots import START
from tests.flows.club import DAY, HOUR, MEMBERS, Club

TODAY = date(2026, 10, 1)
NUMBERS = ("members", "voting", "reached", "lapsed", "lapsing", "questions", "unreachable")


def _days(club: Club) -> dict[date, tuple[int, ...]]:
    with club.secretary.ledger.reading() as session:
        rows = session.execute(select(MembershipDay).order_by(MembershipDay.day)).scalars()
        return {row.day: tuple(getattr(row, name) for name in NUMBERS) for row in rows}


def _helped(club: Club, *shifts: tuple[date, str]) -> None:
    """Somebody enters who volunteered on which day."""
    emails = dict(MEMBERS)
    rows = [[(day - EPOCH).days, "leaflets", name, emails[name]] for day, name in shifts]
    club.write("Volunteering", [["Date", "Activity", "Name", "Email"], *rows])


def _census(club: Club) -> census.Census:
    found = stock.take_stock(club.secretary)
    today = club.secretary.now().astimezone().date()
    return census.taken(found.members, on=today, charter=club.secretary.charter)


def test_a_day_is_counted(club: Club) -> None:
    """M4. Eleven of twelve may vote; all eleven do since the meeting three weeks ago; three can't be e-mailed."""
    keep_up(club.secretary)
    assert _days(club) == {TODAY: (12, 11, 11, 0, 0, 0, 3)}


def test_a_second_reading_of_the_day_replaces_its_numbers(club: Club) -> None:
    """Nothing new: not a row, not a line in the log. Something new: the day is put right, and there is one of it."""
    keep_up(club.secretary)
    before = club.everything()
    club.later(HOUR)
    keep_up(club.secretary)
    after = club.everything()
    assert before["book"] == after["book"]
    _helped(club, (date(2026, 9, 20), "Lena Newcomer"))
    keep_up(club.secretary)
    assert _days(club) == {TODAY: (12, 12, 12, 0, 0, 0, 3)}
    assert club.log().count("membership.counted") == 2


def test_a_day_is_the_organisations_own(club: Club) -> None:
    """At 3 am UTC it is still the evening before in Boston; the next reading after local midnight is another day."""
    club.at(START + timedelta(hours=11))
    keep_up(club.secretary)
    club.later(2 * HOUR)
    keep_up(club.secretary)
    assert list(_days(club)) == [TODAY, TODAY + DAY]


def test_a_day_names_nobody(club: Club) -> None:
    """What is kept for years is a date and numbers."""
    kinds = {column.name: str(column.type) for column in MembershipDay.__table__.columns}
    assert kinds == {"day": "DATE", **dict.fromkeys(NUMBERS, "INTEGER")}
    keep_up(club.secretary)


def test_who_newly_reached_it_and_since_when(club: Club) -> None:
    """M4. The day is that of what made it enough, however late it was entered."""
    _helped(club, (date(2026, 9, 20), "Lena Newcomer"), (date(2026, 9, 25), "Lena Newcomer"))
    assert _census(club).reached["M12"] == date(2026, 9, 20)
    assert _census(club).reached["M01"] == date(2026, 9, 10)


def test_who_is_about_to_lapse_and_who_has(club: Club) -> None:
    """M4. Lena helped once, on 20 September: thirty days before it runs out she is listed, on the last day too."""
    _helped(club, (date(2026, 9, 20), "Lena Newcomer"))
    for day, listed in ((date(2027, 8, 21), False), (date(2027, 8, 22), True), (date(2027, 9, 20), True)):
        club.at(START.replace(year=day.year, month=day.month, day=day.day))
        assert (_census(club).lapsing.get("M12") == date(2027, 9, 20)) is listed
    club.at(START.replace(year=2027, month=9, day=21))
    assert "M12" in _census(club).lapsed
    assert "M12" not in _census(club).lapsing


def test_two_years_are_shown(club: Club) -> None:
    """Older days stay on record, and off the page."""
    for back in (800, 700, 10):
        with club.secretary.ledger.writing(START - back * DAY) as pen:
            day = TODAY - back * DAY
            pen.session.add(MembershipDay(day=day, **dict.fromkeys(NUMBERS, back)))
    keep_up(club.secretary)
    with club.secretary.ledger.reading() as session:
        shown = [one.day for one in census.days(session, until=TODAY)]
    assert shown == [TODAY - 700 * DAY, TODAY - 10 * DAY, TODAY]
    assert len(_days(club)) == 4


# ── the page ───────────────────────────────────────────────────────────────────────────────────────


def _page(club: Club) -> str:
    return page.membership_page(club.secretary, keep_up(club.secretary).stock)


def test_the_page_says_first_what_needs_somebody(club: Club) -> None:
    """How many may vote, who can't be e-mailed and why, with what to do – by number, without a name or an address."""
    said = _page(club)
    assert "**11 of 12** members may vote today, 1 October 2026." in said
    assert "* **3** members cannot be e-mailed." in said
    assert "* **1: unsubscribed.** Telephone them. If they want letters again, only they can sign up" in said
    assert "Members: M11" in said
    assert not [word for word in (*MEMBERS, "@") if word in said]


def test_the_first_day_has_no_picture_yet(club: Club) -> None:
    """A line needs two days; from the second on there are a picture and its figures in words."""
    assert "The first day is on record." in _page(club)
    club.later(DAY)
    said = _page(club)
    assert "![Voting members from 11 on 1 October 2026 to 11 on 2 October 2026" in said
    assert "* **1 October 2026:** 11 voting members of 12" in said


def test_the_page_is_no_longer_for_five_thousand_members(club: Club) -> None:
    """Forty numbers of each kind stand there, and how many more there are; the command line has everybody."""
    crowd: dict[str, Any] = {f"Person {n}": "" for n in range(1000)}
    rows = [[f"X{n:04}", name, ""] for n, name in enumerate(crowd)]
    members = [[f"M{n:02}", name, email] for n, (name, email) in enumerate(MEMBERS.items(), start=1)]
    club.write("Members", [["Member id", "Name", "Email"], *members, *rows])
    meeting = (date(2026, 9, 20) - EPOCH).days
    club.write("Volunteering", [["Date", "Activity", "Name", "Email"], *([meeting, "x", name, ""] for name in crowd)])
    club.recognise({number: name for number, name, _ in rows})
    reading = keep_up(club.secretary)
    said = page.membership_page(club.secretary, reading.stock)
    assert "**1011 of 1012** members may vote today" in said
    assert "* and 971 earlier" in said
    assert "* **1001: no address.**" in said
    assert "and 961 more" in said
    assert len(said) < 6000
    everybody = page.everybody(reading.stock)
    assert len(everybody) == 1012
    assert everybody[0][:4] == ("M01", "Ada Example", "yes", "2027-04-09")
    assert everybody[11][2:4] == ("no", "")


def test_an_address_left_on_the_list_is_told_by_number(club: Club) -> None:
    """Bo left the tab: the page says so without his address, and that nothing is wrong with it."""
    keep_up(club.secretary)
    rows = [[f"M{n:02}", name, email] for n, (name, email) in enumerate(MEMBERS.items(), start=1) if n != 2]
    club.write("Members", [["Member id", "Name", "Email"], *rows])
    said = _page(club)
    assert "with an address that no member uses any more: M02." in said
    assert "bo@example.org" not in said
    contact = mailchimp_account.audience(club.sandbox.world, LIST_ID)["members"][subscriber_hash("bo@example.org")]
    assert contact["status"] == "subscribed"


def test_an_unreadable_workbook_is_said_first(club: Club) -> None:
    """Instead of nought of nought members."""
    keep_up(club.secretary)
    club.write("Members", [["Name"], ["Ada Example"]])
    said = _page(club)
    assert "**The members' workbook can't be read, so nothing was taken over from it.**" in said
    assert "0 of 0" not in said
