"""The book: one writer at a time, all or nothing, and a log in which nothing can be changed unseen."""

from __future__ import annotations

import json
import threading
import traceback
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta, timezone
from random import Random
from typing import Any

import pytest
from sqlalchemy import Connection, select
from sqlalchemy.exc import DBAPIError, IntegrityError, StatementError

from core.ledger import GENESIS, NEXT_STATES, Ledger, LedgerFault, line_hash, log_fault, may_advance
from core.records import Election, Entry, MailFault, Person, Voted
from tests.core.book import AT, add_election, opened, write_lines


@pytest.fixture
def ledger(database_url: str) -> Iterator[Ledger]:
    """An empty book, on SQLite and on PostgreSQL."""
    with opened(database_url) as ledger:
        yield ledger


def _fault(ledger: Ledger, *, since: str = GENESIS) -> str:
    with ledger.reading() as session:
        return log_fault(session, since=since)


# ── the log ────────────────────────────────────────────────────────────────────────────────────────


def test_each_line_follows_from_the_one_before(ledger: Ledger) -> None:
    """A log as it was written has no fault, and contains every head that anybody kept on the way."""
    heads = write_lines(ledger)
    assert len(set(heads)) == 12
    assert _fault(ledger) == ""
    assert [_fault(ledger, since=head) for head in heads] == [""] * 12


def test_the_hash_is_sha256_over_canonical_json(ledger: Ledger) -> None:
    """Anybody can check the log with a few lines of their own: this is the recipe, with nothing of Canvass in it."""
    import hashlib  # noqa: PLC0415 - the recipe is complete

    write_lines(ledger, 1)
    with ledger.reading() as session:
        first = session.execute(select(Entry).where(Entry.seq == 1)).scalar_one()
    words = json.dumps(["0" * 64, 1, "2026-10-02T16:00:00+00:00", "test.line", first.payload], separators=(",", ":"))
    assert first.hash == hashlib.sha256(words.encode()).hexdigest()
    assert first.payload == '{"number":0,"words":"żółw – ünï"}'


@contextmanager
def _unlocked(ledger: Ledger) -> Iterator[Connection]:
    """Somebody with the right to everything, who first takes the triggers away."""
    with ledger.engine.begin() as connection:
        if ledger.engine.dialect.name == "postgresql":
            connection.exec_driver_sql("ALTER TABLE log DISABLE TRIGGER USER")
        else:
            connection.exec_driver_sql("DROP TRIGGER IF EXISTS log_no_update")
            connection.exec_driver_sql("DROP TRIGGER IF EXISTS log_no_delete")
        yield connection


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


def _rows(ledger: Ledger) -> Rows:
    with ledger.reading() as session:
        entries = session.execute(select(Entry).order_by(Entry.seq)).scalars()
        return [{column: getattr(entry, column) for column in Entry.__table__.columns.keys()} for entry in entries]  # noqa: SIM118


def _rewrite(ledger: Ledger, rows: Rows, *, head: tuple[int, str] | None = None) -> None:
    with _unlocked(ledger) as connection:
        connection.execute(Entry.__table__.delete())  # type: ignore[attr-defined]
        connection.execute(Entry.__table__.insert(), rows)  # type: ignore[attr-defined]
        if head is not None:
            connection.exec_driver_sql(f"UPDATE log_head SET seq = {head[0]}, hash = '{head[1]}'")  # noqa: S608


@pytest.mark.parametrize("tamper", TAMPERING)
def test_tampering_with_any_line_is_seen(ledger: Ledger, tamper: Callable[[Rows, int, Random], Rows]) -> None:
    """Whichever line is changed, taken out, put in or moved – the chain breaks there, or before the end."""
    write_lines(ledger, 5)
    rows, chance = _rows(ledger), Random(3)
    assert len(rows) == 10
    for at in range(1 if tamper is _truncated else 0, len(rows)):
        _rewrite(ledger, tamper([dict(row) for row in rows], at, chance))
        assert "of the log doesn't follow" in (fault := _fault(ledger)) or "the log ends after" in fault
    _rewrite(ledger, rows)
    assert _fault(ledger) == ""


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
    rows = _rows(ledger)
    for at in range(len(rows)):
        forged = _forged([dict(row) for row in rows], at)
        _rewrite(ledger, forged, head=(len(forged), forged[-1]["hash"]))
        assert _fault(ledger) == ""
        kept = [_fault(ledger, since=head) == "" for head in heads]
        assert kept == [2 * n <= at for n in range(1, 6)]


def test_a_shortened_log_is_seen_by_whoever_kept_a_head(ledger: Ledger) -> None:
    """A log cut off, with its head set back to fit, lacks the heads that went out in letters since."""
    heads = write_lines(ledger, 5)
    rows = _rows(ledger)[:6]
    _rewrite(ledger, rows, head=(6, rows[-1]["hash"]))
    assert [_fault(ledger, since=head) == "" for head in heads] == [True, True, True, False, False]
    assert "doesn't contain the earlier head" in _fault(ledger, since=heads[-1])


@pytest.mark.parametrize("words", ["UPDATE log SET kind = 'x'", "DELETE FROM log", "UPDATE log SET at = at WHERE seq = 2"])
def test_the_log_can_only_grow(ledger: Ledger, words: str) -> None:
    """The database itself refuses to change or delete a line, whichever program asks."""
    write_lines(ledger, 2)
    with pytest.raises(DBAPIError, match="the log can only grow"), ledger.engine.begin() as connection:
        connection.exec_driver_sql(words)
    assert _fault(ledger) == ""


# ── writing ────────────────────────────────────────────────────────────────────────────────────────


def test_a_change_and_its_line_are_written_together_or_not_at_all(ledger: Ledger) -> None:
    """Whatever goes wrong while the pen is held, neither the change nor its line in the log is left."""
    before = ledger.head()
    with pytest.raises(RuntimeError), ledger.writing(AT) as pen:
        pen.session.add(Person(number="M01", name="Ada Example"))
        pen.session.flush()
        pen.log("person.added", number=1)
        raise RuntimeError
    assert ledger.head() == before
    assert _fault(ledger) == ""
    with ledger.reading() as session:
        assert session.execute(select(Person)).all() == []


def test_looking_changes_nothing(ledger: Ledger) -> None:
    """Whatever somebody does to what they only read is forgotten."""
    with ledger.writing(AT) as pen:
        add_election(pen)
    with ledger.reading() as session:
        session.get_one(Election, "autumn").title = "Something else"
        session.flush()
    with ledger.reading() as session:
        assert session.get_one(Election, "autumn").title == "Autumn endorsements"


def test_a_time_without_zone_is_refused(ledger: Ledger) -> None:
    """Nobody could say when it was: neither the pen takes such a time, nor any row."""
    with pytest.raises(ValueError, match="a time with a zone"), ledger.writing(datetime(2026, 10, 2, 16)):  # noqa: DTZ001
        pass
    with pytest.raises(StatementError, match="a time without a zone can't be recorded"), ledger.writing(AT) as pen:
        add_election(pen).closes_at = datetime(2026, 10, 2, 16)  # noqa: DTZ001
        pen.session.flush()
    assert ledger.head() == GENESIS


def test_times_come_out_as_the_instants_that_went_in(ledger: Ledger) -> None:
    """Whatever zone a time is given in, to the microsecond; the book keeps UTC."""
    zoned = datetime(2026, 11, 1, 1, 30, 0, 123456, tzinfo=timezone(timedelta(hours=-4)))
    with ledger.writing(zoned) as pen:
        add_election(pen).closes_at = zoned
        pen.log("test.line")
    with ledger.reading() as session:
        found = session.get_one(Election, "autumn").closes_at
        written = session.execute(select(Entry.at)).scalar_one()
    assert found == written == zoned
    assert found.tzinfo == UTC
    assert _fault(ledger) == ""


def test_a_second_writer_waits(ledger: Ledger) -> None:
    """While one holds the pen another waits, and then goes on from the first one's last line."""
    held, order = threading.Event(), []

    def second() -> None:
        held.wait()
        with ledger.writing(AT) as pen:
            order.append("second")
            pen.log("test.line", by="second")

    waiting = threading.Thread(target=second)
    waiting.start()
    with ledger.writing(AT) as pen:
        held.set()
        waiting.join(timeout=0.2)
        order.append("first")
        pen.log("test.line", by="first")
    waiting.join()
    assert order == ["first", "second"]
    assert _fault(ledger) == ""


def test_many_writers_at_once_make_one_chain(ledger: Ledger) -> None:
    """Six threads with twenty lines each: nothing is lost, nothing fails, and the chain is whole."""
    faults: list[Exception] = []

    def write(who: int) -> None:
        try:
            for n in range(20):
                with ledger.writing(AT) as pen:
                    pen.log("test.line", who=who, n=n)
        except Exception as fault:  # noqa: BLE001 - told below
            faults.append(fault)

    writers = [threading.Thread(target=write, args=(who,)) for who in range(6)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    assert faults == []
    assert len(_rows(ledger)) == 120
    assert _fault(ledger) == ""


def test_readers_dont_wait_for_a_writer(ledger: Ledger) -> None:
    """While somebody writes, others read what was there before."""
    write_lines(ledger, 1)
    with ledger.writing(AT) as pen:
        pen.log("test.line")
        pen.session.flush()
        assert len(_rows(ledger)) == 2
    assert len(_rows(ledger)) == 3


def test_foreign_keys_hold(ledger: Ledger) -> None:
    """A row about an election that doesn't exist is refused by the database."""
    with pytest.raises(IntegrityError), ledger.writing(AT) as pen:
        pen.session.add(Voted(election_key="nowhere", line=1))
        pen.session.flush()


def test_a_refused_row_isnt_quoted(ledger: Ledger) -> None:
    """P6. A fault of the database says which table, never whose name was to be written there."""
    with pytest.raises(IntegrityError) as refusal, ledger.writing(AT) as pen:
        pen.session.add_all(MailFault(email="ada@example.org", kind="bounces", remedy=f"Ask {n}.") for n in range(2))
        pen.session.flush()
    said = "".join(traceback.format_exception(refusal.value)) + repr(refusal.value)
    assert "mail_fault" in said
    assert "ada@example.org" not in said
    assert "Ask 1" not in said


# ── an election's life ─────────────────────────────────────────────────────────────────────────────

STEPS = [(state, to) for state in NEXT_STATES for to in NEXT_STATES]


@pytest.mark.parametrize(("state", "to"), STEPS)
def test_only_legal_steps_are_taken(tmp_path_factory: pytest.TempPathFactory, state: str, to: str) -> None:
    """E3. Of all steps between two states those of the table are allowed, each with its ruling, and no other."""
    ruling = may_advance(state, to)
    assert bool(ruling) == (to in NEXT_STATES[state])
    assert ruling.clause == "E3"
    assert to in ruling.because


def test_an_illegal_step_changes_nothing(ledger: Ledger) -> None:
    """The refusal says which election, where it is and where it could go."""
    with ledger.writing(AT) as pen:
        add_election(pen)
    with pytest.raises(LedgerFault, match="autumn: an election that is drafted can become frozen or withdrawn, not open"):
        _advance(ledger, "open")
    assert _state(ledger) == "drafted"
    assert ledger.head() == GENESIS


def test_a_life_from_draft_to_announcement(ledger: Ledger) -> None:
    """Each step is taken once and leaves one line."""
    with ledger.writing(AT) as pen:
        add_election(pen)
    way = ["frozen", "open", "closed", "sealed", "counted", "certified", "announced"]
    for state in way:
        _advance(ledger, state)
    assert _state(ledger) == "announced"
    assert [row["kind"] for row in _rows(ledger)] == [f"election.{state}" for state in way]


@pytest.mark.parametrize("state", ["sealed", "counted", "certified", "announced"])
def test_sealed_ballots_cant_be_called_off(state: str) -> None:
    """After sealing there is no way back: the codes are gone."""
    assert not may_advance(state, "withdrawn")


def _advance(ledger: Ledger, to: str) -> None:
    with ledger.writing(AT) as pen:
        pen.advance(pen.session.get_one(Election, "autumn"), to)


def _state(ledger: Ledger) -> str:
    with ledger.reading() as session:
        return session.get_one(Election, "autumn").state


# ── the file ───────────────────────────────────────────────────────────────────────────────────────


def test_what_was_deleted_is_overwritten(tmp_path: Any) -> None:
    """P9. After sweeping, no byte of a deleted row is left in SQLite's file or in its log; the rest is as before."""
    with opened(f"sqlite:///{tmp_path / 'canvass.db'}") as ledger:
        secret = [f"{n:04}-q7x2-to-be-forgotten" for n in range(300)]
        with ledger.writing(AT) as pen:
            pen.session.add_all(Person(number=word, name=word * 3) for word in secret)
            pen.log("test.line")
        with ledger.writing(AT) as pen:
            for person in pen.session.execute(select(Person)).scalars():
                pen.session.delete(person)
        assert _bytes_with(tmp_path, b"to-be-forgotten") > 0
        ledger.sweep()
        assert _bytes_with(tmp_path, b"to-be-forgotten") == 0
        assert len(_rows(ledger)) == 1


def _bytes_with(folder: Any, word: bytes) -> int:
    return sum(file.read_bytes().count(word) for file in folder.iterdir())


def test_sweeping_works_everywhere(ledger: Ledger) -> None:
    """On either database, with nothing to sweep and twice in a row."""
    write_lines(ledger, 2)
    ledger.sweep()
    ledger.sweep()
    assert _fault(ledger) == ""


def test_sweeping_says_when_somebody_keeps_the_book_open(tmp_path: Any) -> None:
    """A reader in the middle of reading keeps the old pages: that is told, and nothing is thought to be gone."""
    with opened(f"sqlite:///{tmp_path / 'canvass.db'}") as ledger:
        write_lines(ledger, 1)
        reader = Ledger(ledger.url)
        with reader.reading() as session:
            session.execute(select(Entry)).all()
            with ledger.engine.connect() as connection:
                connection.exec_driver_sql("PRAGMA busy_timeout = 10")
            with pytest.raises(LedgerFault, match="keeps the book open"):
                ledger.sweep()
        reader.close()
        ledger.sweep()


@pytest.mark.parametrize("url", ["mysql://localhost/canvass", "oracle://localhost/canvass"])
def test_another_database_is_refused(url: str) -> None:
    """Canvass's promises are tested on two databases, so it takes no third."""
    with pytest.raises(LedgerFault, match="in SQLite or PostgreSQL, not in"):
        Ledger(url)


def _legal(states: Sequence[str]) -> bool:
    return all(to in NEXT_STATES for to in states)


def test_every_state_leads_to_a_known_one() -> None:
    """The table of steps names no state that it doesn't have."""
    assert all(map(_legal, NEXT_STATES.values()))
