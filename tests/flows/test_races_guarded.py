"""Races under a vote or decided: what members vote on, or have decided, is changed by no door and by no stray draft."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest

from core.records import Letter
from flows import certify, process, recommend, season, step
from flows.ballot import draft_races
from flows.duties.race import afterwards, race_votes, races
from flows.pages.desk import desk_page
from flows.pages.election import result_page
from flows.pages.season import season_page
from flows.race import open_race
from flows.secretary import Refusal
from flows.withdraw import withdraw
from tests.flows.ballot_of_races import COUNCIL, KEY, MARKS, MAYOR, OPENED, ROWS, WANTED, reach
from tests.flows.ballots import CLOSES, OPENS
from tests.flows.club import ADA, BO, CLEO, DEV, ESME, FINN, HOUR, MINUTE, Club
from tests.flows.test_races import tab

LATER = WANTED.model_copy(
    update={"key": "later", "opens_on": WANTED.closes_on, "closes_on": WANTED.closes_on + timedelta(days=10)}
)


def _process(club: Club) -> object:
    return process.choose(club.secretary, MAYOR, "abbreviated", chosen_by="the committee")


def _end(club: Club) -> object:
    return process.end(club.secretary, MAYOR, because="We changed our mind.", ended_by="the committee")


def _step(club: Club) -> object:
    return step.record(club.secretary, MAYOR, "questionnaire", by="S. T.", note="put right")


def _recommend(club: Club) -> object:
    return recommend.recommend(club.secretary, MAYOR, "Victor Invented", reasons="He came.", decided="by vote")


def _race(club: Club) -> object:
    return open_race(club.secretary, OPENED[0].model_copy(update={"title": "Mayor of Boston"}))


DOORS = (_process, _end, _step, _recommend, _race)


def beside_a_stray_draft(club: Club, moment: str) -> None:
    """Put the club to a moment after its races were on a second draft, too, that opens later."""
    if (kept := f"{moment}, and a stray draft") in club.kept:
        club.go_to(kept)
        return
    reach(club, "races drafted")
    draft_races(club.secretary, LATER)
    club.freeze(KEY)
    if moment == "decided":
        _vote_to_the_end(club)
    club.keep(kept)


def _vote_to_the_end(club: Club) -> None:
    for when in (OPENS + MINUTE, CLOSES + MINUTE, CLOSES + HOUR):
        club.at(when)
        club.tend()
    certify.certify(club.secretary, KEY, officer="the officer")


def test_a_stray_draft_takes_no_protection_from_a_vote(club: Club) -> None:
    """E7. What members vote on stays as it is, whatever other ballot it was drafted for."""
    beside_a_stray_draft(club, "frozen")
    with club.secretary.ledger.reading() as session:
        contest = race_votes.contest_of(session, MAYOR)
        assert contest is not None
        assert contest.election_key == KEY
    for door in (_process, _end, _recommend, _race):
        with pytest.raises(Refusal, match=r"It stays as it is|members are voting"):
            door(club)
    club.write("Candidates", [ROWS[0], [*ROWS[1][:-1], "yes"], *ROWS[2:]])
    season.carry_on(club.secretary)
    with club.secretary.ledger.reading() as session:
        assert len(races.running(races.of(session, MAYOR))) == 2


def test_a_stray_draft_hides_no_decision(club: Club) -> None:
    """E16. A race that was decided is decided: for the press, the reports and the pages."""
    beside_a_stray_draft(club, "decided")
    with club.secretary.ledger.reading() as session:
        assert MAYOR in {one.key for one in afterwards.decided(session)}
        assert races.under_way(session) == []
    with pytest.raises(Refusal, match="which is certified"):
        draft_races(club.secretary, LATER)


@pytest.mark.parametrize("door", DOORS)
def test_what_members_have_decided_is_changed_by_no_door(club: Club, door: Callable[[Club], object]) -> None:
    """E15. Process, no-endorsement, step, recommend and race refuse, by one sentence; nothing is changed."""
    beside_a_stray_draft(club, "decided")
    before = club.everything()
    with pytest.raises(Refusal, match="“Mayor” is decided by the members, on the ballot “november”"):
        door(club)
    assert club.everything() == before


# ── who gives up during a vote ─────────────────────────────────────────────────────────────────────


def _ticked(club: Club, *, said: str) -> None:
    """The tab says of Ursula, who stands for mayor, whether she has withdrawn."""
    [head, ursula, *others] = tab(club)
    club.write("Candidates", [head, [*ursula[:6], said, *ursula[7:]], *others])
    season.carry_on(club.secretary)


def _stands(club: Club) -> str:
    return str(tab(club)[1][8])


def test_who_withdraws_during_a_vote_is_told_of_everywhere(club: Club) -> None:
    """E5. Tab, season page and desk say since when, and what can be done; once; and no more once the tick is gone."""
    reach(club, "races open")
    _ticked(club, said="yes")
    left = "ithdrew on 2 October 2026; members are voting: withdraw the ballot, or let it run"
    assert _stands(club) == f"W{left}"
    assert f"w{left}" in season_page(club.secretary)
    assert "Ursula Imaginary withdrew from “Mayor” on 2 October 2026" in desk_page(club.secretary)
    before = club.everything()
    season.carry_on(club.secretary)
    assert club.everything() == before
    _ticked(club, said="")
    assert "ithdrew" not in _stands(club)
    assert "withdrew" not in desk_page(club.secretary)


def test_once_the_ballot_is_withdrawn_so_is_the_candidate(club: Club) -> None:
    """E5. Nothing is voted on any more, and the tick counts; the recommendation for her is missing again."""
    reach(club, "races open")
    _ticked(club, said="yes")
    withdraw(club.secretary, KEY, reason="A candidate withdrew.")
    season.carry_on(club.secretary)
    assert _stands(club) == "Withdrawn"
    assert "withdrew" not in desk_page(club.secretary)


def test_nobody_is_congratulated_who_has_withdrawn(club: Club) -> None:
    """E16. Whoever certifies is warned; the letter says what came out; she is never asked to report back."""
    reach(club, "races open")
    _ticked(club, said="yes")
    for who in (ADA, BO, CLEO, DEV, ESME, FINN):
        club.vote(who, MARKS, key=KEY)
    club.tend()
    for when in (CLOSES + MINUTE, CLOSES + HOUR):
        club.at(when)
        club.tend()
    assert "**Ursula Imaginary (Mayor) withdrew on 2 October 2026, during the vote.**" in result_page(
        club.secretary, KEY
    )
    certify.certify(club.secretary, KEY, officer="the officer")
    with club.secretary.ledger.reading() as session:
        assert session.get_one(Letter, f"{MAYOR}.1/outcome").occasion == "outcome"
        assert session.get_one(Letter, f"{COUNCIL}.1/outcome").occasion == "endorsed"
        asked = {one.candidate.name for one in afterwards.reports(session, on=WANTED.closes_on)}
    assert asked == {"Wanda Madeup", "Xaver Pretence"}


@pytest.mark.parametrize("how", ["withdrew", "was renamed"])
def test_a_recommendation_for_somebody_who_is_not_there_is_missing(club: Club, how: str) -> None:
    """E3. It has to be recorded anew before members vote; the page names the door, and no longer the recommendation."""
    reach(club, "races drafted")
    [head, ursula, *others] = tab(club)
    changed = [*ursula[:6], "yes", *ursula[7:]] if how == "withdrew" else [ursula[0], "Ursula Other", *ursula[2:]]
    club.write("Candidates", [head, changed, *others])
    season.carry_on(club.secretary)
    missing = draft_races(club.secretary, WANTED.model_copy(update={"races": [MAYOR]}))
    assert [one.clause for one in missing] == ["E3"]
    assert "recommendation" in missing[0].because
    page = season_page(club.secretary).partition("## Mayor")[2].partition("\n## ")[0]
    assert "Next step: recommendation" in page
    assert "recommend" in page.partition("Door:")[2].partition("\n")[0]
    assert "The committee recommends" not in page


# ── what is due ────────────────────────────────────────────────────────────────────────────────────


def _due(club: Club) -> str:
    """What the season page says is next about the race for mayor."""
    page = season_page(club.secretary).partition("## Mayor")[2]
    return page.partition("**Next:** ")[2].partition("\n")[0]


def test_a_draft_waits_to_be_frozen_and_a_frozen_ballot_for_its_day(club: Club) -> None:
    """E4. Organisers freeze it, by the door that is called so; then it opens by itself."""
    reach(club, "races drafted")
    assert _due(club) == "Freeze the ballot “november”. Who: organisers. Door: *freeze*."
    club.freeze(KEY)
    assert _due(club).startswith("The ballot “november” opens on Friday, 2 October 2026, 12:00 noon")


@pytest.mark.parametrize(
    ("moment", "due"),
    [
        ("races open", "Vote on “november” until Monday, 12 October 2026, 6:00 pm"),
        ("races counted", "Look at the count of “november”, and certify it. Who: an officer. Door: *certify*."),
    ],
)
def test_members_vote_and_an_officer_certifies(club: Club, moment: str, due: str) -> None:
    """E4, E16. An open ballot waits for members until it closes, a counted one for an officer."""
    reach(club, moment)
    assert _due(club).startswith(due)


def test_another_process_asks_for_another_recommendation(club: Club) -> None:
    """E3, E15. What was recommended among candidates isn't on offer against them: the step is missing again."""
    reach(club, "races on record")
    process.choose(club.secretary, MAYOR, "anti-endorsement", chosen_by="the committee")
    with club.secretary.ledger.reading() as session:
        race = races.of(session, MAYOR)
        assert "recommendation" in list(races.missing(race, charter=club.charter))
        assert [one.clause for one in races.standing_in_the_way(race, on=WANTED.opens_on, charter=club.charter)] == [
            "E3"
        ]
