"""The table of letters: every occasion has its words, its clause and its readers, and a letter's way has no gaps."""

from __future__ import annotations

import pytest

from core import clauses, letters
from core.letters import OCCASIONS, Occasion
from flows.duties.letter import post
from templates import letters as written

STATES = {
    letters.PLANNED,
    letters.ADDRESSED,
    letters.DRAFTED,
    letters.READY,
    letters.SENDING,
    letters.SENT,
    letters.CONFIRMED,
    letters.MISSED,
    letters.HELD,
}
occasions = pytest.mark.parametrize("occasion", OCCASIONS.values(), ids=OCCASIONS)


@occasions
def test_every_occasion_has_words_and_a_clause(occasion: Occasion) -> None:
    """There is a folder of templates for it, and a clause of the catalogue that asks for it."""
    assert occasion.template in written.OCCASIONS
    assert occasion.clause in clauses.catalogue()


@occasions
def test_who_gets_a_letter_decides_how_it_is_kept(occasion: Occasion) -> None:
    """Letters to those who haven't voted keep their list locked; letters to all members carry nobody's link."""
    assert occasion.sealed == (occasion.audience == "not voted")
    assert not (occasion.personal and occasion.audience == "members")
    assert occasion.personal or not occasion.sealed, "without the election's key nothing could be locked"


def test_every_state_is_on_the_way_or_at_an_end() -> None:
    """A letter in any state has a next step, or is finished, or waits for a person. Nine states, no two alike."""
    assert len(STATES) == 9
    assert set(post.STEPS) | set(letters.FINAL) | {letters.HELD} == STATES
    assert not set(post.STEPS) & {*letters.FINAL, letters.HELD}


def test_what_is_delivered_isnt_given_up() -> None:
    """A letter that went out counts as delivered before its aftercare, and is never told as missed."""
    assert set(letters.DELIVERED) == {letters.SENT, letters.CONFIRMED}
    assert letters.MISSED not in letters.DELIVERED


def test_a_letter_is_told_again_before_a_person_is_asked() -> None:
    """The patience with Mailchimp grows: look again after minutes, ask a person after hours, never send without end."""
    assert letters.GRACE < letters.AFTERCARE < letters.PATIENCE
    assert letters.MOST_TRIES == 2
    assert letters.MOST_RESTARTS < 10
