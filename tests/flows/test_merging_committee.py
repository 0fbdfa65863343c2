"""Two lines of the tab Members are one person: on the committee, as co-chair, and ad hoc."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from typing import Any

import pytest

from core.records import (
    AdHocSeat,
    Call,
    CallAnswer,
    CoChair,
    Election,
    NoConfidence,
    Recall,
    Resignation,
)
from flows import ad_hoc, resign
from flows.duties.committee import co_chairs, recalls, recusals, seats, sitting
from flows.duties.election import electorates
from flows.duties.membership import stock
from flows.duties.nomination import no_confidence, volunteers
from flows.recusal import RecusalAsked, draft_recusal
from flows.secretary import Refusal
from tests.flows.club import ADA, DAY, HOUR, Club, workbook
from tests.flows.committee import MAYOR, SEATS
from tests.flows.test_merging import OTHER, answer

WHY = {"because": "She moved away.", "by": "R. O."}
ONE, TWO = "one person, keep M01", "two people"
EITHER = pytest.mark.parametrize("keep", ["M01", "M99"])


def _second_line(club: Club) -> None:
    """Ada has a second line in the tab Members, of which nobody has said yet that it is hers."""
    club.write("Members", [*workbook()["Members"], ["M99", ADA, OTHER]])
    stock.take_stock(club.secretary, anew=True)


def _put(club: Club, *rows: Any) -> None:
    with club.secretary.ledger.writing(club.secretary.now()) as pen:
        pen.session.add_all(rows)


def _at(club: Club, moment: str, before: Callable[[], None]) -> Club:
    if moment not in club.kept:
        before()
        club.keep(moment)
    club.go_to(moment)
    return club


@pytest.fixture
def sitting_twice(seated: Club) -> Club:
    """Ada's seat stands under M99; nobody has said yet that M01 is hers, too."""

    def begin() -> None:
        _second_line(seated)
        seated.write("Committee", [["M99", *row[1:]] if row[0] == "M01" else row for row in SEATS])
        seats.take_over(seated.secretary)

    return _at(seated, "a seat under a second number", begin)


def _sitting(club: Club) -> dict[str, sitting.Sitting]:
    today, charter = club.secretary.now().date(), club.secretary.charter
    with club.secretary.ledger.reading() as session:
        return {one.number: one for one in sitting.on_day(session, on=today, charter=charter)}


@EITHER
def test_a_seat_is_the_persons(sitting_twice: Club, keep: str) -> None:
    """S9. A seat under either number is found under the kept one: it votes, has its letters, and stays in the tab."""
    club, today = sitting_twice, sitting_twice.secretary.now().date()
    answer(club, f"one person, keep {keep}")
    found, changed = seats.take_over(club.secretary)
    assert (found.set_aside, changed) == ((), 0)
    assert {"M01", "M99"} & _sitting(club).keys() == {keep}
    assert _sitting(club)[keep].ruling
    members = stock.take_stock(club.secretary).members
    with club.secretary.ledger.reading() as session:
        charter = club.secretary.charter
        assert keep in seats.voters(session, members, race="", on=today, charter=charter)
        assert keep in seats.seated(session, on=today, charter=charter)
        assert all(seats.by_member(session)[one] for one in ("M01", "M99"))


def test_a_member_on_two_lines_may_vote_on_their_own_recall(sitting_twice: Club) -> None:
    """S6. What is asked about M01 says who it is, and that they vote, though their seat stands under M99."""
    club = sitting_twice
    answer(club, ONE)
    for who in ("M01", "M99"):
        with club.secretary.ledger.reading() as session:
            asked = recalls.asked(
                session, who, put_by="M02", because="-", on=club.secretary.now().date(), charter=club.secretary.charter
            )
        assert asked.about
        assert asked.about["votes"]
        assert f"{ADA} ({who})" in asked.text


def test_a_recall_ends_the_persons_seat_until_they_are_two(sitting_twice: Club) -> None:
    """S6. Recalled under M01, the seat under M99 has ended; of two people, only M01 was recalled."""
    club = sitting_twice
    answer(club, ONE)
    _put(club, Recall(election_key="recall-1", number="M01", on=club.secretary.now().date()))
    assert not _sitting(club)["M01"].ruling
    answer(club, TWO)
    assert _sitting(club)["M99"].ruling


@pytest.mark.parametrize(("said", "other"), [("M01", "M99"), ("M99", "M01")])
def test_who_resigns_does_so_once(sitting_twice: Club, said: str, other: str) -> None:
    """S6. A resignation under either number ends the seat, is known under the other, and is taken back under it."""
    club, last = sitting_twice, sitting_twice.secretary.now().date()
    answer(club, ONE)
    assert resign.resign(club.secretary, said, on=last, **WHY)
    assert not resign.resign(club.secretary, other, on=last, **WHY)
    with club.secretary.ledger.reading() as session:
        assert [one.given_up for one in seats.by_member(session)["M01"]] == [last]
    assert resign.withdraw(club.secretary, other, **WHY)
    assert not resign.withdraw(club.secretary, said, **WHY)
    with club.secretary.ledger.reading() as session:
        assert session.query(Resignation).count() == 0


def test_a_co_chair_is_one_under_the_kept_number(sitting_twice: Club) -> None:
    """S7. A term under M99 is M01's, who can give it up; split again, it is M99's."""
    club, today = sitting_twice, sitting_twice.secretary.now().date()
    _put(club, CoChair(election_key="chairs", number="M99", since=today - DAY, until=None))
    answer(club, ONE)
    assert sitting.CO_CHAIR in _sitting(club)["M01"].roles
    assert resign.give_up_chair(club.secretary, "M01", on=today, **WHY)
    assert resign.give_chair_back(club.secretary, "M99", **WHY)
    answer(club, TWO)
    with club.secretary.ledger.reading() as session:
        assert sitting.co_chairs(session, on=today) == {"M99"}


def test_nobody_stands_twice_as_co_chair(sitting_twice: Club) -> None:
    """S7. Two numbers that stand, and are one person since, are in the way of freezing."""
    club = sitting_twice
    with club.secretary.ledger.reading() as session:
        assert not list(co_chairs._standing_twice(session, ["M01", "M99"]))
    answer(club, ONE)
    with club.secretary.ledger.reading() as session:
        assert [one.clause for one in co_chairs._standing_twice(session, ["M01", "M99"])] == ["S7"]


def test_a_recusal_is_the_persons(sitting_twice: Club) -> None:
    """S11. Recused under M99, the person is so once, keeps away under the kept number, and it is taken back there."""
    club, rules = sitting_twice, sitting_twice.secretary.charter
    recusals.recuse(club.secretary, "M99", MAYOR, because="She works for a campaign.")
    answer(club, ONE)
    assert "was recused before" in recusals.recuse(club.secretary, "M01", MAYOR, because="As said.")
    with club.secretary.ledger.reading() as session:
        assert "M01" in recusals.of_race(session, MAYOR, on=club.secretary.now().date(), charter=rules)
    recusals.take_back(club.secretary, "M01", MAYOR, because="She left it.")
    with club.secretary.ledger.reading() as session:
        assert "M01" not in recusals.of_race(session, MAYOR, on=club.secretary.now().date(), charter=rules)


def test_whom_a_recusal_is_asked_of_has_no_vote_on_it(sitting_twice: Club) -> None:
    """S11. Asked of M99 before anybody knew, the vote on it is without M01, whose seat it is."""
    club = sitting_twice
    wanted = RecusalAsked(member="M99", race=MAYOR, put_by="M02", because="She asked.", opens_on=date(2026, 10, 2))
    key, _ = draft_recusal(club.secretary, wanted)
    answer(club, ONE)
    members, on = stock.take_stock(club.secretary).members, club.secretary.now().date()
    with club.secretary.ledger.reading() as session:
        election = session.get_one(Election, key)
        assert set(electorates.of(election).voters(session, election, members, on)) == {"M02", "M03"}


# ── the ad hoc committee ──


def _volunteer(nth: int, who: str, at: datetime) -> CallAnswer:
    key = no_confidence.call_key("v")
    return CallAnswer(
        call_key=key, nth=nth, answer_id=who, answered="", handed_in=at, said={}, sender="member", member=who
    )


def test_who_sits_ad_hoc_is_counted_once_and_stays(sitting_twice: Club) -> None:
    """S5. A seat under M99 is M01's since the same day; nobody sits on both sides, or volunteers twice."""
    club, now = sitting_twice, sitting_twice.secretary.now()
    _put(
        club,
        NoConfidence(key="v", about="The slate", declared_on=now.date(), declared_at=now),
        Call(key=no_confidence.call_key("v"), kind="volunteers", opens_at=now, closes_at=now + DAY, asks={}),
    )
    _put(club, *(_volunteer(nth, who, now) for nth, who in enumerate(("M01", "M99"), 1)))
    ad_hoc.seat(club.secretary, "v", representatives=["M99"], voting_members=["M01", "M07"])
    club.later(HOUR)
    answer(club, ONE)
    with club.secretary.ledger.reading() as session:
        assert no_confidence.count_of(session, "v") == (1, 1)
        assert volunteers.found(session, "v") == ["M01"]
    with pytest.raises(Refusal, match="named twice"):
        ad_hoc.seat(club.secretary, "v", representatives=["M01"], voting_members=["M99", "M07"])
    assert ad_hoc.seat(club.secretary, "v", representatives=["M01"], voting_members=["M07"])
    with club.secretary.ledger.reading() as session:
        assert {(one.number, one.side) for one in session.query(AdHocSeat)} == {
            ("M99", "representative"), ("M07", "voting member"),
        }  # fmt: skip
