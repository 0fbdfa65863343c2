"""Seats over time: terms, leaves, backups, resignations, and what the page “committee” and the terminal say of them."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest

from flows import resign, year
from flows.doors.terminal import print_page
from flows.duties.committee import minutes, sitting
from flows.duties.membership import stock
from flows.duties.year import endings, plans
from flows.pages.committee import committee_page
from flows.pages.desk import desk_page
from flows.secretary import Refusal
from tests.conftest import ON_SQLITE
from tests.flows.ballots import START
from tests.flows.club import MEMBERS, Club
from tests.flows.committee import SEATS
from tests.flows.terminal import at_the_club

HEADINGS = [*SEATS[0], "Role", "Serves on"]
LONGER: list[list[Any]] = [
    HEADINGS,
    ["M01", "2026-01-15", "", "", "", "", "", "", "treasurer", "elections, Forums"],
    ["M02", "2026-01-15", "", "", "", "", "Bo", "", "", "Chess"],
    ["M03", "2024-01-15", "", "", "", "", "", "", "", ""],
    ["M03", "2026-01-15", "", "", "", "", "", "", "", ""],
    ["M04", "2026-01-15", "", "", "", "", "", "", "", "Volunteers"],
    ["M05", "2026-01-15", "", "2026-08-01", "2026-12-01", "", "M04", "", "", ""],
    ["M07", "2025-01-15", "", "", "", "", "", "", "", ""],
]
RESIGNED = {"because": "Moves to another city.", "by": "R. O."}


@pytest.fixture
def sitting_club(seated: Club) -> Club:
    """The committee's tab with roles, backups and standing committees."""
    if "sitting" not in seated.kept:
        stock.take_stock(seated.secretary)
        seated.write("Committee", LONGER)
        report = year.carry_on(seated.secretary)
        assert report.news == ["7 rows taken over from the tab Committee."]
        seated.keep("sitting")
    seated.go_to("sitting")
    return seated


def _on(club: Club, day: date) -> dict[str, sitting.Sitting]:
    with club.secretary.ledger.reading() as session:
        return {one.number: one for one in sitting.on_day(session, on=day, charter=club.charter)}


def _tab(club: Club) -> list[str]:
    [sheet] = [one for one in club.book_of_members()["sheets"] if one["title"] == "Committee"]
    rows = sheet["rows"]
    return [str(row[-1]) for row in (rows.values() if isinstance(rows, dict) else rows)]


def _short(club: Club, day: date) -> list[tuple[str, date]]:
    with club.secretary.ledger.reading() as session:
        return sitting.cut_short(session, on=day, charter=club.charter)


def test_a_cell_that_ends_a_seat_in_the_terms_last_quarter_is_asked_about(sitting_club: Club) -> None:
    """S4, S6. The day before the term's end, too: somebody would be without a vote, and nothing says why."""
    until = {"M01": "2027-03-31", "M02": "2027-01-31", "M04": "2027-03-30"}
    sitting_club.write("Committee", [[row[0], row[1], until.get(row[0], row[2]), *row[3:]] for row in LONGER])
    sitting_club.at(datetime(2027, 2, 1, 15, tzinfo=UTC))
    assert year.carry_on(sitting_club.secretary).troubles == []
    assert _short(sitting_club, date(2027, 2, 1)) == [("M02", date(2027, 1, 31))]
    assert "Seats that ended before their term: M02" in desk_page(sitting_club.secretary)
    assert _short(sitting_club, date(2027, 4, 1)) == [("M02", date(2027, 1, 31)), ("M04", date(2027, 3, 30))]
    assert resign.resign(sitting_club.secretary, "M02", on=date(2027, 1, 31), **RESIGNED)
    assert "ended before their term" not in desk_page(sitting_club.secretary)


def test_rows_that_end_on_the_eve_of_an_annual_meeting_elsewhere_are_at_rest(sitting_club: Club) -> None:
    """S6. Where nominations aren't run here the annual meeting seats the next committee; what ends before is asked."""
    until = {"M01": "2027-03-19", "M02": "2027-03-18"}
    sitting_club.write("Committee", [[row[0], row[1], until.get(row[0], row[2]), *row[3:]] for row in LONGER])
    assert year.carry_on(sitting_club.secretary).troubles == []
    assert plans.set_meeting(sitting_club.secretary, 2027, date(2027, 3, 20))
    assert _short(sitting_club, date(2027, 3, 20)) == [("M02", date(2027, 3, 18))]


def test_each_seat_has_a_ruling_on_any_day(sitting_club: Club) -> None:
    """S6, S9, S10. Active, on leave, and over: a term without an end goes on after the next year's first quarter."""
    today, spring = _on(sitting_club, date(2026, 10, 1)), _on(sitting_club, date(2027, 4, 1))
    assert [(who, bool(one.ruling), one.ruling.clause) for who, one in today.items()] == [
        ("M01", True, "S9"), ("M02", True, "S9"), ("M03", True, "S9"), ("M04", True, "S9"), ("M05", False, "S10"),
        ("M07", False, "S6"),
    ]  # fmt: skip
    assert (bool(spring["M01"].ruling), spring["M01"].ends) == (True, date(2027, 6, 30))
    over = _on(sitting_club, date(2027, 7, 1))
    ended = "the term ended on 31 March 2027, and went on through 30 June 2027, for nobody was confirmed"
    assert {one.ruling.because for one in over.values() if one.number != "M07"} == {ended}
    assert today["M01"].roles == ("treasurer",)
    assert today["M01"].serves_on == ("Elections", "Forums")
    assert (today["M05"].backup, today["M05"].leave_through) == ("M04", date(2026, 12, 1))


def test_a_backup_that_is_no_member_is_said_beside_the_row_and_the_seat_counts(sitting_club: Club) -> None:
    """S10, S12. So is a standing committee that there isn't; nothing of it keeps the member from voting."""
    said = _tab(sitting_club)[2]
    assert said.startswith("Active:")
    assert "Backup: write the number of another member (S10)" in said
    assert "Serves on: the standing committees are Elections" in said
    assert _on(sitting_club, date(2026, 10, 1))["M02"].backup == ""


def test_the_page_names_nobody_and_says_who_stands_in(sitting_club: Club) -> None:
    """S1, S10. By number: each seat with clause and last day, a leave with its backup, and how many are filled."""
    page = committee_page(sitting_club.secretary)
    assert "5 seats are filled, and there have to be 5 to 15 (S1)" in page
    assert "M05 is on leave until Tue 1 Dec 2026 (S10). M04 stands in." in page
    assert "31 Mar 2027" in page
    assert not [name for name in MEMBERS if name in page]
    assert "doesn’t have as many members" not in desk_page(sitting_club.secretary)


def test_a_resignation_is_on_record_in_the_minutes_and_beside_the_row(sitting_club: Club) -> None:
    """S6, S1. On the last day they are active; the day after the seat is vacant, and the desk says what is lacking."""
    club, last = sitting_club, date(2026, 9, 30)
    assert resign.resign(club.secretary, "M04", on=last, **RESIGNED)
    assert not resign.resign(club.secretary, "M04", on=last, **RESIGNED)
    year.carry_on(club.secretary)
    assert _on(club, last)["M04"].ruling
    after = _on(club, date(2026, 10, 1))["M04"].ruling
    assert (bool(after), after.clause) == (False, "S6")
    assert "has resigned; the last day on the committee was 30 September 2026" in _tab(club)[5]
    with club.secretary.ledger.reading() as session:
        [line] = minutes.lines(session)
    assert (line.title, line.clause, line.on) == ("A member of the committee resigned", "S6", last)
    assert not [name for name in MEMBERS if name in line.sentence]
    assert "4 seats are filled, and there have to be 5 to 15 (S1)" in desk_page(club.secretary)
    print_page(committee_page(club.secretary))


def test_a_resignation_by_mistake_is_taken_back_and_a_seat_is_needed_for_one(sitting_club: Club) -> None:
    """S6. The minutes say both; who has no seat on a day can't give it up; and everything takes a reason."""
    club, last = sitting_club, date(2026, 10, 20)
    assert resign.resign(club.secretary, "M04", on=last, **RESIGNED)
    assert resign.withdraw(club.secretary, "M04", because="It was M05.", by="R. O.")
    assert not resign.withdraw(club.secretary, "M04", because="It was M05.", by="R. O.")
    assert _on(club, date(2026, 11, 1))["M04"].ruling
    assert resign.resign(club.secretary, "M04", on=last, **RESIGNED)
    with club.secretary.ledger.reading() as session:
        assert len(minutes.lines(session)) == 3
    with pytest.raises(Refusal, match="M07 has no seat on the committee on 20 October 2026"):
        resign.resign(club.secretary, "M07", on=last, **RESIGNED)
    with pytest.raises(Refusal, match="Say why"):
        resign.resign(club.secretary, "M05", on=last, because=" ", by="R. O.")


def test_a_seat_that_the_tab_ends_early_asks_for_the_resignation(sitting_club: Club) -> None:
    """S6. The column Until alone ends the seat; the desk asks why, until it is on record, and then no more."""
    club = sitting_club
    club.write("Committee", [[*row[:2], "2026-09-15", *row[3:]] if row[0] == "M04" else row for row in LONGER])
    year.carry_on(club.secretary)
    assert "Seats that ended before their term: M04" in desk_page(club.secretary)
    assert "record that they resigned" in committee_page(club.secretary)
    resign.resign(club.secretary, "M04", on=date(2026, 9, 15), **RESIGNED)
    assert "Seats that ended" not in desk_page(club.secretary)


def test_terms_go_on_until_somebody_is_confirmed_and_the_desk_says_so(sitting_club: Club) -> None:
    """S6, S5. In April the committee still acts; desk and list have the last day; after it nobody has a seat."""
    club = sitting_club
    assert "beyond the end" not in desk_page(club.secretary)
    club.at(datetime(2027, 4, 1, 16, tzinfo=UTC))
    assert "5 terms on the committee beyond the end: M01, M02, M03, M04, M05" in desk_page(club.secretary)
    page = committee_page(club.secretary)
    assert "Last day of 5 terms that went on beyond the end, for no slate is confirmed (S6)" in page
    assert "30 Jun 2027" in page
    club.at(datetime(2027, 7, 1, 16, tzinfo=UTC))
    assert "beyond the end" not in desk_page(club.secretary)
    assert "0 seats are filled" in desk_page(club.secretary)


def test_a_leave_goes_on_in_the_next_term_with_its_backup(sitting_club: Club) -> None:
    """S10. Written beside the old term, it holds in the new one; a second that adjoins it makes it no longer."""
    club = sitting_club
    rows = [["M05", "2026-01-15", "2027-03-11", "2026-12-01", "2027-03-31", "", "M04"],
            ["M05", "2027-03-12", "", "2027-04-01", "2027-08-31"]]  # fmt: skip
    club.write("Committee", [row for row in LONGER if row[0] != "M05"] + rows)
    year.carry_on(club.secretary)
    away, back = _on(club, date(2027, 3, 20))["M05"], _on(club, date(2027, 6, 1))["M05"]
    assert (away.ruling.clause, away.leave_through, away.backup) == ("S10", date(2027, 5, 31), "M04")
    assert (bool(back.ruling), back.leave_through) == (True, None)
    assert "The leave is longer than it may be: it ends on 31 May 2027 (S10)" in _tab(club)[8]
    with club.secretary.ledger.reading() as session:
        assert endings.found(session, on=date(2026, 10, 1), charter=club.charter).leaves == {date(2027, 5, 31): 1}


@ON_SQLITE
def test_the_terminal_shows_each_seat_with_names(sitting_club: Club) -> None:
    """S9, S10. `canvass committee --on` lists them with ruling and clause; names stand there, and only there."""
    said = at_the_club(sitting_club, "committee", "--on", "2026-11-03")
    assert "Ada Example" in said
    assert "on leave from 1 August 2026 through 1 December 2026" in said
    assert "S10" in said
    assert "5 seats are filled" in said
    assert "on record: the last day of M04" in at_the_club(
        sitting_club, "resign", "M04", "--on", "2026-11-03", "--because", "Moves away.", "--by", "R. O."
    )


def test_twice_is_once(sitting_club: Club) -> None:
    """S6, S9, S12, S13. A second pass over the year changes nothing anywhere."""
    sitting_club.at(START)
    year.carry_on(sitting_club.secretary)
    before = sitting_club.everything()
    assert not year.carry_on(sitting_club.secretary).news
    assert sitting_club.everything() == before
