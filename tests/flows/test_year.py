"""The year: planned by organisers, announced day by day, done as the book shows, and never silently late."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from core.bylaws.late_start import Outlook
from core.records import AnnualPriorities, Contest, Petition, ProposalCycle, Reason
from flows import annual_meeting, passes, year
from flows.annual_meeting import MeetingSet
from flows.duties.committee import seats
from flows.duties.membership import stock
from flows.duties.race import agenda, reasons, season_calendar
from flows.duties.year import due, endings, plans
from flows.pages.desk import desk_page
from flows.pages.year import year_page
from flows.plan import YearPlanned, in_words, plan_year
from flows.secretary import Refusal
from tests.conftest import ON_SQLITE
from tests.flows import renewal
from tests.flows.ballots import START
from tests.flows.club import Club
from tests.flows.terminal import at_the_club

MEETING = date(2027, 3, 20)
SEATS: list[list[Any]] = [
    ["Member id", "From", "Until", "Leave from", "Leave until", "Recused from"],
    ["M01", "2026-03-21", "2027-03-20", "", "", ""],
    ["M02", "2026-03-21", "2027-03-20", "2026-12-01", "2027-02-28", ""],
    ["M03", "2027-03-21", "2028-03-20", "", "", ""],
]


def noon(*day: int) -> datetime:
    """Noon in the organisation's zone, or about it."""
    return datetime(*day, 17, tzinfo=UTC)  # type: ignore[misc, arg-type]


@pytest.fixture
def planned(club: Club) -> Club:
    """The committee has its seats, and the annual meeting of 2027 a day."""
    if "year planned" not in club.kept:
        club.at(START)
        stock.take_stock(club.secretary)
        seats.take_over(club.secretary)
        club.write("Committee", SEATS)
        seats.take_over(club.secretary)
        plans.set_meeting(club.secretary, 2027, MEETING)
        club.keep("year planned")
    club.go_to("year planned")
    return club


def _plan(club: Club, which: int = 2027) -> plans.YearsPlan:
    with club.secretary.ledger.reading() as session:
        found = plans.of(session, which, charter=club.charter)
    assert found is not None
    return found


def _day(club: Club, step: str) -> date:
    return next(one.due for one in _plan(club).planned if one.step.name == step)


def _dues(club: Club) -> dict[str, Any]:
    with club.secretary.ledger.reading() as session:
        return {one.mark: one for one in agenda.ahead(club.secretary, session)}


def _pass(club: Club) -> list[str]:
    report: passes.Report = year.carry_on(club.secretary)
    assert not report.troubles
    return report.news


def test_a_planned_year_is_on_the_agenda_and_in_the_calendar(planned: Club) -> None:
    """A1, S3, S6, S10. Its steps with who acts; and terms and leaves that end, by their number and nobody's name."""
    found = _dues(planned)
    call = found["year/2027/call-for-nominees"]
    assert (call.when, call.who) == (date(2027, 1, 9), "organisers")
    assert found["committee/terms/2027-03-20"].what == "2 terms on the committee end (S6)"
    assert found["committee/leaves/2027-02-28"].what == "1 leave of absence ends (S10)"
    season_calendar.keep(planned.secretary)
    content = season_calendar.place(planned.secretary).read_text(encoding="utf-8")
    assert "DTSTART;VALUE=DATE:20270320" in content
    page = year_page(planned.secretary)
    assert ": call for nominees** (S3), " in page
    assert "Sat 9 Jan 2027" in page
    assert not any(name in page for name in ("Ada", "Bo Sample", "M01"))


def _due(club: Club) -> list[str]:
    return [one for one in _pass(club) if one.startswith("Due")]


def test_each_thing_is_announced_once_when_its_day_has_come(planned: Club) -> None:
    """S3. The call for nominees is news on its day, and no news an hour later, or after a kill between two passes."""
    planned.at(noon(2027, 1, 8))
    _pass(planned)  # which plans the standing report of the last quarter
    assert _pass(planned) == []
    planned.at(noon(2027, 1, 9))
    (news,) = _due(planned)
    assert news.startswith("Due today: Members are called to stand")
    before = planned.everything()
    assert _pass(planned) == []
    assert planned.everything() == before


def test_a_step_is_moved_with_a_reason_that_is_kept(planned: Club) -> None:
    """S3. It is due on its new day, and announced again then; the reason stands beside what it was before."""
    planned.at(noon(2027, 1, 9))
    _pass(planned)
    assert plans.move(planned.secretary, 2027, "call for nominees", date(2027, 1, 12), because="The list was away.")
    assert not plans.move(planned.secretary, 2027, "call for nominees", date(2027, 1, 12), because="Again.")
    assert "Sat 9 Jan 2027" not in year_page(planned.secretary)
    planned.at(noon(2027, 1, 12))
    assert len(_due(planned)) == 1
    with planned.secretary.ledger.reading() as session:
        (kept,) = reasons.all_given(session, about="year-2027", zone=planned.charter.zone)
        assert list(reasons.faults(session)) == []
    assert (kept.done, kept.before, kept.because) == (
        "call for nominees is moved", "9 January 2027", "The list was away.",
    )  # fmt: skip


def test_a_move_that_makes_two_steps_clash_is_refused_by_both_their_names(planned: Club) -> None:
    """S3, S4. Statements can't be due before nominations close; without a reason nothing is moved at all."""
    with pytest.raises(Refusal, match="“statements due” on 20 January 2027 would be before “nominations close”"):
        plans.move(planned.secretary, 2027, "statements due", date(2027, 1, 20), because="Sooner.")
    with pytest.raises(Refusal, match="needs a reason"):
        plans.move(planned.secretary, 2027, "statements due", date(2027, 2, 21), because=" ")
    with pytest.raises(Refusal, match="no step “the party”"):
        plans.move(planned.secretary, 2027, "the party", MEETING, because="Fun.")
    assert _day(planned, "statements due") == date(2027, 2, 20)


def test_the_annual_meeting_is_moved_as_a_whole_with_a_reason(planned: Club) -> None:
    """A1, S6. The other steps follow it, but for those that organisers moved; and who has no seat any more is named."""
    plans.move(planned.secretary, 2027, "call for nominees", date(2027, 1, 7), because="Early.")
    with pytest.raises(Refusal, match="Say why it is moved"):
        plans.set_meeting(planned.secretary, 2027, date(2027, 3, 27))
    with pytest.raises(Refusal, match=r"not in the first quarter.*needs a reason.*\(A1\)"):
        plans.set_meeting(planned.secretary, 2027, date(2027, 4, 3))
    assert plans.set_meeting(planned.secretary, 2027, date(2027, 3, 27), because="The hall is taken.")
    assert (_day(planned, "call for nominees"), _day(planned, "nominations close")) == (
        date(2027, 1, 7), date(2027, 2, 6),
    )  # fmt: skip
    warned, ending = plans.warnings(planned.secretary, _plan(planned))
    assert ending.because.startswith("nobody has a seat any more by")
    assert (warned.clause, "co-chairs" in warned.because) == ("S7", True)


def test_the_day_on_record_and_the_day_of_the_plan_are_one(planned: Club) -> None:
    """A1. Whoever puts the meeting on record sets the plan's day, with a reason if it moves; then the plan follows."""
    found = MeetingSet(year=2027, on=MEETING, where="Town Hall")
    assert annual_meeting.set_meeting(planned.secretary, found)
    assert not annual_meeting.set_meeting(planned.secretary, found)
    later = found.model_copy(update={"on": date(2027, 3, 27)})
    with pytest.raises(Refusal, match=r"is planned for 20 March 2027\. Say why it is moved"):
        annual_meeting.set_meeting(planned.secretary, later)
    because = "The hall is taken."
    assert annual_meeting.set_meeting(planned.secretary, later.model_copy(update={"because": because}))
    assert (_plan(planned).meeting, _day(planned, "annual meeting")) == (later.on, later.on)
    with planned.secretary.ledger.reading() as session:
        kept = reasons.all_given(session, about="year-2027", zone=planned.charter.zone)
    assert [(one.before, one.because) for one in kept] == [("20 March 2027", because)]
    with pytest.raises(Refusal, match=r"on record for 27 March 2027\. .*canvass annual-meeting 2027 --on 2027-03-20"):
        plans.set_meeting(planned.secretary, 2027, MEETING, because="The hall is free again.")
    assert not plans.set_meeting(planned.secretary, 2027, later.on)


def test_a_late_start_says_what_can_still_be_done(planned: Club) -> None:
    """A1, S3, E11. Begun on 20 February the slate can still be voted on in the quarter, with nine days to nominate."""

    def prospects(*day: int) -> dict[str, Outlook]:
        found, _ = plans.prospects(planned.secretary, _plan(planned), on=date(*day))
        return {one.planned.step.name: one for one in found}

    on_time = prospects(2027, 2, 20)
    assert on_time["slate's ballot opens"].last == date(2027, 3, 26)
    assert "9 days at most are left for nominations, of 21" in on_time["nominations close"].ruling.because
    assert prospects(2027, 2, 23)["slate's ballot closes"].prospect == "too late"
    planned.at(noon(2027, 2, 23))
    page = year_page(planned.secretary)
    assert "**Not any more in the first quarter: “slate's ballot closes” (S4)" in page
    desk = desk_page(planned.secretary)
    assert "Overdue since 9 January 2027: call for nominees" in desk
    assert "Who acts: organisers." in desk


def test_a_tab_is_no_door_of_the_dashboard(planned: Club) -> None:
    """S3. What is done in a tab says so; the door beside it is the one that records that it is done."""
    planned.at(noon(2027, 3, 1))
    said = desk_page(planned.secretary).split(": nominees met\n")[1].split("\n## ")[0]
    assert "Who acts: the committee in the tab Nominations." in said
    assert "under *Deployments*: *plan*" in said


def test_a_step_is_recorded_by_hand_and_is_due_no_more(planned: Club) -> None:
    """S3. With a day and a note, once; never for a day to come."""
    planned.at(noon(2027, 3, 1))
    done = {"step": "nominees met", "done_on": date(2027, 2, 26), "because": "At two meetings in the library."}
    wanted = YearPlanned(year=2027, **done)
    assert plan_year(planned.secretary, wanted).startswith("“nominees met” is done, on 26 February 2027.")
    assert plan_year(planned.secretary, wanted).startswith("It is on record just so already.")
    assert "year/2027/nominees-met" not in _dues(planned)
    assert "done on Fri 26 Feb 2027" in year_page(planned.secretary)
    slip = YearPlanned(year=2027, step="nominees met", take_back=True, because="Another meeting.")
    assert plan_year(planned.secretary, slip).startswith("What was said of “nominees met” is taken back.")
    assert plan_year(planned.secretary, slip).startswith("It is on record just so already.")
    assert "year/2027/nominees-met" in _dues(planned)
    with pytest.raises(Refusal, match="either the day"):
        plan_year(planned.secretary, YearPlanned(year=2027, step="nominees met"))
    with pytest.raises(Refusal, match="still to come"):
        plans.record_done(planned.secretary, 2027, "slate agreed", on=date(2027, 3, 2), note="Soon.")
    with planned.secretary.ledger.reading() as session:
        assert session.execute(select(Reason.because)).scalars().all() == [
            "At two meetings in the library.",
            "Another meeting.",
        ]


def test_a_ballot_on_the_slate_shows_that_its_steps_are_done(club: Club) -> None:
    """S4, S7. Who opens, closes and certifies a ballot needn't record it; co-chairs wait for the year after next."""
    club.go_to("announced")
    with club.secretary.ledger.writing(club.secretary.now()) as pen:
        first, second, *_ = pen.session.execute(select(Contest).order_by(Contest.position)).scalars()
        first.matter, second.matter = "slate", "co-chairs"
        second.count = {**(second.count or {}), "outcome": "passed"}
    for which in (2026, 2027):
        plans.set_meeting(club.secretary, which, date(which, 3, 20))
    done = _plan(club, 2026).done
    assert (done["slate's ballot opens"], done["slate's ballot closes"]) == (date(2026, 10, 2), date(2026, 10, 12))
    assert done["co-chairs elected"] == date(2026, 10, 12)
    after = _plan(club, 2027)
    assert "co-chairs elected" not in {one.step.name for one in after.planned}
    assert [ruling.clause for ruling in after.not_now] == ["S7"]
    assert "due again in 2028" in year_page(club.secretary)


def test_what_was_done_for_a_new_committee_shows_that_its_steps_are_done(club: Club) -> None:
    """S3. Called, closed, handed in, met: by letters, forms and the tab Nominations; a meeting that isn't on record."""
    renewal.go_to(club, "the slate is ready")
    plans.set_meeting(club.secretary, 2027, MEETING)
    steps = ("call for nominees", "nominations close", "statements due", "nominees met")
    done = _plan(club).done
    assert [done[one] for one in steps] == [date(2027, 1, 11), date(2027, 1, 25), date(2027, 2, 8), date(2027, 1, 30)]
    renewal.record(club, M02={"Met on": ""})
    assert renewal.go_on(club) == []
    assert [one for one in steps if one not in _plan(club).done] == ["nominees met"]


def test_priorities_and_disclosures_show_that_their_steps_are_done(planned: Club) -> None:
    """A2, A3, S11. The form is closed; the committee's proposal is on record; and everybody active has disclosed."""
    over = datetime(2027, 2, 7, 1, tzinfo=UTC)
    with planned.secretary.ledger.writing(noon(2027, 1, 10)) as pen:
        cycle = ProposalCycle(year=2027, opened_at=noon(2027, 1, 10), propose_until=over)
        said = {"name": "", "email": "", "said": {}, "sender": "member", "state": "new", "kind": "disclosure"}
        pen.session.add_all([
            cycle,
            AnnualPriorities(
                year=2027, text="Trees.", taken_up=[], proposed_on=date(2027, 3, 6), decided_on=date(2027, 3, 6),
                decided="by consensus",
            ),
            Petition(nth=1, answer_id="a", answered="1", handed_in=noon(2026, 12, 30), member="M01", **said),
        ])  # fmt: skip
    assert {"disclosures", "proposals for priorities close"} & set(_plan(planned).done) == set()
    with planned.secretary.ledger.writing(over) as pen:
        pen.session.get_one(ProposalCycle, 2027).closed = True
        again = Petition(nth=2, answer_id="b", answered="1", handed_in=noon(2027, 1, 20), member="M01", **said)
        pen.session.add(again)
    done = _plan(planned).done
    assert done["proposals for priorities close"] == date(2027, 2, 6)
    assert done["committee proposes priorities"] == date(2027, 3, 6)
    assert done["disclosures"] == date(2027, 1, 20)  # M02 is on leave on the day on which it is due


def test_dues_are_checked_of_whoever_is_confirmed(planned: Club) -> None:
    """S2, S6. New terms in the tab Committee are that step done; who has paid nothing is counted on the page."""
    assert _plan(planned).done["terms end"] == date(2027, 3, 21)
    with planned.secretary.ledger.reading() as session:
        assert endings.unpaid(session, year=2027, charter=planned.charter) == (["M03"], ["M03"])
    assert "**Dues:** 1 of the 1 whose term begins have none on record (S2)" in year_page(planned.secretary)
    assert list(in_words(planned.secretary, 2027))[-1].endswith("(S2): M03")


def test_the_desk_asks_for_the_day_of_the_annual_meeting_in_time(planned: Club) -> None:
    """A1. A month before the year begins; and not of an organisation that has neither a committee nor a plan."""
    assert "year/2027/planned" not in _dues(planned)
    planned.at(noon(2027, 12, 1))
    assert _dues(planned)["year/2028/planned"].when == date(2027, 12, 1)
    assert "has no day" not in desk_page(planned.secretary)
    planned.later(timedelta(days=1))
    assert "The annual meeting of 2028 has no day" in desk_page(planned.secretary)
    planned.go_to("furnished")
    with planned.secretary.ledger.reading() as session:
        assert list(due.due(planned.secretary, session)) == []


@ON_SQLITE
def test_a_year_is_planned_at_the_command_line(planned: Club) -> None:
    """A1, S3. The same doors: move a step, and look at what a late start leaves."""
    move = ("plan", "2027", "--move", "statements due", "--to", "2027-02-19", "--because", "A holiday.")
    assert "“statements due” is due on 19 February 2027 now." in at_the_club(planned, *move)
    shown = at_the_club(planned, "plan", "2027", "--on", "2027-02-20")
    assert "As of 20 February 2027, everything that has to be can still be done in the first quarter." in shown
    assert "9 days at most are left for nominations" in shown
