"""From a sheet to a letter: of every kind, what is unclear is asked, counts once it is answered, and is told."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import pytest

from flows.duties.membership import stock
from flows.duties.membership.standing import Standing
from flows.pages import roll
from integrations.google import sheets
from tests.flows.club import BO, LENA, MEMBERS, Club
from tests.flows.listing import Rows, answer, put, sources
from tests.flows.test_telling import delivered, membership

APRIL_9, JUNE_4, AUGUST_1 = 46121, 46177, 46235
"""9 April, 4 June and 1 August 2026, as a sheet keeps days."""

LENAS = MEMBERS[LENA]
UNSURE = "L. Newc."
"""How Lena signs so that nobody can tell: another name beside her address."""

EVENTS = ("- 9 April 2026: Spring meeting", "- 4 June 2026: Forum", "- 10 September 2026: Autumn meeting")


@dataclass(frozen=True)
class Arrival:
    """One way in which attendance arrives: tabs, how they are listed, what is asked about, what the letter says."""

    tabs: dict[str, Rows]
    listed: list[list[Any]]
    asked: str
    told: tuple[str, ...] = EVENTS
    counts: dict[str, dict[str, int]] = field(default_factory=dict)


def _stay(name: str, email: str, joined: str, left: str) -> list[Any]:
    return [name, email, joined, left]


ZOOM_HEAD: Rows = [
    ["Meeting ID", "Topic", "Duration (Minutes)"],
    ["821 5550 0100", "A meeting", 92],
    [],
    ["Name (Original Name)", "User Email", "Join Time", "Leave Time"],
]

ARRIVALS = {
    "a form's answers, one sheet for all events": Arrival(
        {
            "Form Responses 1": [
                ["Timestamp", "Email Address", "Your name", "Is this your first meeting?"],
                [APRIL_9 + 0.8, LENAS, LENA, "Yes"],
                [JUNE_4 + 0.8, LENAS.upper(), UNSURE, "No"],
                [JUNE_4 + 0.81, LENAS.upper(), UNSURE, "No"],
            ]
        },
        [["Form Responses 1", "form"]],
        "Form Responses 1, row 3",
        counts={"Form Responses 1": {"rows": 3, "used": 2, "duplicates": 1}},
    ),
    "a list of sign-ins with their days as text": Arrival(
        {"Sign-ins": [["Day", "Name", "E-mail"], ["April 9, 2026", LENA, LENAS], ["2026-06-04", UNSURE, LENAS]]},
        [["Sign-ins", "list"]],
        "Sign-ins, row 3",
    ),
    "a grid with x, 1, hours and a question mark": Arrival(
        {
            "Who came": [
                ["Attendance 2026"],
                ["Name", "E-mail", APRIL_9, "Forum", "Autumn meeting"],
                [LENA, LENAS, "x", "?", ""],
                [UNSURE, LENAS, "", 1, ""],
                [BO, "", 1.5, "", "x"],
            ]
        },
        [["Who came", "grid"]],
        "Who came, row 4",
        counts={"Who came": {"rows": 3, "used": 3}},
    ),
    "an export of a video meeting with re-joins": Arrival(
        {
            "April": [*ZOOM_HEAD, _stay("Lena (Lena Newcomer)", LENAS, "07:00 PM", "08:00 PM")],
            "June": [
                *ZOOM_HEAD,
                _stay("Lena's iPad", LENAS, "07:00 PM", "07:30 PM"),
                _stay("Lena's iPad", LENAS, "07:40 PM", "07:55 PM"),
                _stay("Jun Placeholder", "", "07:00 PM", "07:44 PM"),
            ],
        },
        [["April", "meeting", "Spring meeting", "", 45], ["June", "meeting", "Forum", "", 45]],
        "June, row 5",
        counts={"June": {"rows": 3, "used": 1, "duplicates": 1, "not there": 1}},
    ),
    "a log of shifts with hours": Arrival(
        {
            "Shifts": [
                ["Shift date", "Shift", "Volunteer", "Email", "Hours", "Shift status"],
                [AUGUST_1, "Phone bank", UNSURE, LENAS, 2.5, "Completed"],
                [AUGUST_1, "Phone bank", LENA, LENAS, 0, "Completed"],
                [AUGUST_1 + 1, "Phone bank", LENA, LENAS, "", "No-show"],
            ]
        },
        [["Shifts", "shifts"]],
        "Shifts, row 2",
        ("- 1 August 2026: Phone bank",),
        {"Shifts": {"rows": 3, "used": 1, "not there": 2}},
    ),
    "a partner's list of who came (M9)": Arrival(
        {
            "Theirs": [
                ["Attendee", "Email", "Event name", "Checked in"],
                [LENA, LENAS, "Spring meeting", "yes"],
                [UNSURE, LENAS, "Forum", "yes"],
                [BO, "", "Forum", "no"],
            ]
        },
        [["Theirs", "partner", "", "", "", "Neighbours United"]],
        "Theirs (list of Neighbours United), row 3",
    ),
}


@pytest.mark.parametrize("way", ARRIVALS)
def test_a_sheet_is_read_asked_about_counted_and_told(club: Club, way: str) -> None:
    """M2, M3, M4, M9. Lena has a vote once her unclear line is answered, and her letter says what counted, dated."""
    arrival = ARRIVALS[way]
    for tab, rows in arrival.tabs.items():
        put(club, tab, rows)
    sources(club, *arrival.listed)
    membership(club)
    found = stock.take_stock(club.secretary)
    assert found.refused == ()
    assert [one.place for one in found.questions] == [arrival.asked]
    for tab, counts in arrival.counts.items():
        assert counts.items() <= found.rows[tab].items()
    assert not _lenas(found).ruling.ruling
    answer(club, "M12", where=arrival.asked)
    (letter,) = membership(club)
    delivered(club, 6)
    (mail,) = club.mails(letter, to=LENAS)
    for words in (*arrival.told, "You get this letter because"):
        assert words in mail.text, mail.text
    again = stock.take_stock(club.secretary)
    assert (again.questions, bool(_lenas(again).ruling.ruling)) == ((), True)
    assert stock.take_stock(club.secretary, anew=True) == again
    assert membership(club) == []


def _lenas(found: stock.Stock) -> Standing:
    return next(one for one in found.standings if one.name == LENA)


def test_dues_and_registration_are_shown_with_their_rows(club: Club) -> None:
    """M5, S2. Lists of others decide no vote. What they say of a member is on the terminal, with evidence."""
    put(club, "PM dues", [["Name", "Email", "Expires"], [BO, "bo@elsewhere.example.org", "2027-01-31"]])
    put(club, "Voters", [["Name", "Email"], [LENA, LENAS], [BO, ""]])
    sources(club, ["PM dues", "dues"], ["Voters", "voters"])
    found = stock.take_stock(club.secretary)
    before = _said(club, found, "M02")
    assert "Dues to Progressive Mass are not on record (S2)." in before
    assert "Somebody of their name is registered to vote (Voters, row 3); if it is they, write their number" in before
    assert "They are registered to vote (Voters, row 2) (S2)." in _said(club, found, "M12")
    assert "No list of registered voters has them (S2)." in _said(club, found, "M01")
    votes = [(one.number, bool(one.ruling.ruling)) for one in found.standings]
    answer(club, "M02", where="PM dues, row 2")
    put(club, "Voters", [["Name", "Email", "Member id"], [LENA, LENAS, ""], [BO, "", "M02"]])
    for _ in range(2):  # once from the sheets, once as it is recalled
        found = stock.take_stock(club.secretary)
        said = _said(club, found, "M02")
        assert "on record: PM dues, row 2, good through 31 January 2027 (S2)." in said
        assert "They are registered to vote (Voters, row 3) (S2)." in said
    assert [(one.number, bool(one.ruling.ruling)) for one in found.standings] == votes


def _said(club: Club, found: stock.Stock, number: str) -> str:
    return roll.one_standing(club.secretary, found, number)[0]


# ── columns ────────────────────────────────────────────────────────────────────────────────────────

THEIRS: Rows = [["Attendee", "Email", "Checked in"], [LENA, LENAS, "x"], [BO, "", ""]]


@pytest.mark.parametrize(
    ("headings", "order"),
    [
        (["Attendee", "Email", "Checked in"], (0, 1, 2)),
        (["Checked in", "Attendee", "Email"], (2, 0, 1)),
        (["FULL NAME:", "e-mail  address", "Attended?"], (0, 1, 2)),
    ],
    ids=["as it was", "moved", "renamed"],
)
def test_columns_may_move_and_have_other_names(club: Club, headings: list[str], order: tuple[int, ...]) -> None:
    """M9. Lena's line counts wherever its columns are; Bo, who wasn't checked in, isn't counted."""
    put(club, "Theirs", [headings, *([row[at] for at in order] for row in THEIRS[1:])])
    sources(club, ["Theirs", "partner", "Forum", "", "", "Neighbours United"])
    found = stock.take_stock(club.secretary)
    assert found.refused == ()
    assert (found.rows["Theirs (list of Neighbours United)"]["used"], len(_lenas(found).ruling.evidence)) == (1, 2)


@pytest.mark.parametrize(
    ("headings", "letter"),
    [
        (
            ["Who", "Contact", "Checked in"],
            "no column is headed 'Name' or 'First name' or 'Email'. Write it in the row of headings.",
        ),
        (
            ["Attendee", "Full name", "Checked in"],
            "the columns 'Attendee' and 'Full name' both mean 'Name'. Rename or remove all but one.",
        ),
    ],
    ids=["missing", "doubled"],
)
def test_a_column_that_is_missing_or_doubled_is_a_letter(club: Club, headings: list[str], letter: str) -> None:
    """M9. Nothing is guessed, and nothing is taken over, until somebody has put it right."""
    stock.take_stock(club.secretary)
    put(club, "Theirs", [headings, *THEIRS[1:]])
    sources(club, ["Theirs", "partner", "Forum", "", "", "Neighbours United"])
    refused = stock.take_stock(club.secretary).refused
    assert refused == (f"Theirs (list of Neighbours United) can't be read: {letter}",)


@pytest.mark.parametrize("zone", ["America/New_York", "Asia/Tokyo"])
def test_a_day_without_a_time_is_that_day_in_every_zone(club: Club, zone: str) -> None:
    """M2. The sheet is in another country; 4 June stays 4 June."""
    other = sheets.create(club.secretary.google, "Abroad", ["Log"], zone)
    put(club, "Log", [["Date", "Name", "Email"], [JUNE_4, LENA, LENAS]], book=other)
    sources(club, ["Log", "list", "", "", "", "", other])
    found = stock.take_stock(club.secretary)
    assert [one.day.isoformat() for one in _lenas(found).ruling.evidence] == ["2026-06-04", "2026-09-10"]


def test_a_day_that_can_be_read_in_two_ways_is_not_guessed(club: Club) -> None:
    """M2. 6/4/2026 is in June or in April: the row is set aside with a letter, and counts once it is clear."""
    put(club, "Log", [["Date", "Name", "Email"], ["6/4/2026", LENA, LENAS]])
    sources(club, ["Log", "list"])
    found = stock.take_stock(club.secretary)
    assert found.set_aside == ("Log, row 2, 'Date': 6/4/2026 can be read in two ways. Write 2026-04-06 or 2026-06-04.",)
    assert len(_lenas(found).ruling.evidence) == 1
    put(club, "Log", [["Date", "Name", "Email"], ["2026-06-04", LENA, LENAS]])
    assert len(_lenas(stock.take_stock(club.secretary)).ruling.evidence) == 2
