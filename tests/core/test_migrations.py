"""The book's tables: made step by step, exactly as the records say, and never by an older program."""

from __future__ import annotations

import subprocess
import sys
import threading
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import inspect, select

from core.columns import Record
from core.ledger import GENESIS, Ledger, LedgerFault
from core.migrations import _config, up_to_date
from core.records import Cosponsorship, Excuse, Handover, Invitation, LogHead, Person
from tests.core.book import AT, write_lines

HOUSE = Path(__file__).parent.parent.parent


@pytest.fixture
def blank(database_url: str) -> Iterator[Ledger]:
    """A database without any table."""
    ledger = Ledger(database_url)
    yield ledger
    ledger.close()


def test_the_steps_make_the_tables_of_the_records(blank: Ledger) -> None:
    """Nothing is missing, nothing is more, and no column, key or constraint is otherwise than the records say."""
    up_to_date(blank)
    with blank.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True, "compare_server_default": True})
        assert compare_metadata(context, Record.metadata) == []
        assert set(inspect(connection).get_table_names()) == {*Record.metadata.tables, "alembic_version"}


def test_a_new_book_begins_with_an_empty_log(blank: Ledger) -> None:
    """Its head is the first of all heads."""
    up_to_date(blank)
    assert blank.head() == GENESIS


def test_bringing_it_up_to_date_again_changes_nothing(blank: Ledger) -> None:
    """What was written stays, and no step is done twice."""
    up_to_date(blank)
    heads = write_lines(blank, 3)
    up_to_date(blank)
    assert blank.head() == heads[-1]


def test_a_book_from_the_future_is_left_alone(blank: Ledger) -> None:
    """A newer Canvass wrote it: an older one says so, and touches nothing."""
    up_to_date(blank)
    heads = write_lines(blank, 1)
    with blank.engine.begin() as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '9999'")
    with pytest.raises(LedgerFault, match=r"written by a newer Canvass \(step 9999\). Install that version"):
        up_to_date(blank)
    assert blank.head() == heads[-1]


def test_an_older_book_is_brought_up_to_date(blank: Ledger) -> None:
    """A book that no step has been done to yet – the oldest there is – gets all of them, beside tables of others."""
    with blank.engine.begin() as connection:
        connection.exec_driver_sql("CREATE TABLE somebody_elses (id INTEGER PRIMARY KEY)")
    up_to_date(blank)
    with blank.writing(AT) as pen:
        pen.session.add(Person(number="M01", name="Ada Example"))
    with blank.reading() as session:
        assert session.execute(select(LogHead.seq)).scalar_one() == 0
        assert session.execute(select(Person.name)).scalar_one() == "Ada Example"
    assert "somebody_elses" in inspect(blank.engine).get_table_names()


def test_a_step_that_fails_leaves_nothing_behind(blank: Ledger) -> None:
    """All or nothing: where one table is in the way, none of the others is made, and mended it goes on."""
    with blank.engine.begin() as connection:
        connection.exec_driver_sql("CREATE TABLE pile (something INTEGER)")
    with pytest.raises(Exception, match="pile"):
        up_to_date(blank)
    assert inspect(blank.engine).get_table_names() == ["pile"]
    with blank.engine.begin() as connection:
        connection.exec_driver_sql("DROP TABLE pile")
    up_to_date(blank)
    assert blank.head() == GENESIS


def test_what_was_decided_about_an_event_keeps_its_day(blank: Ledger) -> None:
    """M2, M8. Excuses, co-sponsors and lists of an older book get the day that their event has, or that of deciding."""
    rows = (
        "INSERT INTO event (code, held_on, kind) VALUES ('Forum', '2026-06-04', '')",
        "INSERT INTO excuse VALUES ('Forum', 'lost', 'SC', '2026-06-08 10:00:00', false)",
        "INSERT INTO excuse VALUES ('Picnic', 'lost', 'SC', '2026-06-08 10:00:00', false)",
        "INSERT INTO cosponsorship VALUES ('Forum', 'Tenants', true, 'SC', '2026-05-01')",
        "INSERT INTO handover VALUES ('Forum', 'Tenants', 'aa', '2026-06-08 10:00:00', 3, '[\"name\"]', '[]')",
    )
    config = _config(blank)
    with blank.engine.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "0010")
        for row in rows:
            connection.exec_driver_sql(row)
    up_to_date(blank)
    with blank.reading() as session:
        excused = session.execute(select(Excuse.event_code, Excuse.held_on).order_by(Excuse.event_code)).tuples().all()
        assert excused == [("Forum", date(2026, 6, 4)), ("Picnic", date(2026, 6, 8))]
        assert session.execute(select(Cosponsorship.held_on)).scalar_one() == date(2026, 6, 4)
        [list_] = session.execute(select(Handover)).scalars()
        assert (list_.held_on, list_.size, list_.columns) == (date(2026, 6, 4), 3, ["name"])


def test_replies_of_an_older_book_came_by_the_first_link(blank: Ledger) -> None:
    """E6. No link was void before; what a person recorded for a candidate came by none."""
    race = (
        "INSERT INTO race (key, title, office, district, local_because, process, chosen_by, recommendation, reasons, "
    )
    race += "ended_as, ended_because, ended_by, opened_at) "
    forum = (
        "INSERT INTO forum (key, serial, title, begins_at, ask_again_on, place, link, online, revision, told, state, "
    )
    forum += "because, recording, said_by, summary) "
    invited = "INSERT INTO invitation (forum_key, race_key, nth, invited_on, told, by_hand, reply, question, version) "
    rows = (
        race + "VALUES ('r', 'R', 'Mayor', '', '', '', '', '', '', '', '', '', '2026-10-01 10:00:00')",
        forum + "VALUES ('f', 1, 'F', '2026-10-15 22:30:00', '2026-10-08', '', '', true, 0, 0, '', '', '', '', '{}')",
        invited + "VALUES ('f', 'r', 1, '2026-10-01', 0, '', 'will come', '', '2026-10-02T10:00:00Z')",
        invited + "VALUES ('f', 'r', 2, '2026-10-01', 0, 'R. O.', 'will not', '', '2026-10-02T10:00:00Z')",
        invited + "VALUES ('f', 'r', 3, '2026-10-01', 0, '', '', '', '')",
    )
    config = _config(blank)
    with blank.engine.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "0017")
        for row in rows:
            connection.exec_driver_sql(row)
    up_to_date(blank)
    with blank.reading() as session:
        found = session.execute(select(Invitation.nth, Invitation.by_link).order_by(Invitation.nth)).tuples().all()
    assert found == [(1, 0), (2, -1), (3, -1)]


BEGIN = """
import sys
from core.ledger import Ledger
from core.migrations import up_to_date
print("ready", flush=True)
sys.stdin.readline()
up_to_date(Ledger(sys.argv[1]))
"""


def test_two_processes_may_start_at_once(blank: Ledger) -> None:
    """The dashboard and the command line, started together on a new book, both find it in order."""
    both = [
        subprocess.Popen(
            [sys.executable, "-c", BEGIN, blank.url],
            cwd=HOUSE,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        for _ in range(2)
    ]
    for one in both:
        assert one.stdout is not None
        assert one.stdout.readline() == "ready\n"
    # Both are told to begin only when both are ready.
    talks = [threading.Thread(target=one.communicate, args=("now\n",)) for one in both]
    for talk in talks:
        talk.start()
    for talk in talks:
        talk.join()
    assert [one.returncode for one in both] == [0, 0]
    assert blank.head() == GENESIS
