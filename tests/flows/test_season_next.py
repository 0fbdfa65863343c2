"""What is next: the season page never sends anybody to a door that would refuse, and names the one that mends it."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from flows import process, season
from flows.ballot import draft_races
from flows.duties.race import due, races
from flows.pages.season import season_page
from tests.flows.ballot_of_races import CLERK, COUNCIL, MAYOR, ROWS, WANTED, reach
from tests.flows.club import HOUR, Club


def _next(club: Club, key: str) -> dict[str, Any]:
    with club.secretary.ledger.reading() as session:
        return asdict(due.of_race(club.secretary, session, races.of(session, key)))


def _enter(club: Club, rows: list[list[Any]]) -> None:
    club.write("Candidates", rows)
    season.carry_on(club.secretary)
    club.later(HOUR)
    season.carry_on(club.secretary)


def test_a_process_that_no_longer_fits_is_named_before_its_steps(club: Club) -> None:
    """E13. A second candidate appeared late: the abbreviated process isn't for this race, and drafting would refuse."""
    reach(club, "races on record")
    alone = [*ROWS[1][:5], "yes", ""]
    _enter(club, [ROWS[0], alone, [*ROWS[2][:6], "yes"], *ROWS[3:]])
    process.choose(club.secretary, MAYOR, "abbreviated", chosen_by="the committee")
    _enter(club, [ROWS[0], alone, *ROWS[2:]])
    found = _next(club, MAYOR)
    assert found["what"].startswith("Choose another process, or correct who stands: the abbreviated process is for")
    assert (found["who"], found["door"]) == ("committee", "process, or the tab Candidates")
    assert "E13" in season_page(club.secretary)


def test_a_race_that_ended_on_a_drafted_ballot_is_named_for_the_others(club: Club) -> None:
    """E15. The ballot can't be frozen with it: drafting it without that race is next, or taking the race up again."""
    reach(club, "races drafted")
    assert _next(club, MAYOR)["door"] == "freeze"
    process.end(club.secretary, CLERK, because="we found no majority", ended_by="the committee")
    found = _next(club, MAYOR)
    assert found["what"].startswith("“november” can't be frozen: Clerk: it ended as non-endorsement")
    assert found["door"] == "reopen, or ballot, or draft"
    draft_races(club.secretary, WANTED.model_copy(update={"races": [MAYOR, COUNCIL]}))
    assert _next(club, MAYOR)["door"] == "freeze"


def test_whoever_withdraws_before_freezing_has_the_ballot_drafted_anew(club: Club) -> None:
    """E7. What it offers has changed: drafting it again is next, by the door that does that."""
    reach(club, "races drafted")
    _enter(club, [*ROWS[:4], [*ROWS[4][:6], "yes"], *ROWS[5:]])
    found = _next(club, COUNCIL)
    assert "City Council: what it offers changed since this was drafted; draft it again (E7)" in found["what"]
    assert found["door"] == "ballot, or draft"


def test_a_recommendation_of_somebody_who_withdrew_says_why_it_is_still_to_come(club: Club) -> None:
    """E3. The step stands as taken, and says that it counts no more; next is to recommend anew."""
    reach(club, "races on record")
    _enter(club, [*ROWS[:3], [*ROWS[3][:6], "yes"], *ROWS[4:]])
    found = _next(club, COUNCIL)
    assert found["what"].startswith("Next step: recommendation, anew: “Wanda Madeup”")
    assert found["door"] == "recommendation, or recommend"
    assert "It counts no more: “Wanda Madeup” isn't on offer any more" in season_page(club.secretary)
