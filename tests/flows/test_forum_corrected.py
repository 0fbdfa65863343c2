"""A forum that is put right: what is left empty stays, and whoever changed it reads what changed."""

from __future__ import annotations

from datetime import date

import pytest

from flows.forum import ForumSet, in_words, set_forum
from flows.secretary import Refusal
from tests.flows.club import Club
from tests.flows.test_forums import KEY, MAYOR, SETTING, SHERIFF, ready

__all__ = ["ready"]

AGAIN = ForumSet(key=KEY, title=SETTING.title, races=[MAYOR, SHERIFF], on=SETTING.on, place="Town Hall")


def test_an_hour_and_a_link_that_are_left_empty_stay(ready: Club) -> None:
    """E6. Only the place is another; the answer says from what to what."""
    set_forum(ready.secretary, SETTING.model_copy(update={"at": "19:30"}))
    news = set_forum(ready.secretary, AGAIN)
    assert news == ["place: Exampleton Library, 1 Imaginary Street → Town Hall"]
    assert news[0] in in_words(AGAIN, changed=news)
    assert set_forum(ready.secretary, AGAIN) == []
    [moved] = set_forum(ready.secretary, AGAIN.model_copy(update={"on": date(2026, 10, 16)}))
    assert moved.count("7:30 pm") == 2


def test_a_forum_after_the_election_is_refused(ready: Club) -> None:
    """E6. A day after that of one of its races, in this year or another, was mistyped."""
    for day in (date(2026, 11, 4), date(2027, 10, 15)):
        with pytest.raises(Refusal, match=r"the election is on 3 November 2026\. A forum on it is held before that"):
            set_forum(ready.secretary, AGAIN.model_copy(update={"on": day}))
