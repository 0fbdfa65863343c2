"""Declining: whoever doesn't stand any more is off the slate, at whatever time they say so, and gets no seat."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from core import nominees as tab
from flows import slate
from flows.duties.nomination import slate_seats
from flows.pages.desk import desk_page
from flows.pages.nominations import nominations_page
from flows.secretary import Refusal
from integrations.google import sheets
from tests.flows import renewal
from tests.flows.club import BO, DEV, ESME, HOUR, MEMBERS, MINUTE, Club
from tests.flows.renewal import (
    ACCEPT,
    BALLOT,
    CONFIRMS,
    CONSENSUS,
    DUE,
    MEMBERS_KEY,
    SLATE,
    YEAR,
    go_on,
    number,
    rows,
)

OPENS, CLOSES = datetime(2027, 3, 1, 14, tzinfo=UTC), datetime(2027, 3, 12, 23, tzinfo=UTC)


@pytest.fixture
def ready(club: Club) -> Club:
    """All five are ready to be put forward."""
    renewal.go_to(club, "the slate is ready")
    return club


@pytest.fixture
def agreed(club: Club) -> Club:
    """The committee has agreed to a slate of five."""
    renewal.go_to(club, "the committee agrees")
    return club


def _declines(club: Club, who: str, on: str) -> None:
    renewal.record(club, **{number(who): {"Declined on": on}})
    assert go_on(club) == []


def _said(club: Club, who: str, heading: str) -> str:
    return str(next(one for one in rows(club) if one["Member id"] == number(who))[heading])


def _freezes(club: Club) -> None:
    key, missing = slate.draft_slate(club.secretary, BALLOT)
    assert (key, missing) == (MEMBERS_KEY, [])
    club.at(OPENS - HOUR)
    club.freeze(key)


def test_who_declines_after_the_form_has_closed_is_not_put_forward(ready: Club) -> None:
    """S3. An organiser writes the day into the tab; the slate with them can't be frozen, and emptied they stand."""
    _declines(ready, ESME, "2027-02-08")
    assert (_said(ready, ESME, "Accepts"), _said(ready, ESME, "Stands")) == ("no", "Doesn't stand")
    assert "declined on 8 February 2027" in nominations_page(ready.secretary, YEAR)
    key, missing = slate.seek_consensus(ready.secretary, CONSENSUS)
    assert [(one.clause, one.because) for one in missing] == [("S3", "N2027-5: they declined")]
    _declines(ready, ESME, "2028-01-01")
    assert _said(ready, ESME, "Stands").startswith("NOT TAKEN: Declined on: this day is still to come.")
    _declines(ready, ESME, "")
    assert slate.seek_consensus(ready.secretary, CONSENSUS)[1] == []
    assert key


def test_a_tab_from_before_gets_the_column(ready: Club) -> None:
    """S3. What stands in the tab stays where it is; the heading comes behind it, and is read from then on."""
    book = sheets.read(ready.secretary.google, ready.settings.members_book, (tab.TAB.name,))
    headings, *found = book.tabs[tab.TAB.name]
    at = headings.index("Declined on")
    ready.write(tab.TAB.name, [[*row[:at], *row[at + 1 :]] for row in (headings, *found)])
    assert go_on(ready) == []
    assert "Declined on" not in str(rows(ready)[0]["Stands"])
    _declines(ready, ESME, "2027-02-08")
    assert _said(ready, ESME, "Stands") == "Doesn't stand"
    assert go_on(ready) == []
    assert len([one for one in rows(ready)[0] if one == "Declined on"]) == 1


def test_a_slate_of_whoever_declined_since_isnt_frozen(agreed: Club) -> None:
    """S3, S4. Though the tab says yes still: the committee has to agree to another."""
    key, _ = slate.draft_slate(agreed.secretary, BALLOT)
    _declines(agreed, ESME, "2027-02-18")
    with pytest.raises(Refusal, match="N2027-5 doesn't stand any more"):
        agreed.freeze(key)


def test_who_declines_during_the_vote_is_told_to_organisers_and_gets_no_seat(agreed: Club) -> None:
    """S3, S6. Nothing changes by itself while members vote: the desk says what can be done; no seat is offered."""
    _freezes(agreed)
    _declines(agreed, ESME, "2027-03-01")
    page = desk_page(agreed.secretary)
    assert "N2027-5 (M05) declined, and “slate-2027” is frozen" in page
    assert 'canvass withdraw slate-2027 --reason "…"' in page
    renewal._pass(agreed, OPENS - 30 * MINUTE, OPENS + MINUTE, OPENS + 2 * HOUR)
    for who in SLATE:
        agreed.vote(who, {CONFIRMS: "Yes"}, key=MEMBERS_KEY)
    renewal._pass(agreed, CLOSES + MINUTE, CLOSES + HOUR)
    assert "are sealed" in desk_page(agreed.secretary)
    assert agreed.certify(MEMBERS_KEY)
    renewal._pass(agreed, CLOSES + 3 * HOUR)
    with agreed.secretary.ledger.reading() as session:
        seats = slate_seats.seats_to_enter(session, YEAR)
    assert [one.number for one in seats] == sorted(map(number, (who for who in SLATE if who != ESME)))
    assert "N2027-5 (M05) declined, and is on the slate for 2027 that the members confirmed" in desk_page(
        agreed.secretary
    )


def test_a_no_counts_until_the_form_is_closed(ready: Club, club: Club) -> None:
    """S3. Sent after the last day, before the form closes, an answer changes nothing – unless somebody declines."""
    renewal.go_to(club, "five are nominated")
    club.at(DUE + MINUTE)
    renewal.answer(club, DEV, renewal.STATEMENT)
    renewal.answer(club, BO, renewal.STATEMENT)
    club.at(DUE + timedelta(minutes=1))
    renewal.answer(club, DEV, {ACCEPT: "No, I don't stand"})
    assert go_on(club) == []
    assert (_said(club, DEV, "Stands"), _said(club, DEV, "Statement")) == ("Doesn't stand", "no")
    assert ready is club


def test_a_nominees_letter_promises_no_form_that_is_closed(ready: Club) -> None:
    """S3. Until the last day by the form; from then on by a letter to the organisers."""
    [mail] = [one for one in ready.mails_to(MEMBERS[BO]) if one.title.endswith("/statement")]
    words = " ".join(mail.text.split())
    assert "If you change your mind until then, say on the form that you don't stand; later, write to" in words
