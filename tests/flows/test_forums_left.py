"""Forums of a race that ends: whoever ends it hears of them, the page shows them, and nobody is told of a vote."""

from __future__ import annotations

import pytest

from flows import process
from flows.duties.forum import forums
from flows.forum import call_off
from flows.forum_held import hold, was_not_held
from flows.pages.season import season_page
from flows.secretary import Refusal
from tests.flows.club import DAY, Club
from tests.flows.terminal import at_the_club
from tests.flows.test_forums import KEY, MAYOR, SHERIFF, deliver, hold_it, ready, told

__all__ = ["ready", "told"]

ENDED = {"because": "Nobody answered us.", "ended_by": "the committee"}


def test_whoever_ends_a_race_hears_which_forum_remains(told: Club) -> None:
    """E6, E15. While another race of it goes on the forum does; with the last one it is to be called off."""
    process.end(told.secretary, MAYOR, **ENDED)
    assert f"The forum {KEY} goes on for its other races" in forums.remaining(told.secretary, MAYOR)
    assert "Forums of races that are over" not in season_page(told.secretary)
    said = at_the_club(told, "no-endorsement", SHERIFF, "--because", "Nobody answered us.", "--by", "the committee")
    assert f"The forum {KEY} is still set: call it off" in " ".join(said.split())


def test_the_page_shows_it_until_it_is_called_off(told: Club) -> None:
    """E6. A forum of which no race is under way isn't out of sight; once it is called off, nothing is left to do."""
    for race in (MAYOR, SHERIFF):
        process.end(told.secretary, race, **ENDED)
    page = season_page(told.secretary)
    assert "Forums of races that are over" in page
    assert "Door: *forum-off*" in page
    call_off(told.secretary, KEY, because="The races are over.", by="R. O.")
    assert "Forums of races that are over" not in season_page(told.secretary)
    assert forums.remaining(told.secretary, MAYOR) == ""


def test_it_cannot_be_recorded_as_held(told: Club) -> None:
    """E6. It would be a step of nothing; that it didn't take place can be recorded, and the page says by which door."""
    for race in (MAYOR, SHERIFF):
        process.end(told.secretary, race, **ENDED)
    told.later(30 * DAY)
    assert "Door: *forum-held*" in season_page(told.secretary)
    with pytest.raises(Refusal, match="is under way any more"):
        hold(told.secretary, KEY, present=[f"{MAYOR}/1"], by="R. O.")
    assert was_not_held(told.secretary, KEY, because="The races were over.", by="R. O.")
    assert "Forums of races that are over" not in season_page(told.secretary)


@pytest.mark.parametrize("over", [(), (MAYOR,), (MAYOR, SHERIFF)])
def test_members_are_told_of_a_later_vote_only_where_there_may_be_one(told: Club, over: tuple[str, ...]) -> None:
    """E6. Feedback on races that ended since is still asked for, and nobody is promised a vote."""
    hold_it(told)
    for race in over:
        process.end(told.secretary, race, **ENDED)
    deliver(told)
    mails = told.mails(f"forum.{KEY}/feedback", to="ada@example.org")
    assert mails
    assert all(("members vote later" in one.text) == (len(over) < 2) for one in mails)
