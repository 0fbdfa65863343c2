"""Rows of the tab Candidates that were sorted apart, written over or copied: nobody gets another's place by a slip."""

from __future__ import annotations

from typing import Any

from core.records import Candidate
from flows import fact, season
from flows.race import RaceOpened, open_race
from tests.flows.club import Club
from tests.flows.test_facts import SAYS, may_be_asked
from tests.flows.test_races import MAYOR, race, tab, taken_up

__all__ = ["taken_up"]

WHERE = "it isn't clear which candidate this is, so nothing was taken over from there"


def known(club: Club) -> list[tuple[int, str, str, bool]]:
    """Who stands, by the book: number, name, address, and whether they have withdrawn."""
    return [(one.nth, one.name, one.email, one.withdrawn) for one in race(club).candidates]


def told(club: Club, row: int) -> str:
    """What the column Stands says of a row of the sheet."""
    rows = tab(club)
    return str(rows[row - 1][rows[0].index("Stands")])


def write(club: Club, *rows: list[Any]) -> list[str]:
    """Organisers change the rows below the headings; then the next pass. Returns what it says is the trouble."""
    club.write("Candidates", [tab(club)[0], *rows])
    return season.carry_on(club.secretary).troubles


def test_a_number_sorted_apart_from_its_row_is_told_and_changes_nothing(taken_up: Club) -> None:
    """E5. Name and address went down a row, the numbers stayed: both rows are set aside, and nobody has withdrawn."""
    before, (ursula, victor) = known(taken_up), tab(taken_up)[1:3]
    troubles = write(taken_up, [*victor[:7], ursula[7]], [*ursula[:7], victor[7]])
    assert any("Candidates, rows 2, 3: " + WHERE in one for one in troubles)
    assert known(taken_up) == before
    assert "who is this? The number is mayor-26/1, and this name is that of mayor-26/2" in told(taken_up, 2)
    assert "Clear this number for a new candidate, or put the row's own number right" in told(taken_up, 3)
    assert not any(WHERE in one for one in write(taken_up, [*victor[:7], ""], [*ursula[:7], ""]))
    assert known(taken_up) == before
    assert [row[7] for row in tab(taken_up)[1:]] == ["mayor-26/2", "mayor-26/1"]


def test_a_row_written_over_with_somebody_new_is_no_change_of_name(taken_up: Club) -> None:
    """E5. Name and address both new: set aside; with its number cleared it is a new candidate, and the old withdrew."""
    before, (ursula, victor) = known(taken_up), tab(taken_up)[1:3]
    other = [MAYOR, "Wanda Notional", "wanda@example.org", *ursula[3:7]]
    assert any("Candidates, row 2: " + WHERE in one for one in write(taken_up, [*other, ursula[7]], victor))
    assert known(taken_up) == before
    assert told(taken_up, 2).startswith("NOT TAKEN: Candidate: who is this?")
    again = taken_up.everything()
    season.carry_on(taken_up.secretary)
    assert taken_up.everything() == again
    write(taken_up, [*other, ""], victor)
    assert [(nth, gone) for nth, _, _, gone in known(taken_up)] == [(1, True), (2, False), (3, False)]


def test_a_new_name_or_a_new_address_alone_is_the_same_candidate(taken_up: Club) -> None:
    """E5. One of the two is enough to know somebody by; and nobody is told that the row is unclear."""
    ursula, victor = tab(taken_up)[1:3]
    renamed, moved = [ursula[0], "Ursula M. Imaginary", *ursula[2:]], [*victor[:2], "v@example.org", *victor[3:]]
    assert not any(WHERE in one for one in write(taken_up, renamed, moved))
    assert known(taken_up) == [
        (1, "Ursula M. Imaginary", "ursula@example.org", False),
        (2, "Victor Invented", "v@example.org", False),
    ]


def test_a_row_that_was_copied_with_its_number_is_a_new_candidate(taken_up: Club) -> None:
    """E5. The number stays with whoever's name it is; an address that was copied too is told beside both rows."""
    ursula, victor = tab(taken_up)[1:3]
    copied = [ursula[0], "Wanda Notional", *ursula[2:]]
    assert not any(WHERE in one for one in write(taken_up, copied, ursula, victor))
    assert [row[7] for row in tab(taken_up)[1:]] == ["mayor-26/3", "mayor-26/1", "mayor-26/2"]
    assert "Look again: the same address and account as mayor-26/1" in told(taken_up, 2)
    assert "Look again: the same address and account as mayor-26/3" in told(taken_up, 3)


def test_a_row_that_cant_be_used_is_no_withdrawal(taken_up: Club) -> None:
    """E5. A slip in the address, or in the race's key, sets the row aside; its candidate stands as before."""
    before, (ursula, victor) = known(taken_up), tab(taken_up)[1:3]
    write(taken_up, [*ursula[:2], "not an address", *ursula[3:]], ["mayor-62", *victor[1:]])
    assert known(taken_up) == before


def test_a_person_s_word_ends_when_the_row_gives_another_website(taken_up: Club) -> None:
    """E5. It was said of that website: of another nobody has said anything, and it comes back with the old one."""
    ursula, victor = tab(taken_up)[1:3]
    for kind in ("account", "website"):
        fact.say(taken_up.secretary, "mayor-26/1", kind, "there", **SAYS)
    assert may_be_asked(taken_up) == ""
    write(taken_up, [*ursula[:3], "other.example.org", *ursula[4:]], victor)
    assert "website" in may_be_asked(taken_up)
    write(taken_up, ursula, victor)
    assert may_be_asked(taken_up) == ""


def test_nobody_stands_in_an_initiative(taken_up: Club) -> None:
    """E1. A row of one is set aside, and says what to do."""
    open_race(taken_up.secretary, RaceOpened(key="question-3", title="Question 3", office="Ballot initiative"))
    write(taken_up, *tab(taken_up)[1:3], ["question-3", "Wanda Notional", "wanda@example.org", "", "", "", ""])
    assert told(taken_up, 4).startswith("NOT TAKEN: Race: this race is a ballot initiative")
    with taken_up.secretary.ledger.reading() as session:
        assert session.query(Candidate).filter_by(race_key="question-3").count() == 0
