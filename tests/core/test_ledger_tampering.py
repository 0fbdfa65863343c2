"""The log: nothing in it can be changed, taken out, put in or forged unseen."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator
from datetime import timedelta
from random import Random
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.exc import DBAPIError

from core.ledger import GENESIS, Ledger, line_hash
from core.records import Entry
from tests.core.book import log_fault_of, log_of, opened, unlocked, write_lines


@pytest.fixture
def ledger(database_url: str) -> Iterator[Ledger]:
    """An empty book, on SQLite and on PostgreSQL."""
    with opened(database_url) as ledger:
        yield ledger


def test_each_line_follows_from_the_one_before(ledger: Ledger) -> None:
    """A log as it was written has no fault, and contains every head that anybody kept on the way."""
    heads = write_lines(ledger)
    assert len(set(heads)) == 12
    assert log_fault_of(ledger) == ""
    assert [log_fault_of(ledger, since=head) for head in heads] == [""] * 12


def test_the_hash_is_sha256_over_canonical_json(ledger: Ledger) -> None:
    """Anybody can check the log with a few lines of their own: this is the recipe, with nothing of Canvass in it."""
    write_lines(ledger, 1)
    with ledger.reading() as session:
        first = session.execute(select(Entry).where(Entry.seq == 1)).scalar_one()
    words = json.dumps(["0" * 64, 1, "2026-10-02T16:00:00+00:00", "test.line", first.payload], separators=(",", ":"))
    assert first.hash == hashlib.sha256(words.encode()).hexdigest()
    assert first.payload == '{"number":0,"words":"żółw – ünï"}'


Rows = list[dict[str, Any]]


def _flipped(rows: Rows, at: int, chance: Random) -> Rows:
    """One character of one column changed."""
    column = chance.choice(("kind", "payload", "prev", "hash"))
    word = rows[at][column]
    place = chance.randrange(len(word))
    rows[at][column] = word[:place] + chr(ord(word[place]) ^ 1) + word[place + 1 :]
    return rows


def _other_time(rows: Rows, at: int, chance: Random) -> Rows:
    rows[at]["at"] += timedelta(microseconds=chance.choice((-1, 1, 3600_000_000)))
    return rows


def _deleted(rows: Rows, at: int, _: Random) -> Rows:
    return rows[:at] + rows[at + 1 :]


def _deleted_and_closed_up(rows: Rows, at: int, _: Random) -> Rows:
    rest = rows[:at] + rows[at + 1 :]
    for seq, row in enumerate(rest, start=1):
        row["seq"] = seq
    return rest


def _swapped(rows: Rows, at: int, _: Random) -> Rows:
    other = (at + 1) % len(rows)
    for column in ("at", "kind", "payload", "prev", "hash"):
        rows[at][column], rows[other][column] = rows[other][column], rows[at][column]
    return rows


def _inserted(rows: Rows, at: int, _: Random) -> Rows:
    """A line put in with a right hash of its own, and all after it moved on."""
    prev = rows[at - 1]["hash"] if at else GENESIS
    made = {"seq": at + 1, "at": rows[at]["at"], "kind": "test.line", "payload": "{}", "prev": prev}
    made["hash"] = line_hash(prev, seq=at + 1, at=made["at"], kind="test.line", payload="{}")
    for row in rows[at:]:
        row["seq"] += 1
    return [*rows[:at], made, *rows[at:]]


def _truncated(rows: Rows, at: int, _: Random) -> Rows:
    return rows[:at]


TAMPERING = [_flipped, _other_time, _deleted, _deleted_and_closed_up, _swapped, _inserted, _truncated]


def _rewrite(ledger: Ledger, rows: Rows, *, head: tuple[int, str] | None = None) -> None:
    with unlocked(ledger) as connection:
        connection.execute(Entry.__table__.delete())  # type: ignore[attr-defined]
        connection.execute(Entry.__table__.insert(), rows)  # type: ignore[attr-defined]
        if head is not None:
            connection.exec_driver_sql(f"UPDATE log_head SET seq = {head[0]}, hash = '{head[1]}'")  # noqa: S608


@pytest.mark.parametrize("tamper", TAMPERING)
def test_tampering_with_any_line_is_seen(ledger: Ledger, tamper: Callable[[Rows, int, Random], Rows]) -> None:
    """Whichever line is changed, taken out, put in or moved – the chain breaks there, or before the end."""
    write_lines(ledger, 5)
    rows, chance = log_of(ledger), Random(3)
    assert len(rows) == 10
    for at in range(1 if tamper is _truncated else 0, len(rows)):
        _rewrite(ledger, tamper([dict(row) for row in rows], at, chance))
        assert "of the log doesn't follow" in (fault := log_fault_of(ledger)) or "the log ends after" in fault
    _rewrite(ledger, rows)
    assert log_fault_of(ledger) == ""


def _forged(rows: Rows, at: int) -> Rows:
    """The tail rewritten from a line on, every hash made to fit, as somebody would who has read this file."""
    prev = rows[at - 1]["hash"] if at else GENESIS
    for row in rows[at:]:
        row["payload"] = row["payload"].replace("number", "namber")
        row["prev"] = prev
        prev = row["hash"] = line_hash(prev, seq=row["seq"], at=row["at"], kind=row["kind"], payload=row["payload"])
    return rows


def test_a_forged_tail_is_seen_by_whoever_kept_a_head(ledger: Ledger) -> None:
    """A consistent forgery passes by itself, and fails against any head from behind the place where it begins."""
    heads = write_lines(ledger, 5)
    rows = log_of(ledger)
    for at in range(len(rows)):
        forged = _forged([dict(row) for row in rows], at)
        _rewrite(ledger, forged, head=(len(forged), forged[-1]["hash"]))
        assert log_fault_of(ledger) == ""
        kept = [log_fault_of(ledger, since=head) == "" for head in heads]
        assert kept == [2 * n <= at for n in range(1, 6)]


def test_a_shortened_log_is_seen_by_whoever_kept_a_head(ledger: Ledger) -> None:
    """A log cut off, with its head set back to fit, lacks the heads that went out in letters since."""
    heads = write_lines(ledger, 5)
    rows = log_of(ledger)[:6]
    _rewrite(ledger, rows, head=(6, rows[-1]["hash"]))
    assert [log_fault_of(ledger, since=head) == "" for head in heads] == [True, True, True, False, False]
    assert "doesn't contain the earlier head" in log_fault_of(ledger, since=heads[-1])


@pytest.mark.parametrize(
    "words", ["UPDATE log SET kind = 'x'", "DELETE FROM log", "UPDATE log SET at = at WHERE seq = 2"]
)
def test_the_log_can_only_grow(ledger: Ledger, words: str) -> None:
    """The database itself refuses to change or delete a line, whichever program asks."""
    write_lines(ledger, 2)
    with pytest.raises(DBAPIError, match="the log can only grow"), ledger.engine.begin() as connection:
        connection.exec_driver_sql(words)
    assert log_fault_of(ledger) == ""
