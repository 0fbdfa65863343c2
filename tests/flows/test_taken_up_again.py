"""A race is taken up again while its end is being told: whoever hears of the end hears of this, and nobody twice."""

from __future__ import annotations

from datetime import timedelta
from functools import partial

from flows import process, season
from flows.duties.membership import stock
from tests.conftest import ON_SQLITE
from tests.flows.ballot_of_races import MAYOR, reach
from tests.flows.club import DAY, HOUR, Club
from tests.trust.chaos import Chaos

TOLD = "ended-261001"
AGAIN = "again-261001"


def ended(club: Club) -> None:
    """A race ended, and its letters are planned."""
    if "race ended" not in club.kept:
        reach(club, "races on record")
        stock.take_stock(club.secretary)
        process.end(club.secretary, MAYOR, because="Nobody answered us.", ended_by="the committee")
        season.carry_on(club.secretary)
        club.keep("race ended")
    club.go_to("race ended")


def take_up(club: Club) -> None:
    """The race goes on after all."""
    process.reopen(club.secretary, MAYOR, because="They did answer.")


def passes(club: Club, *waits: timedelta) -> None:
    """Passes of the season and the post."""
    for wait in waits:
        club.later(wait)
        season.carry_on(club.secretary)
        assert club.tend().broken == []


def heard(club: Club, what: str) -> list[int]:
    """How many letters of a name each candidate got."""
    return [len(club.mails(f"{MAYOR}.{nth}/{what}")) for nth in (1, 2)]


@ON_SQLITE
def test_taken_up_while_the_end_is_being_told_each_hears_both_or_nothing(club: Club) -> None:
    """E15. Whenever the post looks at a campaign: who gets the letter about the end gets the one that takes it back."""
    ended(club)
    calm = Chaos()
    with calm.at_work():
        club.tend()
    assert heard(club, TOLD) == [1, 1]
    seen = set()
    for point in [one for one in calm.passed if one.label.startswith("GET /mailchimp/3.0/campaigns/")]:
        ended(club)
        chaos = Chaos({point.place: "overtaken"})
        chaos.overtake = partial(take_up, club)
        with chaos.at_work():
            club.tend()
        passes(club, HOUR, HOUR, DAY, HOUR)
        assert heard(club, TOLD) == heard(club, AGAIN), point.label
        seen.add(tuple(heard(club, TOLD)))
    assert {(0, 0), (1, 1)} <= seen
