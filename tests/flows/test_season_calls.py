"""What a pass over the season asks of Google: the workbook is read once, and what is done is done on a new look."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from core import bank
from core import seats as committee_tab
from core.candidates import TAB as CANDIDATES
from core.records import CommitteeSeat
from flows import season
from flows.duties.committee import seats
from flows.duties.forum import forum_tabs
from flows.duties.membership.tabs_read import Reading
from flows.duties.questionnaire import bank_tab
from flows.forum import ForumSet, set_forum
from flows.race import RaceOpened, open_race
from integrations.google import sheets
from tests.flows.asked import MAYOR, ROWS, URSULA
from tests.flows.club import HOUR, Club

READ = ["GET /v4/spreadsheets/{spreadsheetId}", "GET /v4/spreadsheets/{spreadsheetId}/values:batchGet"]
"""The workbook's tabs by name, and their cells."""

FORMS = 2 * ["GET /v1/forms/{formId}", "GET /v1/forms/{formId}/responses"]
"""One look at each form that is open, and at what came in: a questionnaire's, and the replies to a forum."""

TABS = tuple(season.TABS.values())
SEATS: list[list[Any]] = [["Member id", "From"], ["M01", "2026-01-15"], ["M02", "2026-01-15"]]


def busy(club: Club) -> None:
    """Five races, each with a candidate, a committee, a questionnaire that is being answered, and a forum to come."""
    more = [f"council-{number}" for number in range(1, 5)]
    for key in more:
        opening = RaceOpened(key=key, title=f"Council {key[-1]}", office="Mayor", election_day=date(2026, 11, 3))
        open_race(club.secretary, opening)
    rows = [[key, f"Candidate of {key}", f"{key}@example.org", "", ""] for key in more]
    club.write("Candidates", [*ROWS, *rows])
    club.write("Committee", SEATS)
    setting = ForumSet(
        key="autumn", title="Forum", races=[MAYOR], on=date(2026, 10, 20), at="18:30", place="Library", online=False
    )
    set_forum(club.secretary, setting)
    for _ in range(4):
        club.later(HOUR)
        assert season.carry_on(club.secretary).broken == []
        club.tend()


def cells(club: Club, tab: str) -> list[list[Any]]:
    """A tab of the workbook as it is now."""
    return sheets.read(club.secretary.google, club.settings.members_book, (tab,)).tabs[tab]


def requests_of(club: Club) -> list[str]:
    """A pass that has nothing to do, and the requests that it made."""
    club.sandbox.world.calls.clear()
    report = season.carry_on(club.secretary)
    assert (report.news, report.broken) == ([], [])
    return list(club.sandbox.world.calls)


def test_an_idle_pass_reads_the_workbook_once(issued: Club) -> None:
    """E4-E6, S9. Of five races, a committee and a forum a pass reads all tabs in two calls, and each form in two."""
    busy(issued)
    assert sorted(requests_of(issued)) == sorted([*READ, *FORMS])


def test_more_races_cost_no_more_calls(with_candidates: Club) -> None:
    """E5. What an idle pass asks for doesn't grow with the races."""
    club = with_candidates
    season.carry_on(club.secretary)
    with_one = requests_of(club)
    for number in range(10):
        opening = RaceOpened(key=f"more-{number}", title=f"Race {number}", office="Mayor", election_day=None)
        open_race(club.secretary, opening)
    season.carry_on(club.secretary)
    assert requests_of(club) == with_one == READ


def test_seats_are_never_taken_over_from_an_old_reading(with_candidates: Club) -> None:
    """S9. Rows that changed after the pass had read them are taken over, and written beside, as they are now."""
    club = with_candidates
    club.write("Committee", SEATS)
    reading = Reading(club.secretary, TABS)
    assert committee_tab.TAB.name in reading.book.tabs
    club.write("Committee", [SEATS[0], ["M03", "2026-02-01"]])
    assert seats.keep(club.secretary, reading) == ["1 row taken over from the tab Committee."]
    with club.secretary.ledger.reading() as session:
        assert session.get_one(CommitteeSeat, 2).number == "M03"
    [(*_, said)] = cells(club, "Committee")[1:]
    assert said == "Active: active on 1 October 2026, on the committee since 1 February 2026 (S9)"


def test_a_bank_that_was_filled_since_is_not_overwritten(club: Club) -> None:
    """E18. Where the reading had no question bank, the tab is looked at again before it is filled."""
    open_race(club.secretary, RaceOpened(key=MAYOR, title="Mayor", office="Mayor", election_day=None))
    reading = Reading(club.secretary, TABS)
    assert bank.TAB.name not in reading.book.tabs
    mine = [list(bank.HEADINGS), ["rents", "issue", "Rents", "What will you do about rents?", "yes"]]
    sheets.add_tab(club.secretary.google, club.settings.members_book, bank.TAB.name)
    club.write(bank.TAB.name, mine)
    bank_tab.keep(club.secretary, reading)
    assert cells(club, bank.TAB.name) == mine


def test_the_tab_of_forums_is_mended_on_a_new_look(issued: Club) -> None:
    """E6. Somebody's own words in our rows are written over by the next pass, which then finds nothing to do."""
    busy(issued)
    before = cells(issued, forum_tabs.TAB)
    issued.write(forum_tabs.TAB, [before[0], ["something else"]])
    season.carry_on(issued.secretary)
    assert cells(issued, forum_tabs.TAB) == before
    assert [one for one in requests_of(issued) if "spreadsheets" in one] == READ


def test_what_was_found_out_stands_in_the_tab_within_the_pass(club: Club) -> None:
    """E5. A duty that follows reads the tab anew that an earlier one of the same pass has written."""
    open_race(club.secretary, RaceOpened(key=MAYOR, title="Mayor", office="Mayor", election_day=date(2026, 11, 3)))
    season.carry_on(club.secretary)
    club.write("Candidates", [ROWS[0], [*ROWS[URSULA][:3], "", ""]])
    season.carry_on(club.secretary)
    _, row = cells(club, CANDIDATES.name)
    assert "no website is given" in str(row[-1])
    assert [one for one in requests_of(club) if "spreadsheets" in one] == READ


@pytest.mark.parametrize("call", READ)
def test_a_reading_that_failed_is_tried_again_by_the_next_duty(issued: Club, call: str) -> None:
    """E4, S9. Where Google doesn't answer once, one duty says so, and those after it do their part all the same."""
    busy(issued)
    issued.write("Committee", [*SEATS, ["M03", "2026-02-01"]])
    issued.sandbox.faults.plan("5xx", call, times=9)
    report = season.carry_on(issued.secretary)
    issued.sandbox.faults.clear()
    assert report.troubles
    assert not report.broken
    assert season.carry_on(issued.secretary).troubles == []
    assert [row[0] for row in cells(issued, "Committee")[1:]] == ["M01", "M02", "M03"]
    with issued.secretary.ledger.reading() as session:
        assert session.get_one(CommitteeSeat, 4).number == "M03"
