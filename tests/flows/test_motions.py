"""Motions: put by a member of the committee, voted on by form, and written into the minutes."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest

from core.records import Contest
from core.records.elections import COMMITTEE
from flows import motion
from flows.committee_vote import draft_matter
from flows.duties.committee import minutes, seats
from flows.duties.election import matter
from flows.duties.election.matter import Asked, Matter
from flows.duties.membership import stock
from flows.motion import MotionPut
from flows.secretary import Refusal
from tests.flows.ballots import START
from tests.flows.club import HOUR, MINUTE, Club
from tests.flows.committee import SEATS

OPENS, CLOSES = datetime(2026, 10, 2, 13, tzinfo=UTC), datetime(2026, 10, 5, 22, tzinfo=UTC)
KEY, QUESTION = "motion-bank", "A bank account: your choice"
PUT = MotionPut(
    key="bank", title="A bank account", text="We open an account.\nTwo of us sign.", put_by="M01",
    opens_on=date(2026, 10, 2),
)  # fmt: skip
NOBODY_RECUSED = [[*row[:5], "", *row[6:]] if n else row for n, row in enumerate(SEATS)]
"""Ada, Bo, Cleo and Dev are active."""


@pytest.fixture
def seated(club: Club) -> Club:
    """The committee has its seats, and there is no race."""
    club.at(START)
    stock.take_stock(club.secretary)
    seats.take_over(club.secretary)
    club.write("Committee", NOBODY_RECUSED)
    seats.take_over(club.secretary)
    return club


def _open(club: Club, key: str) -> None:
    club.freeze(key)
    for when in (START + 2 * HOUR, OPENS + MINUTE, OPENS + 2 * HOUR):
        club.at(when)
        assert not club.tend().troubles


def _certified(club: Club, key: str) -> None:
    for when in (CLOSES + MINUTE, CLOSES + HOUR):
        club.at(when)
        assert not club.tend().troubles
    assert club.certify(key)
    for when in (CLOSES + 3 * HOUR, CLOSES + 5 * HOUR):
        club.at(when)
        assert not club.tend().troubles


def _minutes(club: Club) -> list[tuple[str, str, str]]:
    with club.secretary.ledger.reading() as session:
        return [(one.title, one.sentence, one.clause) for one in minutes.lines(session)]


@pytest.mark.parametrize(
    ("votes", "told"),
    [(("Yes", "Yes", "No"), "is adopted"), (("Yes", "No", "Abstain"), "not adopted"), (("Yes", "Yes"), "quorum")],
    ids=["two thirds", "one of two", "no quorum"],
)
def test_a_motion_is_put_voted_on_and_minuted(seated: Club, votes: tuple[str, ...], told: str) -> None:
    """S8, S9. Two thirds of yes and no carry it if the quorum takes part; the minutes have a sentence with the rule."""
    key, missing = motion.draft_motion(seated.secretary, PUT)
    assert (key, missing) == (KEY, [])
    _open(seated, KEY)
    letter = seated.mails(f"{KEY}/ballot", to="ada@example.org")[0].text
    assert "We open an account." in letter
    assert "3 of the 4 members who may vote have to take part" in letter
    for who, choice in zip(("Ada Example", "Bo Sample", "Cleo Specimen"), votes, strict=False):
        seated.vote(who, {QUESTION: choice}, key=KEY)
    _certified(seated, KEY)
    ((title, said, clause),) = _minutes(seated)
    assert (title, clause) == ("A bank account", "S8")
    assert told in said
    assert [mail.title for mail in seated.mails(f"{KEY}/result", to="dev@example.org")] == [f"{KEY}/result"]


@pytest.mark.parametrize(("who", "why"), [("M05", "S10"), ("M07", "S9"), ("M99", "S9")], ids=["leave", "over", "none"])
def test_only_active_members_put_motions(seated: Club, who: str, why: str) -> None:
    """S8, S9, S10. Who is on leave, was on the committee, or never was, can't; the clause is named."""
    _, missing = motion.draft_motion(seated.secretary, PUT.model_copy(update={"put_by": who}))
    assert [ruling.clause for ruling in missing] == [why]
    with pytest.raises(Refusal, match="whoever puts the motion"):
        seated.freeze(KEY)


def test_a_title_without_a_text_is_no_motion(seated: Club) -> None:
    """S8. What is to be decided has to be written down."""
    with pytest.raises(Refusal, match="has no text"):
        motion.draft_motion(seated.secretary, PUT.model_copy(update={"text": "   "}))


CHOSEN = Matter("motion", "co-chairs", COMMITTEE)


def test_of_several_as_many_as_one_likes_are_ticked(seated: Club) -> None:
    """S7. A vote by approval: boxes on the form, any number of them, and who has two thirds is chosen."""
    rules = seated.secretary.charter
    asked = Asked("Who chairs", choices=("Ada Example", "Bo Sample", "Dev Fictional"), about={"put_by": "M01"})

    def contest(_pen: Any, key: str) -> Contest:
        return matter.contest(CHOSEN, key, asked, charter=rules)

    key, _ = draft_matter(seated.secretary, "chairs", "Co-chairs", PUT, contest)
    _open(seated, key)
    question = "Who chairs: your choice"
    seated.vote("Ada Example", {question: ("Ada Example", "Dev Fictional")}, key=key)  # type: ignore[dict-item]
    seated.vote("Bo Sample", {question: ("Dev Fictional", "Ada Example")}, key=key)  # type: ignore[dict-item]
    seated.vote("Cleo Specimen", {question: ("Bo Sample",)}, key=key)  # type: ignore[dict-item]
    _certified(seated, key)
    ((_, said, _),) = _minutes(seated)
    assert "Ada Example" in said
    assert "Dev Fictional" in said
    assert "Bo Sample" not in said
