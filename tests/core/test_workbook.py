"""The members' workbook: messy sheets are read, every row is accounted for, and no letter names a person."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core import cells, workbook
from core.cells import Cell, CellFault
from core.lines import Event, Member, Page, Shift
from core.workbook import Book
from flows.rehearsal import cast

Tabs = dict[str, list[list[Cell]]]


def _tabs() -> Tabs:
    """A small workbook with nothing wrong in it. 46079 is 26 February 2026."""
    return {
        "Members": [
            ["Member id", "Name", "Also known as", "Email", "Other emails", "(Phone)", "Dues paid"],
            [101, "Ada Example", "Addie; A. Example", "ada@example.org", "ada.example@example.com", "555-0100", "yes"],
            [102.0, "Bo Sample", None, "Bo@Example.org ", "", "", False],
        ],
        "Events": [["Event", "Date", "Kind"], ["February meeting", 46079, "Monthly meeting"]],
        "Attendance": [["Event", "Name", "Email"], ["February meeting", "Ada Example", "ada@example.org"]],
        "Volunteering": [["Date", "Activity", "Name", "Email"], ["2026-03-01", "Phone bank", "Bo Sample", ""]],
    }


def _letters(book: Book) -> list[str]:
    return [str(one) for one in book.set_aside()]


def _accounted(book: Book) -> bool:
    return all(
        page.rows == len(page.used) + page.duplicates + page.blank + len(page.set_aside)
        and len({one.row for one in book.set_aside() if one.tab == page.tab}) == len(page.set_aside) + len(page.remarks)
        for page in book.pages()
        if not page.refused
    )


def test_a_clean_workbook_is_read() -> None:
    """Numbers, names, addresses, days and dues come out as facts."""
    book = workbook.read(_tabs())
    assert book.members.used == (
        Member(2, "101", "Ada Example", ("Addie", "A. Example"), ("ada@example.org", "ada.example@example.com"), True),
        Member(3, "102", "Bo Sample", (), ("bo@example.org",), False),
    )
    meeting = Event(2, "February meeting", date(2026, 2, 26), "Monthly meeting")
    assert book.events.used == (meeting,)
    assert [(one.place, one.event, one.name, one.email) for one in book.sign_ins.used] == [
        ("Attendance, row 2", meeting, "Ada Example", "ada@example.org")
    ]
    assert book.shifts.used == (Shift(2, date(2026, 3, 1), "Phone bank", "Bo Sample", ""),)
    assert (book.set_aside(), book.refused()) == ((), ())
    assert [page.blank for page in book.pages()] == [0, 0, 0, 0]
    no_members = Page[Member]("Members", refused="The workbook has no tab named 'Members'. Add one.")
    assert workbook.read({}).members == no_members


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        (46079, date(2026, 2, 26)),
        (46079.8125, date(2026, 2, 26)),
        ("2026-02-26", date(2026, 2, 26)),
        (" 2026-2-6 ", date(2026, 2, 6)),
        ("2/26/2026", date(2026, 2, 26)),
        ("26.2.2026", date(2026, 2, 26)),
        ("3/3/2026", date(2026, 3, 3)),
        ("Feb 26, 2026", date(2026, 2, 26)),
        ("26 February 2026", date(2026, 2, 26)),
        ("Sept. 9 2026", date(2026, 9, 9)),
        ("10/28/2026 9:57:41", date(2026, 10, 28)),
        ("2026-02-26T19:00:00Z", date(2026, 2, 26)),
        ("2024/12/10 10:58:52 AM PST", None),
        ("12/30/2024 10:58:52 AM PST", date(2024, 12, 30)),
        ("2/29/2028", date(2028, 2, 29)),
        ("2/29/2027", None),
        ("31/02/2026", None),
        ("2/26/26", date(2026, 2, 26)),
        ("26/2/26", date(2026, 2, 26)),
        ("25/12/24", None),
        ("Thu, Feb 26, 2026", date(2026, 2, 26)),
        ("Thursday 26 February 2026", date(2026, 2, 26)),
        ("Thurs. 2/26/26 7:00 PM", date(2026, 2, 26)),
        ("Feb 26th, 2026 at 7:00 PM", date(2026, 2, 26)),
        ("Wed 3/4/2026", date(2026, 3, 4)),
        ("Fri 3/4/2026", date(2026, 4, 3)),
        ("Sunny, Feb 26, 2026", None),
        ("2000-01-01", date(2000, 1, 1)),
        ("1999-12-31", None),
        ("2099-12-31", date(2099, 12, 31)),
        ("2100-01-01", None),
        ("June", None),
        ("Ju 5 2026", None),
        ("tomorrow", None),
        ("", None),
        (None, None),
        (True, None),
        (0, None),
        (-5, None),
        (7, None),
        (1e300, None),
        (float("nan"), None),
        (float("inf"), None),
    ],
)
def test_a_date_is_read_only_if_it_is_one(written: Cell, meant: date | None) -> None:
    """Serial numbers and the usual ways of writing a day are read, everything else is refused."""
    if meant is not None:
        assert cells.day(written) == meant
        return
    with pytest.raises(CellFault, match=r"is not a date|in two ways"):
        cells.day(written)


def test_a_date_that_can_be_read_in_two_ways_is_not_guessed() -> None:
    """3/4/2026 is in March for some and in April for others; the letter offers both."""
    with pytest.raises(CellFault) as refused:
        cells.day("3/4/2026")
    assert str(refused.value) == "3/4/2026 can be read in two ways. Write 2026-03-04 or 2026-04-03"


@pytest.mark.parametrize("written", ["Fri, Feb 26, 2026", "Mon 2/26/2026", "Sat 3/4/2026"])
def test_a_day_of_the_week_has_to_fit(written: str) -> None:
    """One of the two is a slip, and nobody can tell which."""
    with pytest.raises(CellFault, match="the day of the week doesn't fit the date"):
        cells.day(written)


@pytest.mark.parametrize(
    ("others", "meant"),
    [
        (["6/18/2026", "6/30/2026 19:02"], date(2026, 6, 4)),
        (["18/6/2026", "30/6/2026", "5/6/26"], date(2026, 4, 6)),
        (["6/18/2026", "6/18/2026"], date(2026, 6, 4)),
        (["6/18/2026"], None),
        (["6/18/2026", "18/6/2026", "6/30/2026"], None),
        (["2026-06-18", "June 30, 2026", 46190], None),
        (["7/5/2026", "8/5/2026"], None),
        ([], None),
    ],
)
def test_a_column_shows_in_which_order_its_days_are_written(others: list[Cell], meant: date | None) -> None:
    """6/4/2026 is read as all the others are, where two of them show it and none is otherwise; else it is set aside."""
    tabs = _tabs()
    tabs["Volunteering"] = [["Date", "Activity", "Name"], ["6/4/2026 18:30", "Phone bank", "Bo Sample"]]
    tabs["Volunteering"] += [[on, "Door-knocking", f"Cy {nth}"] for nth, on in enumerate(others)]
    book = workbook.read(tabs)
    assert next((one.on for one in book.helped() if one.activity == "Phone bank"), None) == meant
    assert (2 in [one.row for one in book.shifts.set_aside]) == (meant is None)


def test_a_bad_row_is_set_aside_with_a_letter_and_stops_no_other() -> None:
    """The letter says where, what and what to do; the good rows around it are used."""
    tabs = _tabs()
    tabs["Attendance"] = [
        ["Date", "Name", "Email"],
        [46079, "Ada Example", ""],
        ["31/02/2026", "Bo Sample", ""],
        [46079, "Bo Sample", ""],
    ]
    book = workbook.read(tabs)
    assert len(book.sign_ins.used) == 2
    assert _letters(book) == ["Attendance, row 3, 'Date': '31/02/2026' is not a date. Write it as 2026-02-28."]


@pytest.mark.parametrize(
    "written", ["n/a", "N/A", "none", "-", "—", "no email", "No e-mail.", "?", "doesn't have one", ""]
)
def test_words_for_no_address_are_no_address(written: str) -> None:
    """Who has none often says so; the name stands, and there is nothing to mend."""
    tabs = _tabs()
    tabs["Attendance"] = [["Event", "Name", "Email"], ["February meeting", "Ada Example", written]]
    tabs["Volunteering"] = [["Date", "Activity", "Name", "Email"], [46082, "Phone bank", "Ada Example", written]]
    book = workbook.read(tabs)
    assert [(one.name, one.email) for one in book.there()] == [("Ada Example", "")] * 2
    assert (book.set_aside(), _letters(book)) == ((), [])


@pytest.mark.parametrize(
    ("written", "email", "told"),
    [
        ("ask me", "", "what stands there is not an e-mail address; the row is read by its name alone"),
        ("ada@example", "", "what stands there is not an e-mail address; the row is read by its name alone"),
        ("ada@example.org; ada@work.example", "ada@example.org", "several e-mail addresses stand there; the first one"),
        ("ada@example.org or n/a", "ada@example.org", "what stands there is not an e-mail address; the first one is"),
        ("Ada <ADA@example.org>", "ada@example.org", "what stands there is not an e-mail address; the first one is"),
        ("x" * 501, "", "more than 500 characters stand there; the row is read by its name alone"),
    ],
)
def test_an_address_that_cant_be_used_costs_nobody_their_sign_in(written: str, email: str, told: str) -> None:
    """The name is kept, with the first address that is one, and a remark says so; without a name it can't be."""
    tabs = _tabs()
    tabs["Attendance"] = [["Event", "Name", "Email"], ["February meeting", "Ada Example", written]]
    tabs["Attendance"].append(["February meeting", "", written])
    book = workbook.read(tabs)
    assert [(one.name, one.email) for one in book.came()] == [("Ada Example", email)]
    assert [one.row for one in book.sign_ins.set_aside] == [3]
    (remark,) = book.sign_ins.remarks
    assert str(remark).startswith(f"Attendance, row 2, 'Email': {told}")


@pytest.mark.parametrize(
    ("tab", "row", "letter"),
    [
        ("Members", ["", "Cy Specimen", "", ""], "'Member id': there is no number. Give the member"),
        ("Members", [103, "", "", "cy@example.org"], "'Name': there is no name. Write the member's name."),
        ("Members", [101, "Cy", "", "cy@example.org"], "'Member id': row 2 has the same one and says something else."),
        ("Events", ["", 46080, ""], "'Event': the event has no name. Write one that no other event has."),
        ("Events", ["March meeting", "", ""], "'Date': what stands there is not a date. Write it as 2026-02-28."),
        ("Events", ["february  Meeting", 46080], "'Event': row 2 has the same one and says something else."),
        ("Attendance", ["January meeting", "Cy", ""], "'Event': the tab Events has no such event. Correct the name,"),
        ("Attendance", ["February meeting", "", ""], "'Name': neither a name nor an e-mail address is given. Write"),
        (
            "Attendance",
            ["February meeting", "", "c@a.example d@b.example"],
            "'Email': several e-mail addresses stand",
        ),
        ("Volunteering", ["2026-03-01", "", "Cy", ""], "'Activity': there is no activity. Write what was done."),
    ],
)
def test_each_kind_of_bad_row_gets_its_letter(tab: str, row: list[Cell], letter: str) -> None:
    """What is missing, doubled or unreadable is named by its column, with a remedy, and nothing else suffers."""
    tabs = _tabs()
    tabs[tab].append(row)
    book = workbook.read(tabs)
    (found,) = _letters(book)
    assert found.startswith(f"{tab}, row {len(tabs[tab])}, {letter}")
    assert _accounted(book)
    assert [len(page.used) for page in book.pages()] == [2, 1, 1, 1]


@pytest.mark.parametrize(
    ("email", "other", "kept", "columns"),
    [
        ("cy at example", "", (), "'Email'"),
        ("cy at example", "cy@example.com", ("cy@example.com",), "'Email'"),
        ("cy@example.org", "cy@", ("cy@example.org",), "'Other emails'"),
        ("cy", "cy@", (), "'Email' and 'Other emails'"),
    ],
)
def test_a_member_is_kept_without_an_address_that_cant_be_used(
    email: str, other: str, kept: tuple[str, ...], columns: str
) -> None:
    """A slip in an address costs nobody their vote: one letter for the row, and the row counts as used."""
    tabs = _tabs()
    tabs["Members"].append([103, "Cy Specimen", "", email, other, "", ""])
    book = workbook.read(tabs)
    assert (book.members.used[-1].name, book.members.used[-1].emails) == ("Cy Specimen", kept)
    (letter,) = _letters(book)
    assert letter == (
        f"Members, row 4, {columns}: what stands there is not an e-mail address; the member is kept without it. "
        "Write it as name@example.org, or leave it empty."
    )
    assert book.members.set_aside == ()
    assert _accounted(book)


@pytest.mark.parametrize(
    "heading", ["Other e-mails", "Other E-Mail addresses", "other e mail", "E-mails", "Emails", "OTHER EMAILS"]
)
def test_other_addresses_are_read_however_they_are_headed(heading: str) -> None:
    """With a hyphen, a space or neither, the second address is one by which a sign-in can be told."""
    tabs = _tabs()
    tabs["Members"][0][4] = heading
    book = workbook.read(tabs)
    assert book.members.used[0].emails == ("ada@example.org", "ada.example@example.com")
    assert book.set_aside() == ()


def test_the_rehearsals_workbook_is_read_whole() -> None:
    """Bo's second address is among hers, and no column of the made-up workbook is passed over."""
    acted = cast.stage(today=date(2026, 9, 28))
    book = workbook.read(acted.tabs)
    assert book.members.used[1].emails == ("bo.example@example.org", "bo.at.work@example.org")
    assert [page.remarks for page in book.pages()] == [(), (), (), ()]


def test_columns_that_nobody_reads_are_told_once() -> None:
    """One letter for a tab names them; columns without content, and those headed in brackets, are left alone."""
    tabs = _tabs()
    tabs["Members"][0] += ["Shoe size", "Ward", "Empty", "Box"]
    tabs["Members"][1] += [38, "19", "", False]
    tabs["Events"][0].append("Place")
    tabs["Events"][1].append("The library")
    book = workbook.read(tabs)
    remedy = "Rename what should be read; put the heading of a note of your own in brackets."
    assert _letters(book) == [
        f"Members, row 1, 'Shoe size', 'Ward': these columns aren't read. {remedy}",
        f"Events, row 1, 'Place': the column isn't read. {remedy}",
    ]
    assert [len(page.used) for page in book.pages()] == [2, 1, 1, 1]
    assert _accounted(book)


def test_a_sign_in_by_day_means_the_one_event_of_that_day() -> None:
    """Where the day has no event, or two, the row is set aside and the letter says which."""
    tabs = _tabs()
    tabs["Events"] += [["Forum", "2026-03-14", "Forum"], ["Workstream", "2026-03-14", "Workstream meeting"]]
    tabs["Attendance"] = [
        ["Date", "Event", "Name"],
        ["2026-02-26", "", "Ada Example"],
        ["2026-02-27", "", "Ada Example"],
        ["2026-03-14", "", "Ada Example"],
        ["2026-03-14", "forum", "Ada Example"],
        ["2026-03-13", "Forum", "Ada Example"],
        ["", "", "Ada Example"],
    ]
    book = workbook.read(tabs)
    assert [one.event.code for one in book.sign_ins.used] == ["February meeting", "Forum"]
    assert _letters(book) == [
        "Attendance, row 3, 'Date': no event was held on 2026-02-27. Correct the date, or add the event to Events.",
        "Attendance, row 4, 'Event': 2 events were held on 2026-03-14, and none is named. Name one.",
        "Attendance, row 6, 'Date': the event was held on 2026-03-14, not then. Correct the row, or the event.",
        "Attendance, row 7, 'Date': what stands there is not a date. Write it as 2026-02-28.",
    ]


def test_a_forms_timestamp_serves_where_there_is_no_date() -> None:
    """An answer sheet has only its timestamp; a form filled in the day after, with its event named, is fine."""
    tabs = _tabs()
    tabs["Attendance"] = [
        ["Timestamp", "Email Address", "Which event?"],
        [46079.82, "ada@example.org", ""],
        [46080.41, "bo@example.org", "February meeting"],
    ]
    book = workbook.read(tabs)
    assert [one.email for one in book.sign_ins.used] == ["ada@example.org", "bo@example.org"]
    assert _letters(book) == []


def test_headings_are_found_however_they_are_written() -> None:
    """Case, spaces, marks, order, other words for the same, and a title above don't matter."""
    tabs = _tabs()
    tabs[" members "] = [
        ["Our members, please keep tidy"],
        [],
        ["E-MAIL address", "Zip", "last name", " First  Name", "Member #"],
        ["ada@example.org", "02130", "Example", "Ada", 101],
    ]
    del tabs["Members"]
    (ada,) = workbook.read(tabs).members.used
    assert ada == Member(4, "101", "Ada Example", (), ("ada@example.org",))


@pytest.mark.parametrize(
    ("tab", "headings", "wanting"),
    [
        ("Members", ["Name", "Email"], "no column is headed 'Member id'"),
        ("Members", ["Member id", "Email"], "no column is headed 'Name' or 'First name'"),
        ("Attendance", ["Name", "Email"], "no column is headed 'Event' or 'Date' or 'Timestamp'"),
        ("Attendance", ["Event", "Pronouns"], "no column is headed 'Name' or 'First name' or 'Email'"),
        ("Attendance", ["Event", "Email", "E-mail"], "the columns 'Email' and 'E-mail' both mean 'Email'"),
        ("Volunteering", ["Date", "Name"], "no column is headed 'Activity'"),
    ],
)
def test_a_tab_without_a_needed_column_or_with_one_doubled_is_refused(
    tab: str, headings: list[Cell], wanting: str
) -> None:
    """Nothing is read of it, so that no column is taken for another; the other tabs are read."""
    tabs = _tabs()
    tabs[tab] = [headings, ["something", "something", "something"]]
    book = workbook.read(tabs)
    (letter,) = book.refused()
    assert letter.startswith(f"{tab} can't be read: {wanting}. ")
    assert sum(bool(page.used) for page in book.pages()) == 3


def test_without_events_no_attendance_is_read() -> None:
    """Attendance means nothing without its events, and says so once instead of for every row."""
    tabs = _tabs()
    del tabs["Events"]
    book = workbook.read(tabs)
    assert book.refused() == (
        "The workbook has no tab named 'Events'. Add one.",
        "Attendance can't be read before Events is put right.",
    )
    assert book.set_aside() == ()


def test_an_empty_workbook_is_four_letters() -> None:
    """Nothing at all, and tabs with nothing in them, are refused without a crash."""
    assert len(workbook.read({}).refused()) == 4
    assert len(workbook.read({"Members": [], "Events": [[]], "Attendance": [], "Volunteering": []}).refused()) == 4


def test_two_tabs_of_one_name_are_refused() -> None:
    """Sheets tells "Events" and "events" apart, people don't."""
    assert workbook.read(_tabs() | {"events": []}).refused()[0] == (
        "The workbook has two tabs named 'Events'. Rename one of them."
    )


def test_blank_rows_are_counted_and_otherwise_ignored() -> None:
    """Also rows with nothing but spaces, an unticked box, or text in a column that isn't ours."""
    tabs = _tabs()
    tabs["Members"] += [[], [None, "", " "], ["", "", "", "", "", "", False], ["", "", "", "", "", "call them"]]
    book = workbook.read(tabs)
    assert (book.members.rows, len(book.members.used), book.members.blank) == (6, 2, 4)
    assert book.set_aside() == ()


def test_the_same_row_twice_is_a_duplicate() -> None:
    """Signing in twice, or a line copied twice, is counted and changes nothing."""
    tabs = _tabs()
    for tab in tabs.values():
        tab.append(list(tab[1]))
    tabs["Attendance"].append(["FEBRUARY MEETING", "ada  example", "Ada@example.org"])
    book = workbook.read(tabs)
    assert [page.duplicates for page in book.pages()] == [1, 1, 2, 1]
    assert [len(page.used) for page in book.pages()] == [2, 1, 1, 1]
    assert book.set_aside() == ()


def test_dues_that_nobody_can_read_are_unknown_and_cost_nobody_their_line() -> None:
    """Voting doesn't depend on dues, so an unclear cell there is no reason to set a member aside (M5)."""
    tabs = _tabs()
    tabs["Members"].append([103, "Cy Specimen", "", "", "", "", "in March, I think"])
    assert workbook.read(tabs).members.used[-1].dues_paid is None


FAMILIAR = ["February meeting", "2026-02-26", "31/02/2026", "3/4/2026", "ada@example.org", "Name", "Email", "x@"]
JUNK = st.one_of(
    st.none(), st.booleans(), st.integers(-10, 60_000), st.floats(), st.text(max_size=12), st.sampled_from(FAMILIAR)
)
HEADINGS: Mapping[str, Sequence[str]] = {
    "Members": ("Member id", "Name", "Email", "Also known as", "Other emails", "Dues paid"),
    "Events": ("Event", "Date", "Kind"),
    "Attendance": ("Event", "Date", "Name", "Email"),
    "Volunteering": ("Date", "Activity", "Name", "Email"),
}


@st.composite
def _messy(draw: st.DrawFn) -> dict[str, list[list[Any]]]:
    rows = st.lists(st.lists(JUNK, max_size=7), max_size=12)
    return {tab: [list(headings), *draw(rows)] for tab, headings in HEADINGS.items()}


@given(_messy())
def test_whatever_stands_in_the_cells_every_row_is_accounted_for(tabs: dict[str, list[list[Any]]]) -> None:
    """rows = used + duplicates + blank + set aside, for any junk; reading never fails."""
    book = workbook.read(tabs)
    assert book.refused() == ()
    assert _accounted(book)
    assert [page.rows for page in book.pages()] == [len(tabs[tab]) - 1 for tab in HEADINGS]


@given(_messy(), st.data())
def test_no_letter_quotes_a_name_or_an_address(tabs: dict[str, list[list[Any]]], data: st.DataObject) -> None:
    """Even where people's data stands in a wrong column, the letters don't repeat it."""
    canaries = st.sampled_from(["Zebulon Canary", "zebulon.canary@example.org", "Canary, Zebulon 2026"])
    for row in (row for rows in tabs.values() for row in rows[1:]):
        for at in data.draw(st.sets(st.integers(0, 3), max_size=2)):
            row[at : at + 1] = [data.draw(canaries)]
    book = workbook.read(tabs)
    assert not [letter for letter in _letters(book) if "canary" in letter.casefold()]
