"""Rows of the tab Candidates with a slip in them: nobody is left off a ballot without anybody being told."""

from __future__ import annotations

from typing import Any

import pytest

from flows import freeze, season
from flows.ballot import draft_races
from flows.duties.membership import stock
from flows.pages.desk import desk_page
from flows.pages.season import season_page
from flows.secretary import Refusal
from tests.flows.ballot_of_races import KEY, MAYOR, ROWS, WANTED, reach
from tests.flows.club import Club

LATE = "Wilma Fabled"


def write(club: Club, *rows: list[Any]) -> None:
    """Organisers add rows below the others, and the next pass reads them."""
    club.write("Candidates", [*ROWS, *rows])
    season.carry_on(club.secretary)


def pages(club: Club) -> tuple[str, str]:
    """The desk and the season's page."""
    return desk_page(club.secretary), season_page(club.secretary)


def test_a_slip_in_an_address_leaves_nobody_off_the_ballot(club: Club) -> None:
    """E5. Who has an unusable address stands without one; desk and page say where, and nothing of the address."""
    reach(club, "races drafted")
    write(club, [MAYOR, LATE, "wilma@@x", "", "", "", ""])
    for page in pages(club):
        assert "Candidates, row 7, 'Email'" in page.replace("&#39;", "'")
        assert "what stands there is not an e-mail address" in page.lower()
        assert "wilma@" not in page
    with pytest.raises(Refusal, match="Mayor: what it offers"):
        freeze.freeze(club.secretary, KEY)
    draft_races(club.secretary, WANTED)
    [mayor] = [one for one in club.election(KEY).contests if one.race_key == MAYOR]
    assert LATE in [one["name"] for one in mayor.options]
    before = club.everything()
    season.carry_on(club.secretary)
    assert club.everything() == before


@pytest.mark.parametrize(
    ("row", "said"),
    [
        (["mayor-62", LATE, "", "", "", "", ""], "there is no such race"),
        ([MAYOR, LATE, "", "", "", "", "perhaps"], "what stands there is neither a mark nor empty"),
    ],
)
def test_nothing_is_frozen_while_a_row_that_may_be_on_it_isnt_taken(club: Club, row: list[Any], said: str) -> None:
    """E5. A race that isn't known may be one of the ballot's; put right, it can be frozen."""
    reach(club, "races drafted")
    club.write("Candidates", [*ROWS, row])
    with pytest.raises(Refusal, match=f"Candidates, row 7, .*{said}"):  # nobody waited for the next pass
        freeze.freeze(club.secretary, KEY)
    assert all(said in page.lower() for page in pages(club))
    write(club)
    assert not any(said in page.lower() for page in pages(club))
    assert club.freeze(KEY) == 11


def test_a_row_of_a_race_that_isnt_on_the_ballot_stops_nothing(club: Club) -> None:
    """E5. A slip in another race's row is told, and freezing goes on."""
    reach(club, "races drafted")
    draft_races(club.secretary, WANTED.model_copy(update={"races": [one for one in WANTED.races if one != MAYOR]}))
    write(club, [MAYOR, "", "", "", "", "", ""])
    assert all("Candidates, row 7" in page for page in pages(club))
    stock.take_stock(club.secretary, anew=True)
    assert all("Candidates, row 7" in page for page in pages(club))
    assert club.freeze(KEY) == 11
