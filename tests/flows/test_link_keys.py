"""The keys of candidates' links: drawn once for a race, and after a letter with a link never again."""

from __future__ import annotations

from datetime import date

import pytest

from flows import questionnaire, season
from flows.duties.letter import personal
from flows.duties.letter.personal import LinkLost
from flows.forum import ForumSet, set_forum
from flows.secretary import Refusal
from tests.flows.asked import MAYOR
from tests.flows.club import HOUR, MINUTE, Club

FORUM = ForumSet(
    key="a-forum", title="A forum", races=[MAYOR], on=date(2026, 10, 15), at="18:30", place="Exampleton Library"
)


def _lose_key(club: Club) -> None:
    [file] = club.settings.keys.glob(f"{personal.key_name(MAYOR)}.*")
    file.unlink()


def test_a_forum_draws_no_key_that_was_lost(issued: Club) -> None:
    """E4, E6. The links of a questionnaire stay their candidates': nobody is invited before the file is back."""
    _lose_key(issued)
    set_forum(issued.secretary, FORUM)
    for _ in range(2):
        issued.later(10 * MINUTE)
        assert any("race.mayor-26.key” is missing" in one for one in season.carry_on(issued.secretary).troubles)
    assert not [key for key in issued.letters() if "-invited" in key]
    assert issued.secretary.keyring.read(personal.key_name(MAYOR)) is None


def test_a_questionnaire_draws_no_key_that_was_lost(with_candidates: Club) -> None:
    """E4, E6. The links of a forum's invitations stay their candidates': the questionnaire isn't issued, and why."""
    set_forum(with_candidates.secretary, FORUM)
    season.carry_on(with_candidates.secretary)
    with_candidates.later(HOUR)
    _lose_key(with_candidates)
    with pytest.raises(Refusal, match="Put it back from its second copy"):
        questionnaire.issue(with_candidates.secretary, MAYOR, by="R. O.", issues=["housing"])
    assert "questionnaire.issued" not in with_candidates.log()


def test_before_any_letter_a_key_is_drawn_as_often_as_it_takes(with_candidates: Club) -> None:
    """E4. Nobody has a link yet: a lost file is no loss, and the next one is drawn."""
    personal.keep_key(with_candidates.secretary, MAYOR)
    _lose_key(with_candidates)
    personal.keep_key(with_candidates.secretary, MAYOR)
    assert with_candidates.secretary.keyring.read(personal.key_name(MAYOR)) is not None
    with pytest.raises(LinkLost):
        personal.code_hash(with_candidates.secretary.keyring, "another", line=1)
