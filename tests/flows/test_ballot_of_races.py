"""One ballot, many races: each is voted on and counted by the rule that its office and its process ask for."""

from __future__ import annotations

from datetime import date

import pytest

from core.records import Election
from flows import freeze, process, questionnaire, recommend, season, step
from flows.ballot import by_record, draft_races
from flows.draft import BallotDraft, beside, draft
from flows.duties.committee import recommending
from flows.duties.election import announcing, contests, form
from flows.duties.race import races
from flows.race import RaceOpened, open_race
from flows.secretary import Refusal
from tests.flows import ballot_of_races as season_of
from tests.flows import ballots
from tests.flows.ballot_of_races import CLERK, COUNCIL, KEY, MAYOR, QUESTION, RECORDING, ROWS, WANTED, reach
from tests.flows.club import ADA, Club


def test_each_race_is_voted_on_by_the_rule_that_fits_it(club: Club) -> None:
    """E7-E10, E15. Two-way, at large, an initiative, and yes or no against; "No endorsement" is where it belongs."""
    reach(club, "races drafted")
    found = {one.race_key: one for one in club.election(KEY).contests}
    assert {key: (one.kind, one.rule["clause"], one.rule["seats"]) for key, one in found.items()} == {
        MAYOR: ("single", "E9", 1),
        COUNCIL: ("ranked", "E8", 2),
        QUESTION: ("single", "E9", 1),
        CLERK: ("single", "E15", 1),
    }
    offered = {key: [option["name"] for option in one.options] for key, one in found.items()}
    assert offered[QUESTION] == ["Vote yes", "Vote no", "No endorsement"]
    assert offered[CLERK] == [
        "Urge voters against Yolanda Makebelieve",
        "Do not urge voters against Yolanda Makebelieve",
    ]
    assert offered[COUNCIL][-1] == "No endorsement"


def test_a_page_per_race_leads_to_what_there_is_to_look_up(club: Club) -> None:
    """E7. Heading, recommendation, reasons and links stand on the race's page of the form, and in the ballot letter."""
    reach(club, "races open")
    pages = {part.title: part.text for part in form.paper_of(club.election(KEY)).parts if hasattr(part, "text")}
    assert list(pages) == ["Mayor", "City Council", "Question 3", "Clerk"]
    assert f"The recording of the forum: {RECORDING}" in pages["Mayor"]
    assert "Its reasons: We asked, and listened." in pages["Mayor"]
    assert "Up to 2 can be endorsed." in pages["City Council"]
    assert "To abstain, leave this page empty." in pages["Clerk"]
    assert "which counts as a vote" not in pages["Clerk"]
    [mail] = club.mails(f"{KEY}/ballot", to="ada@example.org")
    assert f"The recording of the forum: {RECORDING}" in mail.text
    assert "You may also skip this one." in mail.text


def test_four_rules_count_on_one_ballot(club: Club) -> None:
    """E8, E9, E15. Both councillors pass, each from all ballots anew; so do the question and the other."""
    reach(club, "races counted")
    said = {one.race_key: dict(one.count or {})["sentence"] for one in club.election(KEY).contests}
    assert said[MAYOR].startswith("Ursula Imaginary is endorsed: 83.3% (5 of 6 ballots)")
    assert said[COUNCIL].startswith("2 candidates are endorsed, of up to 2 that could be.")
    assert said[QUESTION].startswith("Vote yes is endorsed")
    assert said[CLERK].startswith("Urge voters against Yolanda Makebelieve prevails, the anti-endorsement is issued")


def test_freezing_is_refused_with_the_clause_that_is_missing(club: Club) -> None:
    """E2, E15. A race that lost its footing since the draft stops the ballot, which can be drafted without it."""
    reach(club, "races drafted")
    process.end(club.secretary, CLERK, because="we found no majority for it", ended_by="the committee")
    with pytest.raises(Refusal, match=r"Clerk: it ended as non-endorsement: we found no majority for it \(E15\)"):
        club.freeze(KEY)
    draft_races(club.secretary, WANTED.model_copy(update={"races": [MAYOR, COUNCIL, QUESTION]}))
    assert club.freeze(KEY) == 11


def test_what_changed_since_the_draft_is_drafted_again_first(club: Club) -> None:
    """E7. Members vote on what is on record on the day of freezing, never on an older recommendation."""
    reach(club, "races drafted")
    recommend.recommend(club.secretary, MAYOR, "Victor Invented", reasons="He came, too.", decided="by consensus")
    with pytest.raises(
        Refusal, match=r"Mayor: the recommendation changed since this was drafted; draft it again \(E7\)"
    ):
        freeze.freeze(club.secretary, KEY)
    assert draft_races(club.secretary, WANTED) == []
    assert club.freeze(KEY) == 11


def test_a_race_is_voted_on_once(club: Club) -> None:
    """E7. While it is on a frozen ballot, or was voted on, no other ballot can have it."""
    reach(club, "races open")
    with pytest.raises(Refusal, match=r"“mayor-26” can't be on “again”: .* which is open \(E7\)"):
        draft_races(club.secretary, WANTED.model_copy(update={"key": "again"}))


def test_of_two_drafts_only_one_is_frozen(club: Club) -> None:
    """E7. A draft made before the other was frozen can't be frozen any more, and says why."""
    reach(club, "races drafted")
    assert beside(club.secretary, KEY) == []
    assert draft_races(club.secretary, WANTED.model_copy(update={"key": "again", "races": [MAYOR]})) == []
    assert beside(club.secretary, "again") == [
        "“Mayor” stands on the draft “november” as well: only the one that is frozen first can have it."
    ]
    club.freeze(KEY)
    with pytest.raises(Refusal, match="members vote on it in “November endorsements”, which is frozen"):
        freeze.freeze(club.secretary, "again")


def test_nobody_against_anybody_is_recommended_with_the_no(club: Club) -> None:
    """E10, E15. Where "No endorsement" isn't on the ballot, recommending nothing is recommending the no."""
    reach(club, "races on record")
    recommend.recommend(
        club.secretary, CLERK, "Do not urge voters against Yolanda Makebelieve", reasons="Let it be.", decided="by vote"
    )
    draft_races(club.secretary, WANTED)
    [contest] = [one for one in club.election(KEY).contests if one.race_key == CLERK]
    assert contest.recommendation == "Do not urge voters against Yolanda Makebelieve"


def test_no_endorsement_is_understood_as_the_no_against_somebody(club: Club) -> None:
    """E15. Whoever writes "No endorsement", as for any race, is understood: the committee urges against nobody."""
    reach(club, "races on record")
    recommend.recommend(club.secretary, CLERK, "no endorsement", reasons="Let it be.", decided="by consensus")
    draft_races(club.secretary, WANTED)
    [contest] = [one for one in club.election(KEY).contests if one.race_key == CLERK]
    assert contest.recommendation == "Do not urge voters against Yolanda Makebelieve"


def test_what_asks_candidates_is_refused_for_an_initiative_at_once(club: Club) -> None:
    """E1, E4. Nobody stands in it: not by the full process, and no questionnaire; the committee says what, not whom."""
    reach(club, "races on record")
    for unfit in ("full", "anti-endorsement"):
        with pytest.raises(Refusal, match=rf"the {unfit} process is not for Ballot initiative"):
            process.choose(club.secretary, QUESTION, unfit, chosen_by="the committee")
    with pytest.raises(Refusal, match="the initiative process is not for Mayor"):
        process.choose(club.secretary, MAYOR, "initiative", chosen_by="the committee")
    with pytest.raises(Refusal, match="nobody stands in it"):
        questionnaire.issue(club.secretary, QUESTION, by="R. O.")
    with club.secretary.ledger.reading() as session:
        race = races.of(session, QUESTION)
        assert (
            recommending.contest("c", race, reasons="", charter=club.charter).title == "Question 3: what to recommend"
        )


def test_a_ballot_can_leave_races_out(club: Club) -> None:
    """E7. Whoever skips a contest has still voted in the others."""
    reach(club, "races open")
    club.vote(ADA, {"Mayor: your choice": season_of.MARKS["Mayor: your choice"]}, key=KEY)
    club.tend()
    assert club.election(KEY).held_because == ""


def test_what_was_published_since_the_draft_is_linked_when_the_roll_is_frozen(club: Club) -> None:
    """E7. What came late stands on the form all the same; what can't be a link in a letter isn't recorded as one."""
    reach(club, "races drafted")
    step.record(club.secretary, COUNCIL, "questionnaire", by="R. O.", link="https://docs.example.org/answers")
    with pytest.raises(Refusal, match="The link can't be shown"):
        step.record(club.secretary, COUNCIL, "forum", by="R. O.", link="http://plain.example.org/forum")
    club.freeze(KEY)
    [contest] = [one for one in club.election(KEY).contests if one.race_key == COUNCIL]
    assert contest.links == [
        {"title": "The recording of the forum", "url": RECORDING},
        {"title": "Questionnaire, 1 October 2026", "url": "https://docs.example.org/answers"},
    ]


def test_without_a_process_only_that_is_missing(club: Club) -> None:
    """E2. A race whose process nobody has chosen yet can be drafted; that is named, and nothing else."""
    open_race(club.secretary, RaceOpened(key="q-4", title="Question 4", office="Ballot initiative"))
    missing = draft_races(club.secretary, WANTED.model_copy(update={"races": ["q-4"]}))
    assert [one.clause for one in missing] == ["E2"]


def test_whom_a_contest_is_against_is_named_where_the_option_is_too_short_for_it(club: Club) -> None:
    """E15. Names too long for an option of a form stand above it, and in the letter beside the option."""
    reach(club, "races drafted")
    club.write("Candidates", [*ROWS, [CLERK, "Zenobia Fabricated-Storybook", "", "", "", "", ""]])
    season.carry_on(club.secretary)
    against = "Urge voters against these 2 candidates"
    recommend.recommend(club.secretary, CLERK, against, reasons="We asked, and listened.", decided="by consensus")
    draft_races(club.secretary, WANTED)
    election = club.election(KEY)
    pages = {part.title: part.text for part in form.paper_of(election).parts if hasattr(part, "text")}
    both = "Yolanda Makebelieve and Zenobia Fabricated-Storybook"
    assert pages["Clerk"].startswith(f"It is about {both}.")
    assert not any("It is about" in text for title, text in pages.items() if title != "Clerk")
    [*_, clerk] = election.contests
    said = announcing.contest_facts(election, clerk)["candidates"]
    assert said[0] == f"{against}: {both}"


def test_a_race_on_record_isn_t_put_on_a_ballot_by_hand(club: Club) -> None:
    """E3. Steps that a draft merely claims don't count where there is a record, whatever the draft calls the race."""
    open_race(club.secretary, season_of.OPENED[0])
    said = {"process": "full", "recommendation": "Ursula Imaginary", "reasons": "She came."}
    for title in ("Mayor", "mayor ", "Our next mayor"):
        by_hand = {**ballots.MAYOR, **said, "title": title}
        missing = draft(club.secretary, BallotDraft.model_validate({**ballots.BALLOT, "contests": [by_hand]}))
        assert [(one.clause, one.because.rpartition(": this")[2]) for one in missing] == [
            ("E3", " race is on record as mayor-26: put it on the ballot by its key")
        ]
    with pytest.raises(Refusal, match="put it on the ballot by its key"):
        club.freeze(ballots.KEY)
    with pytest.raises(Refusal, match="There is no race “mayor-62”"):
        club.draft(contests=[{**ballots.MAYOR, "race": "mayor-62"}])


def test_a_race_that_isn_t_on_record_is_drafted_by_hand(club: Club) -> None:
    """E3. Another initiative, another district's race, and last time's race of the same title are no obstacle."""
    office, day = "City Council – District", date(2026, 11, 3)
    near = {"district": "District 7", "local_because": "It begins across the street."}
    before = RaceOpened(key="mayor-25", title="Mayor", office="Mayor", election_day=date(2026, 10, 6))
    open_race(club.secretary, before)
    open_race(club.secretary, season_of.OPENED[2])
    open_race(club.secretary, RaceOpened(key="seven", title="The seventh", office=office, election_day=day, **near))
    question = {"title": "Question 4", "office": "Ballot initiative", "process": "initiative"}
    yes = {"candidates": ["Vote yes", "Vote no"], "recommendation": "Vote yes"}
    sixth = {**ballots.MAYOR, "title": "The sixth", "office": office}
    club.draft(contests=[{**ballots.MAYOR, **question, **yes}, sixth, ballots.MAYOR])
    with club.secretary.ledger.reading() as session:
        drafted = session.get_one(Election, ballots.KEY).contests
        found = [contests.on_record_as(session, one, on=date(2026, 10, 7)) for one in drafted]
        assert found == [[], [], []]
        assert [one.clause for one in contests.on_record_as(session, drafted[2], on=date(2026, 10, 5))] == ["E3"]


@pytest.mark.parametrize(
    ("other", "changed"),
    [
        ({"office": "City Council – At Large"}, "its office and what it offers"),
        ({"endorsed_before": True}, "who was endorsed before"),
    ],
)
def test_a_contest_is_voted_on_by_its_race_s_rule_only(club: Club, other: dict[str, object], changed: str) -> None:
    """E7-E9. Office, kind, rule, seats and earlier endorsements follow from the race; a draft can't say otherwise."""
    reach(club, "races on record")
    drafted = by_record(club.secretary, WANTED)
    drafted = drafted.model_copy(update={"contests": [drafted.contests[0].model_copy(update=other)]})
    missing = draft(club.secretary, drafted)
    assert [one.because for one in missing] == [f"Mayor: {changed} changed since this was drafted; draft it again"]
