"""A spreadsheet as it stands in a file: its headings, its columns, and on which line of the file a row ends."""

from __future__ import annotations

import contextlib
import csv
import io
import re
from collections.abc import Collection
from typing import Any

import numpy as np
import polars as pl

from core.counting.files import headings
from core.counting.files.fault import FileFault
from core.counting.files.lines import LONGEST_QUOTE

LONGEST_HEADING = 1_000_000
"""Bytes within which the headings have to end."""


class Spreadsheet:
    """A file's table, of which columns are read when they are asked for."""

    def __init__(self, data: bytes) -> None:
        self.data = _in_utf8(data)
        self.separator = max(",;\t", key=self._fits)
        self.heading, self.head = self._first(self.separator)
        self._refuse_other_line_ends()

    def _fits(self, separator: str) -> tuple[int, int]:
        """How well a separator fits: columns of choices that it makes, and columns."""
        heading, _ = self._first(separator)
        return len(headings.columns(heading)), len(heading)

    def cells(self, place: int) -> list[str]:
        """What stands in a column, without spaces around it."""
        return [" ".join(cell.split()) for cell in self.frame([place])[str(place)].fill_null("")]

    def called(self, place: int) -> str:
        """How a column is called in a letter."""
        return f"'{self.heading[place]}'" if self.heading[place] else f"column {place + 1}, which has no heading"

    def line(self, row: int) -> int:
        """The line of the file on which a row ends."""
        table = self._lines(self.separator)
        for _ in range(row + 2):
            next(table, None)
        return int(table.line_num)

    def frame(self, places: Collection[int], met: pl.Categories | None = None) -> pl.DataFrame:
        """Some columns, each named by its place: as categories, if these are to be met in it, else as text."""
        with contextlib.suppress(pl.exceptions.PolarsError):
            if self._is_well_quoted():
                return self._parsed(self.data, places, met)
        self.data = self._tidied()  # which has the same lines
        try:
            return self._parsed(self.data, places, met)
        except pl.exceptions.PolarsError:
            raise FileFault("the table can't be read. Save the file anew as “CSV UTF-8”.") from None

    def _parsed(self, data: bytes, places: Collection[int], met: pl.Categories | None) -> pl.DataFrame:
        schema: dict[str, Any] = {str(place): pl.String for place in range(len(self.heading))}
        if met is not None:
            schema |= {str(place): pl.Categorical(met) for place in places}
        return pl.read_csv(
            data,
            has_header=False,
            skip_lines=self.head,
            schema=schema,
            columns=sorted(places),
            separator=self.separator,
            raise_if_empty=False,
        )

    def _lines(self, separator: str) -> Any:
        """The table line by line, slowly, with line numbers. Raises FileFault for what isn't text."""
        self._refuse_other_than_text()
        return csv.reader(io.StringIO(self.data.decode(), newline=""), delimiter=separator, strict=True)

    def _refuse_other_than_text(self) -> None:
        try:
            _ = self.data.isascii() or self.data.decode()
        except UnicodeDecodeError as error:
            line = self.data[: error.start].count(b"\n") + 1
            raise FileFault(f"line {line}: this is not text in UTF-8. Save the file as “CSV UTF-8”.") from None

    def _refuse_other_line_ends(self) -> None:
        """Raise FileFault where a line ends in a way in which the others don't: two would be taken for one."""
        if b"\r" not in self.data or self.data.count(b"\r") == self.data.count(b"\r\n"):
            return
        found = re.search(rb"\r(?!\n)", self.data)
        at = found.start() if found else 0
        line, begin = self.data.count(b"\n", 0, at) + 1, self.data.rfind(b"\n", 0, at) + 1
        text = self.data[begin:at].decode("utf-8", "replace")
        before = next(csv.reader([text[: csv.field_size_limit()]], delimiter=self.separator), []) or [""]
        raise FileFault(
            f"line {line}, column {len(before)}: behind '{before[-1][:LONGEST_QUOTE]}' stands a line end unlike the "
            "others, so nobody can tell whether a ballot ends there. Take it out, or save the file anew as “CSV UTF-8”."
        )

    def _first(self, separator: str) -> tuple[list[str], int]:
        """The headings, and how many lines they take."""
        table = csv.reader(
            io.StringIO(self.data[:LONGEST_HEADING].decode("utf-8", "replace"), newline=""), delimiter=separator
        )
        try:
            first: list[str] = next(table, [])
        except csv.Error as error:
            raise FileFault(f"line 1: {error}. Look for a quotation mark that is never closed.") from None
        return [" ".join(cell.split()) for cell in first], table.line_num

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

    def _tidied(self) -> bytes:
        """The table with as many cells in each line as there are headings. Raises FileFault for what is wrong.

        Only lines that have others are written anew, and those with quotation marks that can be read in two ways: most
        of a file, which may be a hundred megabytes, stays as it is.
        """
        self._refuse_other_than_text()
        text, tidied, well_quoted = io.BytesIO(self.data), io.BytesIO(), self._is_well_quoted()
        separator, wanted, number, done = self.separator.encode(), len(self.heading), 0, 0
        while line := text.readline():
            number += 1
            is_quoted = b'"' in line
            if not is_quoted and line.count(separator) == wanted - 1:
                continue
            begin = text.seek(text.tell() - len(line))
            cells, lines = self._record(text, number)
            number += lines - 1
            if well_quoted and len(cells) == wanted:
                continue
            tidied.write(memoryview(self.data)[done:begin])
            tidied.write(self._written(self._within(cells, number)))
            done = text.tell()
        tidied.write(memoryview(self.data)[done:])
        return tidied.getvalue()

    def _record(self, text: io.BytesIO, number: int) -> tuple[list[str], int]:
        """The cells that stand from a line of this number on, and how many lines they take."""
        table = csv.reader(map(bytes.decode, text), delimiter=self.separator, strict=True)
        try:
            return next(table), table.line_num
        except csv.Error as error:
            told = f"line {number + table.line_num - 1}: {error}. Look for a quotation mark that is never closed."
            raise FileFault(told) from None

    def _written(self, cells: list[str]) -> bytes:
        text = io.StringIO(newline="")
        csv.writer(text, delimiter=self.separator, lineterminator="\n").writerow(cells)
        return text.getvalue().encode()

    def _within(self, cells: list[str], line: int) -> list[str]:
        """A line's cells, one under each heading; nothing may stand beside them."""
        beyond = [cell for cell in cells[len(self.heading) :] if cell.strip()]
        if beyond:
            raise FileFault(
                f"line {line}: there are {len(cells)} cells under {len(self.heading)} headings, the first too many is "
                f"'{beyond[0]}'. Look for a stray separator, or a name that needs quotation marks."
            )
        return [*cells, *[""] * (len(self.heading) - len(cells))][: len(self.heading)]


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
