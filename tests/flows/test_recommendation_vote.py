"""The committee votes by form on what it recommends: from the draft to the record, by the committee's own rules."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from core import charter
from core.records import Letter
from flows import process, season, step
from flows.ballot import BallotOfRaces, draft_races
from flows.correct import correct
from flows.duties.election import announcing
from flows.duties.race import races
from flows.pages.election import election_page, result_page
from flows.pages.roll import roll_page
from flows.pages.season import season_page
from flows.recommend import recommend
from flows.recommendation import draft_vote, give_reasons
from flows.reissue import reissue
from flows.secretary import Refusal
from flows.withdraw import withdraw
from tests.flows.ballots import START
from tests.flows.club import ADA, BO, CLEO, DAY, ESME, HOUR, MEMBERS, Club
from tests.flows.committee import (
    CANDIDATES,
    CLOSES,
    MAYOR,
    OPENS,
    SEATS,
    URSULA,
    VICTOR,
    VOTE,
    WANTED,
    calls,
    certified,
    counted,
    open_vote,
    race,
)


def test_a_recommendation_goes_from_a_draft_to_the_record(seated: Club) -> None:
    """E3, S8, S9, S10, S11. Who is active and not recused votes; what has two thirds is on record with the count."""
    counted(seated, {ADA: URSULA, BO: URSULA, CLEO: VICTOR})
    assert [(one.number, one.clause) for one in seated.roll(VOTE)] == [("M01", "S9"), ("M02", "S9"), ("M03", "S9")]
    assert seated.certify(VOTE)
    found = race(seated)
    assert (found.recommendation, found.reasons) == ("Ursula Imaginary", "She came to every meeting.")
    [step] = found.steps
    assert (step.step, step.door, step.on) == ("recommendation", "committee vote", CLOSES.date())
    assert step.note == (
        "Mayor: whom to recommend – Ursula Imaginary is recommended: exactly 2/3 (2 of 3 ballots); at least 2/3 is "
        "needed (S8)."
    )
    assert calls(seated) == {1: "c1", 2: "c1", 3: "c2"}


def test_each_state_of_the_committee_s_vote_says_who_acts(seated: Club) -> None:
    """E3, E15. Freeze, vote, certify; and while it votes, ending the race says whose vote stands in the way."""
    assert draft_vote(seated.secretary, WANTED)[0] == VOTE
    open_vote(seated)
    page = season_page(seated.secretary)
    assert f"Vote on “{VOTE}” until" in page
    assert "Who: committee." in page
    with pytest.raises(Refusal, match="the committee is voting on it by form; withdraw that vote first"):
        process.end(seated.secretary, MAYOR, because="No time.", ended_by="the committee")
    seated.vote(ADA, URSULA, key=VOTE)


def test_the_committee_hears_who_voted_how_and_nobody_else(seated: Club) -> None:
    """S8, S11, P9. It goes to all of it, also who is on leave, but not who is recused; pages have lines, no names."""
    counted(seated, {ADA: URSULA, BO: URSULA, CLEO: {}})
    certified(seated)
    mails = seated.mails(f"{VOTE}/result")
    assert {mail.to for mail in mails} == {MEMBERS[one] for one in (ADA, BO, CLEO, ESME)}
    text = mails[0].text
    assert f"- {ADA}: Ursula Imaginary\n- {BO}: Ursula Imaginary\n- {CLEO}: abstained" in text
    assert "3 of 3 active members who could vote on it took part" in text
    page = result_page(seated.secretary, VOTE)
    assert "| 1 | Ursula Imaginary |" in page
    assert not any(name in page for name in MEMBERS)
    assert seated.election(VOTE).state == "announced"
    with seated.secretary.ledger.reading() as session:
        letter = session.get_one(Letter, f"{VOTE}/result")
        assert ADA not in repr(letter.facts)  # names stand on the roll, and nowhere else


def test_nobody_with_enough_votes_is_no_recommendation_and_that_is_on_record(seated: Club) -> None:
    """E3, S8. The step is taken, with the shares; the members' ballot can be drafted, and its letter says so."""
    counted(seated, {ADA: URSULA, BO: VICTOR, CLEO: {}})
    certified(seated)
    found = race(seated)
    assert found.recommendation == ""
    [step] = found.steps
    assert "The committee makes no recommendation: Victor Invented has 50% (1 of 2 ballots)" in step.note
    days = {"opens_on": date(2026, 10, 10), "closes_on": date(2026, 10, 20)}
    missing = draft_races(seated.secretary, BallotOfRaces(key="mayor", title="Mayor", races=[MAYOR], **days))
    assert "recommendation" not in " ".join(one.because for one in missing)
    [contest] = seated.election("mayor").contests
    assert (contest.recommendation, contest.reasons) == ("", "She came to every meeting.")


def test_without_a_quorum_nothing_is_decided_and_the_vote_can_be_held_again(seated: Club) -> None:
    """S9. One of three isn't 70 per cent: no step is on record, and the next vote has a key of its own."""
    counted(seated, {ADA: URSULA})
    certified(seated)
    assert (race(seated).recommendation, race(seated).steps) == ("", [])
    assert "No quorum: 1 of 3 active members took part" in seated.mails(f"{VOTE}/result")[0].text
    key, missing = draft_vote(seated.secretary, WANTED.model_copy(update={"opens_on": date(2026, 10, 7)}))
    assert (key, missing) == (f"{VOTE}-2", [])


def test_whoever_abstains_makes_the_quorum(seated: Club) -> None:
    """S9. Two votes and a blank one are three who took part; two thirds are of those who chose."""
    counted(seated, {ADA: URSULA, BO: {}, CLEO: {}})
    assert seated.certify(VOTE)
    assert race(seated).recommendation == "Ursula Imaginary"


def test_reminders_go_to_those_whose_vote_is_missing_until_everybody_has_voted(seated: Club) -> None:
    """S9. Each day, by a letter of the committee's own; once all have voted there is none, though voting is open."""
    open_vote(seated)
    seated.vote(ADA, URSULA, key=VOTE)
    for day in (1, 2):
        seated.at(OPENS + day * DAY + HOUR)
        seated.tend()
        for who in (BO, CLEO)[day - 1 : day]:
            seated.vote(who, URSULA, key=VOTE)
    seated.at(OPENS + 3 * DAY + HOUR)
    assert not seated.tend().troubles
    named = [seated.named(f"{VOTE}/reminder-{n}") for n in (1, 2, 3)]
    assert named == [{MEMBERS[BO]: [BO], MEMBERS[CLEO]: [CLEO]}, {MEMBERS[CLEO]: [CLEO]}, {}]
    assert f"{VOTE}/reminder-3" not in seated.letters()
    assert "This is reminder 1 of at most 3" in seated.mails(f"{VOTE}/reminder-1")[0].text


def test_the_letter_says_the_rule_the_quorum_and_that_it_is_a_roll_call(seated: Club) -> None:
    """S8, S9. In plain words, before anybody votes; and so does the form."""
    open_vote(seated)
    text = seated.mails(f"{VOTE}/ballot")[0].text
    assert "At least 2/3 of the ballots cast decides (S8). 3 of the 3 members who may vote have to take part" in text
    assert "This vote is a roll call" in text
    assert "member of the Steering Committee" in text
    form = str(seated.form(VOTE))
    assert "once it is over, the committee sees who voted how" in form
    assert "doesn't ask who you are" not in form


def test_a_secret_vote_of_the_committee_leaves_no_roll_call(seated: Club) -> None:
    """P9. Where the charter says secret, nothing is written down, shown or told of who voted how."""
    rules = seated.charter.as_data()
    rules["committee"]["ballots"]["value"] = "secret"
    seated.secretary.charter = charter.read(rules, source="a secret committee")
    counted(seated, {ADA: URSULA, BO: URSULA, CLEO: VICTOR})
    certified(seated)
    assert calls(seated) == {}
    assert "WHO VOTED HOW" not in seated.mails(f"{VOTE}/result")[0].text
    assert "Roll call" not in result_page(seated.secretary, VOTE)
    [step] = race(seated).steps  # members read this, and three votes are too few for figures
    assert step.note == "Mayor: whom to recommend – Ursula Imaginary is recommended."
    assert "2/3" not in season_page(seated.secretary)


def test_reasons_can_be_written_until_the_count_is_certified(seated: Club) -> None:
    """E3. A recommendation isn't certified without reasons, which members read; afterwards another door changes it."""
    counted(seated, {ADA: URSULA, BO: URSULA, CLEO: VICTOR}, reasons="")
    with pytest.raises(Refusal, match=f"Write them down first .door .reasons., or canvass reasons {MAYOR}"):
        seated.certify(VOTE)
    assert "its reasons are not written yet" in season_page(seated.secretary)
    assert give_reasons(seated.secretary, MAYOR, "  She listened. ")
    assert not give_reasons(seated.secretary, MAYOR, "She listened.")
    assert seated.certify(VOTE)
    assert race(seated).reasons == "She listened."
    with pytest.raises(Refusal, match="No vote of the committee on “Mayor” is under way"):
        give_reasons(seated.secretary, MAYOR, "Too late.")


def test_while_the_committee_votes_what_it_votes_on_stays_as_it_is(seated: Club) -> None:
    """E2, E15. Neither process nor recommendation change, and no second vote begins; called off, everything goes on."""
    open_vote(seated)
    with pytest.raises(Refusal, match=f"is on the ballot “{VOTE}”, which is open"):
        draft_vote(seated.secretary, WANTED)
    with pytest.raises(Refusal, match="stays as it is"):
        process.choose(seated.secretary, MAYOR, "abbreviated", chosen_by="the committee")
    with pytest.raises(Refusal, match="stays as it is"):
        recommend(seated.secretary, MAYOR, "Ursula Imaginary", reasons="Why", decided="by consensus")
    assert f"Vote on “{VOTE}” until" in season_page(seated.secretary)
    with seated.secretary.ledger.reading() as session:
        assert [one.key for one in races.under_way(session)] == [MAYOR]
    withdraw(seated.secretary, VOTE, reason="A candidate has withdrawn.")
    seated.later(HOUR)
    seated.tend()
    assert "because you are on the Steering Committee" in seated.mails(f"{VOTE}/called-off")[0].text
    assert draft_vote(seated.secretary, WANTED.model_copy(update={"opens_on": date(2026, 10, 7)}))[0] == f"{VOTE}-2"


def test_a_recusal_during_the_vote_strikes_the_line_and_changes_the_quorum(seated: Club) -> None:
    """S11, M6. The sheet first, then the roll: the link dies, the vote isn't counted, and two are enough."""
    open_vote(seated)
    seated.vote(CLEO, VICTOR, key=VOTE)
    seated.write("Committee", [*SEATS[:3], [*SEATS[3][:5], MAYOR, "", ""], *SEATS[4:]])
    done = correct(seated.secretary, VOTE, "M03", expected="struck", reason="works for a campaign")
    assert "M03 is struck off" in done
    seated.vote(ADA, URSULA, key=VOTE)
    seated.vote(BO, URSULA, key=VOTE)
    for when in (CLOSES + HOUR, CLOSES + 2 * HOUR):
        seated.at(when)
        seated.tend()
    assert seated.certify(VOTE)
    assert "100% (2 of 2 ballots)" in race(seated).steps[0].note
    assert calls(seated) == {1: "c1", 2: "c1"}


def test_a_lost_link_is_replaced_by_a_letter_of_the_committees(seated: Club) -> None:
    """S8. The new letter says that the old link is dead; a vote with the new one counts, with the old one not."""
    open_vote(seated)
    old = seated.link(ADA, key=VOTE)
    letter = reissue(seated.secretary, VOTE, "M01")
    for _ in range(2):
        seated.later(HOUR)
        assert not seated.tend().troubles
    [mail] = seated.mails(letter)
    assert "it no longer works" in mail.text
    seated.send(old, VICTOR)
    seated.send(seated.link(ADA, key=VOTE, letter=letter.partition("/")[2]), URSULA)
    seated.tend()
    with seated.secretary.ledger.reading() as session:
        assert announcing.turnout(seated.secretary, session, seated.election(VOTE)) == 1


def test_a_row_that_isnt_clear_stops_the_freezing(seated: Club) -> None:
    """S9, S11. A misspelt race would let somebody vote who is recused: nothing is frozen until the row is right."""
    seated.write("Committee", [*SEATS[:4], [*SEATS[4][:5], "mayor", "", ""], *SEATS[5:]])
    draft_vote(seated.secretary, WANTED)
    with pytest.raises(Refusal, match="'Recused from': there is no race of one of these keys"):
        seated.freeze(VOTE)
    assert seated.election(VOTE).state == "drafted"


def test_drafting_twice_is_one_vote_and_a_short_window_takes_a_reason(seated: Club) -> None:
    """S9, E3. The charter's days, unless there is a reason; who stands, and a process, have to be on record."""
    draft_vote(seated.secretary, WANTED)
    before = seated.everything()
    draft_vote(seated.secretary, WANTED)
    assert seated.everything() == before
    short = WANTED.model_copy(update={"closes_on": WANTED.opens_on + timedelta(days=1)})
    _, [missing] = draft_vote(seated.secretary, short)
    assert (missing.clause, "needs a reason" in missing.because) == ("S9", True)
    with pytest.raises(Refusal, match="needs a reason"):
        seated.freeze(VOTE)
    assert draft_vote(seated.secretary, short.model_copy(update={"short_window_reason": "the printer"}))[1] == []
    process.end(seated.secretary, MAYOR, because="no time", ended_by="the committee")
    assert [one.clause for one in draft_vote(seated.secretary, WANTED)[1]] == ["E15"]


def test_an_anti_endorsement_is_asked_yes_or_no(seated: Club) -> None:
    """E15. Two thirds for yes recommend to urge voters against the candidates, as the members' ballot will say it."""
    process.choose(seated.secretary, MAYOR, "anti-endorsement", chosen_by="the committee")
    asked = "Mayor: Urge voters against Ursula Imaginary and Victor Invented?"
    yes = {f"{asked}: your choice": "Yes"}
    counted(seated, {ADA: yes, BO: yes, CLEO: {f"{asked}: your choice": "No"}})
    assert seated.certify(VOTE)
    assert race(seated).recommendation == "Urge voters against these 2 candidates"
    assert "Yes is recommended" in race(seated).steps[0].note


def test_members_letters_and_pages_tell_the_two_kinds_of_votes_apart(seated: Club) -> None:
    """M4, M6. No letter tells members that they aren't on the committee's roll; its pages state its own rule."""
    open_vote(seated)
    assert not [key for key in seated.letters() if key.startswith("statement/ballot")]
    page = roll_page(seated.secretary, VOTE)
    assert "active on the Steering Committee" in page
    assert "Committee, row 2" in page
    assert election_page(seated.secretary, VOTE).count("Reminder") == 3
    assert START < OPENS


def test_candidates_who_changed_since_the_draft_are_seen_before_anybody_votes(seated: Club) -> None:
    """E3. A candidate who withdrew meanwhile isn't voted on: the vote is drafted anew, and then it can be frozen."""
    draft_vote(seated.secretary, WANTED)
    seated.write("Candidates", CANDIDATES[:2])
    season.carry_on(seated.secretary)
    with pytest.raises(Refusal, match="who stands has changed since this vote was drafted"):
        seated.freeze(VOTE)
    assert draft_vote(seated.secretary, WANTED) == (VOTE, [])
    assert seated.freeze(VOTE) == 3
    [contest] = seated.election(VOTE).contests
    assert (contest.kind, [one["name"] for one in contest.options]) == (
        "single",
        ["Ursula Imaginary", "No endorsement"],
    )


def test_what_the_committee_voted_on_is_not_overwritten_by_hand(seated: Club) -> None:
    """E3. After a vote by form neither a recommendation by consensus nor a step recorded by hand takes its place."""
    counted(seated, {ADA: URSULA, BO: URSULA, CLEO: VICTOR})
    assert seated.certify(VOTE)
    before = race(seated)
    with pytest.raises(Refusal, match="by a committee vote"):
        recommend(seated.secretary, MAYOR, "Victor Invented", reasons="No.", decided="by consensus")
    with pytest.raises(Refusal, match="by a committee vote"):
        step.withdraw(seated.secretary, MAYOR, "recommendation", because="slip", by="R. O.")
    assert (race(seated).recommendation, race(seated).reasons) == (before.recommendation, before.reasons)


def test_nothing_is_recommended_before_the_race_is_taken_up(seated: Club) -> None:
    """E2, E3. A day before the committee chose the process can't be the recommendation's."""
    with pytest.raises(Refusal, match="took it up on 1 October 2026, not before"):
        recommend(
            seated.secretary, MAYOR, "Victor Invented", reasons="R.", decided="by consensus", on=date(2020, 1, 1)
        )  # fmt: skip
