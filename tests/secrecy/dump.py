"""Small elections played straight into the book, and an attacker who has a copy of it – but not the key."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import permutations, product
from random import Random
from typing import Any

from sqlalchemy import Row, select, text

from core import secrecy
from core.bylaws.membership import MembershipRuling
from core.columns import Record
from core.intake import Submission, instant
from core.paper import question_id
from core.records import Election
from core.ruling import Ruling
from flows import freeze
from flows.duties.election import intake, sealing
from flows.duties.membership.standing import Standing
from flows.reissue import reissue
from integrations.keyring import ElectionKey
from integrations.sandbox.google_state import stamp
from tests.flows.ballots import KEY, MAYOR
from tests.flows.club import Club

VOTERS = 8
NAMES = {"c1": "Ursula Imaginary", "c2": "Victor Invented", "c3": "Wanda Madeup", "none": "No endorsement"}
RANKINGS = [" ".join(ranked) for length in (1, 2, 3, 4) for ranked in permutations(NAMES, length)]

Rows = Sequence[Row[Any]]
Guess = Mapping[int, str]
"""What an attacker believes: for each roll line a response's id, or after sealing a ranking."""


@dataclass(frozen=True)
class Copy:
    """Every row of a table in the order in which the database keeps them, and which transaction wrote it.

    The latter only PostgreSQL keeps.
    """

    tables: Mapping[str, Rows]
    writers: Mapping[str, Sequence[str]]

    @classmethod
    def of(cls, club: Club) -> Copy:
        """A copy of the tables that know of people or ballots, as a thief of the file would read them."""
        names = ("person", "roll_entry", "credential", "response", "voted", "pile")
        with club.secretary.ledger.reading() as session:
            as_they_lie = {one: select(Record.metadata.tables[one]).order_by(text(club.book.order)) for one in names}
            tables = {one: session.execute(rows).all() for one, rows in as_they_lie.items()}
            marked = club.book.order == "ctid"
            writers = {one: session.execute(text(f"SELECT xmin::text FROM {one}")) for one in names if marked}  # noqa: S608
            return cls(tables, {one: rows.scalars().all() for one, rows in writers.items()})


@dataclass(frozen=True)
class Played:
    """One small election: who really cast which response and ranking, and the two copies of the book."""

    responses: Mapping[int, str]
    rankings: Mapping[int, str]
    while_open: Copy
    after_sealing: Copy


def play(club: Club, chance: Random, *, slip: Callable[[Club], None] | None = None) -> Played:
    """Eight of ten voters vote in a random order, each with another ranking; one gets a new link on the way.

    Instead of that link, `slip` may spoil the book, to see whether the attacker notices.
    """
    key = _opened(club, chance)
    order = chance.sample(range(1, VOTERS + 3), VOTERS)
    rankings = dict(zip(order, chance.sample(RANKINGS, VOTERS), strict=True))
    renewed = None if slip else order[0]
    if slip:
        slip(club)
    else:
        reissue(club.secretary, KEY, f"M{order[0]:02}")
    ballots = [_ballot(key, line, rankings[line], int(line == renewed), chance) for line in order]
    for read in (ballots[:3], ballots[3:]):
        intake._keep(club.secretary, club.election(), chance.sample(read, len(read)))
    while_open = Copy.of(club)
    with club.secretary.ledger.writing(club.sandbox.clock.now()) as pen:
        pen.advance(pen.session.get_one(Election, KEY), "closed")
    assert sealing.seal(club.secretary, club.election()) is None
    responses = dict(zip(order, (one.response_id for one in ballots), strict=True))
    return Played(responses, rankings, while_open, Copy.of(club))


def _opened(club: Club, chance: Random) -> bytes:
    """A drafted, frozen and opened election with a roll of ten, and its key."""
    club.go_to("furnished")
    club.draft(contests=[MAYOR])
    key = club.secretary.keyring.keep(KEY, ElectionKey(chance.randbytes(32), "seed"))
    ruling = MembershipRuling(Ruling(True, "M2", "attended 3 events, 3 needed"), (), "")
    voters = [
        Standing(number, f"M{number:02}", f"Voter {number:02}", f"voter{number}@example.org", ruling)
        for number in range(1, VOTERS + 3)
    ]
    freeze.write_roll(club.secretary, KEY, voters, key)
    with club.secretary.ledger.writing(club.sandbox.clock.now()) as pen:
        election = pen.session.get_one(Election, KEY)
        election.form_link = "https://forms.example.org/made-up"
        pen.advance(election, "open")
    return key.key


def _ballot(key: bytes, line: int, ranking: str, epoch: int, chance: Random) -> Submission:
    at = datetime(2026, 10, 3, tzinfo=UTC) + timedelta(microseconds=chance.randrange(9 * 24 * 3600 * 10**6))
    marks = {question_id(KEY, 1, rank): (NAMES[one],) for rank, one in enumerate(ranking.split(), start=1)}
    return Submission(
        response_id=f"ACYDB{chance.randbytes(12).hex()}",
        submitted=instant(stamp(at)),
        code_hash=secrecy.code_hash(KEY, secrecy.code(key, line=line, epoch=epoch)),
        marks=marks,
    )


# ── the attacker ───────────────────────────────────────────────────────────────────────────────────


def guesses_while_open(copy: Copy) -> Mapping[str, Guess]:
    """Everything an attacker without the key might try: every order of lines against every order of ballots."""
    roll = {"line": _lines(copy), "the other way round": _lines(copy)[::-1]}
    found: dict[str, Guess] = {}
    for (who, lines), (how, ballots) in product(roll.items(), _orders(copy.tables["response"]).items()):
        found[f"{who} × {how}"] = dict(zip(lines, (one.response_id for one in ballots), strict=False))
    by_hash = {one.code_hash: one.response_id for one in copy.tables["response"]}
    for (who, lines), credentials in product(roll.items(), [copy.tables["credential"]]):
        pairs = zip(lines, credentials, strict=True)
        found[f"{who} × credentials"] = {line: by_hash.get(one.code_hash, "") for line, one in pairs}
    return found


def guess_the_renewed(copy: Copy) -> Guess:
    """Whoever got a new link stands out on the roll; the credential written last may be theirs."""
    by_hash = {one.code_hash: one.response_id for one in copy.tables["response"]}
    (renewed,) = (one.line for one in copy.tables["roll_entry"] if one.epoch)
    return {renewed: by_hash.get(copy.tables["credential"][-1].code_hash, "")}


def guesses_after_sealing(copy: Copy) -> Mapping[str, Guess]:
    """The same with what is left: who took part, against the piles in every order."""
    lines = [one.line for one in copy.tables["voted"]]
    ballots = [pile.ranking for pile in copy.tables["pile"] for _ in range(pile.votes)]
    orders = {
        "as kept": ballots,
        "backwards": ballots[::-1],
        "sorted": sorted(ballots),
        "by length": sorted(ballots, key=len),
    }
    return {how: dict(zip(lines, order, strict=True)) for how, order in orders.items()}


def _lines(copy: Copy) -> list[int]:
    return [one.line for one in copy.tables["roll_entry"]]


def _orders(responses: Rows) -> Mapping[str, Rows]:
    return {
        "as kept": responses,
        "by time": sorted(responses, key=lambda one: one.submitted),
        "by id": sorted(responses, key=lambda one: one.response_id),
        "by hash": sorted(responses, key=lambda one: one.code_hash),
        "by marks": sorted(responses, key=lambda one: json.dumps(one.marks)),
    }


def hits(guess: Guess, truth: Mapping[int, str]) -> int:
    """How many voters the attacker got right."""
    return sum(truth.get(line) == believed for line, believed in guess.items())
