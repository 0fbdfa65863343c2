"""The book: one writer at a time, all or nothing, and one legal step of an election after the other."""

from __future__ import annotations

import threading
import traceback
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.exc import DataError, IntegrityError, StatementError

from core.ledger import GENESIS, NEXT_STATES, Ledger, LedgerFault, log_fault, may_advance
from core.records import Certificate, Election, Entry, LogHead, MailFault, Person, Voted
from tests.conftest import ON_POSTGRESQL
from tests.core.book import AT, add_election, log_fault_of, log_of, opened, write_lines


@pytest.fixture
def ledger(database_url: str) -> Iterator[Ledger]:
    """An empty book, on SQLite and on PostgreSQL."""
    with opened(database_url) as ledger:
        yield ledger


# ── writing ────────────────────────────────────────────────────────────────────────────────────────


def test_a_change_and_its_line_are_written_together_or_not_at_all(ledger: Ledger) -> None:
    """Whatever goes wrong while the pen is held, neither the change nor its line in the log is left."""

    def add_and_fail() -> None:
        with ledger.writing(AT) as pen:
            pen.session.add(Person(number="M01", name="Ada Example"))
            pen.session.flush()
            pen.log("person.added", number=1)
            raise RuntimeError

    before = ledger.head()
    with pytest.raises(RuntimeError):
        add_and_fail()
    assert ledger.head() == before
    assert log_fault_of(ledger) == ""
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

    def record_it() -> None:
        with ledger.writing(AT) as pen:
            add_election(pen).closes_at = datetime(2026, 10, 2, 16)  # noqa: DTZ001

    with pytest.raises(StatementError, match="a time without a zone can't be recorded"):
        record_it()
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
    assert log_fault_of(ledger) == ""


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
    assert log_fault_of(ledger) == ""


def test_many_writers_at_once_make_one_chain(ledger: Ledger) -> None:
    """Six threads with twenty lines each: nothing is lost, nothing fails, and the chain is whole."""
    faults: list[Exception] = []

    def write(who: int) -> None:
        try:
            for n in range(20):
                _write_line(ledger, who, n)
        except Exception as fault:  # noqa: BLE001 - told below
            faults.append(fault)

    writers = [threading.Thread(target=write, args=(who,)) for who in range(6)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    assert faults == []
    assert len(log_of(ledger)) == 120
    assert log_fault_of(ledger) == ""


def _write_line(ledger: Ledger, who: int, n: int) -> None:
    with ledger.writing(AT) as pen:
        pen.log("test.line", who=who, n=n)


def test_readers_dont_wait_for_a_writer(ledger: Ledger) -> None:
    """While somebody writes, others read what was there before."""
    write_lines(ledger, 1)
    with ledger.writing(AT) as pen:
        pen.log("test.line")
        pen.session.flush()
        assert len(log_of(ledger)) == 2
    assert len(log_of(ledger)) == 3


def test_a_reading_is_of_one_moment(ledger: Ledger) -> None:
    """Whatever is written meanwhile, all that is read in one go fits together: a log is never seen without its end."""
    write_lines(ledger, 1)
    with ledger.reading() as session:
        before = session.execute(select(LogHead.hash)).scalar_one()
        heads = write_lines(ledger, 2)
        assert session.execute(select(LogHead.hash)).scalar_one() == before
        assert log_fault(session) == ""
    assert ledger.head() == heads[-1]


def test_foreign_keys_hold(ledger: Ledger) -> None:
    """A row about an election that doesn't exist is refused by the database."""
    with pytest.raises(IntegrityError):
        _add(ledger, Voted(election_key="nowhere", line=1))


def _add(ledger: Ledger, *rows: object) -> None:
    with ledger.writing(AT) as pen:
        pen.session.add_all(rows)


def test_a_refused_row_isnt_quoted(ledger: Ledger) -> None:
    """A fault of the database says which table, never whose name was to be written there."""
    twice = [MailFault(email="ada@example.org", kind="bounces", remedy=f"Ask {n}.") for n in range(2)]
    with pytest.raises(IntegrityError) as refusal:
        _add(ledger, *twice)
    said = "".join(traceback.format_exception(refusal.value)) + repr(refusal.value)
    assert "mail_fault" in said
    assert "ada@example.org" not in said
    assert "Ask 1" not in said


@ON_POSTGRESQL
def test_a_server_that_likes_to_quote_isnt_passed_on(ledger: Ledger) -> None:
    """Where PostgreSQL is set up to tell with a fault what it was given, that stays with PostgreSQL."""

    def write_too_much() -> None:
        with ledger.writing(AT) as pen:
            pen.session.connection().exec_driver_sql("SET log_parameter_max_length_on_error = -1")
            pen.session.add(Certificate(election_key="autumn" * 20, officer="Ada Example", note="", at=AT))

    with pytest.raises(DataError) as refusal:
        write_too_much()
    said = "".join(traceback.format_exception(refusal.value)) + repr(refusal.value)
    assert "value too long" in said
    assert "Ada Example" not in said


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
    with pytest.raises(LedgerFault, match="drafted can't be open: next it can only be frozen or withdrawn"):
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
    assert [row["kind"] for row in log_of(ledger)] == [f"election.{state}" for state in way]


@pytest.mark.parametrize("state", ["sealed", "certified", "announced"])
def test_sealed_ballots_cant_be_called_off(state: str) -> None:
    """After sealing there is no way back: the codes are gone. What is counted only its own door can call off (S11)."""
    assert not may_advance(state, "withdrawn")
    assert f"an election that is {state} can't be withdrawn: n" in may_advance(state, "withdrawn").because


def _advance(ledger: Ledger, to: str) -> None:
    with ledger.writing(AT) as pen:
        pen.advance(pen.session.get_one(Election, "autumn"), to)


def _state(ledger: Ledger) -> str:
    with ledger.reading() as session:
        return session.get_one(Election, "autumn").state


# ── the database ───────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("url", ["mysql://localhost/canvass", "oracle://localhost/canvass"])
def test_another_database_is_refused(url: str) -> None:
    """Canvass's promises are tested on two databases, so it takes no third."""
    with pytest.raises(LedgerFault, match="in SQLite or PostgreSQL, not in"):
        Ledger(url)


def test_a_book_that_nobody_holds_is_let_go_of(ledger: Ledger) -> None:
    """Whoever forgets to close a book leaves no connection open behind them."""
    forgotten = Ledger(ledger.url)
    with forgotten.reading() as session:
        connection: Any = session.connection().connection.driver_connection
    connection.execute("SELECT 1")
    del forgotten
    with pytest.raises(Exception, match="closed"):
        connection.execute("SELECT 1")


def test_nobody_waits_for_ever(ledger: Ledger) -> None:
    """A writer that hangs keeps others waiting for half a minute at most; then they say that they couldn't write."""
    asked = "SHOW lock_timeout" if ledger.engine.dialect.name == "postgresql" else "PRAGMA busy_timeout"
    with ledger.reading() as session:
        assert session.connection().exec_driver_sql(asked).scalar_one() in {"30s", 30_000}


def _legal(states: Sequence[str]) -> bool:
    return all(to in NEXT_STATES for to in states)


def test_every_state_leads_to_a_known_one() -> None:
    """The table of steps names no state that it doesn't have."""
    assert all(map(_legal, NEXT_STATES.values()))
