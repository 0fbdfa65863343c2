"""Recalling: a reading without a change is taken from the book, whole; whatever changes makes it a new one."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import MISSING, fields
from datetime import date, datetime
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import event

from core import charter
from core.bylaws.participation import Participation
from core.records import Alias, Decision, Election, Excuse, Exemption, Pair, Petition, Stocktaking, ToldStatus
from flows.duties.membership import recall, stock
from flows.duties.membership.stock import Stock
from flows.secretary import Refusal
from integrations.google import sheets
from tests.flows.ballots import KEY
from tests.flows.club import ADA, BO, DAY, LENA, MEMBERS, Club, workbook
from tests.flows.listing import put, sources
from tests.flows.test_telling import delivered, membership

TABS = ("Members", "Events", "Attendance", "Volunteering", "Sources", "Log", "Dues", "Questions")


def _is_recalled(club: Club, act: Callable[[], Stock]) -> tuple[Stock, bool]:
    """What a reading found, and whether it came from the book: then a mark that is left there comes with it."""
    with club.secretary.ledger.writing(club.secretary.now()) as pen:
        kept = pen.session.get(Stocktaking, 1)
        if kept is not None:
            kept.found = {**kept.found, "stock": {**kept.found["stock"], "rows": {"a mark": {}}}}
    found = act()
    return found, found.rows == {"a mark": {}}


def _everything_at_once(club: Club) -> None:
    """A club in which every field of a Stock has something: questions, doubts, gaps, losses, a drifted roll."""
    tabs = workbook()
    put(club, "Log", [["Event", "Name", "Email"], ["Forum", LENA, MEMBERS[LENA]], ["Forum", "Zed", "zed@example.org"]])
    put(club, "Dues", [["Name", "Email", "Expires"], [ADA, MEMBERS[ADA], "2027-01-31"]])
    sources(club, ["Log", "list"], ["Dues", "dues"])
    club.write("Events", [*tabs["Events"], ["Picnic", 46235, "social"], ["Hike", 46236, "social"]])
    club.write("Members", [*tabs["Members"], ["M77", ADA, "ada.too@example.org"], ["M78", "Vera Vanishing", ""]])
    club.write("Volunteering", [*tabs["Volunteering"], [46235, "Phone bank", "Vera Vanishing", ""]])
    membership(club)
    delivered(club, 2)
    club.draft()
    club.freeze(despite_questions=True)
    rows = [row for row in tabs["Attendance"] if row[2] != BO]
    club.write("Attendance", [*rows, ["Forum", "31/02/2026", LENA, ""]])


PICNIC, HIKE = date(2026, 8, 1), date(2026, 8, 2)


@pytest.fixture
def full(club: Club) -> Iterator[Club]:
    """That club, with a decision of every sort."""
    rules = club.secretary.charter
    _everything_at_once(club)
    with club.secretary.ledger.writing(club.secretary.now()) as pen:
        for row in _decisions(club):
            pen.session.add(row)
    yield club
    club.secretary.charter = rules


def _decisions(club: Club) -> list[Any]:
    at, day = club.secretary.now(), date(2026, 9, 1)
    said = {"answer_id": "a", "answered": "2026-09-01T00:00:00Z", "handed_in": at, "said": {}, "state": "decided"}
    return [
        Excuse(event_code="Hike", held_on=HIKE, reason="Lost.", decided_by="the Committee", at=at, lifted=False),
        Exemption(number="M03", clause="M2", since=day, until=day + 90 * DAY, reason="r", decided_by="d", at=at),
        Petition(kind="dispute", nth=1, name=LENA, email="", sender="member", member="M12", **said),
        Decision(
            dispute=1, turn=1, decision="upheld", event="A meeting that left the tab", activity="",
            counts_on=date(2026, 8, 8), reason="r", decided_by="d", decided_on=day, decided_at=at,
        ),
    ]  # fmt: skip


def test_every_field_of_what_was_found_is_recalled(full: Club) -> None:
    """M2. Nothing is left out: whoever adds a field to Stock sees this fail until `recall` keeps it."""
    stock.take_stock(full.secretary)
    found = stock.take_stock(full.secretary, anew=True)
    empty = [
        one.name
        for one in fields(Stock)
        if getattr(found, one.name) == (() if one.default is MISSING else one.default) and one.name != "refused"
    ]
    assert empty == list(recall.OF_THE_MOMENT), (
        "the club of this test has nothing there: give it something, so that recalling is tried"
    )
    recalled, is_recalled = _is_recalled(full, lambda: stock.take_stock(full.secretary))
    assert is_recalled
    for one in fields(Stock):
        if one.name != "rows":
            assert getattr(recalled, one.name) == getattr(found, one.name), one.name
    told = {*recall.AGAIN, *recall.IN_THE_BOOK, *recall.OF_THE_MOMENT}
    assert told == {one.name for one in fields(Stock)}


def test_what_a_member_took_part_in_is_recalled_whole(full: Club) -> None:
    """M2, M4. Also what was decided: an event that has left the tab, an exception, an excuse, what is unknown."""
    stock.take_stock(full.secretary)
    found, is_recalled = _is_recalled(full, lambda: stock.take_stock(full.secretary))
    assert is_recalled
    lena, ada, cleo = (found.members.on_record[number] for number in ("M12", "M01", "M03"))
    assert "A meeting that left the tab" in {one.event for one in lena.attended}
    assert [one.event for one in lena.excused] == ["Hike"]
    assert [one.event for one in lena.unknown] == ["Picnic"]
    assert [one.place for one in ada.dues] == ["Dues, row 2"]
    assert [one.clause for one in cleo.exceptions] == ["M2"]
    assert {one.name for one in fields(Participation)} == {
        "attended", "volunteered", "dues_paid", "unknown", "excused", "exceptions", "dues", "registration",
    }, "a new field of Participation: let `recollection` have it, and say so here"  # fmt: skip


# ── any single edit ────────────────────────────────────────────────────────────────────────────────


def _cell(club: Club, tab: str, row: int, column: int, value: Any) -> None:
    """Somebody changes one cell."""
    book = club.settings.members_book
    rows = sheets.read(club.secretary.google, book, [tab]).tabs.get(tab, [[""]])
    at = rows[row % len(rows)]
    at[column % len(at)] = value
    put(club, tab, rows)


EDITS = st.tuples(
    st.sampled_from(TABS),
    st.integers(0, 40),
    st.integers(0, 7),
    st.sampled_from(["", "x", "M02", LENA, MEMBERS[BO], "Forum", 46177, 46177.9, "ask again", True, "not a member"]),
)


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(edit=EDITS)
def test_after_any_change_of_a_cell_a_reading_is_what_a_whole_one_is(edited: Club, edit: tuple[Any, ...]) -> None:
    """M2. Whatever somebody writes into whichever cell: what is found is what a reading made anew finds."""
    edited.go_to("full")
    _cell(edited, *edit)
    found = stock.take_stock(edited.secretary)
    assert found == stock.take_stock(edited.secretary, anew=True)
    _, is_recalled = _is_recalled(edited, lambda: stock.take_stock(edited.secretary))
    assert is_recalled or found.refused


@pytest.fixture
def edited(full: Club) -> Club:
    """The full club, read; tests go back to it."""
    stock.take_stock(full.secretary)
    full.keep("full")
    return full


# ── anything else that decides ─────────────────────────────────────────────────────────────────────


def _add(row: Callable[[datetime], object]) -> Callable[[Club], None]:
    """Something new in the book."""

    def change(club: Club) -> None:
        with club.secretary.ledger.writing(club.secretary.now()) as pen:
            pen.session.add(row(pen.at))

    return change


def _set(table: type, key: Any, **values: Any) -> Callable[[Club], None]:
    """Something else in a row of the book."""

    def change(club: Club) -> None:
        with club.secretary.ledger.writing(club.secretary.now()) as pen:
            for name, value in values.items():
                setattr(pen.session.get_one(table, key), name, value)

    return change


def _charter(club: Club) -> None:
    data = club.secretary.charter.as_data()
    data["membership"]["events_needed"]["value"] = 4
    club.secretary.charter = charter.read(data, source="a changed charter")


def _zone(club: Club) -> None:
    """It is four in the afternoon in London; in Tokyo it is already tomorrow."""
    club.secretary.charter = charter.read(
        club.secretary.charter.as_data() | {"zone": "Asia/Tokyo"}, source="a changed charter"
    )


CHANGES: dict[str, Callable[[Club], None]] = {
    "the day": lambda club: club.later(DAY),
    "the organisation's zone": _zone,
    "the charter": _charter,
    "the workbook's zone": lambda club: club.book_of_members().update(timeZone="Asia/Tokyo"),
    "an answer": _add(lambda at: Alias(mark="m", key="zed|zed@example.org", number="M12", at=at)),
    "two that are one": _add(lambda at: Pair(mark="m", first="M01", other="M77", kept="M01", at=at)),
    "an excuse that is lifted": _set(Excuse, ("Hike", HIKE), lifted=True),
    "an excuse": _add(
        lambda at: Excuse(event_code="Picnic", held_on=PICNIC, reason="r", decided_by="d", at=at, lifted=False)
    ),
    "an exception that ends": _set(Exemption, ("M03", "M2", date(2026, 9, 1)), until=date(2026, 9, 2)),
    "a decision": _set(Decision, (1, 1), decision="declined"),
    "a sender to be found": _set(Petition, ("dispute", 1), sender="unknown", name="Zed"),
    "what somebody was told": _set(ToldStatus, "M05", until=date(2030, 1, 1)),
    "a frozen roll": _set(Election, KEY, roll_fingerprint="another"),
}


@pytest.mark.parametrize("what", CHANGES)
def test_whatever_else_decides_makes_the_reading_a_whole_one(full: Club, what: str) -> None:
    """M2. Answers, decisions, rules, the day here, what members were told: after any change nothing is recalled."""
    stock.take_stock(full.secretary)
    CHANGES[what](full)
    found, is_recalled = _is_recalled(full, lambda: stock.take_stock(full.secretary))
    assert not is_recalled
    assert found == stock.take_stock(full.secretary, anew=True)
    _, is_recalled = _is_recalled(full, lambda: stock.take_stock(full.secretary))
    assert is_recalled


def test_what_is_decided_during_a_reading_counts_with_the_next(full: Club) -> None:
    """M4. A decision that falls between reading the book and writing into it mustn't be taken for considered."""
    stock.take_stock(full.secretary)
    full.later(DAY)
    due, engine = [CHANGES["an excuse"]], full.secretary.ledger.engine

    def _decided_meanwhile(_: Any) -> None:
        """The book has been read, and its reader let go of it."""
        if due:
            due.pop()(full)

    event.listen(engine, "rollback", _decided_meanwhile)
    stock.take_stock(full.secretary)
    event.remove(engine, "rollback", _decided_meanwhile)
    assert not due
    found, is_recalled = _is_recalled(full, lambda: stock.take_stock(full.secretary))
    assert not is_recalled
    assert found.gaps == ()


def test_questions_that_couldnt_be_written_are_written_by_the_next_reading(club: Club) -> None:
    """M2. Google's bad moment comes after the book was written: then the reading isn't recalled, but made again."""
    unsure = [[event, "L. Newc.", MEMBERS[LENA]] for event in ("Spring meeting", "Forum")]
    put(club, "Log", [["Event", "Name", "Email"], *unsure])
    sources(club, ["Log", "list"])
    club.sandbox.faults.plan("5xx", "POST /v4/spreadsheets/{spreadsheetId}:batchUpdate", times=9)
    assert stock.take_stock(club.secretary).troubles
    club.sandbox.faults.clear()
    found, is_recalled = _is_recalled(club, lambda: stock.take_stock(club.secretary))
    assert not is_recalled
    assert len(found.questions) == 1
    assert "Questions" in sheets.look(club.secretary.google, club.settings.members_book).grids
    _, is_recalled = _is_recalled(club, lambda: stock.take_stock(club.secretary))
    assert is_recalled


def test_freezing_and_correcting_read_anew(full: Club) -> None:
    """M6. A roll rests on the sheets themselves, never on what was remembered of them."""
    stock.take_stock(full.secretary)
    full.draft(key="again")
    with full.secretary.ledger.writing(full.secretary.now()) as pen:
        kept = pen.session.get_one(Stocktaking, 1)
        kept.found = {**kept.found, "stock": {**kept.found["stock"], "doubts": []}}
    with pytest.raises(Refusal, match="would lose their vote"):
        full.freeze("again", despite_questions=True)
