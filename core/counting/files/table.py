"""Tables of ballots as spreadsheets write them: a line for each ballot, a column for each rank."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from core.counting.ballots import Numbers, smallest
from core.counting.files import approvals, headings, meanings, unread
from core.counting.files import names as option_names
from core.counting.files.fault import FileFault
from core.counting.files.headings import Column
from core.counting.files.meanings import Meanings, Unclear
from core.counting.files.spreadsheet import Spreadsheet
from core.counting.marks import OVERVOTE, Marks


@dataclass(frozen=True, kw_only=True)
class Sought:
    """What is looked for in a table: which contest, whose ballots, and how its cells are to be understood.

    By `approval` a single column may hold several ticked options in a cell. `options` are all that there are, if they
    were listed. `pass_over` are headings of columns that hold no choices, whatever they look like.
    """

    contest: str | None = None
    roles: bool = False
    approval: bool = False
    options: tuple[str, ...] = ()
    pass_over: tuple[str, ...] = ()


def read(data: bytes, sought: Sought | None = None) -> Marks:
    """Read columns headed "1st choice", "Rank 2", "Mayor: Choice 3" or the like; the others are told in the notes.

    A grid of a form may have a row for each rank ("Mayor [1st choice]", with names in the cells) or for each option
    ("Mayor [Ada Example]", with ranks in the cells, or by approval with yes and no). Of several contests one has to be
    named. Commas, semicolons or tabs separate; a byte order mark and any line ends are fine. A column headed "Ballots"
    says how many ballots a line stands for; one headed "Role", if roles are asked for, whose they are. A line of which
    every cell is empty is no ballot, and is told. Raises FileFault.
    """
    sheet = _Sheet(data, sought or Sought())
    names, marks = sheet.marks()
    notes = list(sheet.notes(names))
    empty = sheet.empty_rows(marks)
    if empty.any():
        number = int(empty.sum())
        notes.append(f"Passed over {number} empty {'line' if number == 1 else 'lines'}: no cell in them is filled.")
    kept = ~empty
    roles = tuple(role for role, is_kept in zip(sheet.roles(), kept.tolist(), strict=False) if is_kept)
    return Marks(names, marks[kept] if empty.any() else marks, sheet.times(kept), roles, tuple(notes))


def where(data: bytes, sought: Sought, name: str) -> str:
    """Where in the table a name is written first, for a letter."""
    sheet = _Sheet(data, sought)
    sheet.marks()
    line, column = sheet.place(name)
    return f"line {line}, {column}"


def where_role(data: bytes, sought: Sought, role: str) -> str:
    """Where in the table a role of voters is written first, or left out, for a letter."""
    sheet = _Sheet(data, sought)
    _, marks = sheet.marks()
    filled = (~sheet.empty_rows(marks)).tolist()
    row = next(at for at, one in enumerate(sheet.roles()) if one == role and filled[at])
    return f"line {sheet.file.line(row)}, {sheet.file.called(sheet.role or 0)}"


class _Sheet:
    """A table of ballots: the columns that matter, and what is written in them."""

    def __init__(self, data: bytes, sought: Sought) -> None:
        self.sought, self.file = sought, Spreadsheet(data)
        self.heading = self.file.heading
        self.over = headings.places_of(self.heading, sought.pass_over)
        headings.refuse_doubtful(self.heading, told=self.over)
        self.ballots = headings.called(self.heading, "Ballots")
        self.role = headings.of_roles(self.heading) if sought.roles else None
        self.known = [one for one in headings.columns(self.heading) if one.place not in self.over]
        grid = [one for one in self.known if one.option]
        self.written = {one.place: self.file.cells(one.place) for one in grid}
        found = [one for one in self.known if not one.option or self._is_answered(one, grid)]
        self._refuse_yes_and_no(found, grid)
        self.chosen = headings.of_contest(found, self.heading, sought.contest)
        self.columns = [one.place for one in self.chosen]
        self.met = pl.Categories.random()
        self.table = self.file.frame(self.columns, self.met)
        self.means: Meanings = {}
        # Where choices have a column each, a comma is part of a name; ticked boxes come in one.
        self.is_ticked = self.sought.approval and len(self.columns) == 1

    # ── grids with a row for each option ───────────────────────────────────────────────────────────

    def _is_answered(self, column: Column, grid: Sequence[Column]) -> bool:
        """Whether a row of a grid is an option: all that stands in the grid's cells is ranks, or by approval yes or no.

        Raises FileFault for a cell that doesn't fit among the others.
        """
        mine = [one for one in grid if one.contest == column.contest]
        texts = {cell for one in mine for cell in self.written[one.place] if cell}
        if (
            self.sought.approval
            and any(map(meanings.says_yes_or_no, texts))
            and not all(map(headings.places_in, texts))
        ):
            strange = {text for text in texts if not meanings.says_yes_or_no(text)}
            self._refuse_among(mine, strange, "is neither yes nor no. Write one of them, or leave the cell empty")
            return True
        strange = {text for text in texts if not headings.places_in(text)}
        if strange != texts:
            self._refuse_among(mine, strange, "is no rank. Write it as '2nd choice' or 2")
        return bool(texts - strange) or (not texts and column.contest == self.sought.contest)

    def _refuse_among(self, mine: Sequence[Column], strange: set[str], why: str) -> None:
        for one in mine:
            cells = self.written[one.place]
            if strange & set(cells):
                value = min(strange & set(cells))
                line = self.file.line(cells.index(value))
                raise FileFault(f"line {line}, '{self.heading[one.place]}': '{value}' {why}.")

    def _refuse_yes_and_no(self, found: Sequence[Column], grid: Sequence[Column]) -> None:
        """Say how a grid is counted that would be the contest if its cells were ranks."""
        contest = self.sought.contest
        for one in grid:
            texts = {cell for cell in self.written[one.place] if cell}
            wanted = not found if contest is None else one.contest.casefold() == contest.casefold()
            if texts and wanted and one not in found:
                how = "Write Yes, or leave the cell empty" if self.sought.approval else "Count yes and no for each "
                how += "" if self.sought.approval else "option with --rule approval, and write ranks as 1, 2, 3"
                self._refuse_among([one], {min(texts)}, f"is no rank. {how}")

    # ── what is written ────────────────────────────────────────────────────────────────────────────

    def marks(self) -> tuple[tuple[str, ...], NDArray[Any]]:
        """The options met, or listed beforehand, and their marks rank by rank."""
        if self.chosen[0].option:
            return self._of_grid()
        written = [meanings.mark(one) for one in self._texts()]
        self.means = self._meanings(written)
        listed = tuple(map(meanings.mark, self.sought.options))
        option_names.refuse_doubtful(listed, ["--options"] * len(listed))
        names = listed or tuple(sorted({name for named in self.means.values() for name in named} - {OVERVOTE}))
        if self.is_ticked:
            return names, approvals.marks(self._ticks(written, names))
        place = {OVERVOTE: len(names) + 1, **{name: at for at, name in enumerate(names, 1)}}
        kind = smallest(len(names) + 1)
        # The last entry is for cells in which nothing is written.
        table = np.array([*(place[named[0]] if (named := self.means[one]) else 0 for one in written), 0], kind)
        marks = np.empty((self.table.height, len(self.columns)), kind, order="F")  # ranks are looked at one by one
        for rank, column in enumerate(self.columns):
            marks[:, rank] = table[self._codes(column, len(written))]
        return names, marks

    def _codes(self, column: int, none: int) -> NDArray[Any]:
        return self.table[str(column)].to_physical().fill_null(none).to_numpy()

    def _ticks(self, written: Sequence[str], names: Sequence[str]) -> NDArray[np.bool_]:
        """Which options each line ticks, in any of its cells."""
        table = np.zeros((len(written) + 1, len(names)), bool)  # the last is for cells in which nothing is written
        for at, one in enumerate(written):
            table[at] = [name in self.means[one] for name in names]
        ticks = np.zeros((self.table.height, len(names)), bool)
        for column in self.columns:
            ticks |= table[self._codes(column, len(written))]
        return ticks

    def _of_grid(self) -> tuple[tuple[str, ...], NDArray[Any]]:
        """The options, and their marks rank by rank, of a grid in which each option has a column."""
        order = sorted(self.chosen, key=lambda one: one.option)
        option_names.refuse_doubtful(
            [one.option for one in order], [f"line 1, column {one.place + 1}" for one in order]
        )
        names, cells = tuple(one.option for one in order), [self.written[one.place] for one in order]
        if self.sought.approval and not all(headings.places_in(cell) for column in cells for cell in column if cell):
            return approvals.of_answers(names, cells)
        places = [[headings.places_in(cell) for cell in column] for column in cells]
        most = max((rank for column in places for cell in column for rank in cell), default=1)
        marks = np.zeros((self.table.height, most), smallest(len(order) + 1))
        for option, column in enumerate(places, 1):
            given = [(row, rank - 1) for row, cell in enumerate(column) for rank in cell]
            at = tuple(np.array(given, np.intp).reshape(-1, 2).T)
            marks[at] = np.where(marks[at] == 0, option, len(order) + 1)
        return names, marks

    def _meanings(self, written: Sequence[str]) -> Meanings:
        """What each thing that is written somewhere stands for. Raises FileFault for what is unclear."""
        read = meanings.of_ticks if self.is_ticked else meanings.of_ranks
        try:
            means = read(written, tuple(map(meanings.mark, self.sought.options)))
        except Unclear as unclear:
            line, column = self._first(unclear.written.__eq__)
            raise FileFault(f"line {line}, {column}: '{unclear.written}' {unclear}.") from None
        self.means, spelt = means, dict[str, str]()
        for name in dict.fromkeys(name for named in means.values() for name in named if name != OVERVOTE):
            other = spelt.setdefault(meanings.plain(name), name)
            if other != name:
                raise self._two_ways(name, other)
        return means

    def _two_ways(self, *names: str) -> FileFault:
        """One option is written in two ways."""
        (at, first), ((line, column), second) = sorted((self.place(name), name) for name in names)
        return FileFault(
            f"line {line}, {column}: '{second}' is written '{first}' in line {at[0]}, {at[1]}. "
            "Write one option in one way."
        )

    def place(self, name: str) -> tuple[int, str]:
        """The line and column where an option is named first."""
        if self.chosen[0].option:
            return 1, next(f"'{self.heading[one.place]}'" for one in self.chosen if one.option == name)
        return self._first(lambda mark: name in self.means.get(mark, ()))

    def _first(self, is_meant: Callable[[str], bool]) -> tuple[int, str]:
        """The line and column of the first cell that is meant."""
        found = []
        for column in self.columns:
            cells = self.table[str(column)].cast(pl.String).fill_null("").to_list()
            meant = {cell: is_meant(meanings.mark(cell)) for cell in set(cells)}
            rows = [row for row, cell in enumerate(cells) if meant[cell]]
            found += [(self.file.line(rows[0]), self.file.called(column))] if rows else []
        return min(found)

    # ── what stands beside the choices ─────────────────────────────────────────────────────────────

    def notes(self, names: Sequence[str]) -> Iterator[str]:
        """What a tally sheet says about how the table was read. Raises FileFault for a column that may be missed."""
        contest = self.chosen[0].contest
        apart = [one for one in self.known if one.contest.casefold() != contest.casefold()]
        others = [one.place for one in apart]
        beside = [Column(place, contest) for place in (self.ballots, self.role) if place is not None]
        yield from unread.passed_over(self.file, [*self.chosen, *beside], others, names, self.over)
        if apart:
            titles = ", ".join(dict.fromkeys(f"'{one.contest}'" for one in apart))
            yield f"Other questions of the file, not counted here: {titles}."
        whole = [f"“{name}”" for name in names if ", " in name and not self.chosen[0].option]
        if whole and not self.sought.options:
            yield f"Read as one option each, although there is a comma: {'; '.join(whole)}."

    def empty_rows(self, marks: NDArray[Any]) -> NDArray[np.bool_]:
        """The lines that are nobody's ballot, because no cell in them is filled."""
        empty: NDArray[np.bool_] = ~marks.any(axis=1).astype(bool)
        if self.ballots is not None and empty.any():
            empty &= self._is_empty([self.ballots])
        if empty.any():
            empty &= self._is_unwritten()
        others = [place for place in range(len(self.heading)) if place not in self.columns]
        if others and empty.any():
            empty &= self._is_empty(others)
        return empty

    def _is_unwritten(self) -> NDArray[np.bool_]:
        """Which lines have nothing in their cells of choices, not even a word for none."""
        texts = self._texts()
        blank = np.array([*(not one.strip() for one in texts), True])
        unwritten: NDArray[np.bool_] = np.logical_and.reduce(
            [blank[self._codes(column, len(texts))] for column in self.columns]
        )
        return unwritten

    def _texts(self) -> list[str]:
        """Whatever stands in some cell of choices."""
        return self.met.to_series().to_list() if self.table.height else []

    def _is_empty(self, places: Sequence[int]) -> NDArray[np.bool_]:
        table = self.file.frame(places)
        filled = [(column.fill_null("").str.strip_chars() != "").to_numpy() for column in table]
        empty: NDArray[np.bool_] = ~np.logical_or.reduce(filled).astype(bool)
        return empty

    def roles(self) -> list[str]:
        """The role of each line's voters, if they were asked for."""
        return [] if self.role is None else self.file.cells(self.role)

    def times(self, kept: NDArray[np.bool_]) -> Numbers:
        """How many ballots each line stands for."""
        if self.ballots is None:
            return np.ones(int(kept.sum()), np.int64)
        cells = self.file.cells(self.ballots)
        rows = np.flatnonzero(kept).tolist()
        wrong = next((row for row in rows if not _is_a_number(cells[row])), None)
        if wrong is not None:
            place = f"line {self.file.line(wrong)}, '{self.heading[self.ballots]}'"
            raise FileFault(f"{place}: '{cells[wrong]}' is not a number of ballots. Write a whole number such as 3.")
        return np.array([int(cells[row]) for row in rows], np.int64)


def _is_a_number(cell: str) -> bool:
    return cell.isascii() and cell.isdigit() and len(cell) < 13
