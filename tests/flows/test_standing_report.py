"""The standing report and notices of meetings with candidates: what is told, to whom, and that it is told once."""

from __future__ import annotations

import gc
from contextlib import suppress
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from core.records import Candidate, CandidateMeeting, CommitteeSeat, Letter, Race, Reason
from flows import meeting_held, remove_race, resign, tend, year
from flows.duties.committee import due, resigning, standing_report
from flows.duties.membership import stock
from flows.erase import erase
from flows.meeting import set_meeting
from flows.pages.committee import committee_page
from flows.secretary import Refusal
from tests.conftest import KILLED, ON_SQLITE
from tests.flows.club import ADA, HOUR, MEMBERS, Club, workbook
from tests.flows.committee import MAYOR, SEATS, URSULA, certified, counted
from tests.flows.terminal import at_the_club
from tests.trust.chaos import Chaos, Death

WHO = f"{MAYOR}/2"
HELD = date(2026, 10, 14)
WHERE: dict[str, Any] = {"on": HELD, "at": "18:30", "place": "Curtis Hall, 20 South Street"}
NEW_YEAR = datetime(2027, 1, 1, 15, tzinfo=UTC)
QUARTER = (date(2026, 10, 1), date(2026, 12, 31))
REPORT = "standing/2026-12-31"
MEETINGS = [["October meeting", "2026-10-08", "Committee meeting"],
            ["November meeting", "2026-11-12", "committee meeting"],
            ["Rally", "2026-10-20", "major event"], ["Party", "2026-12-12", "party"]]  # fmt: skip
CAME = [["October meeting", "", name, MEMBERS[name]] for name in (ADA, "Bo Sample")] + [
    ["November meeting", "", ADA, MEMBERS[ADA]], ["Rally", "", "Bo Sample", MEMBERS["Bo Sample"]],
    ["Party", "", ADA, MEMBERS[ADA]], ["November meeting", "", "Esme Pretend", MEMBERS["Esme Pretend"]],
]  # fmt: skip


@pytest.fixture
def in_january(seated: Club) -> Club:
    """A quarter is over: two meetings of the committee, a larger gathering, and a vote of Ada, Bo and Cleo."""
    if "in january" not in seated.kept:
        counted(seated, {ADA: URSULA, "Bo Sample": URSULA, "Cleo Specimen": URSULA})
        certified(seated)
        book = workbook()
        seated.write("Events", [*book["Events"], *MEETINGS])
        seated.write("Attendance", [*book["Attendance"], *CAME])
        seated.at(NEW_YEAR)
        stock.take_stock(seated.secretary)
        seated.keep("in january")
    seated.go_to("in january")
    return seated


def _letters(club: Club, beginning: str) -> list[str]:
    return sorted(one for one in club.letters() if one.startswith(beginning))


def test_the_report_counts_what_took_place_while_a_member_was_active(in_january: Club) -> None:
    """S12. Meetings and gatherings by their kind, votes by who took part; on leave nothing is expected of anybody."""
    with in_january.secretary.ledger.reading() as session:
        found = standing_report.of_period(session, date(2026, 10, 1), date(2026, 12, 31), charter=in_january.charter)
    told = {
        one.number: (one.came, one.meetings, one.gathered, one.gatherings, one.answered, one.polls) for one in found
    }
    assert told == {
        "M01": (2, 2, 0, 1, 1, 1),
        "M02": (1, 2, 1, 1, 1, 1),
        "M03": (0, 2, 0, 1, 1, 1),
        "M04": (0, 2, 0, 1, 0, 0),  # recused from the race: not asked
        "M05": (0, 0, 0, 0, 0, 0),  # on leave: she came all the same, and nothing is counted
    }


def test_the_committee_reads_it_once_with_names_and_the_page_has_numbers(in_january: Club) -> None:
    """S12. The letter goes to the committee alone; its row holds no more than the days; a second pass plans nothing."""
    club = in_january
    for _ in range(2):
        year.carry_on(club.secretary)
        tend.tend(club.secretary)
        club.later(HOUR)
    tend.tend(club.secretary)
    assert _letters(club, "standing/") == [REPORT]
    assert set(club.letter(REPORT).facts["report"]) == {"first", "last"}
    [mail] = club.mails(REPORT, to=MEMBERS[ADA])
    assert (
        "Ada Example\n- Committee meetings: 2 of 2\n- Larger gatherings: 0 of 1\n- Polls answered: 1 of 1" in mail.text
    )
    assert not club.mails(REPORT, to="kit@example.org")
    page = committee_page(club.secretary)
    assert "| M02 | 1 of 2 | 1 of 1 | 1 of 1 | – |" in page
    assert not [name for name in MEMBERS if name in page]


def test_whoever_is_erased_is_in_no_report_of_ours_and_people_delete_its_campaign(in_january: Club) -> None:
    """M8. The book holds nothing of it; what Mailchimp keeps of the letter is listed for people to delete."""
    club = in_january
    for _ in range(3):
        year.carry_on(club.secretary)
        tend.tend(club.secretary)
        club.later(HOUR)
    resign.resign(club.secretary, "M02", on=date(2027, 1, 1), because="Moves away.", by="R. O.")
    erase(club.secretary, "M02")
    for _ in range(3):
        assert not club.tend().troubles
        club.later(2 * HOUR)
    assert REPORT in "\n".join(erase(club.secretary, "M02"))
    with club.secretary.ledger.reading() as session:
        assert not resigning.of_members(session)
        found = standing_report.in_words(session, *QUARTER, charter=club.charter, named=True)
    assert [one["number"] for one in found["lines"]] == ["M01", "M03", "M04", "M05"]


def test_no_report_about_a_quarter_without_seats_or_at_night(in_january: Club) -> None:
    """S12. At night nobody is written to; nor is anybody told of a time before there was a committee."""
    club = in_january
    club.at(NEW_YEAR + timedelta(hours=9))  # midnight is near
    club.later(timedelta(hours=8))
    year.carry_on(club.secretary)
    assert not _letters(club, "standing/")
    with club.secretary.ledger.writing(club.secretary.now()) as pen:
        for one in pen.session.execute(select(CommitteeSeat)).scalars():
            one.since = date(2027, 1, 1)
    assert not year.DUTIES[2][1](club.secretary)
    assert not _letters(club, "standing/")


def test_members_are_told_of_a_meeting_once_and_once_more_when_it_moves(seated: Club) -> None:
    """S13. Every mailbox of a member gets the notice; the same words again change nothing; a new place is told."""
    club = seated
    assert set_meeting(club.secretary, WHO, **WHERE)
    assert not set_meeting(club.secretary, WHO, **WHERE)
    for _ in range(2):
        year.carry_on(club.secretary)
    assert _letters(club, "meeting.") == [f"meeting.{MAYOR}.2.1/0"]
    assert set_meeting(club.secretary, WHO, **{**WHERE, "place": "Town Hall"})
    for _ in range(2):
        year.carry_on(club.secretary)
    assert len(_letters(club, "meeting.")) == 2
    moved = club.letter(f"meeting.{MAYOR}.2.1/1")
    assert (moved.facts["moved"], moved.facts["place"], moved.facts["candidate"]) == (
        True,
        "Town Hall",
        "Victor Invented",
    )
    assert "members are told" in committee_page(club.secretary)


def test_a_meeting_called_off_is_told_to_those_who_were_told_of_it(seated: Club) -> None:
    """S13. With the reason, once; and of one that nobody had heard of nobody hears."""
    club, off = seated, {"because": "She is ill.", "by": "R. O."}
    set_meeting(club.secretary, WHO, **WHERE)
    year.carry_on(club.secretary)
    assert meeting_held.call_off(club.secretary, WHO, **off)
    assert not meeting_held.call_off(club.secretary, WHO, **off)
    for _ in range(2):
        year.carry_on(club.secretary)
    assert [club.letter(one).occasion for one in _letters(club, "meeting.")] == ["meeting_notice", "meeting_off"]
    set_meeting(club.secretary, WHO, **WHERE)
    meeting_held.call_off(club.secretary, WHO, **off)
    year.carry_on(club.secretary)
    assert len(_letters(club, "meeting.")) == 2


def test_only_a_meeting_that_was_held_is_a_step(seated: Club) -> None:
    """S13, E4. Set, it counts for nothing; before its hour it can't be recorded; a second one is added to the note."""
    club = seated
    set_meeting(club.secretary, WHO, **WHERE)
    year.carry_on(club.secretary)
    with pytest.raises(Refusal, match="still to come"):
        meeting_held.hold(club.secretary, WHO, by="R. O.")
    with club.secretary.ledger.reading() as session:
        assert not session.get_one(Race, MAYOR).steps
    club.at(datetime(2026, 10, 15, tzinfo=UTC))
    with club.secretary.ledger.reading() as session:
        assert "record that it was held" in " ".join(one.what for one in due.due(club.secretary, session))
    assert meeting_held.hold(club.secretary, WHO, by="R. O.", note="Buses and rents")
    assert not meeting_held.hold(club.secretary, WHO, by="R. O.")
    set_meeting(club.secretary, f"{MAYOR}/1", **{**WHERE, "on": date(2026, 10, 20)})
    year.carry_on(club.secretary)
    club.at(datetime(2026, 10, 21, 12, tzinfo=UTC))
    assert meeting_held.hold(club.secretary, f"{MAYOR}/1", by="R. O.")
    with club.secretary.ledger.reading() as session:
        [step] = session.get_one(Race, MAYOR).steps
    assert (step.step, step.on) == ("candidate meeting", date(2026, 10, 20))
    assert step.note == f"With {WHO}. Buses and rents; With {MAYOR}/1"


def test_a_meeting_that_members_hear_of_late_takes_a_reason(seated: Club) -> None:
    """S13. Tomorrow is too soon, unless somebody says why; one that nobody was told of takes a reason to count."""
    club = seated
    club.at(datetime(2026, 10, 13, 12, tzinfo=UTC))
    with pytest.raises(Refusal, match="less than 48 hours before; that needs a reason"):
        set_meeting(club.secretary, WHO, **WHERE)
    assert set_meeting(club.secretary, WHO, **WHERE, because="She is in town on that evening only.")
    club.at(datetime(2026, 10, 15, tzinfo=UTC))
    with pytest.raises(Refusal, match="weren't told of it before"):
        meeting_held.hold(club.secretary, WHO, by="R. O.")
    assert meeting_held.hold(club.secretary, WHO, by="R. O.", note="All members came: it was announced at the rally.")
    with club.secretary.ledger.reading() as session:
        kept = [one.kind for one in session.execute(select(Reason)).scalars()]
    assert kept == ["meeting.soon", "meeting.held_untold"]


def test_nobody_is_invited_to_meet_who_has_withdrawn_or_whose_race_is_over(seated: Club) -> None:
    """S13. Set before, and not told yet: no notice goes out; a race with a meeting on record can't be removed."""
    club = seated
    set_meeting(club.secretary, WHO, **WHERE)
    with club.secretary.ledger.writing(club.secretary.now()) as pen:
        pen.session.get_one(Candidate, (MAYOR, 2)).withdrawn = True
    year.carry_on(club.secretary)
    assert not _letters(club, "meeting.")
    with pytest.raises(Refusal, match="it has a meeting"):
        remove_race.remove(club.secretary, MAYOR, by="R. O.")
    with club.secretary.ledger.writing(club.secretary.now()) as pen:
        pen.session.get_one(Race, MAYOR).ended_as = "no endorsement"
    with pytest.raises(Refusal, match="isn't under way any more"):
        set_meeting(club.secretary, f"{MAYOR}/1", **WHERE)


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"on": date(2026, 9, 1)}, "past"),
        ({"at": "half past six"}, "is no hour"),
        ({"place": " "}, "Say where it is"),
    ],
)
def test_a_meeting_that_cant_be_is_refused(seated: Club, changes: dict[str, Any], why: str) -> None:
    """S13. Past, without an hour, or without a place: a letter says what to do."""
    with pytest.raises(Refusal, match=why):
        set_meeting(seated.secretary, WHO, **{**WHERE, **changes})
    with pytest.raises(Refusal, match="doesn't stand"):
        set_meeting(seated.secretary, f"{MAYOR}/9", **WHERE)
    with pytest.raises(Refusal, match="No meeting with"):
        meeting_held.hold(seated.secretary, WHO, by="R. O.")


def _pass(club: Club) -> None:
    with suppress(Death):
        year.carry_on(club.secretary)
    club.secretary.ledger.close()


def _outcome(club: Club) -> dict[str, Any]:
    with club.secretary.ledger.reading() as session:
        tables = (CandidateMeeting, CommitteeSeat, Letter)
        rows = {one.__tablename__: sorted(map(repr, session.execute(select(one.__table__)))) for one in tables}
    [sheet] = [one for one in club.book_of_members()["sheets"] if one["title"] == "Committee"]
    return {**rows, "tab": repr(sheet["rows"])}


@KILLED
@pytest.mark.filterwarnings("ignore:unclosed", "ignore:Exception ignored in")
def test_a_pass_over_the_year_that_dies_anywhere_is_made_good_by_the_next(in_january: Club, every: int) -> None:
    """S6, S12, S13. Seats, a notice and the report in one pass, of which each call and commit dies once."""
    club = in_january
    with club.secretary.ledger.writing(club.secretary.now()) as pen:
        pen.session.get_one(Race, MAYOR).ended_as = ""
    set_meeting(club.secretary, WHO, **{**WHERE, "on": date(2027, 1, 14)})
    club.write("Committee", [[*SEATS[0], "Role"], *([*row, "treasurer"] for row in SEATS[1:6])])
    club.keep("before the pass")
    quiet = Chaos()
    with quiet.at_work():
        _pass(club)
    _pass(club)
    wanted = _outcome(club)
    points = [one for one in quiet.passed if one.label != "POST /google/token"]
    assert len(points) > 5
    ways = [(one, kind) for one in points for kind in one.kinds if kind.startswith(("die", "lost"))]
    for point, kind in ways[::every]:
        club.go_to("before the pass")
        chaos = Chaos(plan={point.place: kind})
        with chaos.at_work():
            _pass(club)
        _pass(club)
        assert _outcome(club) == wanted, f"{kind} at {point}"
    gc.collect()


@ON_SQLITE
def test_the_terminal_shows_the_report_and_takes_meetings(in_january: Club) -> None:
    """S12, S13. Names stand at the terminal; and a meeting is set there."""
    said = at_the_club(in_january, "standing-report")
    assert "1 October 2026 to 31 December 2026" in said
    assert "Bo Sample" in said
    place = ("--on", "2027-01-14", "--where", "Curtis Hall")
    assert "all members" in at_the_club(in_january, "meeting", WHO, *place)
