"""Two lines of the tab Members are one person: as nominees, and on a slate."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime

import pytest

from core.nominees import label
from core.records import (
    AfterSlate,
    CallAnswer,
    Nominee,
)
from flows import seat
from flows.duties.committee import seats, succession
from flows.duties.membership import stock
from flows.duties.nomination import nominees, slate_seats, slates
from tests.flows import renewal
from tests.flows.club import ADA, BO, CLEO, DEV, ESME, Club, workbook
from tests.flows.renewal import SLATE, YEAR, go_on, number
from tests.flows.test_merging import OTHER, answer

WHY = {"because": "She moved away.", "by": "R. O."}
HOW = "by telephone, to Ada"
ONE, TWO = "one person, keep M01", "two people"
EITHER = pytest.mark.parametrize("keep", ["M01", "M99"])


def _second_line(club: Club) -> None:
    """Ada has a second line in the tab Members, of which nobody has said yet that it is hers."""
    club.write("Members", [*workbook()["Members"], ["M99", ADA, OTHER]])
    stock.take_stock(club.secretary, anew=True)


def _at(club: Club, moment: str, before: Callable[[], None]) -> Club:
    if moment not in club.kept:
        before()
        club.keep(moment)
    club.go_to(moment)
    return club


@pytest.fixture
def named_twice(club: Club) -> Club:
    """Ada has nominated herself as M01, and Bo has nominated M99."""

    def begin() -> None:
        renewal.go_to(club, "five are nominated")
        _second_line(club)
        assert renewal.nominate(club, BO, "M99").accepted
        assert go_on(club) == []

    return _at(club, "named twice", begin)


def _named(club: Club) -> list[tuple[str, str, bool, bool, bool]]:
    today = club.secretary.now().date()
    with club.secretary.ledger.reading() as session:
        found = nominees.standings(session, YEAR, on=today, charter=club.secretary.charter)
        return [(one.label, one.number, one.by_self, one.by_other, one.on_slate) for one in found if one.name == ADA]


@EITHER
def test_one_person_is_one_nominee(named_twice: Club, keep: str) -> None:
    """S3. Nominated under two numbers, they are one nominee by the first label; beside the other the tab says so."""
    club, first, other = named_twice, label(YEAR, 1), label(YEAR, 6)
    assert _named(club) == [(first, "M01", True, False, False), (other, "M99", False, True, False)]
    answer(club, f"one person, keep {keep}")
    renewal.record(club, M99=renewal.MET | {"Met on": "2027-01-05"})
    assert go_on(club) == []
    assert _named(club) == [(first, keep, True, True, True)]
    by_label = {row["Nominee"]: row for row in renewal.rows(club)}
    assert by_label[other]["Stands"] == f"The same person as {first}: see there"
    assert {by_label[one]["Member id"] for one in (first, other)} == {keep}
    with club.secretary.ledger.reading() as session:
        found = nominees.standings(session, YEAR, on=date(2027, 1, 26), charter=club.secretary.charter)
        assert slates._about(slates.chosen(found), YEAR)["slate"] == [keep]
    answer(club, TWO)
    assert go_on(club) == []
    assert _named(club) == [(first, "M01", True, False, False), (other, "M99", False, True, True)]


def test_who_nominates_their_other_number_nominates_themselves(named_twice: Club) -> None:
    """S3. An answer from M01 that names M99 is somebody's own word once both are one person's, and only then."""
    club = named_twice
    assert renewal.nominate(club, ADA, "M99").accepted
    answer(club, ONE)
    assert go_on(club) == []
    with club.secretary.ledger.reading() as session:
        assert {one.number for one in session.query(Nominee) if one.by_self} >= {"M01", "M99"}
        assert session.query(CallAnswer).filter_by(member="M01", nominated="M99").count() == 1
    answer(club, TWO)
    assert go_on(club) == []
    assert _named(club)[1][2:4] == (False, True)


@pytest.fixture
def confirmed(club: Club) -> Club:
    """The members have confirmed the slate with M01 on it; Ada has a second line, M99."""

    def begin() -> None:
        renewal.go_to(club, "the committee agrees")
        renewal.voted(club, dict.fromkeys((ADA, BO, CLEO, DEV, ESME), "Yes"))
        club.at(datetime(2027, 3, 19, 16, tzinfo=UTC))
        _second_line(club)

    return _at(club, "confirmed with a second line", begin)


def test_a_confirmed_slate_is_the_persons(confirmed: Club) -> None:
    """S4, S6. The seat to enter has the kept number, and is entered under either; the slate stays what it is."""
    club = confirmed
    answer(club, "one person, keep M99")
    club.write("Committee", [*renewal.COMMITTEE, ["M01", "2027-03-12", "", "", "", "", "", ""]])
    assert go_on(club) == []
    with club.secretary.ledger.reading() as session:
        found = {one.number: one for one in slate_seats.seats_to_enter(session, YEAR)}
        assert found.keys() == {"M99", *map(number, SLATE[1:])}
        assert found["M99"].entered
        assert slates.agreed(session, YEAR) == [slates.on_show(session, YEAR)]
        assert not seats.by_member(session)["M99"][-1].unconfirmed
    answer(club, TWO)
    with club.secretary.ledger.reading() as session:
        assert number(ADA) in {one.number for one in slate_seats.seats_to_enter(session, YEAR)}


def test_who_declines_a_seat_does_so_under_either_number(confirmed: Club) -> None:
    """S6. M99's word that they don't take it is M01's, once, and is taken back under the other."""
    club = confirmed
    answer(club, "one person, keep M99")
    assert seat.decline(club.secretary, "M99", how=HOW, **WHY)
    assert not seat.decline(club.secretary, "M01", how=HOW, **WHY)
    with club.secretary.ledger.reading() as session:
        found = succession.slates(session)[-1]
        assert succession.declined(session, found) == {"M99"}
    assert seat.withdraw(club.secretary, "M01", **WHY)
    with club.secretary.ledger.reading() as session:
        assert session.query(AfterSlate).count() == 0
