"""A race is taken up again while its end is being told: whoever hears of the end hears of this, and nobody twice."""

from __future__ import annotations

from datetime import timedelta
from functools import partial

from core import letters
from core.records import Letter
from flows import process, season
from flows.duties.membership import stock
from flows.release import discard
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


def test_a_letter_about_an_end_that_a_person_gives_up_isnt_sent_again(club: Club) -> None:
    """E15. The members' letter was discarded, as somebody told them otherwise: nothing about this end goes out anew."""
    ended(club)
    passes(club, HOUR)
    key = f"{MAYOR}.0/{TOLD}"
    with club.secretary.ledger.writing(club.secretary.now()) as pen:
        letter = pen.session.get_one(Letter, key)
        letter.state, letter.held_because = letters.HELD, "its campaign is “canceled” at Mailchimp"
    discard(club.secretary, key, reason="Members heard it at the meeting.")
    before = len(club.letters())
    passes(club, HOUR, DAY, 2 * HOUR)
    assert len(club.letters()) == before
    assert heard(club, TOLD) == [1, 1]
    assert club.mails(key) == []
    take_up(club)
    passes(club, HOUR)
    assert heard(club, AGAIN) == [1, 1]
    process.end(club.secretary, MAYOR, because="Not in time.", ended_by="the committee")
    passes(club, HOUR, DAY, 2 * HOUR)
    assert heard(club, "end2-261002") == [1, 1]
    assert club.mails(f"{MAYOR}.0/end2-261002")
