"""Tables of ballots as spreadsheets write them: a line for each ballot, a column for each rank."""

from __future__ import annotations

import contextlib
import csv
import io
import re
import unicodedata
from collections.abc import Collection, Sequence
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from core.counting.ballots import Numbers, smallest
from core.counting.files import headings
from core.counting.files.fault import FileFault
from core.counting.files.headings import Column
from core.counting.files.written import FORMULA
from core.counting.marks import OVERVOTE, Marks

_EMPTY_WORDS = frozenset({"", "undervote", "skipped"})
_SEPARATORS = re.compile(r"[;|,/&=]")


def read(data: bytes, *, contest: str | None = None, roles: bool = False) -> Marks:
    """Read columns headed "1st choice", "Rank 2", "Mayor: Choice 3" or the like; other columns are ignored.

    A grid of a form may have a row for each rank ("Mayor [1st choice]", with names in the cells) or for each option
    ("Mayor [Ada Example]", with ranks in the cells). Of several contests one has to be named. Commas, semicolons or
    tabs separate; a byte order mark and any line ends are fine. A column headed "Ballots" says how many ballots a line
    stands for; one headed "Role", if `roles` are asked for, whose they are. An empty line between others is a blank
    ballot. Raises FileFault.
    """
    sheet = _Sheet(_in_utf8(data), contest, roles=roles)
    names, marks = sheet.ranked_options() if sheet.chosen[0].option else sheet.marks()
    return Marks(names, marks, sheet.times(), sheet.roles())


class _Sheet:
    """A table: its headings, and under them the columns that matter, each named by its place."""

    def __init__(self, data: bytes, contest: str | None, *, roles: bool) -> None:
        self.data = data
        self.separator = max(",;\t", key=self._fits)
        self.heading, self.head = self._first(self.separator)
        doubt = headings.doubtful(self.heading)
        if doubt:
            raise doubt
        self.ballots = next((place for place, title in enumerate(self.heading) if title.casefold() == "ballots"), None)
        self.role = headings.of_roles(self.heading) if roles else None
        found = headings.columns(self.heading)
        grid = [one for one in found if one.option]
        self.columns = [one.place for one in grid]
        self.met = pl.Categories.random()
        if grid:
            self.table = self._read()
            found = [one for one in found if one not in grid or self._holds_ranks(one, grid, contest)]
        self.chosen = headings.of_contest(found, self.heading, contest)
        self.columns = [one.place for one in self.chosen]
        self.met = pl.Categories.random()
        self.table = self._read()

    def _fits(self, separator: str) -> tuple[int, int]:
        """How well a separator fits: columns of choices that it makes, and columns."""
        heading, _ = self._first(separator)
        return len(headings.columns(heading)), len(heading)

    def _holds_ranks(self, column: Column, grid: Sequence[Column], contest: str | None) -> bool:
        """Whether a row of a grid is an option that is ranked: all that stands in the grid's cells is ranks."""
        mine = [one for one in grid if one.contest == column.contest]
        cells = {one: {cell for cell in self._cells(one.place) if cell} for one in mine}
        texts = set[str]().union(*cells.values())
        strange = {text for text in texts if not _places(text)}
        if strange and strange != texts:
            where = next(one for one in mine if cells[one] & strange)
            value = min(cells[where] & strange)
            line = self.line(self._cells(where.place).index(value))
            raise FileFault(
                f"line {line}, '{self.heading[where.place]}': '{value}' is no rank. Write it as '2nd choice' or 2."
            )
        return bool(texts - strange) or (not texts and column.contest == contest)

    def _cells(self, place: int) -> list[str]:
        """What stands in a column."""
        return [" ".join(cell.split()) for cell in self.table[str(place)].cast(pl.String).fill_null("")]

    def _lines(self, separator: str) -> Any:
        """The table line by line, slowly, with line numbers. Raises FileFault for what isn't text."""
        try:
            text = self.data.decode()
        except UnicodeDecodeError as error:
            line = self.data[: error.start].count(b"\n") + 1
            raise FileFault(f"line {line}: this is not text in UTF-8. Save the file as “CSV UTF-8”.") from None
        return csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)

    def _first(self, separator: str) -> tuple[list[str], int]:
        """The headings, and how many lines they take."""
        table = csv.reader(
            io.StringIO(self.data[:LONGEST_HEADING].decode("utf-8", "replace"), newline=""), delimiter=separator
        )
        first: list[str] = next(table, [])
        return [" ".join(cell.split()) for cell in first], table.line_num

    def _read(self) -> pl.DataFrame:
        with contextlib.suppress(pl.exceptions.PolarsError):
            if self._is_well_quoted():
                return self._parsed(self.data)
        tidied = self._tidied()
        try:
            return self._parsed(tidied)
        except pl.exceptions.PolarsError:
            raise FileFault("the table can't be read. Save the file anew as “CSV UTF-8”.") from None

    def _is_well_quoted(self) -> bool:
        """Whether each quotation mark begins a cell, ends it, or is doubled within: others are read in two ways."""
        if b'"' not in self.data:
            return True
        text = np.frombuffer(self.data, np.uint8)
        found = np.flatnonzero(text == ord('"'))
        begins, ends = found[::2], found[1::2]
        beside = np.zeros(256, bool)
        beside[list(self.separator.encode() + b'\r\n"')] = True
        # Before the first byte stands the last, which is a line feed, as it would be on another line.
        return len(begins) == len(ends) and bool(beside[text[begins - 1]].all() and beside[text[ends + 1]].all())

    def _parsed(self, data: bytes) -> pl.DataFrame:
        schema: dict[str, Any] = {str(place): pl.String for place in range(len(self.heading))}
        schema |= {str(place): pl.Categorical(self.met) for place in self.columns}
        wanted = {*self.columns, *(place for place in (self.ballots, self.role) if place is not None)}
        return pl.read_csv(
            data,
            has_header=False,
            skip_lines=self.head,
            schema=schema,
            columns=sorted(wanted),
            separator=self.separator,
            raise_if_empty=False,
        )

    def _tidied(self) -> bytes:
        """The table without empty cells beyond the headings, otherwise as it is. Raises FileFault for what is wrong."""
        table, text = self._lines(self.separator), io.StringIO()
        writer = csv.writer(text, delimiter=self.separator, lineterminator="\n")
        try:
            writer.writerows(self._within(cells, int(table.line_num)) for cells in table)
        except csv.Error as error:
            told = f"line {table.line_num}: {error}. Look for a quotation mark that is never closed."
            raise FileFault(told) from None
        return text.getvalue().encode()

    def _within(self, cells: list[str], line: int) -> list[str]:
        """A line's cells under the headings; nothing may stand beside them."""
        beyond = [cell for cell in cells[len(self.heading) :] if cell.strip()]
        if beyond:
            raise FileFault(
                f"line {line}: there are {len(cells)} cells under {len(self.heading)} headings, the first too many is "
                f"'{beyond[0]}'. Look for a stray separator, or a name that needs quotation marks."
            )
        return cells[: len(self.heading)]

    def line(self, row: int) -> int:
        """The line of the file on which a row ends."""
        table = self._lines(self.separator)
        for _ in range(row + 2):
            next(table, None)
        return int(table.line_num)

    def roles(self) -> tuple[str, ...]:
        """The role of each line's voters, if they were asked for."""
        return () if self.role is None else tuple(self._cells(self.role))

    def marks(self) -> tuple[tuple[str, ...], NDArray[Any]]:
        """The options met, and their marks rank by rank."""
        written = self.met.to_series().to_list() if self.table.height else []
        means = self._meanings([_mark(one) for one in written])
        names = tuple(sorted({one for one in means if one not in ("", OVERVOTE)}))
        place = {"": 0, OVERVOTE: len(names) + 1, **{name: at for at, name in enumerate(names, 1)}}
        kind = smallest(len(names) + 1)
        # The last entry is for cells in which nothing is written.
        table = np.array([*(place[one] for one in means), 0], kind)
        marks = np.empty((self.table.height, len(self.columns)), kind, order="F")  # ranks are looked at one by one
        for rank, column in enumerate(self.columns):
            codes = self.table[str(column)].to_physical().fill_null(len(written))
            marks[:, rank] = table[codes.to_numpy()]
        return names, marks

    def ranked_options(self) -> tuple[tuple[str, ...], NDArray[Any]]:
        """The options, and their marks rank by rank, of a grid in which each option has a column of ranks."""
        order = sorted(self.chosen, key=lambda one: one.option)
        places = [[_places(cell) for cell in self._cells(one.place)] for one in order]
        most = max((rank for column in places for cell in column for rank in cell), default=1)
        marks = np.zeros((self.table.height, most), smallest(len(order) + 1))
        for option, column in enumerate(places, 1):
            given = [(row, rank - 1) for row, cell in enumerate(column) for rank in cell]
            at = tuple(np.array(given, np.intp).reshape(-1, 2).T)
            marks[at] = np.where(marks[at] == 0, option, len(order) + 1)
        return tuple(one.option for one in order), marks

    def _meanings(self, written: Sequence[str]) -> list[str]:
        """What each thing that is written somewhere stands for: an option's name, nothing, or two options at once."""
        known = set(written)
        means = [_meaning(one, known) for one in written]
        spelt: dict[str, str] = {}
        for name in (one for one in means if one not in ("", OVERVOTE)):
            other = spelt.setdefault(_without_case_and_accents(name), name)
            if other != name:
                raise self._two_ways(name, other)
        return means

    def _two_ways(self, *names: str) -> FileFault:
        """One option is written in two ways."""
        (at, first), ((line, column), second) = sorted((self._place(name), name) for name in names)
        return FileFault(
            f"line {line}, '{column}': '{second}' is written '{first}' in line {at[0]}, '{at[1]}'. "
            "Write one option in one way."
        )

    def _place(self, name: str) -> tuple[int, str]:
        """The line and column where a name is written first."""
        found = []
        for column in self.columns:
            cells = self.table[str(column)].cast(pl.String).fill_null("")
            rows = [row for row, cell in enumerate(cells) if _mark(cell) == name]
            found += [(self.line(rows[0]), self.heading[column])] if rows else []
        return min(found)

    def times(self) -> Numbers:
        """How many ballots each row stands for."""
        if self.ballots is None:
            return np.ones(self.table.height, np.int64)
        cells = [(cell or "").strip() for cell in self.table[str(self.ballots)]]
        wrong = next(
            (row for row, cell in enumerate(cells) if not (cell.isascii() and cell.isdigit() and len(cell) < 13)), None
        )
        if wrong is not None:
            place = f"line {self.line(wrong)}, '{self.heading[self.ballots]}'"
            raise FileFault(f"{place}: '{cells[wrong]}' is not a number of ballots. Write a whole number such as 3.")
        return np.array([int(cell) for cell in cells], np.int64)


def _places(cell: str) -> list[int]:
    """The ranks in a cell of a grid; none, if anything else stands there."""
    found = [headings.place_of(part) for part in re.split("[;,]", cell)]
    return sorted(set(found)) if all(0 < one <= MOST_RANKS for one in found) else []


MOST_RANKS = 100
"""A grid has no more ranks than that."""

LONGEST_HEADING = 1_000_000
"""Bytes within which the headings have to end."""


def _in_utf8(data: bytes) -> bytes:
    """The file as UTF-8 with lines that end in a line feed, as the last does, and no empty ones at its end."""
    if data[:2] in {b"\xff\xfe", b"\xfe\xff"}:
        try:
            data = data.decode("utf-16").encode()
        except UnicodeDecodeError:
            raise FileFault("line 1: this is not text in UTF-16. Save the file as “CSV UTF-8”.") from None
    data = data.removeprefix(b"\xef\xbb\xbf")
    if b"\r" in data and b"\n" not in data:
        data = data.replace(b"\r", b"\n")
    ending = data[-3:].removeprefix(data[-3:].rstrip(b"\r\n"))
    # What is as it should be isn't copied: it may be a hundred megabytes.
    return data if ending in {b"\n", b"\r\n"} else data.rstrip(b"\r\n") + b"\n"


def _mark(cell: str) -> str:
    # A line break inside a cell separates two answers, as other separators do.
    # An apostrophe before a sign that begins a formula is there for spreadsheets only.
    bare = cell.strip().removeprefix("'") if cell.strip()[1:2] in FORMULA else cell.strip()
    return " ".join(unicodedata.normalize("NFC", bare.replace("\n", "|")).split())


def _meaning(mark: str, all_marks: Collection[str]) -> str:
    """A comma may belong to a name, so it separates only what stands by itself elsewhere; ; and | always separate."""
    if mark.casefold() in _EMPTY_WORDS:
        return ""
    parts = [part.strip() for part in _SEPARATORS.split(mark)]
    several = len(parts) > 1 and all(part and part in all_marks for part in parts)
    return OVERVOTE if several or mark.casefold() == OVERVOTE or ";" in mark or "|" in mark else mark


def _without_case_and_accents(name: str) -> str:
    return "".join(
        letter for letter in unicodedata.normalize("NFKD", name.casefold()) if not unicodedata.combining(letter)
    )
