"""The tab Candidates of the members' workbook: who stands in which race, and how they can be reached."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from core import cells
from core.bylaws.candidacy import FEC, OCPF
from core.bylaws.endorsement import BALLOT_INITIATIVE
from core.cells import Cell, CellFault
from core.cited import plain
from core.lines import SetAside
from core.tabs import Column, Row, RowFault, Rows, Tab, TabFault, table_of

THEIRS = ("Race", "Name", "Email", "Website", "Account", "Endorsed before", "Withdrawn")
"""The columns that organisers write."""

OURS = ("Candidate", "Stands")
"""The columns that Canvass writes: by which number it knows a row's candidate, and how things stand with them."""

TAB = Tab(
    "Candidates",
    (
        Column("Candidate", ("candidate number",)),
        Column("Race", ("race key",)),
        Column("Name", ("candidate name", "full name")),
        Column("Email", ("email address",)),
        Column("Website", ("campaign website", "site", "url")),
        Column("Account", ("finance account", "ocpf", "fec", "ocpf or fec account", "committee id")),
        Column("Endorsed before", ("previously endorsed",)),
        Column("Withdrawn", ("dropped out",)),
        Column("Stands", ()),
    ),
    needs=(("Race",), ("Name",)),
)

LONGEST_NAME = 100

_ACCOUNT = re.compile(
    r"(?:(o?cpf|fec)\W*)?(?:(?:id|no|number)\W*)?([hs]\d[a-z]{2}\d{5}|[pc]\d{8}|\d{1,8})", re.IGNORECASE
)
_WEBSITE = re.compile(r"(https?://)?(?:[\w-]+\.)+[\w-]{2,}(?::\d{2,5})?(?:[/?#]\S*)?", re.IGNORECASE)


@dataclass(frozen=True)
class Stand:
    """A row: somebody stands in a race. `number` is the one that Canvass wrote beside it, if it did.

    `unread` are the fields whose cells say nothing usable: empty here, and unchanged for whoever is known already.
    """

    row: int
    race: str
    number: int | None
    name: str = field(repr=False)
    email: str = field(default="", repr=False)
    website: str = ""
    account: str = ""
    endorsed_before: bool = False
    withdrawn: bool = False
    unread: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Candidates:
    """The tab as it was read: its rows, what can't be used and why, where the columns are, and the first row below.

    `places` are counted from 0 and empty before there are headings. `refused` says why nothing can be read or written.
    `unread` are the races and numbers that stand beside rows that can't be used. `remarks` are about rows that are used
    without one of their cells. `of_races` says of which race each row is that these name, where that is known.
    """

    stands: tuple[Stand, ...] = ()
    set_aside: tuple[SetAside, ...] = ()
    places: Mapping[str, int] = field(default_factory=dict)
    below: int = 1
    refused: str = ""
    said: Mapping[int, str] = field(default_factory=dict, repr=False)
    unread: tuple[tuple[str, int], ...] = ()
    remarks: tuple[SetAside, ...] = ()
    of_races: Mapping[int, str] = field(default_factory=dict)


def read(tabs: Mapping[str, Rows], races: Mapping[str, str]) -> Candidates:
    """Who stands, by the tab. `races` maps keys to the offices they are for. A bad row never stops the others.

    Each row names its race by key, and a candidate once in a race: a second line of the same name is set aside.
    Who has an address, website or account that can't be read stands all the same, without it.
    """
    rows = tabs.get(TAB.name, ())
    if not any(map(any, rows)):
        return Candidates()
    try:
        table = table_of(TAB, tabs)
    except TabFault as letter:
        return Candidates(refused=str(letter))
    found: dict[tuple[str, str], Stand] = {}
    aside: list[SetAside] = []
    unread: list[tuple[str, int]] = []
    remarks: list[SetAside] = []
    for row in [one for one in table.rows if not one.is_blank()]:
        try:
            faults = list(_faults(row))
            _add(_stand(row, races, unread=[one.column for one in faults]), found)
            remarks += [SetAside(TAB.name, row.number, one.column, one.reason, one.remedy) for one in faults]
        except RowFault as fault:
            aside.append(SetAside(TAB.name, row.number, fault.column, fault.reason, fault.remedy))
            unread += _beside(row, races)
    said = {row.number: cells.text(row.said.get("Stands")) for row in table.rows}
    stands, below = tuple(found.values()), len(rows) + 1
    of_races = _of_races(table.rows, [one.row for one in (*aside, *remarks)], races)
    return Candidates(
        stands, tuple(aside), table.places, below, said=said, unread=tuple(unread), remarks=tuple(remarks),
        of_races=of_races,
    )  # fmt: skip


def _of_races(rows: Iterable[Row], numbers: Collection[int], races: Mapping[str, str]) -> dict[int, str]:
    known = {plain(key): key for key in races}
    written = {one.number: plain(cells.text(one.said.get("Race"))) for one in rows if one.number in numbers}
    return {row: known[word] for row, word in written.items() if word in known}


def _faults(row: Row) -> Iterator[RowFault]:
    """What is wrong with the cells without which somebody stands all the same."""
    for column, reader in OPTIONAL.items():
        try:
            row.read(column, _optional(reader))
        except RowFault as fault:
            yield fault


def _add(stand: Stand, found: dict[tuple[str, str], Stand]) -> None:
    first = found.setdefault((stand.race, plain(stand.name)), stand)
    if first is not stand:
        raise RowFault("Name", f"row {first.row} has this candidate in this race already", "Delete one of the two")


def _stand(row: Row, races: Mapping[str, str], *, unread: Collection[str]) -> Stand:
    race = _race(row.read("Race", cells.text), races)
    if is_an_initiative(races[race]):
        reason = "this race is a ballot initiative, on which members vote yes or no: nobody stands in it"
        raise RowFault("Race", reason, "Write the key of the race that this candidate stands in, or delete the row")
    name = row.read("Name", cells.text)
    if not name or len(name) > LONGEST_NAME:
        raise RowFault("Name", f"a name has one to {LONGEST_NAME} characters", "Write it as it should be on the ballot")
    email, website_, account_ = (
        "" if column in unread else row.read(column, _optional(reader)) for column, reader in OPTIONAL.items()
    )
    return Stand(
        row.number,
        race,
        _number(row.said.get("Candidate"), race),
        name,
        email,
        website_,
        account_,
        endorsed_before=row.read("Endorsed before", cells.mark),
        withdrawn=row.read("Withdrawn", cells.mark),
        unread=frozenset(column.casefold() for column in unread),
    )


def _beside(row: Row, races: Mapping[str, str]) -> Iterator[tuple[str, int]]:
    """The candidate whose number stands beside a row that can't be used. An initiative has none."""
    cell = row.said.get("Candidate")
    key = cells.text(cell).rpartition("/")[0]
    number = _number(cell, key)
    if number is not None and key in races and not is_an_initiative(races[key]):
        yield key, number


def is_an_initiative(office: str) -> bool:
    """Whether members vote yes or no on it, so that nobody stands."""
    return plain(office) == plain(BALLOT_INITIATIVE)


def _race(written: str, races: Mapping[str, str]) -> str:
    for key in races:
        if plain(key) == plain(written):
            return key
    known = f"the races are {', '.join(races)}" if races else "no race is open yet"
    raise RowFault(
        "Race", f"there is no such race; {known}", "Write a race's key, or open it (door *race*, or canvass race)"
    )


def _number(cell: Cell, race: str) -> int | None:
    """The number in "mayor-26/2", if the row is still about that race."""
    before, slash, digits = cells.text(cell).rpartition("/")
    return int(digits) if slash and before == race and digits.isdecimal() and len(digits) < 5 else None


def label(race: str, nth: int) -> str:
    """How a candidate is called where no name may stand: mayor-26/2."""
    return f"{race}/{nth}"


def _optional(reader: Callable[[Cell], str]) -> Callable[[Cell], str]:
    return lambda cell: "" if cells.is_blank(cell) else reader(cell)


def website(cell: Cell) -> str:
    """A website's address, with https if it is written without. Raises CellFault for anything else."""
    written = cells.text(cell)
    found = _WEBSITE.fullmatch(written)
    if found is None:
        raise CellFault("what stands there is no website's address", "Write it like example.org")
    return written if found[1] else f"https://{written}"


def account(cell: Cell) -> str:
    """An account as "OCPF 12345" or "FEC H0MA00001". Digits alone are OCPF's. Raises CellFault for anything else."""
    written = cells.text(int(cell) if isinstance(cell, float) and cell.is_integer() else cell)
    found = _ACCOUNT.fullmatch(written)
    if found is None:
        raise CellFault("what stands there is no account's number", "Write it like OCPF 12345 or FEC H0MA00001")
    number = found[2].upper()
    return f"{OCPF if number.isdecimal() else FEC} {number}"


OPTIONAL: Mapping[str, Callable[[Cell], str]] = {"Email": cells.email, "Website": website, "Account": account}
"""The columns without which somebody stands all the same, in the order of a row's fields, and how each is read."""
