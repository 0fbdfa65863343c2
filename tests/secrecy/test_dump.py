"""S2. Whoever steals a copy of the book, but not the key, can only guess who cast which ballot."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from math import sqrt
from random import Random

import pytest
from sqlalchemy import delete, select

from core import secrecy
from core.records import Credential, RollEntry
from tests.flows.ballots import KEY
from tests.flows.club import Club
from tests.secrecy.dump import (
    VOTERS,
    Played,
    guess_the_renewed,
    guesses_after_sealing,
    guesses_while_open,
    hits,
    play,
)

RUNS = 60
LUCK = RUNS + 4 * sqrt(RUNS)
"""Pairing voters and ballots blindly gets one right per election on average, whatever their number."""


pytestmark = pytest.mark.xdist_group("dump")  # one worker plays the elections for all of these


@pytest.fixture(scope="module")
def played(furnished_club: Club) -> list[Played]:
    """Sixty small elections, each with its own key and its own order of voting."""
    return [play(furnished_club, Random(seed)) for seed in range(RUNS)]


def test_while_voting_is_open_a_copy_tells_nothing(played: list[Played]) -> None:
    """No order of lines against no order of ballots or credentials does better than chance."""
    total: Counter[str] = Counter()
    for one in played:
        total.update({how: hits(guess, one.responses) for how, guess in guesses_while_open(one.while_open).items()})
    assert len(total) == 12
    assert max(total.values()) < LUCK, total


def test_after_sealing_a_copy_tells_nothing(played: list[Played]) -> None:
    """Neither does the order of those who took part against any order of the piles."""
    total: Counter[str] = Counter()
    for one in played:
        total.update(
            {how: hits(guess, one.rankings) for how, guess in guesses_after_sealing(one.after_sealing).items()}
        )
    assert max(total.values()) < LUCK, total


def test_a_new_link_doesnt_single_out_its_voter(played: list[Played]) -> None:
    """Of the one voter with a renewed link, whom the roll names, the ballot isn't found any better than of others."""
    found = sum(hits(guess_the_renewed(one.while_open), one.responses) for one in played)
    assert found < RUNS / VOTERS + 4 * sqrt(RUNS / VOTERS)


def test_people_and_ballots_share_no_value(played: list[Played]) -> None:
    """No word or number stands both in a person's row and in a ballot's, except the election's key."""
    for one in played:
        tables = one.while_open.tables
        who = {str(value) for name in ("person", "roll_entry") for row in tables[name] for value in row} - {""}
        how = {str(value) for name in ("credential", "response") for row in tables[name] for value in row}
        assert who & how == {KEY}


@pytest.mark.parametrize("ballots", ["credential", "response", "pile"])
def test_no_transaction_pairs_a_person_with_a_ballot(played: list[Played], ballots: str) -> None:
    """Where the database notes which transaction wrote a row: one that wrote voters' rows wrote all of the ballots'."""
    for copy in (copy for one in played for copy in (one.while_open, one.after_sealing)):
        wrote_voters = {*copy.writers.get("roll_entry", ()), *copy.writers.get("voted", ())}
        wrote_ballots = set(copy.writers.get(ballots, ()))
        assert len(wrote_ballots) < 2 or not wrote_ballots & wrote_voters


def test_equal_elections_leave_equal_piles(played: list[Played]) -> None:
    """After sealing there is a pile per ranking, sorted, and nothing else of a ballot."""
    for one in played:
        tables = one.after_sealing.tables
        assert [pile.ranking for pile in tables["pile"]] == sorted(one.rankings.values())
        assert [row.line for row in tables["voted"]] == sorted(one.rankings)
        assert not tables["response"]
        assert not tables["credential"]


def _in_order_of_the_roll(club: Club) -> None:
    """The slip a programmer might make: credentials written as the roll is walked, not sorted."""
    kept = club.secretary.keyring.read(KEY)
    assert kept is not None
    with club.secretary.ledger.writing(club.sandbox.clock.now()) as pen:
        lines = pen.session.execute(select(RollEntry.line).order_by(RollEntry.line)).scalars().all()
        pen.session.execute(delete(Credential))
        for line in lines:
            pen.session.add(Credential(election_key=KEY, code_hash=secrecy.hash_of(kept.key, KEY, line=line)))
            pen.session.flush()


def test_the_attacker_is_any_good(club: Club) -> None:
    """With credentials written in the order of the roll, the same attacker finds nearly everybody."""

    def spoiled() -> Iterator[Played]:
        for seed in range(3):
            yield play(club, Random(seed), slip=_in_order_of_the_roll)

    found = [hits(guesses_while_open(one.while_open)["line × credentials"], one.responses) for one in spoiled()]
    assert sum(found) > 3 * (VOTERS - 4)
