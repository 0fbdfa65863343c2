"""Whatever call fails while the committee's seats are read or its vote is under way: run again, it ends the same."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from typing import Any

import pytest
from sqlalchemy import select

from core.records import Petition
from flows import season
from flows.duties.committee import on_record, seats
from flows.duties.membership import stock
from flows.handed_in import read_requests
from flows.recommendation import draft_vote
from flows.secretary import OUTAGE
from integrations.sandbox.faults import Kind
from tests.conftest import KILLED
from tests.flows.ballots import START
from tests.flows.club import ADA, BO, CLEO, ESME, HOUR, MEMBERS, MINUTE, Club
from tests.flows.committee import (
    CLOSES,
    MAYOR,
    OPENS,
    SEATS,
    URSULA,
    VOTE,
    WANTED,
    calls,
    hand_in,
    race,
    rows,
    write_state,
)  # fmt: skip

FAILING: tuple[Kind, ...] = ("timeout before", "timeout after")
MOST_CALLS = 60


def _points(club: Club, moment: str, act: Callable[[], object]) -> int:
    """How many calls to services an act makes from a moment on."""
    club.go_to(moment)
    club.sandbox.faults.plan("5xx", nth=10_000)
    act()
    return club.sandbox.faults.plans[0].seen


def _each_point(
    club: Club, moment: str, act: Callable[[], object], settled: Callable[[], Any], kind: Kind, every: int
) -> None:
    """Let each call of an act fail once; the act done again has to end as if nothing had failed."""
    calls_made = _points(club, moment, act)
    assert 0 < calls_made < MOST_CALLS
    club.go_to(moment)
    act()
    wanted = settled()
    for nth in range(1, calls_made + 1, every):
        club.go_to(moment)
        club.sandbox.faults.plan(kind, nth=nth, times=3)
        with suppress(*OUTAGE):
            act()
        club.sandbox.faults.clear()
        act()
        assert settled() == wanted, f"after {kind} at call {nth}"


def _tab(club: Club) -> list[list[Any]]:
    """What the tab Committee shows, without empty cells at its edges."""
    book = club.book_of_members()
    [sheet] = [one for one in book["sheets"] if one["title"] == "Committee"]
    rows = sheet["rows"]
    return [[str(cell) for cell in row] for row in (rows.values() if isinstance(rows, dict) else rows)]


@KILLED
@pytest.mark.parametrize("kind", FAILING)
def test_the_tab_is_made_and_taken_over_once(seated: Club, kind: Kind, every: int) -> None:
    """S9. A new row, a corrected one, and what stands beside them, whichever call to Google fails."""

    def act() -> None:
        seated.write("Committee", [*SEATS[:3], ["M08", "2026-01-15", "", "", "", "", "", ""], *SEATS[4:]])
        season.carry_on(seated.secretary)

    def found() -> Any:
        with seated.secretary.ledger.reading() as session:
            return _tab(seated), seats.by_member(session)

    _each_point(seated, "seated", act, found, kind, every)


@KILLED
@pytest.mark.parametrize("kind", FAILING)
def test_freezing_reads_the_seats_and_fixes_one_roll(seated: Club, kind: Kind, every: int) -> None:
    """S9, S10, S11. Whatever fails, the roll is frozen once, with the same lines."""
    if "vote drafted" not in seated.kept:
        draft_vote(seated.secretary, WANTED)
        seated.keep("vote drafted")

    def found() -> Any:
        lines = [(one.line, one.number, one.because, one.evidence) for one in seated.roll(VOTE)]
        return lines, seated.log().count("roll.frozen"), seated.election(VOTE).roll_fingerprint

    _each_point(seated, "vote drafted", lambda: seated.freeze(VOTE), found, kind, every)


@KILLED
@pytest.mark.parametrize("kind", FAILING)
def test_what_the_committee_hands_in_is_kept_once(seated: Club, kind: Kind, every: int) -> None:
    """S8, S11. A motion, and a disclosure whose recusal was confirmed: one row, one recusal, and each letter once."""
    if "handed in" not in seated.kept:
        _handed_in(seated)
        seated.keep("handed in")

    def found() -> Any:
        with seated.secretary.ledger.reading() as session:
            kept = [(one.kind, one.nth, one.state) for one in session.execute(select(Petition)).scalars()]
            away = [(one.number, one.race_key, one.nth) for one in on_record.recusals(session)]
        return kept, away, seated.letters(), rows(seated, "Motions"), rows(seated, "Disclosures")

    _each_point(seated, "handed in", lambda: read_requests(seated.secretary), found, kind, every)


def _handed_in(club: Club) -> None:
    stock.take_stock(club.secretary)
    season.carry_on(club.secretary)
    assert not read_requests(club.secretary).troubles
    hand_in(club, "disclosure", BO, Paid="A campaign.", From=MAYOR)
    read_requests(club.secretary)
    write_state(club, "Disclosures", 1, "confirmed")
    hand_in(club, "motion", ADA, How="A bank account", The="We open one.")


def test_a_vote_in_which_every_pass_loses_a_call_ends_as_one_without_faults(seated: Club) -> None:
    """E3, S8, S9, S11. Each mailbox gets each letter once, every vote is counted, and the record is the same."""
    if "vote drafted" not in seated.kept:
        draft_vote(seated.secretary, WANTED)
        seated.keep("vote drafted")
    ends = []
    for lossy in (False, True):
        seated.go_to("vote drafted")
        seated.freeze(VOTE)
        ends.append(_played(seated, lossy=lossy))
    assert ends[0] == ends[1]


def _played(club: Club, *, lossy: bool) -> Any:
    nth, met = 0, 0
    for when, acts in _course(club):
        club.at(when)
        for act in acts:
            act()
        for _ in range(2 if lossy else 0):
            nth += 1
            club.sandbox.faults.plan(FAILING[nth % 2], nth=1 + nth % 5, times=3)
            club.tend()
            met += len(club.sandbox.faults.met)
            club.sandbox.faults.clear()
            club.later(20 * MINUTE)
        for _ in range(2):
            club.tend()
            club.later(20 * MINUTE)
    assert met > 10 if lossy else met == 0
    letters = {
        name: sorted(mail.to for mail in club.mails(f"{VOTE}/{name}")) for name in ("ballot", "reminder-3", "result")
    }
    assert letters["ballot"] == sorted(MEMBERS[one] for one in (ADA, BO, CLEO))
    assert letters["result"] == sorted(MEMBERS[one] for one in (ADA, BO, CLEO, ESME))
    found = race(club)
    return letters, calls(club), found.recommendation, [one.note for one in found.steps], club.election(VOTE).state


def _course(club: Club) -> list[tuple[Any, list[Callable[[], object]]]]:
    """When something happens in the vote, and what."""

    def votes(who: str) -> Callable[[], object]:
        return lambda: club.vote(who, URSULA, key=VOTE)

    return [
        (START + 2 * HOUR, []),
        (OPENS + MINUTE, []),
        (OPENS + 4 * HOUR, [votes(ADA), votes(BO)]),
        (CLOSES - 9 * HOUR, []),
        (CLOSES - 5 * HOUR, [votes(CLEO)]),
        (CLOSES + MINUTE, []),
        (CLOSES + 3 * HOUR, []),
        (CLOSES + 6 * HOUR, [lambda: club.certify(VOTE), lambda: club.certify(VOTE)]),
        (CLOSES + 9 * HOUR, []),
    ]


def test_a_pass_over_the_season_twice_changes_nothing(seated: Club) -> None:
    """S9. Seats that were taken over are taken over once, in the book and in the tab."""
    season.carry_on(seated.secretary)
    before = seated.everything()
    season.carry_on(seated.secretary)
    assert seated.everything() == before
    assert MAYOR in " ".join(_tab(seated)[4])
