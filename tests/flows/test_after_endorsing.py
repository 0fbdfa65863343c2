"""What follows an endorsement: a press release that a person approves, reports back, and the history of results."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select, update

from core.records import Candidate, PressRelease, Race
from flows import certify, process, reported, season
from flows.duties.privacy import retention
from flows.duties.race import afterwards, history, press
from flows.pages.desk import desk_page
from flows.pages.history import history_page
from flows.pages.press import press_page
from flows.pages.season import season_page
from flows.press import Approval, answered
from flows.race import RaceOpened, open_race
from flows.rehearsal import venue
from flows.secretary import Refusal
from integrations.google import sheets
from tests.conftest import ON_SQLITE
from tests.flows.ballot_of_races import CLERK, COUNCIL, KEY, MAYOR, QUESTION, reach
from tests.flows.ballots import CLOSES
from tests.flows.club import DAY, HOUR, MINUTE, Club
from tests.flows.terminal import at_the_club, canvass, refused, written

CERTIFIED = CLOSES + 3 * HOUR
REPORT_DUE = datetime(2027, 11, 3, 17, tzinfo=UTC)
HOSTILE = "*|EMAIL|* <script>alert(1)</script> [x](https://evil.example) =1+1"


@pytest.fixture
def decided(club: Club) -> Club:
    """Four races are decided, and everybody has heard."""
    if "races decided" in club.kept:
        club.go_to("races decided")
        return club
    reach(club, "races counted")
    club.at(CERTIFIED)
    certify.certify(club.secretary, KEY, officer="the officer")
    for when in (CERTIFIED + MINUTE, CERTIFIED + DAY + HOUR, CERTIFIED + DAY + 3 * HOUR):
        club.at(when)
        season.carry_on(club.secretary)
        club.tend()
    club.keep("races decided")
    return club


def kept(club: Club) -> dict[str, str]:
    """The press releases that were approved."""
    with club.secretary.ledger.reading() as session:
        return {one.race_key: one.text for one in session.execute(select(PressRelease)).scalars()}


def _answered(club: Club, answer: Approval) -> str:
    """What comes of an answer to the draft as it is now."""
    return answered(club.secretary, MAYOR, answer, seen=seen_now(club))


def seen_now(club: Club) -> str:
    """The mark of the draft as it is now."""
    with club.secretary.ledger.reading() as session:
        return press.mark(club.secretary, session, session.get_one(Race, MAYOR))


# ── the press ──────────────────────────────────────────────────────────────────────────────────────


def test_a_draft_waits_for_a_person(decided: Club) -> None:
    """E16. Every race with an endorsement has one, with the statement and the shares; nobody has approved it."""
    with decided.secretary.ledger.reading() as session:
        assert {one.key for one in press.waiting(session)} == {MAYOR, COUNCIL, QUESTION, CLERK}
    page = press_page(decided.secretary, MAYOR)
    assert "A draft." in page
    assert "JP Progressives endorses Ursula Imaginary for Mayor." in page
    assert "83.3% (5 of 6 ballots)" in page
    assert "Approve the press release about “Mayor”" in desk_page(decided.secretary)


def test_what_was_approved_is_kept_with_who_did(decided: Club) -> None:
    """E16. Changed before approval, it is kept as it was typed in; a second answer changes nothing."""
    changed = Approval(decision="approve", text="Ursula it is.\n\nMore soon.", approved_by="R. O.")
    assert "is approved" in _answered(decided, changed)
    assert kept(decided) == {MAYOR: "Ursula it is.\n\nMore soon.\n"}
    page = press_page(decided.secretary, MAYOR)
    assert "Approved by R. O." in page
    assert "Ursula it is." in page
    before = decided.everything()
    again = Approval(decision="approve", text="Another text.", approved_by="S. T.")
    assert "approved before" in _answered(decided, again)
    assert decided.everything() == before


def test_the_draft_itself_can_be_approved(decided: Club) -> None:
    """E16. Left as it is, also where a form has taken its line breaks out, the draft is what is kept."""
    with decided.secretary.ledger.reading() as session:
        drafted = press.draft(decided.secretary, session, press.waiting(session)[0])
        key = press.waiting(session)[0].key
    press.approve(decided.secretary, key, approved_by="R. O.", text=" ".join(drafted.split()))
    assert kept(decided) == {key: drafted}


def test_a_draft_that_nobody_was_shown_is_not_approved(decided: Club) -> None:
    """E16. The day of the election was put right after the draft was shown: an answer to that one records nothing."""
    seen = seen_now(decided)
    decided.later(DAY)
    assert seen_now(decided) == seen
    with decided.secretary.ledger.writing(decided.secretary.now()) as pen:
        pen.session.get_one(Race, MAYOR).election_day = date(2026, 11, 10)
    with pytest.raises(Refusal, match="has changed since it was shown"):
        answered(decided.secretary, MAYOR, Approval(decision="approve", approved_by="R. O."), seen=seen)
    assert kept(decided) == {}
    assert "is approved" in _answered(decided, Approval(decision="approve", approved_by="R. O."))


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        (Approval(), "isn't approved yet"),
        (Approval(text="Something else."), "isn't approved yet"),
    ],
)
def test_nothing_is_approved_by_looking(decided: Club, answer: Approval, said: str) -> None:
    """E16. Whoever leaves the answer at “not yet” has approved nothing."""
    assert said in _answered(decided, answer)
    assert kept(decided) == {}


def test_an_approval_needs_somebody(decided: Club) -> None:
    """E16. Without initials nothing is recorded, nor for a race in which nothing was endorsed."""
    assert "that needs your initials or role. Nothing was recorded" in _answered(decided, Approval(decision="approve"))
    with pytest.raises(Refusal, match="needs somebody's initials"):
        press.approve(decided.secretary, MAYOR, approved_by=" ")
    open_race(decided.secretary, RaceOpened(key="da-26", title="District Attorney", office="District Attorney"))
    with pytest.raises(Refusal, match="no endorsement in it is certified"):
        press.approve(decided.secretary, "da-26", approved_by="R. O.")


def test_what_is_typed_into_a_release_stays_words(decided: Club) -> None:
    """E16. On its page nothing of it comes alive."""
    press.approve(decided.secretary, MAYOR, approved_by=HOSTILE, text=HOSTILE)
    page = press_page(decided.secretary, MAYOR)
    assert "<script>" not in page
    assert "](https://" not in page
    assert "*|" not in page.replace("\\", "")


# ── reporting back ─────────────────────────────────────────────────────────────────────────────────


def test_an_endorsed_candidate_is_asked_until_it_is_on_record(decided: Club) -> None:
    """E17. A year after the election, then every month, by letter and on the desk; once recorded, never again."""
    assert season.carry_on(decided.secretary).news == []
    decided.at(REPORT_DUE - DAY)
    assert season.carry_on(decided.secretary).news == []
    decided.at(REPORT_DUE)
    assert season.carry_on(decided.secretary).news == ["3 endorsed candidates asked to report back."]
    before = decided.everything()
    assert season.carry_on(decided.secretary).news == []
    assert decided.everything() == before
    decided.tend()
    decided.later(HOUR)
    decided.tend()
    assert [mail.to for mail in decided.mails(f"{MAYOR}.1/report-1")] == ["ursula@example.org"]
    assert "mayor-26/1 is to report back on “Mayor”" in desk_page(decided.secretary)
    assert reported.report(decided.secretary, f"{MAYOR}/1", by="R. O.")
    assert not reported.report(decided.secretary, f"{MAYOR}/1", by="R. O.")
    assert reported.report(decided.secretary, f"{COUNCIL}/1", by="R. O.", waived_because="moved to Nowhere")
    decided.at(REPORT_DUE + timedelta(days=31))
    assert season.carry_on(decided.secretary).news == ["1 endorsed candidate asked to report back."]
    assert f"{COUNCIL}.2/report-2" in decided.letters()
    assert "mayor-26/1 is to report back" not in desk_page(decided.secretary)


@pytest.mark.parametrize(
    ("who", "said"),
    [
        (f"{MAYOR}/2", "In “Mayor” that is: mayor-26/1"),
        (f"{CLERK}/1", "In “Clerk” that is: nobody"),
        ("nowhere/1", "There is no race “nowhere”"),
        (MAYOR, "There is no race “”"),
    ],
)
def test_only_an_endorsed_candidate_reports_back(decided: Club, who: str, said: str) -> None:
    """E17. A report of somebody else is refused, with who there is."""
    with pytest.raises(Refusal, match=said):
        reported.report(decided.secretary, who, by="R. O.")


def test_what_is_due_can_be_asked_for(decided: Club) -> None:
    """E17. Each report to come stands there with its day, the race and who has to act, until it is on record."""
    with decided.secretary.ledger.reading() as session:
        found = afterwards.due(session)
    assert {(one.when, one.about) for one in found} == {(date(2027, 11, 3), (MAYOR,)), (date(2027, 11, 3), (COUNCIL,))}
    assert len(found) == 3
    page = season_page(decided.secretary)
    assert "Report back, Ursula Imaginary (mayor-26/1): the candidate is asked on 3 November 2027" in page


def test_before_members_hear_that_is_what_is_due(club: Club) -> None:
    """E16. Between the certificate and the members' letter, its day is on the list, and the page says so."""
    reach(club, "races counted")
    club.at(CERTIFIED)
    certify.certify(club.secretary, KEY, officer="the officer")
    with club.secretary.ledger.reading() as session:
        assert afterwards.due(session)[0].when == CERTIFIED + DAY
    assert "Members hear on Tuesday, 13 October 2026" in season_page(club.secretary)


# ── the history ────────────────────────────────────────────────────────────────────────────────────


def past(club: Club, **asked: Any) -> list[str]:
    """The titles of the races that history has."""
    with club.secretary.ledger.reading() as session:
        return [one.title for one in history.find(session, zone=club.charter.zone, **asked)]


def test_the_history_can_be_asked(decided: Club) -> None:
    """E16. By office, candidate and year; also races that ended without a vote, and people who were voted against."""
    open_race(decided.secretary, RaceOpened(key="da-26", title="District Attorney", office="District Attorney"))
    process.end(decided.secretary, "da-26", because="nobody answered", ended_by="the committee")
    assert set(past(decided)) == {"Mayor", "City Council", "Question 3", "Clerk", "District Attorney"}
    assert past(decided, office="at large") == ["City Council"]
    assert past(decided, candidate="ursula") == ["Mayor"]
    assert past(decided, candidate="Makebelieve") == ["Clerk"]
    assert past(decided, candidate="Nobody") == past(decided, year=2025) == []
    page = history_page(decided.secretary, office="mayor")
    assert "Ursula Imaginary is endorsed: 83.3% (5 of 6 ballots)" in page
    assert "| Ursula Imaginary | 5 | 83.3% |" in page
    assert "No endorsement, without a vote: nobody answered" in history_page(decided.secretary, office="attorney")


def test_a_ballot_drafted_by_hand_is_in_the_history_too(club: Club) -> None:
    """E16. Results from before races were on record; few votes are told as a decision, without shares (P9)."""
    club.go_to("announced")
    assert past(club) == ["Mayor", "Sheriff"]
    page = history_page(club.secretary)
    assert "| In the last round |" not in page


def test_an_earlier_endorsement_is_told_beside_the_row_and_changes_nothing(decided: Club) -> None:
    """E13, E14. The tab says what our results show, where the row says something else; organisers decide."""
    open_race(decided.secretary, RaceOpened(key="mayor-30", title="Mayor", office="Mayor"))
    rows = [
        ["Race", "Name", "Endorsed before"],
        ["mayor-30", "Ursula Imaginary", ""],
        ["mayor-30", "Victor Invented", "yes"],
        ["mayor-30", "Xaver Pretence", "yes"],
    ]
    decided.write("Candidates", rows)
    season.carry_on(decided.secretary)
    google, book = decided.secretary.google, decided.settings.members_book
    tab = sheets.read(google, book, ("Candidates",)).tabs["Candidates"]
    stands = {str(row[1]): str(row[-1]) for row in tab[1:]}
    assert "By our results endorsed before (Mayor, 2026)" in stands["Ursula Imaginary"]
    assert "our results, which may not go back so far, don’t show it" in stands["Victor Invented"]
    assert "ndorsed before" not in stands["Xaver Pretence"]
    assert [row[2] for row in tab[1:]] == ["", "yes", "yes"]


def test_the_rows_of_a_race_that_is_over_stay_as_they_are(decided: Club) -> None:
    """E5. What stood beside them still does; somebody who is added there now is told that the race is over."""
    google, book = decided.secretary.google, decided.settings.members_book
    before = sheets.read(google, book, ("Candidates",)).tabs["Candidates"]
    open_race(decided.secretary, RaceOpened(key="mayor-30", title="Mayor", office="Mayor"))
    decided.write("Candidates", [*before, [MAYOR, "Zoe Latecomer"]])
    season.carry_on(decided.secretary)
    after = sheets.read(google, book, ("Candidates",)).tabs["Candidates"]
    assert after[: len(before)] == before
    assert str(after[-1][-1]).startswith("NOT TAKEN: Race: this race is over")


# ── the command line ───────────────────────────────────────────────────────────────────────────────


@ON_SQLITE
def test_the_same_doors_on_the_command_line(decided: Club) -> None:
    """E16, E17. A release is shown, approved from a file, once; a report is recorded; the history can be asked."""
    assert "A draft." in at_the_club(decided, "release-press", MAYOR)
    text = written("release.txt", "Ursula it is.\n")
    assert "It is approved." in at_the_club(decided, "release-press", MAYOR, "--by", "R. O.", "--text", text)
    assert "It was approved before." in at_the_club(decided, "release-press", MAYOR, "--by", "S. T.")
    assert kept(decided) == {MAYOR: "Ursula it is.\n"}
    assert "is on record." in at_the_club(decided, "reported", f"{MAYOR}/1", "--by", "R. O.")
    assert "Ursula Imaginary is endorsed" in at_the_club(decided, "history", "--office", "mayor", "--year", "2026")
    assert "Nothing of this kind was decided yet." in at_the_club(decided, "history", "--candidate", "Nobody")
    settings = venue.as_environment(decided.settings)
    assert "can't be read" in refused(
        canvass("release-press", MAYOR, "--by", "x", "--text", "no.txt", settings=settings)
    )


def test_the_draft_holds_the_reasons_that_members_voted_on(decided: Club) -> None:
    """E16. What is written down about a race after the vote is no reason of theirs, and isn't told the press as one."""
    with decided.secretary.ledger.writing(decided.secretary.now()) as pen:
        pen.session.execute(update(Race).values(reasons="Thought up later.", recommendation=""))
    with decided.secretary.ledger.reading() as session:
        drafts = [press.draft(decided.secretary, session, one) for one in press.waiting(session)]
    assert drafts
    assert all("We asked, and listened." in one and "Thought up later." not in one for one in drafts)


def test_a_race_that_was_voted_on_is_over_with_its_certificate(decided: Club) -> None:
    """M8. Where no day is written down it counts from there; an approved press release loses its text, no more."""
    with decided.secretary.ledger.reading() as session:
        waiting = [one.key for one in press.waiting(session)]
    for key in waiting:
        press.approve(decided.secretary, key, approved_by="R. O.")
    with decided.secretary.ledger.writing(decided.secretary.now()) as pen:
        pen.session.execute(update(Race).values(election_day=None))
    decided.later(1085 * DAY)
    assert retention.carry_out(decided.secretary).counts["press releases"] == 0
    decided.later(20 * DAY)
    assert retention.carry_out(decided.secretary).counts["press releases"] == len(waiting) > 0
    assert retention.carry_out(decided.secretary).counts["press releases"] == 0
    with decided.secretary.ledger.reading() as session:
        assert press.waiting(session) == []
    assert "is forgotten (M8)" in press_page(decided.secretary, waiting[0])


def test_who_is_still_to_report_back_keeps_an_address_until_then(decided: Club) -> None:
    """E17, M8. Two years later they are asked still; the address goes with the first clearing after they reported."""
    decided.at(REPORT_DUE + timedelta(days=400))
    retention.carry_out(decided.secretary)
    assert _addresses(decided) == {f"{MAYOR}/1", f"{COUNCIL}/1", f"{COUNCIL}/2"}
    reported.report(decided.secretary, f"{MAYOR}/1", by="R. O.")
    retention.carry_out(decided.secretary)
    assert f"{MAYOR}/1" not in _addresses(decided)
    assert season.carry_on(decided.secretary).news == ["2 endorsed candidates asked to report back."]


def _addresses(club: Club) -> set[str]:
    with club.secretary.ledger.reading() as session:
        found = session.execute(select(Candidate).where(Candidate.email != "")).scalars()
        return {f"{one.race_key}/{one.nth}" for one in found}
