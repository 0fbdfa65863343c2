"""A race of three whose candidates are asked: what tests of questionnaires do and look at."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from typing import Any

from core.bank import TAB
from core.candidates import label
from core.records import Questionnaire, Race, Reply
from flows import process, season
from flows import questionnaire as issuing
from flows.duties.membership import stock
from flows.duties.questionnaire import questionnaires
from flows.fact import say
from flows.race import RaceOpened, open_race
from integrations.google import sheets
from integrations.sandbox.simulated_member import Receipt
from tests.flows.club import HOUR, Club

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
HOUSING, CLIMATE = "Homes people can afford", "Climate"
DECLINES = {"Would you rather not answer?": "I decline to answer this questionnaire"}


def found_out(club: Club, nth: int) -> None:
    """A person has confirmed that a candidate has an account and a website."""
    for kind in ("account", "website"):
        say(club.secretary, label(MAYOR, nth), kind, "there", by="R. O.", because="seen", door="a test")


def enter(club: Club) -> None:
    """A race of three is taken up; two of its candidates may be asked."""
    stock.take_stock(club.secretary)
    open_race(club.secretary, OPENING)
    season.carry_on(club.secretary)
    club.write("Candidates", ROWS)
    season.carry_on(club.secretary)
    process.choose(club.secretary, MAYOR, "full", chosen_by="the committee")
    for nth in (URSULA, VICTOR):
        found_out(club, nth)


def issue(club: Club) -> None:
    """Its questionnaire is issued, and the letters are out."""
    assert issuing.issue(club.secretary, MAYOR, by="R. O.", issues=["housing", "climate"])
    go_on(club)
    club.later(2 * HOUR)
    go_on(club)


def go_on(club: Club) -> list[str]:
    """A pass over the season, and letters on their way. Returns the pass's troubles."""
    troubles = season.carry_on(club.secretary).troubles
    club.tend()
    return troubles


def link(club: Club, nth: int, letter: str = "q-asked") -> str:
    """The link in a candidate's letter."""
    [mail] = club.mails(f"{MAYOR}.{nth}/{letter}", to=MAILBOX[nth])
    found = re.search(r"^http\S+entry\.\S+$", mail.text, re.MULTILINE)
    assert found
    return found[0]


def reply(club: Club, nth: int, answers: Mapping[str, str]) -> Receipt:
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


def replies(club: Club) -> list[Reply]:
    """Everything that was sent."""
    with club.secretary.ledger.reading() as session:
        return questionnaires.replies_of(session, MAYOR)


def steps(club: Club) -> list[str]:
    """The steps on record."""
    with club.secretary.ledger.reading() as session:
        return [one.step for one in session.get_one(Race, MAYOR).steps]


def answers(club: Club) -> list[list[Any]]:
    """What the sheet of answers says."""
    return sheets.read(club.secretary.google, kept(club).sheet_id, ("Answers",)).tabs["Answers"]


def row_of(club: Club, heading: str) -> list[Any]:
    """A question's row in the sheet."""
    return next(row for row in answers(club) if str(row[0]).startswith(heading))


def bank(club: Club) -> list[list[Any]]:
    """What the tab Question bank says."""
    return sheets.read(club.secretary.google, club.settings.members_book, (TAB.name,)).tabs[TAB.name]


def form(club: Club) -> dict[str, Any]:
    """The questionnaire's form as Google holds it, to be changed by hand."""
    found: dict[str, Any] = club.sandbox.world.google["forms"][kept(club).form_id]
    return found


def over(club: Club) -> None:
    """The deadline passes, and the letter to members is out."""
    club.at(kept(club).due_at + HOUR)
    go_on(club)
    club.later(HOUR)
    go_on(club)
