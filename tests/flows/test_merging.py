"""Two lines of the tab Members are one person: whatever was noted under either number holds for that person."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from sqlalchemy import String, Text, select

from core.columns import Record
from core.records import Erasure, Exemption, Gone, Objection, Pair, Person
from flows import membership
from flows.cosponsor import record
from flows.duties.membership import merging, recorded, stock
from flows.duties.privacy import discretion, retention, wishes
from flows.erase import erase
from flows.objection import object_to_sharing
from flows.share import notify, share
from tests.flows.ballots import CLOSES, OPENS
from tests.flows.club import ADA, DAY, HOUR, MEMBERS, MINUTE, Club, workbook
from tests.secrecy.test_schema import WHO

OTHER = "ada2@example.org"


@pytest.fixture
def twins(club: Club) -> Club:
    """The club with Ada on two lines, M01 and M99, of which nobody has said yet that they are one person."""
    rows = workbook()
    club.write("Members", [*rows["Members"], ["M99", ADA, OTHER]])
    club.write("Attendance", [*rows["Attendance"], ["Forum", "", ADA, OTHER]])
    membership.keep_up(club.secretary)
    return club


def answer(club: Club, words: str) -> None:
    """An organiser answers whether they are one person, and the sheets are read."""
    book = club.sandbox.world.google["books"][club.settings.members_book]
    [tab] = [one for one in book["sheets"] if one["title"] == "Questions"]
    [row] = [one for one in tab["rows"][1:] if f"{ADA} /" in one[2]]
    row.extend([""] * (8 - len(row)))
    row[6] = words
    stock.take_stock(club.secretary, anew=True)


def _rows(club: Club, table: type[Any]) -> list[Any]:
    with club.secretary.ledger.reading() as session:
        return list(session.execute(select(table)).scalars())


def _leaving(club: Club) -> set[str]:
    with club.secretary.ledger.reading() as session:
        return discretion.leaving(session)


OTHER_WORDS = {
    "name", "email", "event_code", "place", "activity", "mark", "key", "election_key", "clause", "because", "kind",
    "reason", "decided_by", "answer_id", "answered", "sender", "acknowledged", "state", "cells", "objection",
    "decision", "event", "letter", "status", "what", "digest", "came_from",
    "account", "allied_by", "allied_from", "allied_link", "by_hand", "declined_because", "declined_by",
    "accepts", "active_around", "call_key", "left_out", "no_confidence_key", "nominee", "role", "said_by", "side",
    "forum_key", "note", "question", "race_key", "reply", "version", "website",
    "approved_by", "contact", "delegated_as", "parallel_key", "partnership_key", "rank", "responsibility",
    "voter_role", "votes_for",
}  # fmt: skip
"""Columns of text in tables about people that hold no member's number."""


def test_every_number_follows_a_merge() -> None:
    """M1. Each column of text in a table about people is a number of which it is said how it follows, or is none."""
    tables = Record.metadata.tables
    words = {
        f"{table}.{column.name}"
        for table in WHO
        for column in tables[table].columns
        if isinstance(column.type, (String, Text))
    }
    assert {one for one in words if one.partition(".")[2] not in OTHER_WORDS} == set(merging.BY_NUMBER)
    others = {column.name for name, table in tables.items() if name not in WHO for column in table.columns}
    assert not others & {one.partition(".")[2] for one in merging.BY_NUMBER}


@pytest.mark.parametrize(("keep", "said"), [("M01", "M99"), ("M99", "M01"), ("M01", "M01")])
def test_an_objection_holds_for_the_person(twins: Club, keep: str, said: str) -> None:
    """M8. Whoever objected under either number is handed over under neither, and told of no list."""
    object_to_sharing(twins.secretary, said)
    record(twins.secretary, "Forum", "Tenants", official=True, decided_by="the committee")
    answer(twins, f"one person, keep {keep}")
    notify(twins.secretary, "Forum", "Tenants")
    for _ in range(3):
        twins.tend()
        twins.later(HOUR)
    told = [one for one in twins.letters() if one.startswith("sharing/")]
    assert not {mail.to for one in told for mail in twins.mails(one)} & {MEMBERS[ADA], OTHER}
    twins.later(4 * DAY)
    found = share(twins.secretary, "Forum", "Tenants")
    assert ADA not in found.file.read_text(encoding="utf-8")
    assert found.left_out["they asked to be left out"] == 1


def test_an_objection_is_taken_back_under_either_number(twins: Club) -> None:
    """M8. Said under one number, it is known and taken back under the other."""
    object_to_sharing(twins.secretary, "M99")
    answer(twins, "one person, keep M01")
    before = twins.everything()
    object_to_sharing(twins.secretary, "M01")
    assert twins.everything() == before
    object_to_sharing(twins.secretary, "M01", withdrawn=True)
    assert _rows(twins, Objection) == []


def test_two_people_after_all_have_an_objection_each_of_their_own(twins: Club) -> None:
    """M8. Merged and split again: who objected still does, and the other one never did."""
    object_to_sharing(twins.secretary, "M99")
    answer(twins, "one person, keep M01")
    answer(twins, "two people")
    assert [one.number for one in _rows(twins, Objection)] == ["M99"]


def test_an_objection_outlives_the_line_it_was_said_under(twins: Club) -> None:
    """M8. The second line is deleted as superfluous: after years the person still objects, for they are a member."""
    object_to_sharing(twins.secretary, "M99")
    answer(twins, "one person, keep M01")
    twins.write("Members", workbook()["Members"])
    stock.take_stock(twins.secretary)
    twins.later(1300 * DAY)
    retention.carry_out(twins.secretary)
    assert [one.number for one in _rows(twins, Objection)] == ["M99"]
    assert [one.kept for one in _rows(twins, Pair)] == ["M01"]


def _to_the_end(club: Club) -> None:
    for when in (OPENS + MINUTE, OPENS + 2 * HOUR, CLOSES + MINUTE, CLOSES + HOUR, CLOSES + 2 * HOUR):
        club.at(when)
        club.tend()


@pytest.mark.parametrize("keep", ["M01", "M99"])
def test_who_waits_to_be_erased_is_erased_whole(twins: Club, keep: str) -> None:
    """M8. Merged while a ballot is waited for: no new roll, no letters, and in the end nothing under either number."""
    twins.draft()
    twins.freeze()
    erase(twins.secretary, "M01")
    answer(twins, f"one person, keep {keep}")
    assert _leaving(twins) == {"M01", "M99"}
    assert wishes.is_open(twins.secretary, "M99")
    twins.draft(key="second", title="Second")
    twins.freeze("second")
    assert {"M01", "M99"}.isdisjoint({one.number for one in twins.roll("second")})
    _to_the_end(twins)
    [wish] = _rows(twins, Erasure)
    assert wish.swept
    assert {"M01", "M99"}.isdisjoint({one.number for one in _rows(twins, Person)})
    found = stock.take_stock(twins.secretary, anew=True)
    assert not [one for one in found.standings if one.name == ADA]


def test_who_turns_out_to_be_somebody_else_isnt_erased(twins: Club) -> None:
    """M8. Two lines were one person when the wish was noted, and are two now: the other one stays a member."""
    answer(twins, "one person, keep M01")
    twins.draft()
    twins.freeze()
    erase(twins.secretary, "M01")
    assert _leaving(twins) == {"M01", "M99"}
    answer(twins, "two people")
    assert _leaving(twins) == {"M01"}
    _to_the_end(twins)
    assert _rows(twins, Erasure)[0].swept
    left = {one.number: [box.email for box in one.addresses] for one in _rows_with_boxes(twins)}
    assert "M01" not in left
    assert left["M99"] == [OTHER]
    assert "M99" in {one.number for one in stock.take_stock(twins.secretary, anew=True).standings}


def _rows_with_boxes(club: Club) -> list[Person]:
    with club.secretary.ledger.reading() as session:
        people = list(session.execute(select(Person)).scalars())
        assert all(isinstance(one.addresses, list) for one in people)
        return people


def test_asking_again_under_the_other_number_is_the_same_wish(twins: Club) -> None:
    """M8. There is one wish of one person, and it can be taken back under either number."""
    twins.draft()
    twins.freeze()
    erase(twins.secretary, "M01")
    answer(twins, "one person, keep M99")
    erase(twins.secretary, "M99")
    assert [one.number for one in _rows(twins, Erasure)] == ["M01"]
    wishes.take_back(twins.secretary, "M99")
    assert _rows(twins, Erasure) == []


def test_an_exception_holds_for_the_person(twins: Club) -> None:
    """S2. Made under one number, it is on record under the other."""
    until = date(2027, 1, 1)
    with twins.secretary.ledger.writing(twins.sandbox.clock.now()) as pen:
        pen.session.add(
            Exemption(
                number="M99", clause="S2", since=date(2026, 9, 1), until=until, reason="r", decided_by="d", at=pen.at
            )
        )
    answer(twins, "one person, keep M01")
    with twins.secretary.ledger.reading() as session:
        assert [one.until for one in recorded.of(session, ["M99"])["M01"].exceptions] == [until]


def test_what_is_gone_is_listed_for_the_person(twins: Club) -> None:
    """M2. A row that vanished under one number is listed under the kept one, and is over when it is back."""
    twins.write("Attendance", workbook()["Attendance"])
    stock.take_stock(twins.secretary)
    assert [one.number for one in _rows(twins, Gone)] == ["M99"]
    answer(twins, "one person, keep M01")
    assert _rows(twins, Gone) == []  # Ada was at the forum by her other line
