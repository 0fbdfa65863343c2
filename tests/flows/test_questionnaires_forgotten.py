"""What candidates answered is forgotten when they ask to be erased, and years after the election; the sheet follows."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from sqlalchemy import select

from core.records import Asked, Reply
from flows import answer_for, season
from flows.duties.privacy import retention
from flows.erase import erase
from tests.flows import asked
from tests.flows.asked import HOUSING, MAYOR, ROWS, URSULA, VICTOR, answers, kept, link, over, reply, stands
from tests.flows.club import DAY, HOUR, MINUTE, Club

ADA_STANDS: list[list[Any]] = [ROWS[0], [*ROWS[1][:2], "ada@example.org", *ROWS[1][3:]], *ROWS[2:]]


def _said(club: Club) -> list[str]:
    with club.secretary.ledger.reading() as session:
        replies = session.execute(select(Reply).order_by(Reply.turn)).scalars()
        reasons = session.execute(select(Asked)).scalars()
        return [words for one in replies for words in one.said.values()] + [one.declined_because for one in reasons]


def _published(club: Club) -> None:
    reply(club, URSULA, {HOUSING: "Build on every lot."})
    answer_for.decline(club.secretary, f"{MAYOR}/{VICTOR}", because="I am ill.", by="R. O.")
    over(club)


def test_a_member_who_stood_and_is_erased_takes_their_answers_along(with_candidates: Club) -> None:
    """M8. Their words go from the book and from the sheet; that they answered stays; others' words stay too."""
    club = with_candidates
    club.write("Candidates", ADA_STANDS)
    season.carry_on(club.secretary)
    asked.issue(club)
    [mail] = club.mails(f"{MAYOR}.1/q-asked", to="ada@example.org")
    club.send(next(line for line in mail.text.splitlines() if "entry." in line), {HOUSING: "Build on every lot."})
    club.send(link(club, VICTOR), {HOUSING: "Rent control."})
    over(club)
    assert "Build on every lot." in str(answers(club))
    erase(club.secretary, "M01")
    for _ in range(3):
        assert club.tend().troubles == []
        club.later(HOUR + MINUTE)
    season.carry_on(club.secretary)
    assert "Build on every lot." not in _said(club)
    assert "Build on every lot." not in str(answers(club))
    assert "Rent control." in str(answers(club))
    assert stands(club)[URSULA] == "answered"


def test_years_after_the_election_what_was_said_is_forgotten(issued: Club) -> None:
    """M8. Three years and a day after it, answers and reasons are gone, and the sheet is empty."""
    _published(issued)
    issued.at(issued.sandbox.clock.now() + 1090 * DAY)
    assert retention.carry_out(issued.secretary).counts["answers of candidates"] == 0
    assert "Build on every lot." in _said(issued)
    issued.at(issued.sandbox.clock.now() + timedelta(days=40))
    counts = retention.carry_out(issued.secretary).counts
    assert counts["answers of candidates"] == 2
    assert set(_said(issued)) == {""}
    season.carry_on(issued.secretary)
    assert "Build on every lot." not in str(answers(issued))
    assert kept(issued).finished_at is not None
