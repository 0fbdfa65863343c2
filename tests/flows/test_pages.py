"""The dashboard's pages on a real season: what they say, and that they stay true while time passes."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest

from core import letters
from core.records import Letter
from flows import reissue, withdraw
from flows.doors.terminal import print_page
from flows.duties.membership import stock
from flows.pages.desk import desk_page
from flows.pages.election import election_page, result_page, turnout_page
from flows.pages.membership import membership_page
from flows.pages.roll import roll_page
from flows.secretary import Refusal
from integrations.google import sheets
from templates import artifact
from tests.flows.ballots import KEY
from tests.flows.club import ADA, DAY, Club, workbook
from tests.templates import page_samples


@pytest.mark.parametrize("moment", ["frozen", "delivered"])
def test_the_desk_counts_voters_whom_no_letter_reaches(club: Club, moment: str) -> None:
    """Jun has no address, Ines is third in her mailbox, and Kit left the list: all of it is known from freezing on."""
    club.go_to(moment)
    page = desk_page(club.secretary)
    assert "3 voters of “Autumn endorsements” whom no letter reaches" in page
    assert f"canvass unreachable {KEY}" in page
    assert page.count("no letter reaches") == 1


def test_the_desk_forgets_them_once_voting_is_over(club: Club) -> None:
    """Nobody needs a telephone call about a ballot that is closed, nor does the page of the turnout ask for one."""
    club.go_to("delivered")
    assert "**3 voters can't be reached by e-mail.**" in turnout_page(club.secretary, KEY)
    club.go_to("closed")
    assert "be reached" not in turnout_page(club.secretary, KEY)
    club.go_to("counted")
    assert "no letter reaches" not in desk_page(club.secretary)


def test_a_frozen_roll_is_dated_by_its_freezing(club: Club) -> None:
    """The page says when records stood so, and nothing that came up in the sheets later."""
    club.go_to("frozen")
    book = club.settings.members_book
    sheets.write(
        club.secretary.google, book, "Volunteering", [["Date", "Activity", "Name", "Email"], ["x", "y", "z", ""]]
    )
    club.later(DAY)
    stock.take_stock(club.secretary)
    assert "place in the workbook to look at" in desk_page(club.secretary)
    page = roll_page(club.secretary, KEY)
    assert "as our records stood on 1 October 2026" in page
    assert "to look at" not in page


def test_before_freezing_there_is_no_roll_to_show(club: Club) -> None:
    """Who asks too early is told where to look instead."""
    club.go_to("drafted")
    with pytest.raises(Refusal, match="isn't frozen yet"):
        roll_page(club.secretary, KEY)


def test_objections_end_on_the_day_that_the_letter_named(club: Club) -> None:
    """The page of the result says the letter's day, and says the same days later."""
    club.go_to("certified")
    promised = str(club.letter("result").facts["objections_until"])
    assert promised in result_page(club.secretary, KEY)
    before = result_page(club.secretary, KEY)
    club.later(timedelta(days=5))
    assert result_page(club.secretary, KEY) == before


def test_an_elections_page_names_candidates_and_leads_to_the_form(club: Club) -> None:
    """What is voted on stands there by name; the link comes with the form."""
    club.go_to("frozen")
    assert "as voters see it" not in election_page(club.secretary, KEY)
    club.go_to("made")
    page = election_page(club.secretary, KEY)
    assert "Ursula Imaginary, Victor Invented, Wanda Madeup" in page
    assert f"[as voters see it]({club.election().form_link})" in page


def test_a_withdrawn_ballot_waits_for_nobody(club: Club) -> None:
    """Its page says that it was called off and why, and has no form once that is deleted."""
    club.go_to("open")
    withdraw.withdraw(club.secretary, KEY, reason="A name was misspelt.")
    club.tend()
    page = election_page(club.secretary, KEY)
    assert re.search(r"^\*\*Withdrawn\*\*: A name was misspelt\.$", page, re.MULTILINE)
    assert "waiting for a person" not in page
    assert "as voters see it" not in page
    assert "| done | Roll frozen |" in page
    assert "to come" not in page


def test_the_turnout_page_calls_letters_what_they_are(club: Club) -> None:
    """Organisers read of new links and reminders, not of the names under which letters lie at Mailchimp."""
    club.go_to("delivered")
    waiting = reissue.reissue(club.secretary, KEY, "M03")
    club.at(club.reminder_times()[0])
    club.tend()
    with club.secretary.ledger.writing(club.sandbox.clock.now()) as pen:
        pen.session.get_one(Letter, waiting).state = letters.HELD
    rows = re.findall(r"^\| (.+) \| (.+) \| \d+ \|$", turnout_page(club.secretary, KEY), re.MULTILINE)
    assert [what for what, _ in rows] == ["Ballot", "New link", "Reminder 1"]
    assert rows[1] == ("New link", "waits for a person")
    assert "Voting closes" in turnout_page(club.secretary, KEY)


def test_members_who_may_be_one_are_listed_by_number(club: Club) -> None:
    """The desk sends organisers to the page “membership” about them, so there they are."""
    club.go_to("frozen")
    club.write("Members", [*workbook()["Members"], ["M13", ADA, "ada.too@example.org"]])
    page = membership_page(club.secretary, stock.take_stock(club.secretary))
    assert "* **M01 and M13**: the same name" in page
    assert "1 pair of members who may be one person" in desk_page(club.secretary)


def test_on_a_terminal_each_outcome_stands_once(capsys: pytest.CaptureFixture[str]) -> None:
    """A chart's words repeat the sentence above it, so they are left out; the turnout is told by its picture alone."""
    print_page(artifact("result", page_samples.RESULT_PAGE))
    said = " ".join(capsys.readouterr().out.split())
    assert said.count("Ada Example is endorsed: 61.3%") == 1
    assert said.count("139 of 204 have voted") == 1


def test_rows_with_one_fault_are_told_together_the_newest_first(club: Club) -> None:
    """M2. Sixty rows with the same slip are one line, and hide nothing that was written since."""
    tabs = workbook()
    old = [["Forum", "31/02/2026", "Somebody", "somebody@example.org"]] * 60
    new = [["No such event", "", "Somebody Else", "else@example.org"]]
    club.write("Attendance", [tabs["Attendance"][0], *old, *tabs["Attendance"][1:], *new])
    page = membership_page(club.secretary, stock.take_stock(club.secretary))
    first, second = (
        page.index(f"**{place}") for place in ("Attendance, row 96, 'Event'", "Attendance, rows 2–61, 'Date'")
    )
    assert first < second
    assert "are shown" not in page
