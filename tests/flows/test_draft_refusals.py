"""Drafting: what couldn't work later is refused now, in a letter, and a draft can be changed until it is frozen."""

from __future__ import annotations

from typing import Any

import pytest
from pydantic import ValidationError

from flows.draft import BallotDraft, draft
from flows.secretary import Refusal
from tests.flows.ballots import BALLOT, KEY, MAYOR, SHERIFF
from tests.flows.club import Club


def _refused(club: Club, **changes: Any) -> str:
    with pytest.raises(Refusal) as refusal:
        club.draft(**changes)
    assert "election.drafted" not in club.log()
    return str(refusal.value)


def test_a_whole_draft_has_nothing_in_its_way(club: Club) -> None:
    """With every step on record and ten days of voting, it can be frozen at once."""
    assert draft(club.secretary, BallotDraft.model_validate(BALLOT)) == []
    assert club.election().state == "drafted"


def test_a_draft_is_replaced_until_it_is_frozen(club: Club) -> None:
    """The last draft under a key is the ballot; after freezing another key is needed."""
    club.draft(contests=[MAYOR])
    club.draft(title="Endorsements of the autumn", contests=[SHERIFF, MAYOR])
    assert [contest.title for contest in club.election().contests] == ["Sheriff", "Mayor"]
    assert club.log() == ["election.drafted", "election.drafted"]
    club.freeze()
    with pytest.raises(Refusal, match=f"already is a ballot “{KEY}”, and it is frozen. Choose another key"):
        club.draft()


def test_what_cant_stand_on_a_form_is_refused_now(club: Club) -> None:
    """A name too long for a telephone's screen would otherwise stop the ballot when voters wait for it."""
    long = "Wilhelmina Fictional-Placeholder of the Imaginary Neighbourhood Association"
    letter = _refused(club, contests=[{**MAYOR, "candidates": [*MAYOR["candidates"], long]}])
    assert f"“{KEY}” can't be made into a form" in letter
    assert "Shorten it to 60" in letter
    assert "Rename one" in _refused(club, contests=[MAYOR, MAYOR])


@pytest.mark.parametrize(
    ("contest", "words"),
    [
        ({**MAYOR, "recommendation": "Somebody Else"}, "Ursula Imaginary"),
        ({**MAYOR, "candidates": []}, "there is nobody to vote on"),
        ({**MAYOR, "candidates": ["Ursula Imaginary", "ursula  imaginary"]}, "two candidates have the same name"),
        ({**MAYOR, "candidates": ["No endorsement", "Ursula Imaginary"]}, "which every ballot offers anyway"),
    ],
)
def test_a_contest_that_cant_be_voted_on_is_refused(club: Club, contest: dict[str, Any], words: str) -> None:
    """The letter names the contest and what is wrong."""
    letter = _refused(club, contests=[contest])
    assert "“Mayor”" in letter
    assert words in letter


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"opens_on": "2026-10-13"}, "Choose a later end"),
        ({"closes_on": "2026-10-02", "closes_at": "12:00"}, "without having opened before"),
    ],
)
def test_a_window_that_cant_be_is_refused(club: Club, changes: dict[str, Any], words: str) -> None:
    """Closing before opening, or at the same moment."""
    assert words in _refused(club, **changes)


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"key": "Autumn 2026"}, "key"),
        ({"key": "../autumn"}, "key"),
        ({"opens_at": "03:17"}, "opens_at"),
        ({"contests": []}, "contests"),
        ({"title": ""}, "title"),
        ({"remind": True}, "remind"),
    ],
)
def test_the_form_refuses_what_it_doesnt_know(changes: dict[str, Any], field: str) -> None:
    """Keys that make file names, hours nobody offers, empty lists, and anything unknown."""
    with pytest.raises(ValidationError) as refusal:
        BallotDraft.model_validate({**BALLOT, **changes})
    assert [fault["loc"][0] for fault in refusal.value.errors()] == [field]
