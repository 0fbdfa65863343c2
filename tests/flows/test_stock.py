"""Taking stock: whatever people type into the members' workbook, the book can hold it or a letter says why not."""

from __future__ import annotations

from copy import deepcopy
from random import Random
from typing import Any

import pytest
from sqlalchemy import select

from core.records import Address, Event, Matter, Participation, Person, Volunteering
from core.tabs import LONGEST_CELL
from flows.duties.membership import stock
from integrations.google import sheets
from tests import sheets as sheets_of
from tests.flows.club import ADA, BO, MEMBERS, Club, workbook

ODD = "Ab\x00\u200b\ufffe ḿ\U0001f5f3 '\"%s{}\\"
"""A NUL, characters that nobody sees, some that few fonts have, and all that means something to a database."""


def _written(club: Club, tabs: dict[str, list[list[Any]]]) -> stock.Stock:
    for tab, rows in tabs.items():
        sheets.write(club.secretary.google, club.settings.members_book, tab, rows)
    return stock.take_stock(club.secretary)


@pytest.mark.parametrize("tab", ["Members", "Events", "Attendance", "Volunteering"])
def test_a_paragraph_in_a_cell_stops_nobody_else(club: Club, tab: str) -> None:
    """M1. Who pastes a whole letter into a cell is told so by its place; all other rows count."""
    tabs = workbook()
    before = {one.number: bool(one.ruling.ruling) for one in _written(club, tabs).standings}
    bottom: dict[str, list[Any]] = {
        "Members": ["M" * (LONGEST_CELL + 1), "Somebody Else", "else@example.org"],
        "Events": ["E" * (LONGEST_CELL + 1), 46200, "monthly meeting"],
        "Attendance": ["Forum", "", "N" * (LONGEST_CELL + 1), ""],
        "Volunteering": [46200, "A" * (LONGEST_CELL + 1), ADA, MEMBERS[ADA]],
    }
    tabs[tab].append(bottom[tab])
    found = _written(club, tabs)
    assert not found.refused
    assert {one.number: bool(one.ruling.ruling) for one in found.standings} == before
    assert [one for one in found.set_aside if f"more than {LONGEST_CELL} characters stand there" in one]


def test_what_just_fits_is_kept(club: Club) -> None:
    """M1, M2. The longest number, event and activity that a sheet may hold are held by the book as well."""
    long = {what: (what * LONGEST_CELL)[:LONGEST_CELL] for what in ("M", "Eventz", "Ḿ🗳")}
    tabs = workbook()
    tabs["Members"].append([long["M"], "Somebody Else", "else@example.org"])
    tabs["Events"].append([long["Eventz"], 46200, "monthly meeting"])
    tabs["Attendance"].append([long["Eventz"], 46200, BO, MEMBERS[BO]])
    tabs["Volunteering"].append([46200, long["Ḿ🗳"], ADA, MEMBERS[ADA]])
    found = _written(club, tabs)
    assert (found.refused, found.set_aside) == ((), ())
    with club.secretary.ledger.reading() as session:
        assert long["Eventz"] in session.execute(select(Participation.event_code)).scalars().all()
        assert session.execute(select(Volunteering.activity)).scalars().all() == [long["Ḿ🗳"]]


def test_strange_characters_do_no_harm(club: Club) -> None:
    """M2. What nobody can see is left out, everything else is kept as it was typed; a second look finds no change."""
    tabs = workbook()
    tabs["Volunteering"].append([46200, ODD, ADA, MEMBERS[ADA]])
    found = _written(club, tabs)
    assert stock.take_stock(club.secretary) == found
    with club.secretary.ledger.reading() as session:
        assert session.execute(select(Volunteering.activity)).scalars().all() == ["Ab ḿ🗳 '\"%s{}\\"]
    assert club.log() == ["membership.read"]


def _in_the_book(club: Club) -> dict[str, set[tuple[Any, ...]]]:
    """Everything that a pass writes, as the book has it now, but for why it wrote nothing."""
    with club.secretary.ledger.reading() as session:
        return {
            table.__tablename__: {
                tuple(row) for row in session.execute(select(*table.__table__.columns)) if "unread" not in row
            }
            for table in (Person, Address, Event, Participation, Volunteering, Matter)
        }


@pytest.mark.parametrize("seed", range(4))
def test_a_malformed_workbook_is_taken_whole_or_not_at_all(club: Club, seed: int) -> None:
    """M2. Every row is accounted for, a refused tab changes nothing, and a second look finds no change."""
    chance = Random(seed)
    club.go_to("furnished")
    stock.take_stock(club.secretary)
    for _ in range(6):
        before = _in_the_book(club)
        for tab, rows in _mishap(chance).items():
            club.write(tab, rows)
        found = stock.take_stock(club.secretary)
        if found.refused:
            assert _in_the_book(club) == before
        else:
            after = _in_the_book(club)
            assert stock.take_stock(club.secretary) == found
            assert _in_the_book(club) == after
        for tab, said in found.rows.items():
            refused = any(tab in letter for letter in found.refused)
            assert refused or 2 * said["rows"] == sum(said.values())
        assert not any("Canary" in letter for letter in (*found.set_aside, *found.refused))


def _mishap(chance: Random) -> dict[str, list[list[Any]]]:
    """The small good workbook with a few cells, rows and columns spoiled, as Google can store them."""
    return {tab: _spoiled(deepcopy(rows), chance) for tab, rows in sheets_of.GOOD.items()}


def _spoiled(rows: list[list[Any]], chance: Random) -> list[list[Any]]:
    cells = [*sheets_of.ODD, *sheets_of.DAYS, *sheets_of.NUMBERS, True, False]
    for row in rows[1:]:
        row[chance.randrange(len(row))] = chance.choice((*cells, *row * 10))
    if chance.random() < 0.1:
        rows[0][chance.randrange(len(rows[0]))] = chance.choice(("Who", "", "Email", 5))
    above = [["Our sheet"], []] if chance.random() < 0.1 else []
    below = [[chance.choice(cells) for _ in range(chance.randrange(7))] for _ in range(chance.randrange(6))]
    return [*above, *rows, *below, *[[""]] * chance.choice((0, 1, 400))]
