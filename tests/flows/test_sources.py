"""All the other sheets: forms, grids, meetings and lists in the members' workbook or beside it are read, twice over."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from core import charter
from core.records import Dues, Entry, Matter, Registration, Stocktaking
from flows.duties.membership import losses, stock
from flows.duties.membership.stock import Stock
from flows.freeze import freeze
from flows.pages import desk, membership
from flows.secretary import Refusal
from integrations.google import sheets
from tests.flows.ballots import KEY
from tests.flows.club import BO, CLEO, DEV, LENA, MEMBERS, Club, workbook
from tests.flows.listing import Rows, put, sources

JUNE_4, AUTUMN = 46177, 46275
"""4 June and 10 September 2026, as a sheet keeps days."""

FORM: Rows = [
    ["Timestamp", "Email Address", "First name", "Last name", "Pronouns"],
    [JUNE_4 + 0.8, "LENA@example.org", "Lena", "Newcomer", "she/her"],
    [JUNE_4 + 0.81, "lena@example.org", "Lena", "Newcomer", "she/her"],
    [JUNE_4 + 0.82, "nobody@elsewhere.example.org", "Zed", "Unheard-Of", ""],
    [JUNE_4 - 3, "ada@example.org", "Ada", "Example", ""],
]
GRID: Rows = [
    ["Who came, 2026"],
    ["Name", "Email", JUNE_4, "Autumn meeting", "(Phone)"],
    [LENA, "lena@example.org", "x", True, "555-0100"],
    ["Placeholder, Jun", "", 1, "✓", ""],
    [BO, "bo@example.org", "", False, ""],
    ["Total", "", 1, 1, ""],
]
ZOOM: Rows = [
    ["Meeting ID", "Topic", "Start Time", "End Time", "User Email", "Duration (Minutes)"],
    ["821 5550 0100", "Forum", "06/04/2026 06:58:00 PM", "06/04/2026 08:30:00 PM", "host@example.org", 92],
    [],
    ["Name (Original Name)", "User Email", "Join Time", "Leave Time", "Duration (Minutes)", "Guest", "In Waiting Room"],
    ["Lena (Lena Newcomer)", "", "06/04/2026 07:00:00 PM", "06/04/2026 07:30:00 PM", 30, "Yes", "No"],
    ["Lena (Lena Newcomer)", "", "06/04/2026 07:40:00 PM", "06/04/2026 07:55:00 PM", 15, "Yes", "No"],
    ["Ada Example", "ada@example.org", "06/04/2026 07:00:00 PM", "06/04/2026 07:44:00 PM", 44, "Yes", "No"],
    ["Bo Sample", "bo@example.org", "06/04/2026 07:00:00 PM", "06/04/2026 08:30:00 PM", 90, "Yes", "Yes"],
]
SHIFTS: Rows = [
    ["Date", "Shift", "Name", "Email", "Attendance status"],
    [46200, "Phone bank", LENA, "lena@example.org", "Completed"],
    [46200, "Phone bank", DEV, "dev@example.org", "No-show"],
    [46201, "Phone bank", CLEO, "cleo@example.org", "Cancelled"],
]
PARTNER: Rows = [["Attendee", "Email", "Checked in"], [LENA, "lena@example.org", "x"], [BO, "bo@example.org", ""]]
DUES: Rows = [
    ["First Name", "Last Name", "E-mail", "Date paid", "Expires"],
    ["Ada", "Example", "ada@example.org", 46100, 46465],
    ["Some", "Stranger", "stranger@elsewhere.example.org", 46100, 46465],
    ["Bo", "Sample", "bo@elsewhere.example.org", 46100, 46465],
]
VOTERS: Rows = [
    ["Last name", "First name", "Street", "Precinct", "Email"],
    ["Example", "Ada", "1 Example Street", "19-3", "ada@example.org"],
    ["Sample", "Bo", "2 Example Street", "19-3", ""],
    ["Stranger", "Some", "3 Example Street", "19-3", ""],
]


def _everything_listed(club: Club) -> str:
    """Every kind of sheet, one of them in another workbook that Canvass made. Returns that one's id."""
    other = sheets.create(club.secretary.google, "Spring campaign", ["Log"], "America/Los_Angeles")
    for name, rows in {"Form Responses 1": FORM, "Grid": GRID, "Zoom": ZOOM, "Theirs": PARTNER}.items():
        put(club, name, rows)
    for name, rows in {"PM dues": DUES, "Voter list": VOTERS}.items():
        put(club, name, rows)
    put(club, "Log", SHIFTS, book=other)
    sources(
        club,
        ["form responses 1", "Form", "Forum"],
        ["Grid", "grid"],
        ["Zoom", "meeting", "Forum", "", 45],
        ["Log", "shifts", "", "", "", "", f"https://docs.google.com/spreadsheets/d/{other}/edit#gid=0"],
        ["Theirs", "partner", "Spring meeting", "", "", "Neighbours United"],
        ["PM dues", "dues"],
        ["Voter list", "voters"],
    )
    return other


def _number(who: str) -> str:
    return f"M{list(MEMBERS).index(who) + 1:02}"


def _evidence(found: Stock, who: str) -> list[str]:
    return [one.place for one in next(one for one in found.standings if one.name == who).ruling.evidence]


def _refusal(club: Club) -> str:
    """The one letter because of which nothing was taken over."""
    before = club.everything()["book"]
    (letter,) = stock.take_stock(club.secretary).refused
    after = club.everything()
    assert {name for name in before if before[name] != after["book"][name]} <= {
        "matter", "stocktaking", "log", "log_head",
    }  # fmt: skip
    assert "1 reason why nothing is taken over from the sheets" in desk.desk_page(club.secretary)
    stock.take_stock(club.secretary)
    assert club.everything() == after
    return letter


def _without(club: Club, tab: str, *rows: int) -> None:
    """An organiser deletes rows of a tab."""
    club.write(tab, [row for number, row in enumerate(workbook()[tab], start=1) if number not in rows])


# ── what is read ───────────────────────────────────────────────────────────────────────────────────


def test_every_kind_of_sheet_counts_and_a_second_reading_changes_nothing(club: Club) -> None:
    """M2, M3, M9. Lena came once by the tab Attendance; the other sheets say she came thrice and helped once."""
    _everything_listed(club)
    found = stock.take_stock(club.secretary)
    assert found.refused == ()
    assert _evidence(found, LENA) == [
        "Theirs (list of Neighbours United), row 2",
        "Form Responses 1, row 2",
        "Log in “Spring campaign”, row 2",
        f"Attendance, row {len(workbook()['Attendance'])}",
    ]
    assert found.rows["Form Responses 1"] == {
        "rows": 4, "used": 2, "duplicates": 1, "blank": 0, "not there": 0, "set aside": 1,
    }  # fmt: skip
    assert found.rows["Grid"]["not there"] == 1
    assert found.rows["Zoom"] == {"rows": 4, "used": 1, "duplicates": 1, "blank": 0, "not there": 2, "set aside": 0}
    assert found.rows["Log in “Spring campaign”"]["not there"] == 2
    before = club.everything()
    for anew in (False, True):
        assert stock.take_stock(club.secretary, anew=anew) == found
        assert club.everything() == before
    assert club.log() == ["membership.read"]


def test_lists_of_others_are_facts_and_strangers_on_them_no_questions(club: Club) -> None:
    """M5. Ada's dues and registration are on record; Bo's address is new, so his dues are asked about. No more is."""
    _everything_listed(club)
    found = stock.take_stock(club.secretary)
    with club.secretary.ledger.reading() as session:
        assert [(one.place, one.through) for one in session.execute(select(Dues)).scalars()] == [
            ("PM dues, row 2", date(2027, 3, 19))
        ]
        registered = {one.place: one.confirmed for one in session.execute(select(Registration)).scalars()}
    assert registered == {"Voter list, row 2": True, "Voter list, row 3": False}
    assert [(one.place, one.suggestions) for one in found.questions if "list" in one.place or "dues" in one.place] == [
        ("PM dues, row 4", (_number(BO),))
    ]


def test_all_sheets_of_a_workbook_cost_three_calls_and_each_further_workbook_two(club: Club) -> None:
    """However many sheets are listed; and two where none is."""
    stock.take_stock(club.secretary)
    calls = club.sandbox.world.calls
    before = len(calls)
    stock.take_stock(club.secretary)
    assert len(calls) - before == 2
    _everything_listed(club)
    stock.take_stock(club.secretary)  # which asks, in one call more
    before = len(calls)
    stock.take_stock(club.secretary)
    assert len(calls) - before == 3 + 2


@pytest.mark.parametrize(("zone", "counted"), [("America/New_York", ""), ("Asia/Tokyo", "Answers, row 2")])
def test_a_time_is_put_on_its_local_day(club: Club, zone: str, counted: str) -> None:
    """M2. Half past eight in the morning of 5 June in Tokyo is the evening of the 4th here."""
    club.book_of_members()["timeZone"] = zone
    put(club, "Answers", [["Timestamp", "Email", "Name"], [JUNE_4 + 1 + 8.5 / 24, MEMBERS[LENA], LENA]])
    sources(club, ["Answers", "form"])
    found = stock.take_stock(club.secretary)
    assert ("Answers, row 2" in _evidence(found, LENA)) == bool(counted)
    assert len(found.set_aside) == (not counted)


# ── what can't be read stops the reading ───────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("listed", "letter"),
    [
        (["Grid", "gird"], "Sources, row 2, 'Kind': there is no such kind. Write one of these: form, list, grid,"),
        (["Zoom", "meeting"], "Sources, row 2, 'Event': it is empty, and the kind 'meeting' needs it. Fill it in."),
        (["Zoom", "meeting", "Picnic"], "Sources, row 2, 'Event': the tab Events has no such event. Correct the name"),
        (["Absent", "list", "Forum"], "Sources, row 2, 'Tab': the workbook has no such tab. Write the tab's name as"),
        (["Zoom", "shifts"], "Zoom can't be read: no column is headed 'Activity'. Write it in the row of headings."),
        (
            ["Log", "list", "Forum", "", "", "", "1" + 43 * "x"],
            "Sources, row 2, 'Workbook': it can't be opened. Canvass sees only workbooks that it made: copy the sheet",
        ),
    ],
)
def test_a_listed_sheet_that_cant_be_read_stops_the_reading(club: Club, listed: list[Any], letter: str) -> None:
    """M2. Nothing is taken over, so nobody lapses, and nothing can be frozen until it is put right."""
    club.go_to("drafted")
    stock.take_stock(club.secretary)
    put(club, "Zoom", ZOOM)
    sources(club, listed)
    assert _refusal(club).startswith(letter)
    with pytest.raises(Refusal, match="can't be frozen yet"):
        freeze(club.secretary, KEY)
    sources(club)
    assert stock.take_stock(club.secretary).refused == ()
    assert "nothing is taken over" not in desk.desk_page(club.secretary)


# ── what is gone ───────────────────────────────────────────────────────────────────────────────────


def test_a_deleted_row_is_noticed_listed_for_weeks_and_then_forgotten(club: Club) -> None:
    """M4. The log names the member by number and the day; the desk counts it; the page says where it stood."""
    stock.take_stock(club.secretary)
    _without(club, "Attendance", 14)
    found = stock.take_stock(club.secretary)
    assert [str(one) for one in found.gone] == [
        "M02: what they attended on 4 June 2026 is no longer on the sheets; it stood in Attendance, row 14"
    ]
    assert stock.take_stock(club.secretary, anew=True) == found
    assert club.log() == ["membership.read", "records.gone", "membership.read"]
    assert "1 record that is no longer on the sheets" in desk.desk_page(club.secretary)
    assert "stood in Attendance, row 14" in membership.membership_page(club.secretary, found)
    club.later(losses.LISTED_FOR + timedelta(days=1))
    assert stock.take_stock(club.secretary).gone == ()


def test_a_moved_row_or_a_renamed_event_is_no_loss(club: Club) -> None:
    """M4. Rows in another order, an event of another name, or corrected to another day, take nothing from anybody."""
    stock.take_stock(club.secretary)
    heading, *rows = workbook()["Attendance"]
    club.write("Attendance", [heading, *reversed(rows)])
    assert stock.take_stock(club.secretary).gone == ()
    renamed = [[{"Forum": "June forum"}.get(cell, cell) for cell in row] for row in [heading, *rows]]
    events = [[{"Forum": "June forum"}.get(cell, cell) for cell in row] for row in workbook()["Events"]]
    club.write("Events", events)
    club.write("Attendance", renamed)
    assert stock.take_stock(club.secretary).gone == ()
    club.write("Events", [[cell if cell != JUNE_4 else JUNE_4 + 1 for cell in row] for row in events])
    club.write("Attendance", [[cell if cell != JUNE_4 else JUNE_4 + 1 for cell in row] for row in renamed])
    assert stock.take_stock(club.secretary).gone == ()
    assert club.log().count("records.gone") == 0


def test_what_is_put_back_is_no_longer_listed(club: Club) -> None:
    """M4. A row deleted by mistake comes back, and so does the member whose line was gone."""
    first = stock.take_stock(club.secretary)
    _without(club, "Attendance", 14)
    _without(club, "Members", 2)
    gone = [str(one) for one in stock.take_stock(club.secretary).gone]
    assert gone == [
        "M01 is no longer in the tab Members, and nothing that was on record for them counts",
        "M02: what they attended on 4 June 2026 is no longer on the sheets; it stood in Attendance, row 14",
    ]
    for tab in ("Members", "Attendance"):
        club.write(tab, workbook()[tab])
    again = stock.take_stock(club.secretary)
    assert again.gone == ()
    assert [one.ruling for one in again.standings] == [one.ruling for one in first.standings]


def test_a_sheet_that_is_no_longer_listed_is_a_loss_for_everybody_on_it(club: Club) -> None:
    """M9. Taking a row out of the tab Sources is noticed like any deleted row."""
    _everything_listed(club)
    stock.take_stock(club.secretary)
    sources(club)
    found = stock.take_stock(club.secretary)
    assert {one.number for one in found.gone} == {_number(LENA)}
    assert {one.place for one in found.gone} == {
        "Form Responses 1, row 2", "Log in “Spring campaign”, row 2", "Theirs (list of Neighbours United), row 2",
    }  # fmt: skip


def test_the_log_and_the_pages_name_nobody(club: Club) -> None:
    """M8. What is gone is told by number, day and place: no name, no address, and not what the event was called."""
    _everything_listed(club)
    stock.take_stock(club.secretary)
    sources(club)
    found = stock.take_stock(club.secretary)
    with club.secretary.ledger.reading() as session:
        told = [*session.execute(select(Entry.payload)).scalars(), *session.execute(select(Matter.text)).scalars()]
    told += [desk.desk_page(club.secretary), membership.membership_page(club.secretary, found)]
    words = {part for who, email in MEMBERS.items() for part in (who, who.split()[-1], email) if part}
    assert not [word for word in words if any(word in one for one in told)]


# ── nothing changed ────────────────────────────────────────────────────────────────────────────────


def test_a_reading_without_a_change_is_recalled_from_the_book(club: Club) -> None:
    """M2. It writes nothing and matches nobody, and says all that the whole reading said."""
    _everything_listed(club)
    found = stock.take_stock(club.secretary)
    with club.secretary.ledger.writing(club.secretary.now()) as pen:
        kept = pen.session.get_one(Stocktaking, 1)
        kept.found = {**kept.found, "stock": {**kept.found["stock"], "set_aside": ["!"]}}
    assert stock.take_stock(club.secretary) == replace(found, set_aside=("!",))
    assert stock.take_stock(club.secretary, anew=True) == found


@pytest.mark.parametrize("what", ["cell", "day", "charter", "zone", "source"])
def test_whatever_changes_is_seen(club: Club, what: str) -> None:
    """M2. A cell of any sheet, the local day, the charter, a workbook's zone: each leads to a whole reading."""
    other = _everything_listed(club)
    found = stock.take_stock(club.secretary)
    with club.secretary.ledger.reading() as session:
        digest = session.get_one(Stocktaking, 1).digest
    if what == "cell":
        put(club, "Log", [*SHIFTS, [46202, "Phone bank", BO, "bo@example.org", "Completed"]], book=other)
    if what == "day":
        club.later(timedelta(days=1))
    if what == "charter":
        club.secretary.charter = charter.read(
            club.secretary.charter.as_data() | {"name": "Others"}, source="a changed charter"
        )
    if what == "zone":
        club.book_of_members()["timeZone"] = "Asia/Tokyo"
    if what == "source":
        sources(club)
    assert stock.take_stock(club.secretary) != found or what in ("charter", "zone", "day")
    with club.secretary.ledger.reading() as session:
        assert session.get_one(Stocktaking, 1).digest != digest
