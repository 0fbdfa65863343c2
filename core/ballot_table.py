"""A table of ballots as spreadsheets write it: which columns hold choices, and what stands in each row."""

from __future__ import annotations

import csv
import io
import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

_RANK = re.compile(r"(\d+)(?:st|nd|rd|th)? (?:choice|rank|preference)|(?:choice|rank|preference) ?(\d+)")


class FileFault(ValueError):
    """A file that can't be read as ballots; the message names the place, the value and the remedy."""


@dataclass(frozen=True)
class Row:
    """One row: its line in the file, its marks by rank (empty: none), and how many ballots it stands for."""

    line: int
    marks: tuple[str, ...]
    ballots: int


@dataclass(frozen=True)
class Table:
    """The headings of the choices' columns, best first, and the rows under them."""

    columns: tuple[str, ...]
    rows: tuple[Row, ...]


def read_table(data: bytes) -> Table:
    """Read columns headed "1st choice", "Rank 2", "Choice 3" or the like; other columns are ignored.

    Commas, semicolons or tabs separate; a byte order mark and Windows line ends are fine. A column headed
    "Ballots" says how many ballots a row stands for. An empty line between rows is a row; after the last it is none.
    """
    text = _decoded(data)
    delimiter = max(",;\t", key=lambda candidate: len(_ranks(_heading(text, candidate))))
    heading = _heading(text, delimiter)
    columns = _choices(heading)
    times = next((place for place, title in enumerate(heading) if title.casefold() == "ballots"), None)
    rows = []
    for line, cells in _rows(text, delimiter):
        if any(cell.strip() for cell in cells[len(heading) :]):
            raise FileFault(
                f"line {line}: there are {len(cells)} cells under {len(heading)} headings, the first too many is "
                f"'{cells[len(heading)]}'. Look for a stray separator, or a name that needs quotation marks."
            )
        filled = [*cells, *[""] * (len(heading) - len(cells))]
        number = 1 if times is None else _number(filled[times], place=f"line {line}, '{heading[times]}'")
        rows.append(Row(line, tuple(_mark(filled[place]) for place in columns), number))
    return Table(tuple(heading[place] for place in columns), tuple(rows))


def _decoded(data: bytes) -> str:
    utf16 = data[:2] in {b"\xff\xfe", b"\xfe\xff"}
    try:
        return data.decode("utf-16" if utf16 else "utf-8-sig")
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        raise FileFault(f"line {line}: this is not text in UTF-8. Save the file as “CSV UTF-8”.") from None


def _heading(text: str, delimiter: str) -> list[str]:
    first: list[str] = next(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter), [])
    return [" ".join(cell.split()) for cell in first]


def _rows(text: str, delimiter: str) -> list[tuple[int, list[str]]]:
    """Every row under the heading with the line it ends on."""
    table = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    try:
        rows = [(table.line_num, cells) for cells in table][1:]
    except csv.Error as error:
        raise FileFault(f"line {table.line_num}: {error}. Look for a quotation mark that is never closed.") from None
    while rows and not rows[-1][1]:
        rows.pop()
    return rows


def _ranks(heading: Sequence[str]) -> list[tuple[int, int]]:
    """(rank, place) of every column that holds a choice, best first."""
    found = ((_RANK.fullmatch(title.casefold()), place) for place, title in enumerate(heading))
    return sorted((int(match[1] or match[2]), place) for match, place in found if match)


def _choices(heading: Sequence[str]) -> list[int]:
    """The places of the choices' columns; each rank from the 1st on must be there once."""
    ranks = _ranks(heading)
    if not ranks:
        met = ", ".join(f"'{title}'" for title in heading) or "nothing"
        raise FileFault(
            f"line 1: no column is headed '1st choice', 'Rank 1' or 'Choice 1', only {met}. "
            "Head the choices' columns so, in order."
        )
    for expected, (rank, place) in enumerate(ranks, 1):
        if rank != expected:
            raise FileFault(
                f"line 1, column {place + 1}: '{heading[place]}' comes where rank {expected} was expected. "
                "Each rank from the 1st on needs one column; keep one contest per file."
            )
    return [place for _, place in ranks]


def _number(text: str, *, place: str) -> int:
    digits = text.strip()
    if not (digits.isascii() and digits.isdigit()):
        raise FileFault(f"{place}: '{text}' is not a number of ballots. Write a whole number such as 3.")
    return int(digits)


def _mark(cell: str) -> str:
    # A line break inside a cell separates two answers, as other separators do.
    return " ".join(unicodedata.normalize("NFC", cell.strip().replace("\n", "|")).split())
