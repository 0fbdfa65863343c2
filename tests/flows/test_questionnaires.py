"""Questionnaires: issued to whoever may be asked, answered by link, closed on time, and read by the members."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from core.records import Asked, Fact, Questionnaire, Race, Reply
from flows import answer_for, process, season
from flows import questionnaire as issuing
from flows.duties import questionnaires, stock
from flows.pages.season import season_page
from flows.race import RaceOpened, open_race
from flows.secretary import Refusal
from integrations.google import sheets
from integrations.sandbox.simulated_member import Receipt
from tests.flows.club import DAY, HOUR, MINUTE, Club

MAYOR = "mayor-26"
OPENING = RaceOpened(key=MAYOR, title="Mayor", office="Mayor", election_day=date(2026, 11, 3))
ROWS: list[list[Any]] = [
    ["Race", "Name", "Email", "Website", "Account"],
    [MAYOR, "Ursula Imaginary", "ursula@example.org", "ursula.example.org", "OCPF 10001"],
    [MAYOR, "Victor Invented", "victor@example.org", "victor.example.org", "OCPF 10002"],
    [MAYOR, "Wanda Madeup", "wanda@example.org", "", ""],
]
URSULA, VICTOR, WANDA = 1, 2, 3
MAILBOX = {URSULA: "ursula@example.org", VICTOR: "victor@example.org", WANDA: "wanda@example.org"}
HOUSING = "Homes people can afford"
DECLINES = {"Would you rather not answer?": "I decline to answer this questionnaire"}


def found_out(club: Club, nth: int) -> None:
    """A person has confirmed that a candidate has an account and a website."""
    with club.secretary.ledger.writing(club.secretary.now()) as pen:
        for kind in ("account", "website"):
            said = {"about": "", "found": "seen", "source": "a person", "said_by": "R. O.", "reason": "seen"}
            pen.session.add(Fact(race_key=MAYOR, nth=nth, kind=kind, checked_at=pen.at, holds=True, **said))


def go_on(club: Club) -> None:
    """A pass over the season, and letters on their way."""
    season.carry_on(club.secretary)
    club.tend()


def link(club: Club, nth: int, letter: str = "q-asked") -> str:
    """The link in a candidate's letter."""
    [mail] = club.mails(f"{MAYOR}.{nth}/{letter}", to=MAILBOX[nth])
    found = re.search(r"^http\S+entry\.\S+$", mail.text, re.MULTILINE)
    assert found
    return found[0]


def reply(club: Club, nth: int, answers: dict[str, str]) -> Receipt:
    """A candidate opens their link, fills in the form and sends it."""
    return club.send(link(club, nth), answers)


def stands(club: Club) -> dict[int, str]:
    """How each candidate stands."""
    with club.secretary.ledger.reading() as session:
        found = questionnaires.answerers(session, session.get_one(Race, MAYOR))
        return {one.candidate.nth: one.stand for one in found}


def kept(club: Club) -> Questionnaire:
    """The questionnaire as the book has it."""
    with club.secretary.ledger.reading() as session:
        return session.get_one(Questionnaire, MAYOR)


def answers(club: Club) -> list[list[Any]]:
    """What the sheet of answers says."""
    return sheets.read(club.secretary.google, kept(club).sheet_id, ("Answers",)).tabs["Answers"]


def row_of(club: Club, heading: str) -> list[Any]:
    """A question's row in the sheet."""
    return next(row for row in answers(club) if str(row[0]).startswith(heading))


def over(club: Club) -> None:
    """The deadline passes."""
    club.at(kept(club).due_at + HOUR)
    go_on(club)


@pytest.fixture
def with_candidates(club: Club) -> Club:
    """The club with a race of three, two of whom may be asked."""
    if "candidates" in club.kept:
        club.go_to("candidates")
        return club
    stock.take_stock(club.secretary)
    open_race(club.secretary, OPENING)
    season.carry_on(club.secretary)
    club.write("Candidates", ROWS)
    season.carry_on(club.secretary)
    process.choose(club.secretary, MAYOR, "full", chosen_by="the committee")
    for nth in (URSULA, VICTOR):
        found_out(club, nth)
    club.keep("candidates")
    return club


@pytest.fixture
def issued(with_candidates: Club) -> Club:
    """The questionnaire is issued, and the letters are out."""
    club = with_candidates
    if "issued" in club.kept:
        club.go_to("issued")
        return club
    assert issuing.issue(club.secretary, MAYOR, by="R. O.", issues=["housing", "climate"])
    go_on(club)
    club.later(2 * HOUR)
    go_on(club)
    club.keep("issued")
    return club


def test_a_questionnaire_goes_from_the_bank_to_members_and_onto_the_record(issued: Club) -> None:
    """E4, E5. Issued, answered by link, closed, published, told, and a step of the process: all by itself."""
    assert stands(issued) == {URSULA: "asked", VICTOR: "asked", WANDA: "not asked"}
    assert reply(issued, URSULA, {HOUSING: "Build on every empty lot."}).accepted
    over(issued)
    assert stands(issued)[URSULA] == "answered"
    assert row_of(issued, HOUSING)[1:] == ["Build on every empty lot.", "", ""]
    with issued.secretary.ledger.reading() as session:
        [step] = [one for one in session.get_one(Race, MAYOR).steps if one.step == "questionnaire"]
        assert (step.door, step.by) == ("questionnaire", "itself")
        assert step.note == "answered: mayor-26/1; asked: mayor-26/2; not asked: mayor-26/3"
        assert step.link == questionnaires.answers_link(session, MAYOR) == kept(issued).sheet_link
    issued.later(HOUR)
    issued.tend()
    assert "Build on every empty lot." in issued.mails(f"race.{MAYOR}/answers", to="ada@example.org")[0].text
