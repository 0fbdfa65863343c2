"""S1. The tables themselves: nothing leads from a person to a ballot but the election both belong to."""

from __future__ import annotations

from collections import deque
from collections.abc import Mapping
from itertools import permutations

import pytest
from sqlalchemy import Column, ForeignKey, Integer, MetaData, Table

from core.columns import Record

WHO = (
    "person",
    "address",
    "participation",
    "volunteering",
    "alias",
    "pair",
    "roll_entry",
    "correction",
    "voted",
    "exemption",
    "petition",
    "decision",
    "told_status",
    "enrolled",
    "dues",
    "registration",
    "gone",
    "stocktaking",
)
"""Tables that say who somebody is, or that a line of the roll took part."""

HOW = ("credential", "response", "pile")
"""Tables that say how somebody voted, or with which code."""

HARMLESS = {"election_key", "position", "at", "key", "kind", "state", "title", "because", "clause"}
"""Columns that may stand on both sides: they name an election or a contest, or are words of ours."""


def _links(metadata: MetaData) -> Mapping[str, set[str]]:
    """Which tables can be joined: by a foreign key, or by columns of the same name. Only `election` is no link."""
    tables = {name: table for name, table in metadata.tables.items() if name != "election"}
    found: dict[str, set[str]] = {name: set() for name in tables}
    for (one, first), (other, second) in permutations(tables.items(), 2):
        shared = {column.name for column in first.columns} & {column.name for column in second.columns}
        if second in {key.column.table for key in first.foreign_keys} or shared - HARMLESS:
            found[one].add(other)
            found[other].add(one)
    return found


def _within_reach(links: Mapping[str, set[str]], start: str) -> set[str]:
    seen, waiting = {start}, deque([start])
    while waiting:
        new = links[waiting.popleft()] - seen
        seen |= new
        waiting.extend(new)
    return seen


@pytest.mark.parametrize("who", WHO)
def test_no_path_leads_from_who_to_how(who: str) -> None:
    """Walking every foreign key and every shared column from a person's table never arrives at a ballot's."""
    assert not _within_reach(_links(Record.metadata), who) & set(HOW)


def test_every_table_has_been_thought_about() -> None:
    """A new table has to be put on a side, or be one of those that know neither people nor ballots."""
    neither = {"event", "excuse", "matter", "mail_fault", "election", "contest", "reading", "certificate", "letter"}
    neither |= {"log", "log_head", "standing_form", "membership_day"}
    assert set(Record.metadata.tables) == neither | set(WHO) | set(HOW)


@pytest.mark.parametrize("table", HOW)
def test_a_ballots_table_has_no_serial_number_and_no_clock(table: str) -> None:
    """No number that counts up, and no time of ours: order alone could join a ballot to whoever came just then."""
    for column in Record.metadata.tables[table].columns:
        assert not (column.primary_key and isinstance(column.type, Integer) and column.name != "position")
        assert "time" not in str(column.type).lower()


def test_who_took_part_is_kept_without_a_time() -> None:
    """The table of those who voted holds the election and the line, and nothing else."""
    assert set(Record.metadata.tables["voted"].columns.keys()) == {"election_key", "line"}


@pytest.mark.parametrize(
    "slip",
    [
        Column("line", Integer),
        Column("person_id", Integer, ForeignKey("person.id")),
        Column("roll", Integer, ForeignKey("voted.line")),
        Column("number", Integer),
    ],
    ids=lambda column: str(column.name),
)
def test_the_walk_sees_a_slip(slip: Column[int]) -> None:
    """With a roll line, a person or a member number beside a code's hash, the walk above fails."""
    slipped = MetaData()
    for table in Record.metadata.tables.values():
        table.to_metadata(slipped)
    slipped.tables["response"].append_column(slip)
    assert isinstance(slipped.tables["response"], Table)
    assert "response" in _within_reach(_links(slipped), "roll_entry")
