"""The club's committee: its seats, the race that it votes on, and how far a vote has come when a test begins."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime
from typing import Any

from core.petitions import Kind
from core.records import Race
from flows import process, season
from flows.duties.election import sealing
from flows.duties.petition import standing_forms
from flows.race import RaceOpened, open_race
from flows.recommendation import CommitteeVote, draft_vote
from tests.flows.ballots import START
from tests.flows.club import HOUR, MEMBERS, MINUTE, Club

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
SEATS: list[list[Any]] = [
    ["Member id", "From", "Until", "Leave from", "Leave until", "Recused from", "Backup", "Note"],
    ["M01", "2026-01-15", "", "", "", "", "M02", "co-chair"],
    ["M02", "2026-01-15", "", "", "", "", "", ""],
    ["M03", "2026-01-15", "", "", "", "", "", ""],
    ["M04", "2026-01-15", "", "", "", MAYOR, "", "works for a campaign"],
    ["M05", "2026-01-15", "", "2026-08-01", "2026-12-01", "", "", ""],
    ["M07", "2025-01-15", "2025-12-31", "", "", "", "", "former member"],
]
"""Ada, Bo and Cleo vote; Dev is recused, Esme on leave, and Gia's term is over."""

URSULA: Mapping[str, str] = {f"{ASKED}: 1st choice": "Ursula Imaginary"}
VICTOR: Mapping[str, str] = {f"{ASKED}: 1st choice": "Victor Invented"}
WANTED = CommitteeVote(race=MAYOR, opens_on=date(2026, 10, 2), reasons="She came to every meeting.")


def seat(club: Club) -> None:
    """One race that the committee has taken up, its candidates, and the committee's seats."""
    open_race(club.secretary, RaceOpened(key=MAYOR, title="Mayor", office="Mayor", election_day=date(2026, 11, 3)))
    season.carry_on(club.secretary)
    club.write("Candidates", CANDIDATES)
    club.write("Committee", SEATS)
    season.carry_on(club.secretary)
    process.choose(club.secretary, MAYOR, "full", chosen_by="the committee")


def open_vote(club: Club, *, reasons: str = WANTED.reasons) -> None:
    """Drafted, frozen and open, with the letters out."""
    key, missing = draft_vote(club.secretary, WANTED.model_copy(update={"reasons": reasons}))
    assert (key, missing) == (VOTE, [])
    club.freeze(VOTE)
    for when in (START + 2 * HOUR, OPENS + MINUTE, OPENS + 2 * HOUR):
        club.at(when)
        assert not club.tend().troubles


def counted(club: Club, votes: Mapping[str, Mapping[str, str]], *, reasons: str = WANTED.reasons) -> None:
    """These have voted, voting is over, and an officer may look at the count."""
    open_vote(club, reasons=reasons)
    for who, marks in votes.items():
        club.vote(who, marks, key=VOTE)
    for when in (CLOSES + MINUTE, CLOSES + HOUR):
        club.at(when)
        assert not club.tend().troubles


def certified(club: Club) -> None:
    """An officer has certified the count, and the committee has its letter."""
    assert club.certify(VOTE)
    for when in (CLOSES + 3 * HOUR, CLOSES + 5 * HOUR):
        club.at(when)
        assert not club.tend().troubles


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


def hand_in(club: Club, kind: Kind, who: str, **said: str) -> None:
    """Somebody fills in a form with a member's name and address; questions are named by the word they begin with."""
    with club.secretary.ledger.reading() as session:
        link = standing_forms.link(session, kind)
    titles = [one.title for one in standing_forms.paper_of(club.secretary, kind).questions()]
    marks = {next(one for one in titles if one.startswith(begins)): words for begins, words in said.items()}
    assert club.send(link, {"Your name": who, "Your e-mail address": MEMBERS[who], **marks}).accepted


def rows(club: Club, tab: str) -> list[dict[str, Any]]:
    """The rows of a tab by its headings."""
    headings, *found = _sheet(club, tab)["rows"]
    return [dict(zip(headings, [*row, *[""] * len(headings)], strict=False)) for row in found]


def write_state(club: Club, tab: str, nth: int, state: str) -> None:
    """An organiser writes a state beside a row."""
    sheet = _sheet(club, tab)
    row, at = sheet["rows"][nth], sheet["rows"][0].index("State")
    row.extend([""] * (at + 1 - len(row)))
    row[at] = state


def _sheet(club: Club, tab: str) -> dict[str, Any]:
    found: dict[str, Any] = next(one for one in club.book_of_members()["sheets"] if one["title"] == tab)
    return found
