"""The question bank: what candidates can be asked, kept beside the charter and edited in a tab of the workbook."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Literal, TypeAlias

from core import cells
from core.cells import Cell, CellFault
from core.cited import plain
from core.lines import SetAside
from core.tabs import Column, Row, RowFault, Rows, Tab, TabFault, table_of

Kind: TypeAlias = Literal["criterion", "issue"]
CRITERION: Final = "criterion"
ISSUE: Final = "issue"
KINDS: tuple[Kind, ...] = (CRITERION, ISSUE)

BANKS = Path(__file__).with_name("banks")
USUAL = "jp_progressives"
"""The bank of a charter that has none of its own to begin with."""

TAB = Tab(
    "Question bank",
    (
        Column("Id", ("question id",)),
        Column("Kind", ()),
        Column("Heading", ("title",)),
        Column("Question", ("text",)),
        Column("Use", ("in use",)),
    ),
    needs=(("Id",), ("Kind",), ("Heading",), ("Question",), ("Use",)),
)
HEADINGS = tuple(column.heading for column in TAB.columns)

LONGEST_HEADING = 100

_ID = re.compile(r"[a-z0-9][a-z0-9-]{0,29}")


@dataclass(frozen=True)
class Asking:
    """One question of the bank: a criterion that every candidate is asked about, or an issue area."""

    id: str
    kind: Kind
    heading: str
    question: str
    use: bool = True


@dataclass(frozen=True)
class Bank:
    """The bank as the tab has it: its questions, and what can't be used and why. `refused`: nothing can be read."""

    asking: tuple[Asking, ...] = ()
    set_aside: tuple[SetAside, ...] = ()
    refused: str = ""

    def of(self, kind: Kind) -> list[Asking]:
        """The questions of a kind that are in use, in the order of the tab."""
        return [one for one in self.asking if one.use and one.kind == kind]


def beside(charter: str | Path) -> tuple[Asking, ...]:
    """E18. The bank to begin with: the one that is kept beside a charter, else the usual one."""
    own = Path(charter).with_suffix(".questions.toml")
    bundled = BANKS / f"{charter}.toml"
    file = own if own.is_file() else bundled if bundled.is_file() else BANKS / f"{USUAL}.toml"
    kept = tomllib.loads(file.read_text(encoding="utf-8"))
    return tuple(Asking(one["id"], kind, one["heading"], one["question"]) for kind in KINDS for one in kept[kind])


def as_rows(asking: Iterable[Asking]) -> list[list[str]]:
    """The rows of a new tab, headings first."""
    rows = [[one.id, one.kind, one.heading, one.question, "yes" if one.use else "no"] for one in asking]
    return [list(HEADINGS), *rows]


def read(tabs: Mapping[str, Rows]) -> Bank:
    """E18. The bank as organisers have edited it. A row that can't be used never stops the others."""
    try:
        table = table_of(TAB, tabs)
    except TabFault as letter:
        return Bank(refused=str(letter))
    found: dict[str, Asking] = {}
    aside: list[SetAside] = []
    for row in [one for one in table.rows if not one.is_blank()]:
        try:
            _add(_asking(row), found)
        except RowFault as fault:
            aside.append(SetAside(TAB.name, row.number, fault.column, fault.reason, fault.remedy))
    return Bank(tuple(found.values()), tuple(aside))


def _add(one: Asking, found: dict[str, Asking]) -> None:
    if one.id in found:
        raise RowFault("Id", "another row has this id already", "Give it one of its own")
    found[one.id] = one


def _asking(row: Row) -> Asking:
    heading = row.read("Heading", _worded)
    if len(heading) > LONGEST_HEADING:
        raise RowFault("Heading", f"it has more than {LONGEST_HEADING} characters", "Say it in fewer words")
    return Asking(
        row.read("Id", _id), row.read("Kind", _kind), heading, row.read("Question", _worded), row.read("Use", _use)
    )


def _id(cell: Cell) -> str:
    written = cells.text(cell).casefold()
    if not _ID.fullmatch(written):
        raise CellFault("it is no short name", "Write small letters, digits and hyphens, like school-funding")
    return written


def _kind(cell: Cell) -> Kind:
    written = plain(cells.text(cell))
    for kind in KINDS:
        if written == kind:
            return kind
    raise CellFault("it is neither criterion nor issue", "Write one of the two")


def _worded(cell: Cell) -> str:
    written = cells.text(cell)
    if not written:
        raise CellFault("nothing stands there", "Write it, or delete the row")
    return written


def _use(cell: Cell) -> bool:
    found = cells.yes_or_no(cell)
    if found is None:
        raise CellFault("it is neither yes nor no", "Write one of the two")
    return found


def choose(bank: Bank, issues: Sequence[str]) -> list[Asking]:
    """E18. What is asked: every criterion in use, and these issue areas, or all in use if none is named.

    Raises LookupError with the areas there are for one that isn't in use.
    """
    offered = bank.of(ISSUE)
    wanted = [_called(name, offered) for name in issues] if issues else offered
    return [*bank.of(CRITERION), *(one for one in offered if one in wanted)]


def _called(name: str, offered: Sequence[Asking]) -> Asking:
    for one in offered:
        if plain(name) in (plain(one.id), plain(one.heading)):
            return one
    known = ", ".join(one.id for one in offered) or "none"
    raise LookupError(f"The question bank has no issue area “{name}” in use. In use are: {known}.")


def in_words(bank: Bank) -> Iterator[str]:
    """What is wrong with the tab, a sentence each."""
    if bank.refused:
        yield bank.refused
    for one in bank.set_aside:
        yield str(one)
