"""Races under a vote or decided: what members vote on, or have decided, is changed by no door and by no stray draft."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest

from flows import certify, process, recommend, season, step
from flows.ballot import draft_races
from flows.duties import afterwards, races
from flows.race import open_race
from flows.secretary import Refusal
from tests.flows.ballot_of_races import KEY, MAYOR, OPENED, ROWS, WANTED, reach
from tests.flows.ballots import CLOSES, OPENS
from tests.flows.club import HOUR, MINUTE, Club

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
        contest = races.contest_of(session, MAYOR)
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
