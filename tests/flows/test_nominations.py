"""Nominations: from the call to all members to the seats of a confirmed slate, and what follows when it fails."""

from __future__ import annotations

import pytest

from flows import slate
from flows.duties.nomination import slates
from flows.pages.nominations import nominations_page
from tests.flows import renewal
from tests.flows.club import ADA, BO, CLEO, DEV, ESME, FINN, GIA, HUGO, MEMBERS, Club
from tests.flows.renewal import CALL, MEMBERS_KEY, SLATE, YEAR


@pytest.fixture
def agreed(club: Club) -> Club:
    """The committee has agreed to a slate of five."""
    renewal.go_to(club, "the committee agrees")
    return club


def test_a_slate_goes_from_the_call_to_its_seats(agreed: Club) -> None:
    """S1, S2, S3, S4, S6. Called, nominated, stated, agreed to, confirmed by 60%, and the rows of the seats offered."""
    assert [mail.title for mail in agreed.mails(f"{CALL}/call", to=MEMBERS[BO])] == [f"{CALL}/call"]
    renewal.voted(agreed, dict.fromkeys((ADA, BO, CLEO), "Yes") | dict.fromkeys((DEV, ESME), "No"))
    [mail] = agreed.mails(f"{MEMBERS_KEY}/ballot", to=MEMBERS[ADA])
    assert all(who in mail.text for who in SLATE)
    assert renewal.cycle(agreed).sheet_link in mail.text
    with agreed.secretary.ledger.reading() as session:
        told = slates.seats_in_words(session, YEAR)
    assert told == []
