"""Decisions that no sheet can hold: lost sign-in sheets that are excused, and exceptions."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from core import charter
from core.calendar import day_in_words
from core.records import Decision, Petition
from flows import excuse as excusing
from flows import exempt as exempting
from flows.duties.membership import stock
from flows.pages.desk import desk_page
from flows.pages.membership import membership_page
from flows.secretary import Refusal
from integrations.google import sheets
from tests.flows.ballots import START
from tests.flows.club import DAY, MEMBERS, Club, workbook
from tests.flows.terminal import at_the_club

LENA = f"M{len(MEMBERS):02}"
"""She came to one of the meetings only."""

TODAY = START.date()
COMMITTEE = "the Steering Committee"
LOST: dict[str, Any] = {"reason": "The clipboard was left on the bus.", "decided_by": COMMITTEE}


def _with_lost_sheets(club: Club, *events: str) -> None:
    """Two further meetings were held, of which no sheet is left."""
    tabs: dict[str, list[list[Any]]] = workbook()
    days = [46150 + 7 * number for number in range(len(events))]
    tabs["Events"] += [[event, day, "monthly meeting"] for event, day in zip(events, days, strict=True)]
    sheets.write(club.secretary.google, club.settings.members_book, "Events", tabs["Events"])


def _may_vote(club: Club, number: str = LENA) -> bool:
    found = stock.take_stock(club.secretary)
    return next(bool(one.ruling.ruling) for one in found.standings if one.number == number)


def test_a_lost_sheet_is_a_matter_for_a_person(club: Club) -> None:
    """M2. The desk and the page say so by the event's row, and whoever lacks events is told that it is unknown."""
    _with_lost_sheets(club, "Picnic")
    found = stock.take_stock(club.secretary)
    page = membership_page(club.secretary, found)
    assert "1 event without a sign-in sheet" in desk_page(club.secretary)
    assert "Events, row 5, of 8 May 2026" in page
    assert "Picnic" not in page
    because = next(one.ruling.ruling.because for one in found.standings if one.number == LENA)
    assert because.endswith("; no sign-in sheet is on record of 1 other event")


def test_an_excused_event_counts_for_whoever_is_on_record(club: Club) -> None:
    """M2. Two lost sheets, excused, and one meeting make three; taken back, they are unknown again. Twice is once."""
    _with_lost_sheets(club, "Picnic", "Walk")
    assert not _may_vote(club)
    for event in ("Picnic", "Walk"):
        assert "is excused for everybody" in excusing.excuse(club.secretary, event, **LOST)
        assert "was excused before" in excusing.excuse(club.secretary, event, **LOST)
    assert _may_vote(club)
    page = membership_page(club.secretary, stock.take_stock(club.secretary))
    assert f"decided by {COMMITTEE}: The clipboard was left on the bus." in page
    assert "no sign-in sheet, excused on" in at_the_club(club, "membership", LENA)
    assert [kind for kind in club.log() if kind.startswith("gap.")] == ["gap.excused"] * 2
    assert "counts as unknown again" in excusing.excuse(club.secretary, "Walk", **LOST, lift=True)
    assert "wasn’t excused" in excusing.excuse(club.secretary, "Walk", **LOST, lift=True)
    assert not _may_vote(club)


@pytest.mark.parametrize(
    ("event", "said", "letter"),
    [
        ("Forum", LOST, "has a sign-in sheet: 11 are on record"),
        ("Ball", LOST, "The tab Events has no “Ball”"),
        ("Picnic", LOST | {"reason": " "}, "needs a reason"),
        ("Picnic", LOST | {"decided_by": ""}, "who made it"),
    ],
)
def test_what_cannot_be_excused_is_refused(club: Club, event: str, said: dict[str, Any], letter: str) -> None:
    """M2. An event with a sheet, one that doesn't exist, a decision of nobody or without a reason: nothing changes."""
    _with_lost_sheets(club, "Picnic")
    stock.take_stock(club.secretary)
    before = club.log()
    with pytest.raises(Refusal, match=letter):
        excusing.excuse(club.secretary, event, **said)
    assert club.log() == before


def test_an_event_to_come_cannot_be_excused(club: Club) -> None:
    """M2. Nobody knows yet whether it will have a sheet, and a vote mustn't last longer by it."""
    tabs: dict[str, list[list[Any]]] = workbook()
    tabs["Events"].append(["Winter ball", 46360, "monthly meeting"])
    sheets.write(club.secretary.google, club.settings.members_book, "Events", tabs["Events"])
    stock.take_stock(club.secretary)
    with pytest.raises(Refusal, match="can be excused from the day after"):
        excusing.excuse(club.secretary, "Winter ball", **LOST)


def test_jpp_makes_no_exceptions_from_voting_status(club: Club) -> None:
    """M2. The letter cites the clause; nothing is recorded."""
    stock.take_stock(club.secretary)
    with pytest.raises(Refusal, match=r"doesn't know exceptions from M2 \(M2\)"):
        exempting.exempt(club.secretary, LENA, clause="m2", until=TODAY, reason="Ill.", decided_by=COMMITTEE)
    assert "exception.made" not in club.log()


def test_a_nominee_can_be_excepted_for_a_time(club: Club) -> None:
    """S2. It is shown with last day, reason and who decided; repeated it changes nothing; today as last day ends it."""
    stock.take_stock(club.secretary)
    said: dict[str, Any] = {"clause": "S2", "reason": "For a committee of many voices.", "decided_by": COMMITTEE}
    until = TODAY + timedelta(days=100)
    for outcome in (f"{LENA} is excepted from S2 until {day_in_words(until)}.", "is on record already"):
        assert outcome in exempting.exempt(club.secretary, LENA, until=until, **said)
    assert club.log().count("exception.made") == 1
    page = membership_page(club.secretary, stock.take_stock(club.secretary))
    assert (
        f"**{LENA}** is excepted from S2 until {day_in_words(until)}, decided by {COMMITTEE}: For a committee" in page
    )
    assert not _may_vote(club)
    exempting.exempt(club.secretary, LENA, until=TODAY, **said)
    club.later(timedelta(days=1))
    assert "is excepted" not in membership_page(club.secretary, stock.take_stock(club.secretary))


@pytest.mark.parametrize(
    ("change", "letter"),
    [
        ({"until": TODAY - timedelta(days=1)}, "is past"),
        ({"member": "M99"}, "The tab Members has no M99"),
        ({"clause": "M5"}, "there could be from M2, S2, S6"),
        ({"reason": ""}, "needs a reason"),
    ],
)
def test_exceptions_that_cannot_be_made_are_refused(club: Club, change: dict[str, Any], letter: str) -> None:
    """S2. A day that is past, a number nobody has, a clause without exceptions, no reason: each gets its letter."""
    stock.take_stock(club.secretary)
    said: dict[str, Any] = {
        "member": LENA,
        "clause": "S2",
        "until": TODAY,
        "reason": "Why not.",
        "decided_by": COMMITTEE,
    } | change
    with pytest.raises(Refusal, match=letter):
        exempting.exempt(club.secretary, said.pop("member"), **said)


def test_where_a_charter_knows_exceptions_one_gives_the_vote(club: Club, tmp_path: Path) -> None:
    """M2. An organisation that allows it can let somebody vote for a time, and the ruling says by what."""
    data = charter.load("jp_progressives").as_data()
    data["membership"]["exceptions"] = {"value": True, "clause": "M2"}
    club.secretary.charter = charter.read(data, source=str(tmp_path))
    stock.take_stock(club.secretary)
    until = date(2027, 3, 31)
    exempting.exempt(club.secretary, LENA, clause="M2", until=until, reason="Long illness.", decided_by=COMMITTEE)
    found = stock.take_stock(club.secretary)
    ruling = next(one.ruling.ruling for one in found.standings if one.number == LENA)
    assert ruling
    assert ruling.because == f"an exception holds until 31 March 2027, decided by {COMMITTEE}"


def _moved(club: Club, days: int, *events: str) -> None:
    """These events stand under another day in the tab Events."""
    tabs = sheets.read(club.secretary.google, club.settings.members_book, ["Events"]).tabs
    rows: list[list[Any]] = [list(one) for one in tabs["Events"]]
    for one in rows:
        one[1] = one[1] + days if one[0] in events else one[1]
    club.write("Events", rows)


def test_an_excuse_isnt_passed_on_to_next_year(club: Club) -> None:
    """M2. The picnic of 2026 was excused; the one of 2027, without a sheet too, is unknown, and asked about."""
    _with_lost_sheets(club, "Picnic", "Walk")
    stock.take_stock(club.secretary)
    for event in ("Picnic", "Walk"):
        excusing.excuse(club.secretary, event, **LOST)
    club.later(365 * DAY)
    _moved(club, 365, "Picnic", "Walk", "Forum", "Spring meeting", "Autumn meeting")
    found = stock.take_stock(club.secretary)
    assert not any(facts.excused for facts in found.members.on_record.values())
    assert {"Picnic", "Walk"} <= {one.code for one in found.gaps}
    assert "Excused events" not in membership_page(club.secretary, found)
    assert "has another day now" not in desk_page(club.secretary)  # it is another event


def test_an_excused_event_whose_day_was_put_right_is_for_a_person(club: Club) -> None:
    """M2. Two days later it isn't excused any more, the desk says so, and it can be excused anew, or lifted."""
    _with_lost_sheets(club, "Picnic", "Walk")
    stock.take_stock(club.secretary)
    for event in ("Picnic", "Walk"):
        excusing.excuse(club.secretary, event, **LOST)
    assert _may_vote(club)
    _moved(club, 2, "Picnic", "Walk")
    assert not _may_vote(club)
    page = membership_page(club.secretary, stock.take_stock(club.secretary))
    assert "2 decisions about events that have another day now" in desk_page(club.secretary)
    assert "An event of 8 May 2026 that was excused stands under 10 May 2026" in page
    assert "is excused for everybody" in excusing.excuse(club.secretary, "Picnic", **LOST)
    assert "counts as unknown again" in excusing.excuse(club.secretary, "Walk", **LOST, lift=True)
    stock.take_stock(club.secretary)
    assert "another day now" not in desk_page(club.secretary)


@pytest.mark.parametrize(("days", "asked"), [(2, True), (365, False)])
def test_an_upheld_dispute_stays_with_its_day(club: Club, days: int, *, asked: bool) -> None:
    """M4. What was decided counts for the day that the member was told; it doesn't move with an event's name."""
    _with_lost_sheets(club, "Picnic")
    at, day = club.secretary.now(), date(2026, 5, 8)
    said = {"answer_id": "a", "answered": "", "handed_in": at, "said": {}, "state": "upheld", "name": "", "email": ""}
    with club.secretary.ledger.writing(at) as pen:
        pen.session.add(Petition(kind="dispute", nth=1, member=LENA, sender="member", **said))
        told = {"reason": "r", "decided_by": "d", "decided_on": at.date(), "decided_at": at, "activity": ""}
        pen.session.add(Decision(dispute=1, turn=1, decision="upheld", event="Picnic", counts_on=day, **told))
    assert _days(club) == [(day, "monthly meeting")]
    _moved(club, days, "Picnic")
    assert _days(club) == [(day, "")]
    assert _days(club) == [(day, "")]  # as it is recalled, too
    desk, page = desk_page(club.secretary), membership_page(club.secretary, stock.take_stock(club.secretary))
    assert ("1 decision about an event that has another day now" in desk) is asked
    assert ("D1 counts for an event of 8 May 2026" in page) is asked


def _days(club: Club) -> list[tuple[date, str]]:
    """Under which days, and as what, Lena has the picnic."""
    facts = stock.take_stock(club.secretary).members.on_record[LENA]
    return [(one.on, one.kind) for one in facts.attended if one.event == "Picnic"]
