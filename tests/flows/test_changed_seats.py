"""A recusal that is written down after freezing is seen before anything is counted, and waits for a person."""

from __future__ import annotations

import json
from datetime import date

import pytest
from sqlalchemy import select

from core.ledger import newest
from core.records import Entry
from flows import season
from flows.correct import correct
from flows.duties.committee import minutes, recusals
from flows.duties.election import holds, sealing
from flows.duties.membership import stock
from flows.duties.race import reasons
from flows.pages.desk import desk_page
from flows.pages.election import election_page
from flows.pages.season import season_page
from flows.recommendation import draft_vote
from flows.secretary import Refusal
from flows.withdraw import withdraw
from tests.flows.club import ADA, BO, CLEO, HOUR, MINUTE, Club
from tests.flows.committee import (
    CLOSES,
    MAYOR,
    OPENS,
    SEATS,
    URSULA,
    VICTOR,
    VOTE,
    WANTED,
    calls,
    counted,
    open_vote,
)

RECUSED = [SEATS[0], [*SEATS[1][:5], MAYOR, *SEATS[1][6:]], *SEATS[2:]]
SAID = "M01 (recused from mayor-26: no vote on it, and not counted for its quorum, S11)"


WHY = "A member of its roll keeps away from the race."
GAPS = [*SEATS[:2], [""] * 8, [""] * 8, *SEATS[4:]]
LEFT_OFF = "not on its roll, though by the tab Committee they had a vote on 1 October 2026: M02, M03"
ANEW = WANTED.model_copy(update={"opens_on": date(2026, 10, 7)})


def recuse(club: Club) -> None:
    """Ada's recusal is written into the tab, and taken over by a pass of the season."""
    club.write("Committee", RECUSED)
    season.carry_on(club.secretary)


def test_a_recusal_during_the_vote_stops_it_until_the_roll_is_put_right(seated: Club) -> None:
    """S11. Desk, season and election page say so by number; corrected, the vote goes on without that ballot."""
    open_vote(seated)
    recuse(seated)
    for who in (ADA, BO, CLEO):
        seated.vote(who, URSULA, key=VOTE)
    seated.later(HOUR)
    assert any(SAID in one for one in seated.tend().troubles)
    assert SAID in desk_page(seated.secretary).replace("\\", "")
    assert "is stopped: mend what the desk says, or accept it" in season_page(seated.secretary)
    assert SAID in election_page(seated.secretary, VOTE).replace("\\", "")
    correct(seated.secretary, VOTE, "M01", expected="struck", reason="works for a campaign")
    seated.later(MINUTE)
    assert not seated.tend().troubles
    for when in (CLOSES + MINUTE, CLOSES + HOUR):
        seated.at(when)
        seated.tend()
    assert calls(seated) == {2: "c1", 3: "c1"}


def test_a_recusal_before_opening_or_after_closing_stops_the_vote_too(seated: Club) -> None:
    """S11. Frozen, closed: nothing is opened, and nothing sealed, before the tab says again what the roll says."""
    draft_vote(seated.secretary, WANTED)
    seated.freeze(VOTE)
    recuse(seated)
    seated.later(2 * HOUR)
    assert any(SAID in one for one in seated.tend().troubles)
    seated.at(OPENS + MINUTE)
    seated.tend()
    assert seated.election(VOTE).state == "frozen"
    seated.write("Committee", SEATS)
    season.carry_on(seated.secretary)
    for when in (OPENS + 2 * MINUTE, OPENS + HOUR):
        seated.at(when)
        assert not seated.tend().troubles
    seated.vote(ADA, URSULA, key=VOTE)
    seated.at(CLOSES + MINUTE)
    seated.tend()
    recuse(seated)
    for when in (CLOSES + HOUR, CLOSES + 2 * HOUR):
        seated.at(when)
        seated.tend()
    assert (seated.election(VOTE).state, calls(seated)) == ("closed", {})
    finding = seated.election(VOTE).held_finding
    holds.accept(seated.secretary, VOTE, finding=finding, reason="She wasn't recused yet when she voted.")
    seated.later(MINUTE)
    assert not seated.tend().troubles
    assert calls(seated) == {1: "c1"}


def test_a_recusal_that_comes_this_very_moment_isnt_sealed_over(seated: Club) -> None:
    """S11. It is looked at once more while the book is held."""
    open_vote(seated)
    seated.at(CLOSES + MINUTE)
    seated.tend()
    recuse(seated)
    found = sealing.seal(seated.secretary, seated.election(VOTE))
    assert found is not None
    assert (found.clause, seated.election(VOTE).state) == ("S11", "closed")


def _freeze_without(club: Club, *, restored: bool) -> None:
    """The rows of Bo and Cleo are out of the tab as the roll is frozen; if asked, they stand there again after."""
    key, _ = draft_vote(club.secretary, WANTED)
    club.write("Committee", GAPS)
    club.freeze(key)
    if restored:
        _restore(club)


def _restore(club: Club) -> None:
    club.write("Committee", SEATS)
    season.carry_on(club.secretary)


def _count_without(club: Club) -> None:
    """Only Ada is on the roll, and only her vote is counted."""
    _freeze_without(club, restored=False)
    for when in (OPENS + MINUTE, OPENS + HOUR):
        club.at(when)
        club.tend()
    club.vote(ADA, URSULA, key=VOTE)
    for when in (CLOSES + MINUTE, CLOSES + HOUR):
        club.at(when)
        assert not club.tend().troubles
    assert club.election(VOTE).state == "counted"


def test_rows_that_were_missing_at_freezing_stop_the_vote_until_they_are_on_its_roll(seated: Club) -> None:
    """S9. Nobody loses a vote by a row that was gone for an hour: desk and page say who, and the roll is corrected."""
    _freeze_without(seated, restored=True)
    seated.later(HOUR)
    assert any(LEFT_OFF in one for one in seated.tend().troubles)
    assert LEFT_OFF.removeprefix("n") in desk_page(seated.secretary).replace("\\", "")
    for number in ("M02", "M03"):
        correct(seated.secretary, VOTE, number, expected="added", reason="The row was gone.")
    seated.later(MINUTE)
    assert not seated.tend().troubles
    assert [one.number for one in seated.roll(VOTE)] == ["M01", "M02", "M03"]


def test_rows_that_come_back_after_closing_keep_the_vote_from_being_sealed(seated: Club) -> None:
    """S9. A person accepts it with a reason, once, also for certifying; or withdraws the vote."""
    _freeze_without(seated, restored=False)
    for when in (OPENS + MINUTE, OPENS + HOUR, CLOSES + MINUTE):
        seated.at(when)
        assert not seated.tend().troubles
    _restore(seated)
    for when in (CLOSES + HOUR, CLOSES + 2 * HOUR):
        seated.at(when)
        assert any(LEFT_OFF in one for one in seated.tend().troubles)
    found = sealing.seal(seated.secretary, seated.election(VOTE))
    assert found is not None
    assert (found.clause, seated.election(VOTE).state) == ("S9", "closed")
    finding = seated.election(VOTE).held_finding
    holds.accept(seated.secretary, VOTE, finding=finding, reason="They came back from leave, and knew of it.")
    seated.later(MINUTE)
    assert not seated.tend().troubles
    assert seated.certify(VOTE)


def test_rows_that_come_back_after_the_count_keep_it_from_being_certified(seated: Club) -> None:
    """S9. It isn't withdrawn for what stands in the tab; accepted with a reason it goes on."""
    _count_without(seated)
    _restore(seated)
    with pytest.raises(Refusal, match=r"can't be certified: not on its roll.*M02, M03.*\(S9\)"):
        seated.certify(VOTE)
    assert any(LEFT_OFF in one for one in seated.tend().troubles)
    with pytest.raises(Refusal, match=r"can't be withdrawn.*M02, M03"):
        withdraw(seated.secretary, VOTE, reason="A slip.", by="R. O.")
    finding = seated.election(VOTE).held_finding
    holds.accept(seated.secretary, VOTE, finding=finding, reason="They knew of it.")
    assert seated.certify(VOTE)


def test_the_log_says_whose_rows_came_and_went(seated: Club) -> None:
    """S9. By number and with their days; what else stands in a row isn't in it."""
    moved = [*GAPS[:4], [*GAPS[4][:5], "", *GAPS[4][6:]], *GAPS[5:]]
    stock.take_stock(seated.secretary)
    for rows in (SEATS, moved, SEATS):
        seated.write("Committee", rows)
        season.carry_on(seated.secretary)
    with seated.secretary.ledger.reading() as session:
        lines = session.execute(select(Entry.payload).where(Entry.kind == "seats.taken").order_by(Entry.seq)).scalars()
        gone, back = [json.loads(one) for one in lines][-2:]
    days = [["2026-01-15", "", "", ""]]
    assert gone["removed"] == {"M02": days, "M03": days}
    assert gone["altered"] == {"M04": {"was": [["2026-01-15", "", "", "", MAYOR]], "is": days}}
    assert (gone["added"], back["added"]) == ({}, {"M02": days, "M03": days})
    assert "campaign" not in f"{gone}{back}"


def test_a_leave_or_a_term_that_begins_after_freezing_changes_nothing(seated: Club) -> None:
    """S9, S10. The roll is of the day of freezing; who was active then votes."""
    open_vote(seated)
    later = [SEATS[0], [*SEATS[1][:2], "2026-10-03", *SEATS[1][3:]], *SEATS[2:]]
    seated.write("Committee", later)
    season.carry_on(seated.secretary)
    seated.later(HOUR)
    assert not seated.tend().troubles
    gone = [SEATS[0], *SEATS[2:]]
    seated.write("Committee", [*gone, [""] * 8])
    season.carry_on(seated.secretary)
    seated.later(HOUR)
    assert any("M01 (has no seat on the committee on 1 October 2026, S9)" in one for one in seated.tend().troubles)


def _put_away(club: Club, how: str) -> None:
    """Ada keeps away from the race: by the tab, by her own word, or by a vote of the committee."""
    if how == "tab":
        recuse(club)
        return
    came_from = "recusal-m01-mayor-26" if how == "vote" else recusals.OWN_WORD
    with club.secretary.ledger.writing(club.secretary.now()) as pen:
        recusals.put(pen, "M01", MAYOR, came_from=came_from, because="", zone=club.charter.zone)


@pytest.mark.parametrize("how", ["own word", "vote"])
def test_a_recusal_after_the_count_keeps_it_from_being_certified(seated: Club, how: str) -> None:
    """S11. Whose vote is counted can't be taken out again: the vote is withdrawn, and is held anew without them."""
    counted(seated, {ADA: URSULA, BO: VICTOR, CLEO: URSULA})
    _put_away(seated, how)
    with pytest.raises(Refusal, match=rf"“{VOTE}” can't be certified.*M01.*canvass withdraw {VOTE}"):
        seated.certify(VOTE)
    assert seated.election(VOTE).state == "counted"
    assert "M01" in seated.election(VOTE).held_because
    assert any("M01" in one for one in seated.tend().troubles)
    desk = desk_page(seated.secretary)
    assert "is stopped" in desk
    assert "Certify “" not in desk
    with pytest.raises(Refusal, match="needs who withdraws it"):
        withdraw(seated.secretary, VOTE, reason=WHY)
    assert withdraw(seated.secretary, VOTE, reason=WHY, by="R. O.")
    with seated.secretary.ledger.reading() as session:
        [line] = minutes.lines(session)
    assert (line.clause, "counted" in line.sentence, ADA in line.sentence) == ("S11", True, False)
    seated.later(HOUR)
    assert not seated.tend().troubles
    assert "keeps away from the race" in seated.mails(f"{VOTE}/called-off")[0].text
    assert draft_vote(seated.secretary, ANEW) == (f"{VOTE}-2", [])
    seated.freeze(f"{VOTE}-2")
    assert [one.number for one in seated.roll(f"{VOTE}-2")] == ["M02", "M03"]


def test_a_cell_of_the_tab_alone_voids_no_count(seated: Club) -> None:
    """S11. It holds certification, and says so; once it is on record by a door the vote can be withdrawn."""
    counted(seated, {ADA: URSULA, BO: VICTOR, CLEO: URSULA})
    recuse(seated)
    with pytest.raises(Refusal, match=rf"can't be certified.*M01.*canvass recuse M01 {MAYOR}"):
        seated.certify(VOTE)
    with pytest.raises(Refusal, match=r"can't be withdrawn.*only in the tab Committee"):
        withdraw(seated.secretary, VOTE, reason="A slip.", by="R. O.")
    assert (seated.election(VOTE).state, calls(seated)) == ("counted", {1: "c1", 2: "c2", 3: "c1"})
    recusals.recuse(seated.secretary, "M01", MAYOR, because="She works for a campaign.")
    seated.later(MINUTE)
    assert not any("only in the tab" in one for one in seated.tend().troubles)
    assert withdraw(seated.secretary, VOTE, reason=WHY, by="R. O.")


def test_an_accepted_recusal_opens_no_door_with_a_cell_beside_it(seated: Club) -> None:
    """S11. What a person accepted isn't asked again because somebody else stands in the tab."""
    counted(seated, {ADA: URSULA, BO: URSULA, CLEO: URSULA})
    _put_away(seated, "own word")
    seated.later(MINUTE)
    seated.tend()
    finding = seated.election(VOTE).held_finding
    holds.accept(seated.secretary, VOTE, finding=finding, reason="She took the job after she had voted.")
    seated.write("Committee", [*SEATS[:2], [*SEATS[2][:5], MAYOR, *SEATS[2][6:]], *SEATS[3:]])
    season.carry_on(seated.secretary)
    with pytest.raises(Refusal, match="can't be withdrawn"):
        withdraw(seated.secretary, VOTE, reason="A slip.", by="R. O.")


def test_who_voided_a_count_and_why_is_on_record(seated: Club) -> None:
    """S11. Log and reasons have the race, the members by number, who withdrew it, and why; and no name."""
    counted(seated, {ADA: URSULA, BO: VICTOR, CLEO: URSULA})
    _put_away(seated, "own word")
    withdraw(seated.secretary, VOTE, reason=WHY, by="R. O.")
    with seated.secretary.ledger.reading() as session:
        line = newest(session, "election.voided", election=VOTE)
        [given] = reasons.all_given(session, about=VOTE, zone=seated.charter.zone)
        assert not list(reasons.faults(session))
    assert (line["race"], line["members"]) == (MAYOR, ["M01"])
    assert (given.because, given.by, given.before) == (WHY, "R. O.", "counted, with the votes of M01")
    assert not any(one in f"{line}{given}" for one in (ADA, BO, CLEO))


def test_the_committee_votes_anew_without_those_for_whom_it_does(seated: Club) -> None:
    """S11. Taken back, their recusal still keeps them off the next roll; nor are they added to it once it is frozen."""
    counted(seated, {ADA: URSULA, BO: VICTOR, CLEO: URSULA})
    _put_away(seated, "own word")
    withdraw(seated.secretary, VOTE, reason=WHY, by="R. O.")
    recusals.take_back(seated.secretary, "M01", MAYOR, because="A slip.")
    key, _ = draft_vote(seated.secretary, ANEW)
    with pytest.raises(Refusal, match=rf"“{key}” can't be frozen: M01 .*{VOTE}.*\(S11\)"):
        seated.freeze(key)
    recuse(seated)
    seated.freeze(key)
    seated.write("Committee", SEATS)
    season.carry_on(seated.secretary)
    with pytest.raises(Refusal, match=rf"M01 .*{VOTE}.*\(S11\)"):
        correct(seated.secretary, key, "M01", expected="added", reason="The cell is empty.")
    assert [one.number for one in seated.roll(key)] == ["M02", "M03"]


def test_a_person_can_accept_that_a_recusal_came_after_the_vote(seated: Club) -> None:
    """S11. With a reason on record the count stands; and a leave that began since then stops nothing."""
    counted(seated, {ADA: URSULA, BO: URSULA, CLEO: URSULA})
    _put_away(seated, "own word")
    seated.later(MINUTE)
    seated.tend()
    finding = seated.election(VOTE).held_finding
    holds.accept(seated.secretary, VOTE, finding=finding, reason="She took the job after she had voted.")
    gone = [SEATS[0], *SEATS[1:3], [*SEATS[3][:2], "2026-09-01", *SEATS[3][3:]], *SEATS[4:]]
    seated.write("Committee", gone)
    season.carry_on(seated.secretary)
    assert not seated.tend().troubles
    assert seated.certify(VOTE)


def test_a_count_of_which_everybody_could_vote_isnt_withdrawn(seated: Club) -> None:
    """E16, S11. Nobody calls a vote off because of how it came out."""
    counted(seated, {ADA: URSULA, BO: URSULA, CLEO: URSULA})
    with pytest.raises(Refusal, match="can't be withdrawn"):
        withdraw(seated.secretary, VOTE, reason="We don't like it.")
