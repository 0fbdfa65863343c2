"""Listed sheets: every kind is read as people keep it, every row is accounted for, and no letter names anybody."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core import sources, workbook
from core.cells import Cell
from core.clocks import SAME, Clock
from core.lines import Sheet
from core.sources import KINDS, Delivery, Source
from core.tabs import HEADINGS
from core.workbook import Book

FEBRUARY, MARCH = 46079, 46100
"""26 February and 19 March 2026, as a sheet keeps days."""

EVENTS: list[list[Cell]] = [
    ["Event", "Date", "Kind"],
    ["Meeting", FEBRUARY, "monthly meeting"],
    ["Forum", MARCH, "forum"],
    ["Clean-up", "2026-04-11", "volunteer activity"],
    ["Rally", "2026-04-11", "rally"],
]

Rows = Sequence[Sequence[Cell]]


def _book(source: Source, rows: Rows, clock: Clock = SAME) -> Book:
    tabs: dict[str, Any] = {
        "Members": [["Member id", "Name", "Email"]],
        "Events": EVENTS,
        "Attendance": [["Event", "Name"]],
        "Volunteering": [["Date", "Activity", "Name"]],
    }
    return workbook.read(tabs, deliveries=[Delivery(source, rows, clock)])


def _read(kind: str, rows: Rows, *, clock: Clock = SAME, **listed: Any) -> Sheet:
    (sheet,) = _book(Source(2, "A tab", kind, **listed), rows, clock).sheets
    assert sheet.refused or _accounted(sheet), sheet
    return sheet


def _accounted(sheet: Sheet) -> bool:
    parts = sheet.read + sheet.duplicates + sheet.blank + sheet.not_there + len(sheet.set_aside)
    return sheet.rows == parts and min(sheet.read, sheet.duplicates, sheet.blank, sheet.not_there) >= 0


def _letters(sheet: Sheet) -> list[str]:
    return [str(one) for one in (*sheet.set_aside, *sheet.remarks)]


def _came(sheet: Sheet) -> list[tuple[str, str, str]]:
    return [(one.event.code, one.name, one.email) for one in sheet.sign_ins]


# ── the tab Sources ────────────────────────────────────────────────────────────────────────────────


def _listed(*rows: Sequence[Cell]) -> sources.Listed:
    return sources.listed({"Sources": [[*HEADINGS["Sources"], "(Who keeps it)"], *rows]})


def test_sources_are_read_in_their_order() -> None:
    """Kinds are written anyhow; a link becomes the id in it; blank rows and the same row twice are nothing new."""
    link = "https://docs.google.com/spreadsheets/d/1AbCdEfGhIjKlMnOpQrStUv_-w/edit?usp=sharing#gid=0"
    found = _listed(
        ["Form Responses 1", "Form", "Forum"], [],
        ["Form Responses 1", "form", "Forum"],
        ["Zoom", "meeting", "Forum", "", 45],
        ["Theirs", "PARTNER", "", "", "", "Neighbours United", link, "Ada"],
        ["2026", "grid", "", "Phone bank"],
    )  # fmt: skip
    assert found.refused == ()
    assert found.sources == (
        Source(2, "Form Responses 1", "form", "Forum"),
        Source(5, "Zoom", "meeting", "Forum", minimum=45),
        Source(6, "Theirs", "partner", partner="Neighbours United", workbook="1AbCdEfGhIjKlMnOpQrStUv_-w"),
        Source(7, "2026", "grid", activity="Phone bank"),
    )


def test_without_the_tab_there_are_no_sources() -> None:
    """It is optional; a tab with headings and nothing else lists nothing."""
    assert sources.listed({"Members": []}) == sources.NOTHING_LISTED
    assert _listed() == sources.NOTHING_LISTED


@pytest.mark.parametrize(
    ("row", "letter"),
    [
        (["", "form"], "'Tab': it is empty, and the kind 'form' needs it. Fill it in."),
        (
            ["Zoom", "zoom"],
            "'Kind': there is no such kind. Write one of these: form, list, grid, shifts, meeting,",
        ),
        (["Zoom", "meeting"], "'Event': it is empty, and the kind 'meeting' needs it. Fill it in."),
        (["Theirs", "partner", "Forum"], "'Partner': it is empty, and the kind 'partner' needs it. Fill it in."),
        (["2026", "grid", "Forum"], "'Event': it means nothing for the kind 'grid'. Leave it empty, or choose another"),
        (["Log", "list", "Forum", "", 45], "'Minimum minutes': it means nothing for the kind 'list'. Leave it empty,"),
        (["Zoom", "meeting", "Forum", "", "long"], "'Minimum minutes': what stands there is not a number of minutes."),
        (["Zoom", "meeting", "Forum", "", -1], "'Minimum minutes': what stands there is not a number of minutes."),
        (["attendance", "list"], "'Tab': this tab is read anyway. Take the row out."),
        (["Disputes", "form"], "'Tab': Canvass writes this tab itself, and nobody signs in there. Take the row out."),
        ([" REQUESTS", "list"], "'Tab': Canvass writes this tab itself, and nobody signs in there. Take the row out."),
        (
            ["Log", "list", "Forum", "", "", "", "Ada's"],
            "'Workbook': what stands there is not a Google spreadsheet.",
        ),
        (["First", "list", "Forum"], "'Tab': row 2 lists the same tab otherwise. Take out the one that is wrong."),
    ],
)
def test_a_line_that_cant_be_understood_is_a_refusal(row: list[Cell], letter: str) -> None:
    """A sheet that isn't read could cost people their vote, so nothing is taken over before the line is mended."""
    (refused,) = _listed(["First", "list", "Meeting"], row).refused
    assert refused.startswith(f"Sources, row 3, {letter}")


def test_a_tab_sources_without_its_headings_is_a_refusal() -> None:
    """As for any other tab."""
    found = sources.listed({"sources": [["Tab", "Event"], ["Zoom", "Forum"]]})
    assert found.refused == ("Sources can't be read: no column is headed 'Kind'. Write it in the row of headings.",)


# ── forms and lists ────────────────────────────────────────────────────────────────────────────────


def test_a_forms_answers_are_sign_ins_of_its_event() -> None:
    """M2. Signing in twice is a duplicate; registering before the event, or weeks after it, doesn't count."""
    rows: Rows = [
        ["Timestamp", "Email Address", "First name", "Last name"],
        [MARCH + 0.8, "Ada@example.org", "Ada", "Example"],
        [MARCH + 0.9, "ada@example.org", "ada", "example"],
        [MARCH + 14.99, "bo@example.org", "Bo", "Sample"],
        [MARCH + 15, "cleo@example.org", "Cleo", "Specimen"],
        [MARCH - 0.01, "dev@example.org", "Dev", "Fictional"],
        ["", "", "", ""],
    ]
    sheet = _read("form", rows, event="forum")
    assert _came(sheet) == [("Forum", "Ada Example", "ada@example.org"), ("Forum", "Bo Sample", "bo@example.org")]
    assert [one.place for one in sheet.sign_ins] == ["A tab, row 2", "A tab, row 4"]
    assert (sheet.read, sheet.duplicates, sheet.blank) == (2, 1, 1)
    assert _letters(sheet) == [
        (
            "A tab, row 5, 'Timestamp': sent on 2026-04-03, long after the event on 2026-03-19. Was the form "
            "used for another event? Then add them to the tab Attendance under that one."
        ),
        (
            "A tab, row 6, 'Timestamp': sent on 2026-03-18, before the event on 2026-03-19: registering isn't "
            "attending. If they came, add them to the tab Attendance."
        ),
    ]


def test_a_form_for_all_events_says_which_or_when() -> None:
    """M2. By its column, or by the day on which it was sent, if only one event was held then."""
    rows: Rows = [
        ["Timestamp", "Which event?", "Your name"],
        [FEBRUARY + 0.8, "", "Ada Example"],
        [MARCH + 1.2, "Forum", "Ada Example"],
        [46123.5, "", "Ada Example"],
        [46123.5, "Rally", "Ada Example"],
        [46000.5, "", "Ada Example"],
    ]
    sheet = _read("form", rows)
    assert [one.event.code for one in sheet.sign_ins] == ["Meeting", "Forum", "Rally"]
    assert _letters(sheet) == [
        "A tab, row 4, 'Event': 2 events were held on 2026-04-11, and none is named. Name one.",
        "A tab, row 6, 'Timestamp': no event was held on 2025-12-09. Correct the date, or add the event to Events.",
    ]


@pytest.mark.parametrize(
    ("written", "clock", "event"),
    [
        (FEBRUARY + 0.99, Clock("America/New_York", "America/New_York"), "Meeting"),
        (FEBRUARY + 1 + 8.5 / 24, Clock("Asia/Tokyo", "America/New_York"), "Meeting"),
        (FEBRUARY + 1 + 14.5 / 24, Clock("Asia/Tokyo", "America/New_York"), ""),
        (FEBRUARY + 23.5 / 24, Clock("GMT-08:00", "America/New_York"), ""),
        (FEBRUARY, Clock("Asia/Tokyo", "America/New_York"), "Meeting"),
        ("2026-02-27T01:30:00Z", Clock("Asia/Tokyo", "America/New_York"), "Meeting"),
        ("2026-02-26T23:30:00-05:00", Clock("America/New_York", "America/New_York"), "Meeting"),
        ("2/26/2026 19:04:11", Clock("Asia/Tokyo", "America/New_York"), "Meeting"),
    ],
)
def test_a_time_is_put_on_its_local_day(written: Cell, clock: Clock, event: str) -> None:
    """M2. Times with a fraction are of the sheet's zone, texts with an offset of theirs; a bare day is that day."""
    sheet = _read("form", [["Timestamp", "Name"], [written, "Ada Example"]], clock=clock)
    assert [one.event.code for one in sheet.sign_ins] == ([event] if event else [])


@pytest.mark.parametrize("zone", ["", "Mars/Olympus", "../secret", "America"])
def test_a_workbook_in_no_known_zone_is_refused(zone: str) -> None:
    """Rather than put people's times on another day."""
    sheet = _read("form", [["Timestamp", "Name"], [FEBRUARY, "Ada"]], clock=Clock(zone, "America/New_York"))
    assert sheet.refused == (
        "A tab can't be read: the workbook's time zone is none that is known. Choose one in its settings, under File."
    )


@pytest.mark.parametrize(
    ("status", "came"),
    [
        ("Checked In", True),
        ("completed", True),
        ("ATTENDED", True),
        ("No-show", False),
        ("No Show", False),
        ("Cancelled", False),
        ("Attending", False),
        ("Registered", False),
        ("perhaps", None),
        ("", None),
    ],
)
def test_who_registered_and_didnt_come_doesnt_count(status: str, came: bool | None) -> None:  # noqa: FBT001
    """M2. As Eventbrite and Mobilize write it; where a word says neither, or none does, a person has to look."""
    sheet = _read("list", [["Name", "Attendee Status"], ["Ada", status], ["Bo", "Attended"]], event="Forum")
    assert ("Ada" in [one.name for one in sheet.sign_ins]) == (came is True)
    assert sheet.not_there == (came is False)
    assert len(sheet.set_aside) == (came is None)


@pytest.mark.parametrize(
    ("ticked", "status", "came"),
    [(True, "", True), (False, "", False), ("", "", False), ("x", "Cancelled", True), ("", "Completed", True)],
)
def test_a_tick_says_who_came(ticked: Cell, status: str, came: bool) -> None:  # noqa: FBT001
    """M2. An empty box is somebody who wasn't there; where there is a status besides, it speaks for empty ones."""
    rows: Rows = [["Name", "Checked in", "Status"], ["Ada", ticked, status], ["Bo", True, ""]]
    assert [one.name for one in _read("list", rows, event="Forum").sign_ins] == (["Ada", "Bo"] if came else ["Bo"])


def test_a_list_on_which_nobody_came_is_told() -> None:
    """Who came may not have been marked at all."""
    sheet = _read("list", [["Name", "Status"], ["Ada", "Attending"], ["Bo", "Attending"]], event="Forum")
    assert (sheet.sign_ins, sheet.not_there) == ((), 2)
    assert _letters(sheet) == [
        (
            "A tab, row 1, 'Status': nobody is marked as having come. Mark who came; or, if everybody listed did, put "
            "the heading of that column in brackets."
        ),
    ]


def test_a_partners_list_counts_and_says_whose_it_is() -> None:
    """M9. Who was at an event that a partner ran has been at an event."""
    sheet = _read("partner", [["Attendee", "E-mail"], ["Ada", ""]], event="Forum", partner="Neighbours United")
    assert [one.place for one in sheet.sign_ins] == ["A tab (list of Neighbours United), row 2"]


def test_shifts_are_volunteering_on_their_day() -> None:
    """M3. With a column of activities, or one activity for the whole sheet; nought hours are none."""
    rows: Rows = [
        ["Start", "Shift", "Name", "Hours", "Shift status"],
        ["2026-03-01 10:00 AM EST", "Phone bank", "Ada", 2, "Completed"],
        ["2026-03-01T10:00:00", "phone  bank", "ada", 2, "Completed"],
        ["2026-03-02", "", "Bo", 2, "Completed"],
        ["2026-03-03", "Phone bank", "Cleo", 0, "Completed"],
        ["2026-03-04", "Phone bank", "Dev", "", "No-show"],
        ["some day", "Phone bank", "Esme", "", "Completed"],
    ]
    sheet = _read("shifts", rows)
    assert [(one.on, one.activity, one.name) for one in sheet.shifts] == [(date(2026, 3, 1), "Phone bank", "Ada")]
    assert [one.column for one in sheet.set_aside] == ["Activity", "Date"]
    named = _read("shifts", rows, activity="Canvassing")
    assert [one.activity for one in named.shifts] == ["Phone bank", "Canvassing"]


@pytest.mark.parametrize("kind", ["form", "list", "partner"])
def test_a_list_of_helpers_is_volunteering(kind: str) -> None:
    """M3. Where the tab Sources names an activity, on the day of the row, or else of the event."""
    for_all: Rows = [["Date", "Name"], ["2026-03-01", "Ada"]]
    helped = _read(kind, for_all, activity="Leaflets", partner="Neighbours" if kind == "partner" else "")
    assert [(one.on, one.activity) for one in helped.shifts] == [(date(2026, 3, 1), "Leaflets")]
    at_event = _read(kind, [["Name"], ["Ada"]], activity="Set-up", event="Forum")
    assert [(one.on, one.activity) for one in at_event.shifts] == [(date(2026, 3, 19), "Set-up")]


@pytest.mark.parametrize(
    ("kind", "listed", "headings", "letter"),
    [
        (
            "form",
            {"event": "Forum"},
            ["Timestamp", "Pronouns"],
            "no column is headed 'Name' or 'First name' or 'Email'",
        ),
        ("form", {}, ["Name", "Email"], "no column is headed 'Event' or 'Date' or 'Timestamp'"),
        ("list", {"activity": "Leaflets"}, ["Name", "Event"], "no column is headed 'Date' or 'Timestamp'"),
        ("list", {"event": "Forum"}, ["Name", "Full name"], "the columns 'Name' and 'Full name' both mean 'Name'"),
        ("list", {"event": "Forum"}, ["Name", "Status", "RSVP status"], "the columns 'Status' and 'RSVP status' both"),
        ("shifts", {}, ["Name", "Date"], "no column is headed 'Activity'"),
        ("shifts", {"event": "Forum"}, ["Email"], "no column is headed 'Activity'"),
        ("grid", {}, ["Person", FEBRUARY], "no column is headed 'Name' or 'First name' or 'Email'"),
        ("grid", {}, ["Name", "June"], "no column is headed with a day or an event. Write the day or the event over"),
        ("grid", {}, ["Name", FEBRUARY, "Meeting"], "columns B and C are both headed for 2026-02-26. Correct or"),
        ("meeting", {"event": "Forum", "minimum": 5}, ["Name"], "no column is headed 'Duration' or 'Join time'"),
        ("dues", {}, ["Paid", "Expires"], "no column is headed 'Name' or 'First name' or 'Email'"),
        ("voters", {}, ["Street"], "no column is headed 'Name' or 'First name' or 'Email' or 'Member id'"),
    ],
)
def test_a_sheet_without_a_needed_column_or_with_one_doubled_is_refused(
    kind: str, listed: dict[str, Any], headings: list[Cell], letter: str
) -> None:
    """Nothing of it is read, so that no column is taken for another."""
    assert _read(kind, [headings, ["x", "x", "x"]], **listed).refused.startswith(f"A tab can't be read: {letter}")


# ── grids ──────────────────────────────────────────────────────────────────────────────────────────


def test_a_grid_has_a_mark_for_who_was_there() -> None:
    """M2. Days as numbers or as text, and events by name; totals, empty days to come, and notes are passed over."""
    rows: Rows = [
        ["Who came in 2026"],
        [],
        ["Last name", "First name", FEBRUARY, "2026-03-19", "Rally", 46400, "(Phone)"],
        ["Example", "Ada", "x", 1, "✓", "", "555-0100"],
        ["Sample", "Bo", "", "2.5 h", False, False],
        ["Specimen", "Cleo", 0, "-", "", None],
        ["Example", "Ada", True, "yes", "Y"],
        ["", "Total", 2, 2, 1],
        ["Last name", "First name", FEBRUARY, "2026-03-19"],
    ]
    sheet = _read("grid", rows)
    assert _came(sheet) == [
        ("Meeting", "Ada Example", ""), ("Forum", "Ada Example", ""), ("Rally", "Ada Example", ""),
        ("Forum", "Bo Sample", ""),
    ]  # fmt: skip
    assert (sheet.read, sheet.not_there, sheet.duplicates, sheet.blank) == (2, 1, 1, 2)
    assert _letters(sheet) == []


@pytest.mark.parametrize(
    ("written", "came"),
    [
        *((one, True) for one in ("✔️", "☑️", "✅", "v", "V", "+", "√", "X")),
        *((one, False) for one in ("no-show", "No Show", "N/A", "n/a", "-", "☐")),
    ],
)
def test_the_usual_marks_are_read(written: str, *, came: bool) -> None:
    """M2. Also as telephones draw them, and as lists note who didn't come."""
    sheet = _read("grid", [["Name", "Forum", "Rally"], ["Ada Example", written, "x"]])
    assert [one.event.code for one in sheet.sign_ins] == (["Forum", "Rally"] if came else ["Rally"])
    assert _letters(sheet) == []


@pytest.mark.parametrize("first", [True, False])
def test_an_event_by_its_name_and_by_its_day_is_one_column_of_marks(*, first: bool) -> None:
    """M2. Where only one of the two has marks; else nobody can tell which counts, and the sheet is refused."""
    marks = ["x", False] if first else ["-", "x"]
    total = [1, 0] if first else [0, 1]
    rows: Rows = [["Name", "Forum", MARCH, "Rally"], ["Ada Example", *marks, "x"], ["Total", *total, 1]]
    sheet = _read("grid", rows)
    assert sorted(one.event.code for one in sheet.sign_ins) == ["Forum", "Rally"]
    assert (_letters(sheet), sheet.refused) == ([], "")
    both = _read("grid", [*rows, ["Bo Sample", "x", "x", ""]])
    assert "columns B and C are both headed for 2026-03-19" in both.refused


def test_the_headings_of_a_grid_show_their_order() -> None:
    """M2. As in a column: 3/4/2026 is in March where 2/26/2026 and 3/19/2026 stand beside it."""
    rows: Rows = [["Name", "2/26/2026", "3/19/2026", "3/4/2026"], ["Ada Example", "x", "x", "x"]]
    helped = _read("grid", rows, activity="Phone bank")
    assert [one.on for one in helped.shifts] == [date(2026, 2, 26), date(2026, 3, 19), date(2026, 3, 4)]


def test_a_grid_of_helpers_is_volunteering_on_its_days() -> None:
    """M3. No event is needed for that; hours in the cells are marks, and nought hours are none."""
    rows: Rows = [["Name", 46000, 46001], ["Ada", 3, 0], ["Bo", "", "1,5"]]
    sheet = _read("grid", rows, activity="Phone bank")
    assert [(one.on, one.name) for one in sheet.shifts] == [(date(2025, 12, 9), "Ada"), (date(2025, 12, 10), "Bo")]


def test_what_a_grid_leaves_unclear_is_told() -> None:
    """One letter for a row, one for a column; the other marks of both count."""
    rows: Rows = [
        ["Name", FEBRUARY, "3/4/2026", 46123, 46000, "Sundries"],
        ["Ada", "x", "x", "x", "x", "nice"],
        ["Bo", "perhaps", 46079, "", "", ""],
        ["Cleo", "?", "", "", "", ""],
        ["", "x", "", "", "", ""],
        ["Dev", "", "x", "", "", ""],
    ]
    sheet = _read("grid", rows)
    assert _came(sheet) == [("Meeting", "Ada", "")]
    assert (sheet.read, sheet.not_there) == (2, 0)
    assert _letters(sheet) == [
        "A tab, row 3, 'column B': what stands there is neither a mark nor empty. Write x for who was there.",
        "A tab, row 4, 'column B': what stands there is neither a mark nor empty. Write x for who was there.",
        "A tab, row 5, 'Name': neither a name nor an e-mail address is given. Write one of them.",
        (
            "A tab, row 1, 'Sundries': the column isn't read. Rename what should be read; put the heading of a note of "
            "your own in brackets."
        ),
        "A tab, row 1, 'column C': 3/4/2026 can be read in two ways. Write 2026-03-04 or 2026-04-03.",
        "A tab, row 1, 'column D': 2 events were held on 2026-04-11, and none is named. Name one.",
        "A tab, row 1, 'column E': no event was held on 2025-12-09. Correct the date, or add the event to Events.",
    ]


# ── meetings ───────────────────────────────────────────────────────────────────────────────────────

ZOOM: Rows = [
    ["Meeting ID", "Topic", "Start Time", "End Time", "User Email", "Duration (Minutes)"],
    ["821 5550 0100", "Forum", "03/19/2026 06:58:00 PM", "03/19/2026 08:30:00 PM", "host@example.org", 92],
    [],
    ["Name (Original Name)", "User Email", "Join Time", "Leave Time", "Duration (Minutes)", "Guest", "In Waiting Room"],
]


def _zoom(*rows: Sequence[Cell], minimum: float = 45) -> Sheet:
    return _read("meeting", [*ZOOM, *rows], event="Forum", minimum=minimum)


def _stay(name: str, joined: Cell, left: Cell, minutes: Cell, *, email: str = "", waiting: str = "No") -> list[Cell]:
    return [name, email, joined, left, minutes, "Yes", waiting]


@pytest.mark.parametrize(
    ("rows", "minutes"),
    [
        ([("7:00:00 PM", "7:45:00 PM", 45)], 45),
        ([("7:00:00 PM", "7:44:00 PM", 44)], 44),
        ([("7:00:00 PM", "7:44:01 PM", 45)], 45),
        ([("7:00:00 PM", "7:30:00 PM", 30), ("7:40:00 PM", "7:55:00 PM", 15)], 45),
        ([("7:00:00 PM", "7:30:00 PM", 30), ("7:15:00 PM", "7:35:00 PM", 20)], 35),
        ([("", "", 30), ("", "", 15)], 45),
        ([("7:00:00 PM", "7:30:00 PM", 30), ("", "", 14)], 44),
        ([("11:40:00 PM", "12:25:00 AM", 45)], 45),
        ([("8:00 PM", "2:00 AM", "")], 360),
        ([("8:00 PM", "7:00 PM", 45)], 45),
        ([(MARCH + 0.8, MARCH + 0.8 + 45 / 1440, 45)], 45),
        ([("3/4/2026 7:00 PM", "3/4/2026 7:45 PM", "")], 45),
        ([("", "", "1h 2m")], 62),
        ([("", "", "44 min 30 sec")], 45),
        ([("", "", "0:44:00")], 44),
        ([("", "", 44 / 1440)], 44),
    ],
)
def test_minutes_of_one_person_are_put_together(rows: list[tuple[Cell, Cell, Cell]], minutes: int) -> None:
    """M2. Times that overlap count once; without times the minutes are summed; a minute begun is a whole one."""
    stays = [_stay("Ada Example", *row) for row in rows]
    for minimum in (minutes, minutes + 1):
        sheet = _zoom(*stays, minimum=minimum)
        assert [one.name for one in sheet.sign_ins] == (["Ada Example"] if minimum == minutes else [])
        assert (sheet.read, sheet.duplicates) == ((1, len(rows) - 1) if minimum == minutes else (0, 0))
        assert _letters(sheet) == []


def test_a_meeting_is_read_as_zoom_writes_it() -> None:
    """M2. Second names are kept, pronouns are none; a row without an address is of the person of that whole name."""
    sheet = _zoom(
        _stay("Ada (Ada Example)", "7:00 PM", "7:50 PM", 50),
        _stay("Bo Sample (he/him)", "7:00 PM", "7:20 PM", 20, email="bo@example.org"),
        _stay("Bo Sample (he/him)", "7:30 PM", "7:59 PM", 29),
        _stay("Cleo", "7:00 PM", "7:20 PM", 20, email="cleo@example.org"),
        _stay("Cleo", "7:30 PM", "7:59 PM", 29),
        _stay("Dev Fictional", "7:00 PM", "8:30 PM", 90, waiting="Yes"),
        _stay("", "7:00 PM", "8:30 PM", 90),
        _stay("Esme", "", "", "a while"),
    )
    assert [(one.row, one.name, one.other, one.email) for one in sheet.sign_ins] == [
        (5, "Ada", "Ada Example", ""),
        (6, "Bo Sample (he/him)", "", "bo@example.org"),
    ]
    assert sheet.not_there == 3
    assert _letters(sheet) == [
        "A tab, row 11, 'Name': neither a name nor an e-mail address is given. Write one of them.",
        "A tab, row 12, 'Duration': what stands there is not a number of minutes. Write it as 57.",
    ]


def test_times_that_are_swapped_are_no_day_in_a_meeting() -> None:
    """M2. Past midnight somebody stays for six hours at most; what is more, with no minutes beside it, is set aside."""
    sheet = _zoom(_stay("Ada Example", "8:00 PM", "7:00 PM", ""), _stay("Bo Sample", "8:00 PM", "2:01 AM", ""))
    assert sheet.sign_ins == ()
    remedy = "it doesn't fit the join time. Correct the times, or write the minutes of the stay."
    assert _letters(sheet) == [f"A tab, row {row}, 'Leave time': {remedy}" for row in (5, 6)]


def test_without_a_minimum_whoever_was_let_in_counts() -> None:
    """M2, M3. Minutes that can't be read don't matter then; with an activity it is volunteering."""
    stays = [_stay("Ada Example", "", "", "?"), _stay("Bo Sample", "7:00 PM", "8:00 PM", 60, waiting="Yes")]
    assert [one.name for one in _zoom(*stays, minimum=0).sign_ins] == ["Ada Example"]
    helped = _read("meeting", [*ZOOM, *stays], event="Forum", activity="Phone bank")
    assert [(one.on, one.activity) for one in helped.shifts] == [(date(2026, 3, 19), "Phone bank")]


@pytest.mark.parametrize("kind", ["list", "grid", "meeting"])
def test_an_address_that_cant_be_used_costs_no_line_of_a_sheet(kind: str) -> None:
    """M2. As in the tab Attendance: the name stands, and a remark says so."""
    rows: Rows = [["Name", "Email", "Forum"], ["Ada Example", "n/a", "x"], ["Bo Sample", "ask me", "x"]]
    sheet = _read(kind, rows, event="" if kind == "grid" else "Forum")
    assert [(one.name, one.email) for one in sheet.sign_ins] == [("Ada Example", ""), ("Bo Sample", "")]
    assert sheet.set_aside == ()
    assert [(one.row, one.column) for one in sheet.remarks if one.column == "Email"] == [(3, "Email")]


# ── dues and voters ────────────────────────────────────────────────────────────────────────────────


def test_dues_are_paid_unless_the_list_says_no() -> None:
    """M5. With a day, an end, both or neither."""
    rows: Rows = [
        ["Name", "E-mail", "Last payment", "Expires on", "Status"],
        ["Ada", "ada@example.org", MARCH, "2027-03-19", ""],
        ["Bo", "", "", "", "Active"],
    ]
    sheet = _read("dues", [rows[0][:4], *(row[:4] for row in rows[1:]), ["Cleo", "", "last year", ""]])
    assert [(one.name, one.paid, one.on, one.through) for one in sheet.dues] == [
        ("Ada", True, date(2026, 3, 19), date(2027, 3, 19)),
        ("Bo", True, None, None),
    ]
    assert [one.column for one in sheet.set_aside] == ["Paid on"]
    lapsed = _read("dues", [["Name", "Membership status"], ["Ada", "Lapsed"], ["Bo", "Current"]])
    assert [one.paid for one in lapsed.dues] == [False, True]


def test_a_voter_list_may_have_any_columns_besides() -> None:
    """Strangers' wards and streets are neither read nor remarked upon."""
    rows: Rows = [
        ["Last Name", "First Name", "Street", "Ward", "Member no"],
        ["Example", "Ada", "1 Example St", 19, "M01"],
    ]
    sheet = _read("voters", rows)
    assert [(one.name, one.number) for one in sheet.voters] == [("Ada Example", "M01")]
    assert _letters(sheet) == []


# ── whatever stands there ──────────────────────────────────────────────────────────────────────────

FAMILIAR = [
    "Meeting", "Forum", "2026-02-26", "3/4/2026", "31/02/2026", "ada@example.org", "Ada (Ada Example)", "Total", "x",
    "✓",
    "No-show", "Completed", "7:00 PM", "03/19/2026 07:00:00 PM", "1h 5m", "Yes", "Name", "Email", FEBRUARY, 46123.5, 57,
]  # fmt: skip
JUNK = st.one_of(
    st.none(), st.booleans(), st.integers(-10, 60_000), st.floats(), st.text(max_size=12), st.sampled_from(FAMILIAR)
)
USUAL: Mapping[str, tuple[dict[str, Any], list[Cell], list[Cell]]] = {
    "form": ({"event": "Forum"}, ["Timestamp", "Name", "Email"], [MARCH + 0.5, "Zoe", "zoe@example.org"]),
    "list": ({}, ["Event", "Date", "Name", "Email", "Status"], ["Forum", "", "Zoe", "zoe@example.org", "Attended"]),
    "grid": ({}, ["Name", "Email", FEBRUARY, "Forum", "3/4/2026"], ["Zoe", "zoe@example.org", "", "x", ""]),
    "shifts": ({}, ["Date", "Shift", "Name", "Email", "Hours"], [MARCH, "Leaflets", "Zoe", "zoe@example.org", 2]),
    "meeting": (
        {"event": "Forum", "minimum": 45},
        ["Name", "Email", "Join time", "Leave time", "Duration", "In waiting room"],
        ["Zoe", "zoe@example.org", "7:00 PM", "8:00 PM", 60, "No"],
    ),
    "partner": ({"partner": "Others", "event": "Forum"}, ["Name", "Email", "Came"], ["Zoe", "zoe@example.org", "x"]),
    "dues": ({}, ["Name", "Email", "Paid on", "Expires", "Paid"], ["Zoe", "zoe@example.org", MARCH, "", "yes"]),
    "voters": ({}, ["Name", "Email", "Street", "Member id"], ["Zoe", "zoe@example.org", "1 Example Street", ""]),
}
"""Each kind of sheet: how its line in the tab Sources goes on, its headings, and a row with nothing wrong in it."""

ANY_KIND = st.sampled_from(sorted(USUAL))
MESSES = st.lists(st.lists(JUNK, max_size=7), max_size=12)


def _zoes(sheet: Sheet) -> int:
    lines: tuple[Any, ...] = (*sheet.sign_ins, *sheet.shifts, *sheet.dues, *sheet.voters)
    return sum(one.email == "zoe@example.org" and one.name == "Zoe" for one in lines)


def test_every_kind_is_tried() -> None:
    """A new kind has to be given its usual headings here."""
    assert USUAL.keys() == KINDS.keys()


@settings(max_examples=300)
@given(kind=ANY_KIND, mess=MESSES)
def test_whatever_stands_in_the_cells_every_row_is_accounted_for(kind: str, mess: list[list[Any]]) -> None:
    """rows = read + duplicates + blank + not there + set aside, for any junk; reading never fails."""
    listed, headings, _ = USUAL[kind]
    sheet = _read(kind, [headings, *mess], **listed)
    assert (sheet.refused, sheet.rows) == ("", len(mess))
    assert len({(one.row, one.column) for one in (*sheet.set_aside, *sheet.remarks)}) == len(_letters(sheet))


@settings(max_examples=300)
@given(kind=ANY_KIND, mess=MESSES, at=st.integers(0, 12))
def test_a_good_row_counts_whatever_stands_around_it(kind: str, mess: list[list[Any]], at: int) -> None:
    """No bad row takes a good one with it."""
    listed, headings, good = USUAL[kind]
    assert _zoes(_read(kind, [headings, *mess[:at], good, *mess[at:]], **listed)) == 1


@given(kind=ANY_KIND, mess=st.lists(st.lists(JUNK, max_size=7), max_size=30))
def test_without_headings_a_sheet_is_a_letter(kind: str, mess: list[list[Any]]) -> None:
    """Any cells whatever: the sheet is refused with a letter, or every row is accounted for."""
    sheet = _read(kind, mess, **USUAL[kind][0])
    assert not sheet.refused or sheet.refused.startswith("A tab")


@given(st.lists(st.lists(JUNK | st.sampled_from([*KINDS, "Tab", "Kind", "Event"]), max_size=8), max_size=12))
def test_whatever_stands_in_the_tab_sources_is_read_or_a_letter(rows: list[list[Any]]) -> None:
    """Never a traceback; and a line that isn't read is a refusal."""
    found = sources.listed({"Sources": [HEADINGS["Sources"], *rows]})
    assert all(one.startswith("Sources") for one in found.refused)
    assert all(one.kind in KINDS and one.tab for one in found.sources)


@given(kind=ANY_KIND, mess=MESSES, data=st.data())
def test_no_letter_quotes_a_name_or_an_address(kind: str, mess: list[list[Any]], data: st.DataObject) -> None:
    """Even where people's data stands in a wrong column, the letters don't repeat it."""
    canaries = st.sampled_from(["Zebulon Canary", "zebulon.canary@example.org", "Canary, Zebulon 2026"])
    for row in mess:
        for at in data.draw(st.sets(st.integers(0, 4), max_size=2)):
            row[at : at + 1] = [data.draw(canaries)]
    listed, headings, _ = USUAL[kind]
    assert not [one for one in _letters(_read(kind, [headings, *mess], **listed)) if "canary" in one.casefold()]
