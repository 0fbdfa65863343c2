"""Dues of a slate: who is confirmed and hasn't paid is followed until they have, also once their seat is entered."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from flows.duties.membership import stock
from flows.duties.nomination import slate_seats
from flows.duties.year import plans
from flows.exempt import exempt
from flows.pages.desk import desk_page
from flows.pages.nominations import nominations_page
from tests.flows import listing, renewal
from tests.flows.club import ADA, BO, CLEO, DEV, ESME, MEMBERS, Club
from tests.flows.renewal import SLATE, YEAR, go_on, number, rows

LATE = "1 seat of the slate for 2027 is entered, and may not be taken yet"


@pytest.fixture
def confirmed(club: Club) -> Club:
    """The slate is confirmed and entered; Esme's dues had run out on the day of confirmation."""
    renewal.go_to(club, "the committee agrees")
    _pay(club, {ESME: "2027-03-01"})
    renewal.voted(club, dict.fromkeys((ADA, BO, CLEO), "Yes") | dict.fromkeys((DEV, ESME), "No"))
    assert go_on(club) == []
    seats = [[number(who), "2027-03-12", "2028-03-31", "", "", "", "", ""] for who in SLATE]
    club.write("Committee", [*renewal.COMMITTEE, *seats])
    plans.set_meeting(club.secretary, YEAR, date(YEAR, 3, 20))
    assert go_on(club) == []
    return club


def _pay(club: Club, through: dict[str, str], *, on: str = "") -> None:
    paid = [[who, email, on if who in through and on else "2026-01-01", through.get(who, "2027-12-31")]
            for who, email in MEMBERS.items()]  # fmt: skip
    listing.put(club, "PM dues", [["Name", "E-mail", "Paid on", "Expires"], *paid])


def _done(club: Club) -> date | None:
    with club.secretary.ledger.reading() as session:
        plan = next(one for one in plans.under_way(club.secretary, session) if one.year == YEAR)
    return plan.done.get("dues checked")


def _stands(club: Club, who: str) -> str:
    return str(next(one for one in rows(club) if one["Member id"] == number(who))["Stands"])


def test_an_entered_seat_of_somebody_who_owes_dues_stays_on_the_desk(confirmed: Club) -> None:
    """S2. Until the dues are on record, as of then and not of the day of confirmation; then that step is done."""
    assert LATE in desk_page(confirmed.secretary)
    assert "M05 (N2027-5): dues to Progressive Mass are not on record" in nominations_page(confirmed.secretary, YEAR)
    assert "Not yet: dues to Progressive Mass are not on record" in _stands(confirmed, ESME)
    assert _done(confirmed) is None
    confirmed.at(datetime(2027, 4, 2, 17, tzinfo=UTC))
    _pay(confirmed, {ESME: "2028-04-01"}, on="2027-04-01")
    assert not stock.take_stock(confirmed.secretary).refused
    assert go_on(confirmed) == []
    assert LATE not in desk_page(confirmed.secretary)
    assert _stands(confirmed, ESME).startswith("Confirmed, and in the tab Committee: From 2027-03-12")
    assert _done(confirmed) == date(2027, 4, 2)
    before = confirmed.log()
    assert go_on(confirmed) == []
    assert confirmed.log() == before


def test_dues_that_run_out_later_are_no_matter_of_the_slates(confirmed: Club) -> None:
    """S2. They are asked for at confirmation: once they were there, nothing is asked again."""
    exempt(
        confirmed.secretary, "M05", clause="S2", until=date(2027, 4, 30), reason="a voice", decided_by="the committee"
    )
    assert go_on(confirmed) == []
    assert _done(confirmed) == date(2027, 3, 12)
    confirmed.at(datetime(2027, 6, 1, 17, tzinfo=UTC))
    assert go_on(confirmed) == []
    assert LATE not in desk_page(confirmed.secretary)
    with confirmed.secretary.ledger.reading() as session:
        assert slate_seats.unpaid_in_words(session, YEAR, on=date(2027, 6, 1)) == []
