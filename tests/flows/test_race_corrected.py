"""A race that is put right: what is left empty stays, the answer names what changed, and its day stays correctable."""

from __future__ import annotations

from datetime import date

import pytest

from flows import certify
from flows.race import RaceOpened, open_race
from flows.secretary import Refusal
from tests.flows.ballot_of_races import KEY, reach
from tests.flows.club import Club
from tests.flows.test_races import MAYOR, race, taken_up

__all__ = ["taken_up"]

TITLE = RaceOpened(key=MAYOR, title="Mayor of Boston", office="Mayor")


def test_what_is_left_empty_stays_and_the_answer_names_what_changed(taken_up: Club) -> None:
    """E1. A new title takes away no election day, and no district with its reason."""
    assert open_race(taken_up.secretary, TITLE) == ["the title: Mayor → Mayor of Boston"]
    assert race(taken_up).election_day == date(2026, 11, 3)
    assert open_race(taken_up.secretary, TITLE) == []
    later = TITLE.model_copy(update={"election_day": date(2026, 11, 4)})
    assert open_race(taken_up.secretary, later) == ["the election day: 3 November 2026 → 4 November 2026"]
    seat = RaceOpened(key="congress", title="Congress", office="Congress", district="Seventh", local_because="Ours.")
    assert open_race(taken_up.secretary, seat) == ["opened"]
    plain = RaceOpened(key="congress", title="The seventh", office="Congress")
    assert open_race(taken_up.secretary, plain) == ["the title: Congress → The seventh"]


def test_the_election_day_can_be_put_right_once_members_have_decided(club: Club) -> None:
    """E17. Nothing else can; a day that is over is one on which reporting back hangs, too."""
    reach(club, "races counted")
    later = RaceOpened(key=MAYOR, title="Mayor", office="Mayor", election_day=date(2026, 10, 2))
    with pytest.raises(Refusal, match=r"is over|It stays as it is"):
        open_race(club.secretary, later)
    certify.certify(club.secretary, KEY, officer="the officer")
    with pytest.raises(Refusal, match="is decided by the members"):
        open_race(club.secretary, later.model_copy(update={"title": "Mayor of Boston"}))
    assert open_race(club.secretary, later) == ["the election day: 3 November 2026 → 2 October 2026"]
    assert race(club).election_day == date(2026, 10, 2)


@pytest.mark.parametrize("office", ["Ballot initiative", "Sheriff"])
def test_another_office_is_another_race_once_somebody_stands(taken_up: Club, office: str) -> None:
    """E1. With candidates and a process nothing changes; before that a slip can be put right."""
    before = taken_up.everything()
    with pytest.raises(Refusal, match="“mayor-26” is about Mayor and has candidates and the full process"):
        open_race(taken_up.secretary, RaceOpened(key=MAYOR, title="Mayor", office=office))
    assert taken_up.everything() == before
    fresh = RaceOpened(key="fresh", title="Fresh", office="Mayor")
    open_race(taken_up.secretary, fresh)
    assert open_race(taken_up.secretary, fresh.model_copy(update={"office": office})) == [
        f"the office: Mayor → {office}"
    ]
