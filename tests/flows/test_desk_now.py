"""The desk at any moment: what is open, what comes next, who has to act; and quick after five years of history."""

from __future__ import annotations

import time
from datetime import timedelta

import pytest

from core.records import Contest, Election
from flows.pages.desk import desk_page
from flows.pages.index import Shown, index_page
from tests.conftest import ON_SQLITE
from tests.flows.ballots import KEY
from tests.flows.club import Club

SECONDS = 2
PLACE = "http://127.0.0.1:4200"
YEARS, BALLOTS_A_YEAR = 5, 12


@pytest.mark.parametrize(
    ("moment", "says"),
    [
        ("frozen", "waits for voting to open, opens Friday, 2 October 2026, 12:00 noon"),
        ("voted", "voting is open, closes Monday, 12 October 2026, 6:00 pm"),
        ("counted", "is counted, and waits to be certified"),
        ("over", "Nothing is open."),
    ],
)
def test_what_is_open_stands_there_with_its_end(club: Club, moment: str, says: str) -> None:
    """By the local clock and in UTC, from freezing until the result is out."""
    club.go_to(moment)
    assert says in desk_page(club.secretary)


@ON_SQLITE
def test_the_next_week_stands_there_with_who_has_to_act(club: Club) -> None:
    """What the season's page has for later, too, is left to it: a desk is for this week."""
    club.go_to("frozen")
    page = desk_page(club.secretary)
    assert "voting opens. Who:" in page
    assert "voting closes" not in page.partition("# The next 7 days")[2]


@ON_SQLITE
def test_each_need_says_who(club: Club) -> None:
    """A count waits for an officer, not for whoever happens to look."""
    club.go_to("counted")
    page = desk_page(club.secretary)
    assert "**Who:** an officer" in page
    assert "“Certify: Autumn endorsements”" in page


@ON_SQLITE
def test_it_leads_to_the_other_pages(club: Club) -> None:
    """Those that were shown before; a link into nothing is left out."""
    club.go_to("voted")
    page = desk_page(
        club.secretary, address=lambda key: f"http://127.0.0.1:4200/{key}" if key.startswith("turnout") else ""
    )
    assert f"(http://127.0.0.1:4200/turnout-{KEY})" in page
    assert "[season]" not in page


def test_the_index_has_every_page_under_its_subject() -> None:
    """The daily ones first; a page of a kind that nobody foresaw stands under “Others”."""
    keys = ("result-autumn", "strange", "season", "desk", "pages")
    page = index_page("Club", [Shown(key, "about", f"http://127.0.0.1:4200/{key}") for key in keys])
    assert "desk](http://127.0.0.1:4200/pages)" not in page
    order = [page.index(f"(http://127.0.0.1:4200/{key})") for key in ("desk", "season", "result-autumn", "strange")]
    assert order == sorted(order)


@ON_SQLITE
def test_it_is_quick_after_five_years(club: Club) -> None:
    """A generous bound: what is over costs next to nothing. `make bench` has the figure."""
    club.go_to("voted")
    with club.secretary.ledger.writing(club.secretary.now()) as pen:
        model = pen.session.get_one(Election, KEY)
        for nth in range(YEARS * BALLOTS_A_YEAR):
            pen.session.add_all(_of_old(model, nth))
    desk_page(club.secretary)  # what is only loaded once isn't the desk's
    began = time.perf_counter()
    page = desk_page(club.secretary)
    assert time.perf_counter() - began < SECONDS
    assert page.count("voting is open") == 1


def _of_old(model: Election, nth: int) -> list[Election | Contest]:
    """A ballot that was announced long ago, with its contests."""
    back = timedelta(days=30 * (nth + 1))
    kept = {column.name: getattr(model, column.name) for column in Election.__table__.columns}
    kept |= {"key": f"old-{nth}", "state": "announced", "form_erased": True, "links_erased": True}
    kept |= {"opens_at": model.opens_at - back, "closes_at": model.closes_at - back}
    contests = []
    for one in model.contests:
        fields = {column.name: getattr(one, column.name) for column in Contest.__table__.columns}
        contests.append(Contest(**fields | {"election_key": f"old-{nth}"}))
    return [Election(**kept), *contests]
