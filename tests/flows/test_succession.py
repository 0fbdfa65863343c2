"""After a slate is confirmed: whose terms end, who isn't on it, who fills a vacancy, and who doesn't take the seat."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest

from core.records import AfterSlate
from flows import resign, seat
from flows.duties.committee import sitting
from flows.duties.membership import stock
from flows.duties.nomination import slate_seats
from flows.duties.race import reasons
from flows.duties.year import done, endings
from flows.erase import erase
from flows.exempt import exempt
from flows.pages.committee import committee_page
from flows.pages.desk import desk_page
from flows.secretary import Refusal
from tests.conftest import ON_SQLITE
from tests.flows import renewal
from tests.flows.club import ADA, BO, CLEO, DEV, ESME, HOUR, MEMBERS, Club
from tests.flows.listing import put
from tests.flows.renewal import SLATE, YEAR, go_on, number
from tests.flows.terminal import at_the_club

CONFIRMED = date(2027, 3, 12)
LATER = date(2027, 3, 19)
WHY = {"because": "Somebody moved away.", "how": "by consensus on 18 March", "by": "R. O."}
SLIP = {"because": "A slip.", "by": "R. O."}
OLD = "M08"
"""On the committee of the year before, and not on the slate."""

STRANGER = "M07"
"""Nominated by nobody."""


def _rows(*new: tuple[str, str]) -> list[list[Any]]:
    return [*renewal.COMMITTEE, *([who, since, "", "", "", "", "", ""] for who, since in new)]


@pytest.fixture
def confirmed(club: Club) -> Club:
    """The members have confirmed the slate; the tab Committee is as before."""
    if "a slate is confirmed" not in club.kept:
        renewal.go_to(club, "the committee agrees")
        renewal.voted(club, dict.fromkeys((ADA, BO, CLEO, DEV, ESME), "Yes"))
        club.at(datetime(2027, 3, 19, 16, tzinfo=UTC))
        assert go_on(club) == []
        club.keep("a slate is confirmed")
    club.go_to("a slate is confirmed")
    return club


@pytest.fixture
def entered(confirmed: Club) -> Club:
    """The slate's rows are entered, Esme's with a later day, and that of somebody who isn't on it."""
    if "a slate is entered" not in confirmed.kept:
        first = [(number(who), "2027-03-12") for who in SLATE[:4]]
        confirmed.write("Committee", _rows(*first, (number(ESME), "2027-03-15"), (STRANGER, "2027-03-12")))
        assert go_on(confirmed) == []
        confirmed.keep("a slate is entered")
    confirmed.go_to("a slate is entered")
    return confirmed


def _active(club: Club, on: date) -> dict[str, str]:
    """Who has a vote on a day, and why the others have none."""
    with club.secretary.ledger.reading() as session:
        found = sitting.on_day(session, on=on, charter=club.charter)
    return {one.number: "" if one.ruling else f"{one.ruling.because} ({one.ruling.clause})" for one in found}


def test_whoever_isnt_on_the_slate_votes_through_the_day_before_and_nobody_else_comes_in(entered: Club) -> None:
    """S1, S6, S7. The roll of a vote a week later has the slate alone; the tab says why, and what has to be written."""
    assert _active(entered, date(2027, 3, 11))[OLD] == ""
    now = _active(entered, LATER)
    assert [who for who, why in now.items() if not why] == [number(who) for who in SLATE]
    assert now[OLD].startswith("the term ended on 11 March 2027; the members confirmed a slate on 12 March 2027")
    assert now[STRANGER].startswith("isn't on the slate that the members confirmed on 12 March 2027")
    desk = desk_page(entered.secretary)
    assert f"Terms that a slate ended, and whose rows are open: {OLD}" in desk
    assert f"In the tab Committee, and not on the slate that the members confirmed: {STRANGER}" in desk
    assert "write 2027-03-11 under Until" in committee_page(entered.secretary)
    beside = [str(row[-1]) for row in _tab(entered)]
    assert any("The slate ended this term: write 2027-03-11 under Until" in one for one in beside)
    assert any("If they fill a vacancy, record it, and why (door seat)" in one for one in beside)


def _tab(club: Club) -> list[list[Any]]:
    [sheet] = [one for one in club.book_of_members()["sheets"] if one["title"] == "Committee"]
    rows = sheet["rows"]
    return list(rows.values() if isinstance(rows, dict) else rows)


def test_the_desk_rests_once_the_old_rows_say_when_they_end(entered: Club) -> None:
    """S6. An Until of the day before is what the slate says: no resignation is asked for."""
    kept = [list(row[:-1]) for row in _tab(entered)]
    closed = [[row[0], row[1], "2027-03-11", *row[3:]] if row[0] == OLD else row for row in kept]
    entered.write("Committee", closed)
    assert go_on(entered) == []
    desk = desk_page(entered.secretary)
    assert "whose rows are open" not in desk
    assert "ended before their term" not in desk


def test_a_row_that_ends_before_the_slates_eve_is_asked_about(entered: Club) -> None:
    """S6. Its member was without a seat before anybody else had one; on the eve or after it, the slate ends it."""
    kept = [list(row[:-1]) for row in _tab(entered)]
    for until, short in (("2027-03-10", [OLD]), ("2027-03-11", []), ("2027-03-12", [])):
        closed = [[row[0], row[1], until, *row[3:]] if row[0] == OLD else row for row in kept]
        entered.write("Committee", closed)
        assert go_on(entered) == []
        with entered.secretary.ledger.reading() as session:
            found = sitting.cut_short(session, on=LATER, charter=entered.charter)
        assert [who for who, _ in found] == short


def test_a_vacancy_is_filled_for_a_reason_and_taken_back(entered: Club) -> None:
    """S1. Once it is on record the row counts, with a line of the minutes that names nobody; once only."""
    secretary = entered.secretary
    _resigned(entered, ESME)
    with pytest.raises(Refusal, match="Say why"):
        seat.fill(secretary, STRANGER, because=" ", how="by consensus on 18 March", by="R. O.")
    with pytest.raises(Refusal, match="M01 is on the slate"):
        seat.fill(secretary, "M01", **WHY)
    with pytest.raises(Refusal, match="has no M99"):
        seat.fill(secretary, "M99", **WHY)
    assert seat.fill(secretary, STRANGER, **WHY)
    assert not seat.fill(secretary, STRANGER, **WHY)
    assert _active(entered, LATER)[STRANGER] == ""
    [title, sentence, _] = renewal.minutes_of(entered)[0]
    assert title == "A vacancy on the committee is filled"
    assert sentence.endswith("The committee decided on it: by consensus on 18 March.")
    assert STRANGER not in "".join(renewal.minutes_of(entered)[0])
    assert "not on the slate that the members confirmed" not in desk_page(secretary)
    assert seat.withdraw(secretary, STRANGER, **SLIP)
    assert not seat.withdraw(secretary, STRANGER, **SLIP)
    assert _active(entered, LATER)[STRANGER].endswith("(S1)")


def _resigned(club: Club, who: str) -> None:
    """Somebody on the slate gave up their seat the day before."""
    assert resign.resign(club.secretary, number(who), on=date(2027, 3, 18), **SLIP)


def test_no_more_seats_are_filled_than_fell_vacant(entered: Club) -> None:
    """S1. While all five of the slate have their seats nobody comes in beside them; one resigns, and one comes in."""
    secretary = entered.secretary
    with pytest.raises(Refusal, match=r"all 5 seats of the slate are taken.*\(S1\)"):
        seat.fill(secretary, STRANGER, **WHY)
    _resigned(entered, ESME)
    assert seat.fill(secretary, STRANGER, **WHY)
    with pytest.raises(Refusal, match=r"all 5 seats of the slate are taken.*\(S1\)"):
        seat.fill(secretary, OLD, **WHY)
    _resigned(entered, DEV)
    assert seat.fill(secretary, OLD, **WHY)


def test_a_seat_is_filled_by_the_committees_decision(entered: Club) -> None:
    """S1. Its certified vote on a motion, later than the slate, or in words how it decided; one word is neither."""
    _resigned(entered, ESME)
    for how, why in (
        ("", "how the committee decided"),
        ("motion-none", "There is no vote"),
        (renewal.COMMITTEES_KEY, "isn't later than the slate"),
        (renewal.MEMBERS_KEY, "is no vote of the committee"),
    ):
        with pytest.raises(Refusal, match=why):
            seat.fill(entered.secretary, STRANGER, **WHY | {"how": how})
    assert seat.fill(entered.secretary, STRANGER, **WHY)


def test_whoever_fills_a_vacancy_meets_what_is_asked_of_nominees(entered: Club) -> None:
    """S2. Nobody comes in by the side door who couldn't be put forward, but for an exception on record."""
    _resigned(entered, ESME)
    put(entered, "Voter list", [["Name", "Email"], [ADA, MEMBERS[ADA]]])
    assert not stock.take_stock(entered.secretary).refused
    with pytest.raises(Refusal, match=r"no list of registered voters has them \(S2\)"):
        seat.fill(entered.secretary, STRANGER, **WHY)
    until = date(2027, 12, 31)
    exempt(entered.secretary, STRANGER, clause="S2", until=until, reason="New here.", decided_by="the Committee")
    assert seat.fill(entered.secretary, STRANGER, **WHY)


def test_that_a_seat_isnt_taken_says_how_that_is_known(confirmed: Club) -> None:
    """S6. Whom the members confirmed loses the seat by their own word, and the record says who heard it, and how."""
    with pytest.raises(Refusal, match="how they told it"):
        seat.decline(confirmed.secretary, number(ESME), **WHY | {"how": ""})
    assert seat.decline(confirmed.secretary, number(ESME), **WHY | {"how": "She wrote to R. O. on 13 March."})
    zone = confirmed.charter.zone
    with confirmed.secretary.ledger.reading() as session:
        [given] = reasons.all_given(session, about=number(ESME), zone=zone)
    assert given.because == "Somebody moved away. Known by: She wrote to R. O. on 13 March."


def test_a_row_that_begins_later_is_entered_too(entered: Club) -> None:
    """S6. Esme's begins three days later: offered no more, the step of the year is done, and dues are looked at."""
    with entered.secretary.ledger.reading() as session:
        assert slate_seats.seats_in_words(session, YEAR) == []
        assert done.of(session, "terms end", YEAR, charter=entered.charter) == date(2027, 3, 15)
        begun, _ = endings.unpaid(session, year=YEAR, charter=entered.charter)
    assert begun == sorted([*(number(who) for who in SLATE), STRANGER])


def test_whoever_doesnt_take_the_seat_isnt_asked_for_any_more(confirmed: Club) -> None:
    """S6. The offer rests, the step of the year is done with the others' rows, and a row of theirs doesn't count."""
    esme = number(ESME)
    assert "5 seats of the slate for 2027 to enter" in desk_page(confirmed.secretary)
    with pytest.raises(Refusal, match=f"{STRANGER} isn't on the slate"):
        seat.decline(confirmed.secretary, STRANGER, **WHY)
    assert seat.decline(confirmed.secretary, esme, **WHY)
    assert not seat.decline(confirmed.secretary, esme, **WHY)
    assert "4 seats of the slate for 2027 to enter" in desk_page(confirmed.secretary)
    confirmed.write("Committee", _rows(*((number(who), "2027-03-12") for who in SLATE[:4])))
    assert go_on(confirmed) == []
    assert "to enter" not in desk_page(confirmed.secretary)
    with confirmed.secretary.ledger.reading() as session:
        assert done.of(session, "terms end", YEAR, charter=confirmed.charter) == CONFIRMED
    with pytest.raises(Refusal, match="M01 has a row"):
        seat.decline(confirmed.secretary, "M01", **WHY)
    confirmed.write("Committee", _rows(*((number(who), "2027-03-12") for who in SLATE)))
    assert go_on(confirmed) == []
    assert _active(confirmed, LATER)[esme].endswith("but doesn't take the seat (S6)")


def test_nobody_waits_for_the_row_of_whoever_was_erased(entered: Club) -> None:
    """M8, S6. What is on record of them goes, and the year's step is done with the others' rows."""
    esme = number(ESME)
    entered.write("Committee", _rows(*((number(who), "2027-03-12") for who in SLATE[:4])))
    assert go_on(entered) == []
    assert seat.decline(entered.secretary, esme, **WHY)
    erase(entered.secretary, esme)
    for _ in range(3):  # the letter that says so goes out first
        entered.later(2 * HOUR)
        assert go_on(entered) == []
    with entered.secretary.ledger.reading() as session:
        assert session.query(AfterSlate).all() == []
        assert done.of(session, "terms end", YEAR, charter=entered.charter) == CONFIRMED


@ON_SQLITE
def test_the_terminal_has_the_door(entered: Club) -> None:
    """S1, S6. `canvass seat` says what it did; one of the three ways has to be said."""
    why = ("--because", "Somebody moved.", "--by", "R. O.")
    _resigned(entered, ESME)
    how = ("--fills-a-vacancy", "--how", "by consensus on 18 March")
    assert f"on record: {STRANGER} fills a vacancy." in at_the_club(entered, "seat", STRANGER, *how, *why)
    assert "is taken back" in at_the_club(entered, "seat", STRANGER, "--take-back", *why)


def test_twice_is_once(entered: Club) -> None:
    """S1, S6. A second pass over the year changes nothing anywhere."""
    entered.tend()
    assert go_on(entered) == []
    before = entered.everything()
    assert go_on(entered) == []
    assert entered.everything() == before
