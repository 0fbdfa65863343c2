"""Races: taken up, led through the steps of their process, and put on a ballot from what is on record."""

from __future__ import annotations

import json
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from core.records import Candidate, Entry, Fact, Race, StepTaken
from core.secrecy import fingerprint
from flows import process, recommend, season, step
from flows.ballot import BallotOfRaces, draft_races
from flows.duties.race import races
from flows.duties.race.races import Taken
from flows.pages.season import season_page
from flows.race import RaceOpened, open_race
from flows.remove_race import remove
from flows.secretary import Refusal
from integrations.google import sheets
from tests.flows.ballots import OPENS
from tests.flows.club import HOUR, Club

MAYOR = "mayor-26"
OPENING = RaceOpened(key=MAYOR, title="Mayor", office="Mayor", election_day=date(2026, 11, 3))
ROWS: list[list[Any]] = [
    ["Race", "Name", "Email", "Website", "Account", "Endorsed before", "Withdrawn"],
    [MAYOR, "Ursula Imaginary", "ursula@example.org", "ursula.example.org", "OCPF 10001", "", ""],
    [MAYOR, "Victor Invented", "victor@example.org", "victor.example.org", 10002, "", ""],
    ["sheriff", "Nobody Known", "", "", "", "", ""],
]


def enter(club: Club, rows: list[list[Any]] = ROWS) -> None:
    """Organisers fill in the tab Candidates, which the first pass has made."""
    club.write("Candidates", rows)


def tab(club: Club) -> list[list[Any]]:
    """What the tab Candidates says."""
    google, book = club.secretary.google, club.settings.members_book
    return sheets.read(google, book, ("Candidates",)).tabs["Candidates"]


@pytest.fixture
def taken_up(club: Club) -> Club:
    """The club with one race, its candidates, and a process."""
    if "a race" in club.kept:
        club.go_to("a race")
        return club
    open_race(club.secretary, OPENING)
    season.carry_on(club.secretary)
    enter(club)
    season.carry_on(club.secretary)
    process.choose(club.secretary, MAYOR, "full", chosen_by="the committee")
    club.keep("a race")
    return club


def race(club: Club) -> Race:
    """The race as the book has it."""
    with club.secretary.ledger.reading() as session:
        found = session.get_one(Race, MAYOR)
        session.expunge_all()
        return found


def test_a_race_is_opened_once_and_can_be_corrected(club: Club) -> None:
    """E1. Said again it changes nothing; an office or a district that isn't ours is refused with the clause."""
    assert open_race(club.secretary, OPENING)
    assert not open_race(club.secretary, OPENING)
    assert open_race(club.secretary, OPENING.model_copy(update={"title": "Mayor of Boston"}))
    assert race(club).title == "Mayor of Boston"
    elsewhere = RaceOpened(key="congress", title="Congress", office="Congress", district="Nowhere 1")
    with pytest.raises(Refusal, match="nobody has said why Nowhere 1 represents JPP"):
        open_race(club.secretary, elsewhere)
    assert open_race(club.secretary, elsewhere.model_copy(update={"local_because": "half of us live there"}))


def test_whoever_writes_an_office_otherwise_reads_which_there_are(club: Club) -> None:
    """E1. Nobody needs the charter's file: a refusal lists offices and districts, and a hyphen serves for its dash."""
    council = OPENING.model_copy(update={"key": "council-26", "office": "City Council"})
    with pytest.raises(Refusal, match=r"The charter lists President, .*City Council – District, .*Ballot initiative"):
        open_race(club.secretary, council)
    by_district = council.model_copy(update={"office": "city council - district"})
    with pytest.raises(Refusal, match="none is named: the charter lists District 6; any other needs a reason"):
        open_race(club.secretary, by_district)
    assert open_race(club.secretary, by_district.model_copy(update={"district": "District 6"}))


def test_a_race_is_opened_for_a_day_to_come_and_for_a_district_only_where_there_are_some(club: Club) -> None:
    """E1. Yesterday is refused, today isn't; a race that is on record can be corrected after its day."""
    today = club.secretary.now().date()
    with pytest.raises(Refusal, match="30 September 2026 is over"):
        open_race(club.secretary, OPENING.model_copy(update={"election_day": today - timedelta(days=1)}))
    with pytest.raises(Refusal, match=r"Mayor has no districts \(E1\). Leave District 6 out"):
        open_race(club.secretary, OPENING.model_copy(update={"district": "District 6"}))
    wanted = OPENING.model_copy(update={"election_day": today})
    assert open_race(club.secretary, wanted)
    club.later(timedelta(days=3))
    assert open_race(club.secretary, wanted.model_copy(update={"title": "Mayor of Boston"}))


def test_a_race_opened_by_mistake_is_taken_out_quietly(taken_up: Club) -> None:
    """E1. With its candidates; its rows in the tab say that there is no such race; the key is free, nobody hears."""
    letters = taken_up.letters()
    with pytest.raises(Refusal, match="Say who removes it"):
        remove(taken_up.secretary, MAYOR, by=" ")
    remove(taken_up.secretary, MAYOR, by="R. O.")
    with pytest.raises(Refusal, match="There is no race"):
        remove(taken_up.secretary, MAYOR, by="R. O.")
    with taken_up.secretary.ledger.reading() as session:
        assert session.query(Race).count() == session.query(Candidate).count() == session.query(Fact).count() == 0
    assert taken_up.letters() == letters
    assert open_race(taken_up.secretary, OPENING)
    season.carry_on(taken_up.secretary)
    assert [one.name for one in race(taken_up).candidates] == ["Ursula Imaginary", "Victor Invented"]


@pytest.mark.parametrize("what", ["steps on record", "a ballot", "a decision not to endorse"])
def test_a_race_of_which_something_has_come_is_not_removed(taken_up: Club, what: str) -> None:
    """E1. The refusal says what there is, and how a race is ended."""
    secretary = taken_up.secretary
    if what == "a ballot":
        days = {"opens_on": OPENS.date(), "closes_on": OPENS.date() + timedelta(days=10)}
        draft_races(secretary, BallotOfRaces(key="mayor", title="Mayor", races=[MAYOR], **days))
    elif what == "steps on record":
        step.record(secretary, MAYOR, "questionnaire", by="R. O.")
    else:
        process.end(secretary, MAYOR, because="No time.", ended_by="the committee")
    before = taken_up.everything()
    with pytest.raises(
        Refusal, match=f"can't be removed: it has {what}. End it instead .door .no-endorsement., or canvass"
    ):
        remove(secretary, MAYOR, by="R. O.")
    assert taken_up.everything() == before


def test_candidates_are_taken_over_from_the_tab_and_told_how_they_stand(taken_up: Club) -> None:
    """E5. Each row gets its number and its standing; one that can't be used says so; a second pass changes nothing."""
    rows = tab(taken_up)
    assert rows[0][-2:] == ["Candidate", "Stands"]
    assert [row[7] for row in rows[1:]] == ["mayor-26/1", "mayor-26/2", ""]
    assert rows[1][8].startswith("Not asked: an active account with OCPF was not found on 1 October 2026")
    assert rows[3][8].startswith("NOT TAKEN: Race: there is no such race")
    before = taken_up.everything()
    season.carry_on(taken_up.secretary)
    assert taken_up.everything() == before


def test_a_row_that_is_gone_is_a_candidate_who_withdrew(taken_up: Club) -> None:
    """E5. A renamed row stays the same candidate by its number; a deleted one has withdrawn, and is kept."""
    rows = tab(taken_up)
    renamed = [*rows[1][:1], "Ursula M. Imaginary", *rows[1][2:]]
    taken_up.write("Candidates", [rows[0], renamed])
    season.carry_on(taken_up.secretary)
    known = {one.nth: (one.name, one.withdrawn) for one in race(taken_up).candidates}
    assert known == {1: ("Ursula M. Imaginary", False), 2: ("Victor Invented", True)}


def test_a_step_is_recorded_by_its_door_only_if_the_process_has_it(taken_up: Club) -> None:
    """E3, E4. A step twice is one; a required one can't be waived; tomorrow's isn't recorded today."""
    said: dict[str, Any] = {"by": "R. O."}
    assert step.record(taken_up.secretary, MAYOR, "Candidate meeting", **said)
    assert not step.record(taken_up.secretary, MAYOR, "candidate meeting", **said)
    with pytest.raises(Refusal, match="has no step “picnic”"):
        step.record(taken_up.secretary, MAYOR, "picnic", **said)
    with pytest.raises(Refusal, match="questionnaire can't be left out"):
        step.record(taken_up.secretary, MAYOR, "questionnaire", waived_because="no time", **said)
    assert step.record(taken_up.secretary, MAYOR, "forum", waived_because="no hall was free", **said)
    tomorrow = taken_up.secretary.now().date() + timedelta(days=2)
    with pytest.raises(Refusal, match="still to come"):
        step.record(taken_up.secretary, MAYOR, "forum", on=tomorrow, **said)
    assert {one.step for one in race(taken_up).steps} == {"candidate meeting", "forum"}


def test_a_step_recorded_by_mistake_is_taken_back(taken_up: Club) -> None:
    """E3, E4. With a reason, once; a recommendation goes with its reasons; what a forum took by itself stays."""
    club, said = taken_up, {"because": "That was last year's.", "by": "R. O."}
    step.record(club.secretary, MAYOR, "candidate meeting", by="R. O.")
    recommend.recommend(club.secretary, MAYOR, "Ursula Imaginary", reasons="She came.", decided="by consensus")
    with pytest.raises(Refusal, match="Say why it is taken back"):
        step.withdraw(club.secretary, MAYOR, "candidate meeting", because="", by="R. O.")
    for name in ("Candidate meeting", "recommendation"):
        assert step.withdraw(club.secretary, MAYOR, name, **said)
        assert not step.withdraw(club.secretary, MAYOR, name, **said)
    known = race(club)
    assert (known.steps, known.recommendation, known.reasons) == ([], "", "")
    with club.secretary.ledger.writing(club.secretary.now()) as pen:
        forum = Taken("forum", club.secretary.now().date(), "forum", "R. O.")
        races.record_step(pen, races.of(pen.session, MAYOR), forum)
    with pytest.raises(Refusal, match="forum was taken by a forum, and stays"):
        step.withdraw(club.secretary, MAYOR, "forum", **said)


@pytest.mark.parametrize("link", ["http://video.example.org/forum", "https://video.example.org/a|b", "see the tab"])
def test_a_step_s_link_is_one_that_members_can_open_safely(taken_up: Club, link: str) -> None:
    """E7. Only https may stand on the page and in letters; what can't be shown is refused, and nothing is recorded."""
    with pytest.raises(Refusal, match="The link"):
        step.record(taken_up.secretary, MAYOR, "forum", by="R. O.", link=link)
    assert step.record(taken_up.secretary, MAYOR, "forum", by="R. O.", link="video.example.org/forum")
    with taken_up.secretary.ledger.reading() as session:
        assert [one.link for one in races.of(session, MAYOR).steps] == ["https://video.example.org/forum"]


def test_a_ballot_is_drafted_from_what_is_on_record(taken_up: Club) -> None:
    """E3. Candidates, steps and recommendation come from the race; drafted again, it takes over what changed."""
    wanted = BallotOfRaces(
        key="mayor", title="Mayor", races=[MAYOR], opens_on=OPENS.date(), closes_on=OPENS.date() + timedelta(days=10)
    )
    missing = draft_races(taken_up.secretary, wanted)
    assert [one.clause for one in missing] == ["E3"]
    for name in ("candidate meeting", "questionnaire", "forum", "members' feedback"):
        step.record(taken_up.secretary, MAYOR, name, by="R. O.")
    recommend.recommend(
        taken_up.secretary, MAYOR, "ursula imaginary", reasons="She came to every meeting.", decided="by consensus"
    )
    assert draft_races(taken_up.secretary, wanted) == []
    [contest] = taken_up.election("mayor").contests
    assert (contest.race_key, contest.recommendation) == (MAYOR, "Ursula Imaginary")
    assert [option["name"] for option in contest.options] == ["Ursula Imaginary", "Victor Invented", "No endorsement"]


def test_the_committee_may_end_a_race_at_any_stage(taken_up: Club) -> None:
    """E15. With a reason, once; then nothing more is recorded for it until it is taken up again."""
    with pytest.raises(Refusal, match="it isn't said who decided"):
        process.end(taken_up.secretary, MAYOR, because=" ", ended_by="the committee")
    assert process.end(taken_up.secretary, MAYOR, because="no time before the election", ended_by="the committee")
    assert not process.end(taken_up.secretary, MAYOR, because="again", ended_by="the committee")
    with taken_up.secretary.ledger.reading() as session:
        assert races.under_way(session) == []
    with pytest.raises(Refusal, match="Take it up again first"):
        process.choose(taken_up.secretary, MAYOR, "abbreviated", chosen_by="the committee")
    assert process.reopen(taken_up.secretary, MAYOR, because="the forum is on after all")


def test_the_page_says_what_is_next_and_who_has_to_do_it(taken_up: Club) -> None:
    """E4. The page names candidates, who are public, the steps that are missing, and the next door."""
    page = season_page(taken_up.secretary)
    assert "Ursula Imaginary" in page
    assert "ursula@example.org" not in page
    assert "Next step: candidate meeting" in page
    taken_up.later(HOUR)
    with taken_up.secretary.ledger.reading() as session:
        assert session.query(StepTaken).count() == 0
        assert session.query(Candidate).count() == 2


def test_the_log_can_bear_out_every_word_of_a_decision(taken_up: Club) -> None:
    """E2, E3. Whoever has the decision can tell by its fingerprint that it is it; the log holds no words of it."""
    said: dict[str, Any] = {"reasons": "She came.", "decided": "by consensus"}
    assert recommend.recommend(taken_up.secretary, MAYOR, "Ursula Imaginary", **said)
    assert recommend.recommend(taken_up.secretary, MAYOR, "Ursula Imaginary", **{**said, "decided": "by 3 to 2"})
    assert not recommend.recommend(taken_up.secretary, MAYOR, "Ursula Imaginary", **{**said, "decided": "by 3 to 2"})
    kinds = ("recommendation.decided", "process.chosen")
    with taken_up.secretary.ledger.reading() as session:
        lines = session.execute(select(Entry).where(Entry.kind.in_(kinds)).order_by(Entry.seq)).scalars().all()
        found = [json.loads(one.payload)["decision"] for one in lines]
    on = "2026-10-01"
    assert found == [
        fingerprint(["full", "the committee", on]),
        fingerprint(["Ursula Imaginary", "She came.", "by consensus", "the committee", on]),
        fingerprint(["Ursula Imaginary", "She came.", "by 3 to 2", "the committee", on]),
    ]
    assert "She came" not in "".join(one.payload for one in lines)
