"""After the vote: candidates hear first, members later, and an endorsed candidate is asked to report back."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import delete, update

from core.bylaws.afterwards import members_hear
from core.charter import read
from core.records import Candidate, Letter
from flows import certify, process, season
from flows.duties.membership import stock
from flows.duties.race import afterwards, endings
from flows.pages.desk import desk_page
from flows.pages.season import season_page
from tests.conftest import ON_SQLITE
from tests.flows.ballot_of_races import CLERK, COUNCIL, KEY, MAYOR, reach
from tests.flows.ballots import CLOSES
from tests.flows.club import DAY, HOUR, MEMBERS, MINUTE, Club
from tests.trust.chaos import Chaos, Death

CERTIFIED = CLOSES + 3 * HOUR
TOLD = {
    f"{MAYOR}.1/outcome": "endorsed",
    f"{MAYOR}.2/outcome": "outcome",
    f"{COUNCIL}.1/outcome": "endorsed",
    f"{COUNCIL}.2/outcome": "endorsed",
    f"{CLERK}.1/outcome": "outcome",
}
REACHED = {email for email in MEMBERS.values() if email} - {"kit@example.org"}


def certified(club: Club) -> None:
    """An officer has certified the count, and nothing has gone out yet."""
    reach(club, "races counted")
    club.at(CERTIFIED)
    assert certify.certify(club.secretary, KEY, officer="the officer")


def pass_at(club: Club, *times: datetime) -> None:
    """Passes of the season and of the post."""
    for when in times:
        club.at(when)
        season.carry_on(club.secretary)
        report = club.tend()
        assert report.broken == []


def occasions(club: Club) -> dict[str, str]:
    """Each letter to a candidate, and which it is."""
    with club.secretary.ledger.reading() as session:
        return {one.key: one.occasion for one in session.query(Letter) if "." in one.key}


def test_candidates_hear_a_day_before_the_members(club: Club) -> None:
    """E16. Their letters go out with the next pass; the members' waits as long as the charter says, and then goes."""
    certified(club)
    assert occasions(club) == TOLD
    pass_at(club, CERTIFIED + MINUTE, CERTIFIED + 2 * HOUR, CERTIFIED + 23 * HOUR)
    assert {mail.to for key in TOLD for mail in club.mails(key)} == {
        f"{name}@example.org" for name in ("ursula", "victor", "wanda", "xaver", "yolanda")
    }
    assert club.mails(f"{KEY}/result") == []
    assert club.election(KEY).state == "certified"
    pass_at(club, CERTIFIED + DAY, CERTIFIED + DAY + 2 * HOUR)
    assert {mail.to for mail in club.mails(f"{KEY}/result")} == REACHED
    assert club.election(KEY).state == "announced"


def test_members_wait_for_a_candidate_s_letter_that_is_still_on_its_way(club: Club) -> None:
    """E16. Mailchimp refuses a candidate's letter for a day: nobody else hears before it is out, or a person looks."""
    certified(club)
    club.sandbox.faults.plan("5xx", "PUT /3.0/campaigns/*/content", times=10_000)
    pass_at(club, CERTIFIED + MINUTE, CERTIFIED + DAY)
    assert club.mails(f"{KEY}/result") == []
    club.sandbox.faults.clear()
    pass_at(club, CERTIFIED + DAY + HOUR, CERTIFIED + DAY + 2 * HOUR)
    assert {mail.to for mail in club.mails(f"{KEY}/result")} == REACHED


def test_each_candidate_reads_what_came_out_and_the_endorsed_what_they_may_cite(club: Club) -> None:
    """E16. The shares as published, when members hear, and – for the endorsed only – the very sentence to cite."""
    certified(club)
    pass_at(club, CERTIFIED + MINUTE)
    [ursula], [victor] = club.mails(f"{MAYOR}.1/outcome"), club.mails(f"{MAYOR}.2/outcome")
    for mail in (ursula, victor):
        assert "Ursula Imaginary is endorsed: 83.3% (5 of 6 ballots)" in mail.text
        assert "They are told on Tuesday, 13 October 2026, 9:00 pm (America/New_York)" in mail.text
    assert "JP Progressives endorses Ursula Imaginary for Mayor." in ursula.text
    assert "may cite" in ursula.text
    assert "from 3 November 2027 on" in ursula.text
    assert "may cite" not in victor.text
    [yolanda] = club.mails(f"{CLERK}.1/outcome")
    assert "JP Progressives urges voters against Yolanda Makebelieve in the race for Clerk." in yolanda.text


def test_the_result_letter_holds_the_statement_to_members(club: Club) -> None:
    """E16. Members read what is said in public of every race, also where that is no endorsement."""
    certified(club)
    pass_at(club, CERTIFIED + DAY, CERTIFIED + DAY + HOUR)
    [mail] = club.mails(f"{KEY}/result", to="ada@example.org")
    words = " ".join(mail.text.split())
    assert "JP Progressives endorses Wanda Madeup and Xaver Pretence for City Council." in words
    assert "JP Progressives urges voters to vote yes on Question 3." in words


def test_by_a_charter_without_such_hours_everybody_hears_at_once(club: Club) -> None:
    """E16. At 0 hours the members' letter doesn't wait."""
    data = club.charter.as_data()
    data["endorsement"]["afterwards"]["candidates_first_hours"]["value"] = 0
    at = datetime(2026, 10, 13, tzinfo=UTC)
    assert members_hear(at, charter=read(data, source="a charter")) == at
    assert members_hear(at, charter=club.charter) == at + DAY


def test_a_vote_about_no_race_on_record_is_told_as_before(club: Club) -> None:
    """E16. A ballot that was drafted by hand knows no candidates: members hear with the next pass."""
    club.go_to("certified")
    assert club.letter("result").not_before is None
    assert afterwards.when_told(club.secretary, "autumn") == "The result goes out with the next pass."


def test_a_race_that_ends_without_a_vote_is_told_once(club: Club) -> None:
    """E15. Its candidates hear first, then once all members; taken up again and ended anew, they hear again."""
    reach(club, "races on record")
    stock.take_stock(club.secretary)
    start = club.secretary.now()
    process.end(club.secretary, MAYOR, because="Nobody answered us.", ended_by="the committee")
    pass_at(club, start + HOUR, start + 2 * HOUR)
    assert [mail.to for mail in club.mails(f"{MAYOR}.1/ended-261001")] == ["ursula@example.org"]
    assert "Nobody answered us." in club.mails(f"{MAYOR}.2/ended-261001")[0].text
    assert club.mails(f"{MAYOR}.0/ended-261001") == []
    pass_at(club, start + DAY + HOUR, start + DAY + 2 * HOUR, start + DAY + 3 * HOUR)
    assert {mail.to for mail in club.mails(f"{MAYOR}.0/ended-261001")} == REACHED
    before = len(club.letters())
    process.reopen(club.secretary, MAYOR, because="They did answer.")
    assert len(club.letters()) == before + 3
    pass_at(club, start + 2 * DAY, start + 2 * DAY + HOUR)
    assert "They did answer." in club.mails(f"{MAYOR}.1/again-261001")[0].text
    assert {mail.to for mail in club.mails(f"{MAYOR}.0/again-261001")} == REACHED
    process.end(club.secretary, MAYOR, because="Not in time.", ended_by="the committee")
    pass_at(club, start + 3 * DAY)
    assert len(club.letters()) == before + 6


def test_taken_up_again_in_time_members_never_hear_that_it_ended(club: Club) -> None:
    """E15. The members' letter that waits is given up; candidates, who have heard, hear of this; ended anew, all do."""
    reach(club, "races on record")
    stock.take_stock(club.secretary)
    start = club.secretary.now()
    process.end(club.secretary, MAYOR, because="Nobody answered us.", ended_by="the committee")
    pass_at(club, start + HOUR, start + 2 * HOUR)
    assert process.reopen(club.secretary, MAYOR, because="They did answer.")
    assert not process.reopen(club.secretary, MAYOR, because="They did answer.")
    process.end(club.secretary, MAYOR, because="Not in time.", ended_by="the committee")
    pass_at(club, start + 3 * HOUR, start + 4 * HOUR, start + 2 * DAY, start + 2 * DAY + HOUR)
    assert club.mails(f"{MAYOR}.0/ended-261001") == []
    assert club.mails(f"{MAYOR}.0/again-261001") == []
    assert len(club.mails(f"{MAYOR}.2/again-261001")) == 1
    assert "Not in time." in club.mails(f"{MAYOR}.2/end2-261001")[0].text
    assert {mail.to for mail in club.mails(f"{MAYOR}.0/end2-261001")} == REACHED


def test_taken_up_again_at_once_nobody_hears_anything(club: Club) -> None:
    """E15. What was planned about the end is given up; there is nothing to take back."""
    reach(club, "races on record")
    stock.take_stock(club.secretary)
    start = club.secretary.now()
    process.end(club.secretary, MAYOR, because="Nobody answered us.", ended_by="the committee")
    season.carry_on(club.secretary)
    assert process.reopen(club.secretary, MAYOR, because="A slip.")
    pass_at(club, start + HOUR, start + 2 * HOUR, start + 2 * DAY, start + 2 * DAY + HOUR)
    assert [club.mails(f"{MAYOR}.{nth}/ended-261001") for nth in (0, 1, 2)] == [[], [], []]
    assert not [key for key in club.letters() if "/again" in key]


def _acts(club: Club) -> list[tuple[datetime, str]]:
    return [
        (CERTIFIED, "certify"),
        (CERTIFIED + MINUTE, "pass"),
        (CERTIFIED + 2 * HOUR, "pass"),
        (CERTIFIED + DAY + HOUR, "pass"),
        (CERTIFIED + DAY + 3 * HOUR, "pass"),
    ]


def _do(club: Club, when: datetime, act: str) -> None:
    club.at(when)
    if act == "certify":
        certify.certify(club.secretary, KEY, officer="the officer")
        return
    season.carry_on(club.secretary)
    club.tend()


def _end(club: Club) -> list[tuple[str, str, str]]:
    """Who got which letter with which words, each as often as it came."""
    titles = [*TOLD, f"{KEY}/result"]
    return sorted((mail.title, mail.to, mail.text) for title in titles for mail in club.mails(title))


def _play(club: Club, chaos: Chaos) -> list[tuple[str, str, str]]:
    """All acts; one that dies is done once more, later on."""
    reach(club, "races counted")
    with chaos.at_work():
        for number, (when, act) in enumerate(_acts(club)):
            chaos.begin(number)
            _survive(club, chaos, when, act)
    return _end(club)


def _survive(club: Club, chaos: Chaos, when: datetime, act: str) -> None:
    try:
        _do(club, when, act)
    except Death:
        with chaos.paused():
            _do(club, when + timedelta(minutes=30), act)


@ON_SQLITE
@pytest.mark.parametrize("kind", ["die before", "die after"])
def test_killed_anywhere_and_run_again_everybody_hears_once(club: Club, kind: str) -> None:
    """E16. Whatever a process was doing when it died, the same letters arrive, each once, candidates' first."""
    quiet = Chaos()
    undisturbed = _play(club, quiet)
    assert len(undisturbed) == len(TOLD) + len(REACHED)
    points = [one for one in quiet.passed if kind in one.kinds]
    for point in points[len(kind) :: 47]:
        chaos = Chaos(plan={point.place: kind})
        found = _play(club, chaos)
        assert chaos.struck, point.label
        assert [one[:2] for one in found] == [one[:2] for one in undisturbed], point.label


@pytest.mark.parametrize("kind", ["die before", "die after"])
def test_killed_while_a_race_s_end_is_told_it_is_told_once(club: Club, kind: str) -> None:
    """E15. Dying just before or after it has written that down, candidates and members hear all the same, once."""
    reach(club, "races on record")
    stock.take_stock(club.secretary)
    process.end(club.secretary, MAYOR, because="Nobody answered us.", ended_by="the committee")
    start = club.secretary.now()
    chaos = Chaos(plan={(0, "commit", 0): kind})
    with chaos.at_work(), pytest.raises(Death):
        endings.tell_of_ended(club.secretary)
    assert chaos.struck == [("commit", kind)]
    pass_at(club, start + HOUR, start + 2 * HOUR, start + DAY + 2 * HOUR, start + DAY + 4 * HOUR)
    told = [len(club.mails(f"{MAYOR}.{nth}/ended-261001")) for nth in (1, 2)]
    assert told == [1, 1]
    assert len(club.mails(f"{MAYOR}.0/ended-261001")) == len(REACHED)


def test_a_candidate_who_never_heard_is_to_be_telephoned(club: Club) -> None:
    """E16. No address, or a mailbox that takes nothing: the page doesn't say they know, the desk says whom to call."""
    certified(club)
    with club.secretary.ledger.writing(club.secretary.now()) as pen:
        mine = update(Letter).where(Letter.key == f"{MAYOR}.1/outcome")
        pen.session.execute(mine.values(recipients="[]", size=0))
        pen.session.execute(delete(Letter).where(Letter.key == f"{CLERK}.1/outcome"))
        pen.session.execute(update(Candidate).where(Candidate.race_key == CLERK).values(email=""))
    assert season_page(club.secretary).count("The candidates know") == 1  # of the question, which has none
    pass_at(club, CERTIFIED + MINUTE, CERTIFIED + 2 * HOUR, CERTIFIED + 4 * HOUR)
    page, desk = season_page(club.secretary), desk_page(club.secretary)
    assert f"No letter has told {MAYOR}/1 yet" in page.replace("\\", "")
    assert "The candidates know" in page
    for who, why in ((f"{MAYOR}/1", "their mailbox took no letter"), (f"{CLERK}/1", "there is no address of theirs")):
        assert f"Telephone {who}" in desk.replace("\\", "")
        assert why in desk
    assert f"Telephone {COUNCIL}" not in desk.replace("\\", "")
    pass_at(club, CERTIFIED + 20 * DAY)
    assert f"Telephone {MAYOR}" not in desk_page(club.secretary).replace("\\", "")
