"""A1 notation: which cells of which tab a range such as 'Sign-ins'!A2:C means."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from integrations.sandbox.discovery import Refused

_CORNER = r"([A-Z]{0,3})([1-9]\d{0,6})?"
_RANGE = re.compile(rf"{_CORNER}(?::{_CORNER})?")
_QUOTED = re.compile(r"'((?:[^']|'')*)'(?:!(.+))?")


@dataclass(frozen=True)
class Range:
    """A block of cells of one tab, counted from 0, its ends exclusive and within the tab's grid."""

    tab: dict[str, Any]
    top: int
    left: int
    bottom: int
    right: int

    def __str__(self) -> str:
        title = self.tab["title"]
        quoted = title if title.isalnum() else "'" + title.replace("'", "''") + "'"
        return f"{quoted}!{column(self.left)}{self.top + 1}:{column(self.right - 1)}{self.bottom}"


def find(book: Mapping[str, Any], text: str) -> Range:
    """The cells a text names: a whole tab, or a part of one. Refused when the tab or the notation is unknown."""
    title, cells = _split(book, text)
    tab = next((tab for tab in book["sheets"] if tab["title"] == title), None)
    found = _RANGE.fullmatch(cells) if cells else None
    if tab is None or (cells is not None and (found is None or not (found[1] or found[2]))):
        raise Refused(400, f"Unable to parse range: {text}")
    rows, columns = tab["rowCount"], tab["columnCount"]
    if found is None or cells is None:
        return Range(tab, 0, 0, rows, columns)
    left, top = number(found[1]) - 1 if found[1] else 0, int(found[2] or 1) - 1
    if ":" not in cells:
        right, bottom = left + 1, top + 1
    else:
        right, bottom = number(found[3]) if found[3] else columns, int(found[4] or rows)
    if top >= rows or left >= columns:
        raise Refused(400, f"Range ({text}) exceeds grid limits. Max rows: {rows}, max columns: {columns}")
    return Range(tab, top, left, min(bottom, rows), min(right, columns))


def _split(book: Mapping[str, Any], text: str) -> tuple[str, str | None]:
    """The tab's name and the cells' notation, None for the whole tab. Without a tab the first one is meant."""
    quoted = _QUOTED.fullmatch(text)
    if quoted:
        return quoted[1].replace("''", "'"), quoted[2]
    title, mark, cells = text.rpartition("!")
    if mark:
        return title, cells
    if any(tab["title"] == text for tab in book["sheets"]):
        return text, None
    return book["sheets"][0]["title"], text


def column(index: int) -> str:
    """The letters of a column counted from 0."""
    letters = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


def number(letters: str) -> int:
    """A column's letters as a number counted from 1."""
    total = 0
    for letter in letters:
        total = total * 26 + ord(letter) - ord("A") + 1
    return total
