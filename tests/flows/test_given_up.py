"""A race that ends asks its candidates for nothing any more; taken up again, it asks them after all, once."""

from __future__ import annotations

import pytest

from core import calendar, letters
from core.records import Letter
from flows import process, season
from flows import questionnaire as issuing
from tests.flows.asked import MAYOR, URSULA, VICTOR, go_on, kept, link
from tests.flows.club import DAY, HOUR, MINUTE, Club

ASKED = [f"{MAYOR}.{nth}/q-asked" for nth in (URSULA, VICTOR)]


def planned(club: Club) -> None:
    """The questionnaire is issued and its letters are planned; none is out."""
    assert issuing.issue(club.secretary, MAYOR, by="R. O.", issues=["housing", "climate"])
    assert season.carry_on(club.secretary).troubles == []
    assert states(club) == [letters.PLANNED, letters.PLANNED]


def states(club: Club) -> list[str]:
    """How far the letters that ask them are."""
    with club.secretary.ledger.reading() as session:
        return [session.get_one(Letter, key).state for key in ASKED]


def end(club: Club) -> None:
    """The committee doesn't endorse in the race."""
    assert process.end(club.secretary, MAYOR, because="We won't endorse.", ended_by="the committee")


def passes(club: Club, number: int = 3) -> None:
    """Passes of the season and the post, an hour apart."""
    for _ in range(number):
        club.later(HOUR)
        assert go_on(club) == []


def test_after_a_race_ended_nobody_is_asked_to_answer(with_candidates: Club) -> None:
    """E15. The letters that were planned are given up; candidates hear that it ended, and nothing else."""
    planned(with_candidates)
    end(with_candidates)
    passes(with_candidates)
    assert states(with_candidates) == [letters.MISSED, letters.MISSED]
    assert [with_candidates.mails(key) for key in ASKED] == [[], []]
    assert len(with_candidates.mails(f"{MAYOR}.{URSULA}/ended-261001")) == 1


@pytest.mark.parametrize("passed", [0, 3])
def test_taken_up_again_they_are_asked_after_all(with_candidates: Club, passed: int) -> None:
    """E4, E15. Whether or not the letters were cleared away: each goes out once, and its link works."""
    planned(with_candidates)
    end(with_candidates)
    passes(with_candidates, passed)
    with_candidates.later(HOUR)
    process.reopen(with_candidates.secretary, MAYOR, because="They did answer.")
    passes(with_candidates)
    assert [len(with_candidates.mails(key)) for key in ASKED] == [1, 1]
    assert link(with_candidates, URSULA)
    before = sorted(with_candidates.letters())
    passes(with_candidates)
    assert sorted(with_candidates.letters()) == before
    assert [len(with_candidates.mails(key)) for key in ASKED] == [1, 1]


def test_taken_up_too_late_they_are_asked_only_with_more_time(with_candidates: Club) -> None:
    """E4, E15. Past the deadline nobody is asked; with more time they are, and the letter says the new last day."""
    planned(with_candidates)
    end(with_candidates)
    passes(with_candidates)
    with_candidates.at(kept(with_candidates).due_at + MINUTE)
    process.reopen(with_candidates.secretary, MAYOR, because="They want to answer.")
    assert season.carry_on(with_candidates.secretary).troubles == []
    assert states(with_candidates) == [letters.MISSED, letters.MISSED]
    until = kept(with_candidates).due_at.date() + 2 * DAY
    issuing.put_off(with_candidates.secretary, MAYOR, until=until, because="It had ended.", by="R. O.")
    passes(with_candidates)
    [mail] = with_candidates.mails(ASKED[0])
    assert calendar.day_in_words(until) in mail.text


def test_a_letter_that_is_out_is_left_alone(issued: Club) -> None:
    """E15. What candidates have had doesn't come again when the race goes on."""
    end(issued)
    passes(issued)
    process.reopen(issued.secretary, MAYOR, because="A slip.")
    passes(issued)
    assert [len(issued.mails(key)) for key in ASKED] == [1, 1]
