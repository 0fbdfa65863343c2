"""The book: one writer at a time, all or nothing, and one legal step of an election after the other."""

from __future__ import annotations

import threading
import traceback
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest
from sqlalchemy import delete, select
from sqlalchemy.exc import IntegrityError, StatementError

from core.ledger import GENESIS, NEXT_STATES, Ledger, LedgerFault, may_advance
from core.records import Election, Entry, MailFault, Person, Voted
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


def test_foreign_keys_hold(ledger: Ledger) -> None:
    """A row about an election that doesn't exist is refused by the database."""
    with pytest.raises(IntegrityError):
        _add(ledger, Voted(election_key="nowhere", line=1))


def _add(ledger: Ledger, *rows: object) -> None:
    with ledger.writing(AT) as pen:
        pen.session.add_all(rows)


def test_a_refused_row_isnt_quoted(ledger: Ledger) -> None:
    """P6. A fault of the database says which table, never whose name was to be written there."""
    twice = [MailFault(email="ada@example.org", kind="bounces", remedy=f"Ask {n}.") for n in range(2)]
    with pytest.raises(IntegrityError) as refusal:
        _add(ledger, *twice)
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
    with pytest.raises(LedgerFault, match="drafted can become frozen or withdrawn, not open"):
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


@pytest.fixture
def in_a_file(tmp_path: Path) -> Iterator[Ledger]:
    """An empty book in a file of the test's folder."""
    with opened(f"sqlite:///{tmp_path / 'canvass.db'}") as ledger:
        yield ledger


def test_what_was_deleted_is_overwritten(in_a_file: Ledger, tmp_path: Path) -> None:
    """P9. After sweeping, no byte of a deleted row is left in SQLite's file or in its log; the rest is as before."""
    words = [f"{n:04}-q7x2-to-be-forgotten" for n in range(300)]
    _add(in_a_file, *(Person(number=word, name=word * 3) for word in words))
    write_lines(in_a_file, 1)
    with in_a_file.writing(AT) as pen:
        pen.session.execute(delete(Person))
    assert _bytes_with(tmp_path, b"to-be-forgotten") > 0
    in_a_file.sweep()
    assert _bytes_with(tmp_path, b"to-be-forgotten") == 0
    assert len(log_of(in_a_file)) == 2


def _bytes_with(folder: Path, word: bytes) -> int:
    return sum(file.read_bytes().count(word) for file in folder.iterdir())


def test_sweeping_works_everywhere(ledger: Ledger) -> None:
    """On either database, with nothing to sweep and twice in a row."""
    write_lines(ledger, 2)
    ledger.sweep()
    ledger.sweep()
    assert log_fault_of(ledger) == ""


def test_sweeping_says_when_somebody_keeps_the_book_open(in_a_file: Ledger) -> None:
    """A reader in the middle of reading keeps the old pages: that is told, and nothing is thought to be gone."""
    write_lines(in_a_file, 1)
    with in_a_file.engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA busy_timeout = 10")
    reader = Ledger(in_a_file.url)
    with reader.reading() as session:
        session.execute(select(Entry)).all()
        with pytest.raises(LedgerFault, match="keeps the book open"):
            in_a_file.sweep()
    reader.close()
    in_a_file.sweep()


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
