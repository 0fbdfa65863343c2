"""Lines that are one person: joined when an organiser says so, and apart again when they say otherwise."""

from __future__ import annotations

from datetime import date

from core import alias_keys, people
from core.bylaws.participation import Attended, Excepted, Participation, Volunteered
from core.decisions import Answers
from core.lines import Event, Member, Page, Shift, SignIn
from core.twins import one_each
from core.workbook import Book

ADA = Member(2, "M01", "Ada Example", (), ("ada@example.org",))
ADA_AGAIN = Member(3, "M02", "Ada Specimen", ("Adi",), ("ada@elsewhere.example.org", "ada@example.org"), dues_paid=True)
BO = Member(4, "M03", "Bo Sample", (), ("bo@example.org",))
LINES = (ADA, ADA_AGAIN, BO)

MEETING = Event(2, "Meeting", date(2026, 3, 11))
FORUM = Event(3, "Forum", date(2026, 6, 4))
BOOK = Book(
    Page("Members", used=LINES),
    Page("Events", used=(MEETING, FORUM)),
    Page(
        "Attendance",
        used=(
            SignIn(2, MEETING, "Ada Example", "ada@example.org"),
            SignIn(3, FORUM, "Ada Specimen", "ada@elsewhere.example.org"),
            SignIn(4, MEETING, "Somebody New", "new@example.org"),
        ),
    ),
    Page[Shift]("Volunteering"),
)


def test_a_merged_line_gives_its_names_and_addresses() -> None:
    """M1. The kept line's number, name and first address stay; everything else is added once."""
    (ada, bo) = one_each(LINES, {"M02": "M01"})
    assert bo is BO
    assert ada == Member(
        2,
        "M01",
        "Ada Example",
        ("Ada Specimen", "Adi"),
        ("ada@example.org", "ada@elsewhere.example.org"),
        dues_paid=True,
    )


def test_merging_goes_through_several_lines() -> None:
    """M1. Who was merged into somebody who is merged into a third is that third."""
    (ada,) = one_each(LINES, {"M03": "M02", "M02": "M01"})
    assert ada.number == "M01"
    assert "bo@example.org" in ada.emails


def test_nobody_disappears() -> None:
    """M1. Merged into a line that was taken out, or in a circle, a person is still there."""
    assert one_each(LINES, {"M02": "M99"}) == LINES
    assert {one.number for one in one_each(LINES, {"M01": "M02", "M02": "M01"})} == {"M01", "M03"}


def test_what_two_lines_did_is_one_persons() -> None:
    """M2. Sign-ins under either name count for the line that is kept, and for each line by itself without an answer."""
    apart = people.take_part(BOOK, Answers())
    assert {number: len(facts.attended) for number, facts in apart.by_member.items()} == {"M01": 1, "M02": 1, "M03": 0}
    joined = people.take_part(BOOK, Answers(merged={"M02": "M01"}))
    assert {number: len(facts.attended) for number, facts in joined.by_member.items()} == {"M01": 2, "M03": 0}


def test_an_answer_holds_for_the_line_that_is_kept() -> None:
    """M2. Somebody was said to be M02, and M02 to be M01: so they are M01, and aren't asked about again."""
    alias = alias_keys.alias_key("Somebody New", "new@example.org")
    part = people.take_part(BOOK, Answers({alias: "M02"}, {"M02": "M01"}))
    assert part.questions == ()
    assert [one.event for one in part.by_member["M01"].attended] == ["Meeting", "Forum"]
    assert part.repeats == 1


def test_what_was_conceded_counts_beside_the_sheets() -> None:
    """M4. It is added once; where a sheet says the same, it stands there by the sheet's row."""
    place = "dispute 1, decided on 8 June 2026"
    conceded = Participation(
        (Attended(MEETING.on, "meeting", "", place), Attended(FORUM.on, "Forum", "", place)),
        (Volunteered(FORUM.on, "Chairs", place),),
    )
    facts = people.take_part(BOOK, Answers(conceded={"M01": conceded})).by_member["M01"]
    assert [(one.event, one.place) for one in facts.attended] == [("Meeting", "Attendance, row 2"), ("Forum", place)]
    assert [one.place for one in facts.volunteered] == [place]


def test_an_exception_goes_with_the_person() -> None:
    """S2. Made for a line that is merged with another, it holds for the one that is kept."""
    made = Excepted("S2", date(2026, 1, 1), date(2026, 12, 31), "the committee")
    part = people.take_part(BOOK, Answers(merged={"M02": "M01"}, exceptions={"M02": (made,)}))
    assert part.by_member["M01"].exceptions == (made,)
