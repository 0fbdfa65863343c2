"""The committee votes by form on what it recommends: its seats, its roll, its quorum, and what is on record after."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime
from typing import Any

import pytest

from core.records import Race
from flows import process, season
from flows.duties import sealing
from flows.race import RaceOpened, open_race
from flows.recommendation import CommitteeVote, draft_vote
from tests.flows.ballots import START
from tests.flows.club import ADA, BO, CLEO, HOUR, MINUTE, Club

MAYOR = "mayor-26"
VOTE = f"{MAYOR}-committee"
ASKED = "Mayor: whom to recommend"
OPENS = datetime(2026, 10, 2, 13, tzinfo=UTC)
CLOSES = datetime(2026, 10, 5, 22, tzinfo=UTC)
CANDIDATES: list[list[Any]] = [
    ["Race", "Name", "Email", "Website", "Account", "Endorsed before", "Withdrawn"],
    [MAYOR, "Ursula Imaginary", "ursula@example.org", "ursula.example.org", "OCPF 10001", "", ""],
    [MAYOR, "Victor Invented", "victor@example.org", "victor.example.org", 10002, "", ""],
]
HEADINGS = ["Member id", "From", "Until", "Leave from", "Leave until", "Recused from", "Backup", "Note"]
SEATS: list[list[Any]] = [
    HEADINGS,
    ["M01", "2026-01-15", "", "", "", "", "M02", "co-chair"],
    ["M02", "2026-01-15", "", "", "", "", "", ""],
    ["M03", "2025-01-15", "", "", "", "", "", ""],
    ["M04", "2026-01-15", "", "", "", MAYOR, "", "works for a campaign"],
    ["M05", "2026-01-15", "", "2026-08-01", "2026-12-01", "", "", ""],
    ["M07", "2024-01-15", "2025-12-31", "", "", "", "", "former member"],
]
"""Ada, Bo and Cleo vote; Dev is recused, Esme on leave, and Gia's term is over."""

URSULA: Mapping[str, str] = {f"{ASKED}: 1st choice": "Ursula Imaginary"}
VICTOR: Mapping[str, str] = {f"{ASKED}: 1st choice": "Victor Invented"}
WANTED = CommitteeVote(race=MAYOR, opens_on=date(2026, 10, 2), reasons="She came to every meeting.")


@pytest.fixture
def seated(club: Club) -> Club:
    """The club with one race that the committee has taken up, and the committee's seats."""
    if "seated" in club.kept:
        club.go_to("seated")
        return club
    open_race(club.secretary, RaceOpened(key=MAYOR, title="Mayor", office="Mayor", election_day=date(2026, 11, 3)))
    season.carry_on(club.secretary)
    club.write("Candidates", CANDIDATES)
    club.write("Committee", SEATS)
    season.carry_on(club.secretary)
    process.choose(club.secretary, MAYOR, "full", chosen_by="the committee")
    club.keep("seated")
    return club


def race(club: Club) -> Race:
    """The race as the book has it."""
    with club.secretary.ledger.reading() as session:
        found = session.get_one(Race, MAYOR)
        session.expunge_all()
        return found


def calls(club: Club) -> dict[int, str]:
    """Who voted how, by line."""
    with club.secretary.ledger.reading() as session:
        return {one.line: one.choices for one in sealing.roll_call_of(session, VOTE)}


def opened(club: Club) -> None:
    """Drafted, frozen and open, with the letters out."""
    key, missing = draft_vote(club.secretary, WANTED)
    assert (key, missing) == (VOTE, [])
    club.freeze(VOTE)
    for when in (START + 2 * HOUR, OPENS + MINUTE, OPENS + 2 * HOUR):
        if when > club.secretary.now():
            club.at(when)
        club.tend()


def counted(club: Club, votes: Mapping[str, Mapping[str, str]]) -> None:
    """These have voted, voting is over, and an officer may look at the count."""
    opened(club)
    for who, marks in votes.items():
        club.vote(who, marks, key=VOTE)
    for when in (CLOSES + MINUTE, CLOSES + HOUR):
        club.at(when)
        club.tend()


def test_a_recommendation_goes_from_a_draft_to_the_record(seated: Club) -> None:
    """E3, S8, S9, S10, S11. Who is active and not recused votes; what has two thirds is on record with the count."""
    counted(seated, {ADA: URSULA, BO: URSULA, CLEO: VICTOR})
    assert [one.number for one in seated.roll(VOTE)] == ["M01", "M02", "M03"]
    assert seated.certify(VOTE)
    found = race(seated)
    assert (found.recommendation, found.reasons) == ("Ursula Imaginary", "She came to every meeting.")
    [step] = found.steps
    assert (step.step, step.door) == ("recommendation", "committee vote")
    assert "Ursula Imaginary is recommended" in step.note
    assert calls(seated) == {1: "c1", 2: "c1", 3: "c2"}
