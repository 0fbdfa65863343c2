"""Ballots written as a table, as spreadsheets and this program read it."""

from __future__ import annotations

import csv
import io

from core.counting.marks import OVERVOTE, Marks

FORMULA = ("=", "+", "-", "@")
"""The signs that begin a formula."""


def write(marks: Marks) -> bytes:
    """The same ballots as a table: how many, then their choices. Equal ones share a line, and the lines are sorted."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    ranks = marks.marks.shape[1]
    writer.writerow(["Ballots", *(f"{ordinal(rank)} choice" for rank in range(1, max(ranks, 1) + 1))])
    for times, row in marks.rows():
        cells = [OVERVOTE if mark == marks.overvote else marks.names[mark - 1] if mark else "" for mark in row]
        writer.writerow([times, *map(as_cell, cells), *[""] * (max(ranks, 1) - len(row))])
    return text.getvalue().encode()


def as_cell(name: str) -> str:
    """A name as a table writes it: an apostrophe keeps spreadsheets from taking it for a formula."""
    return f"'{name}" if name.startswith(FORMULA) else name


def ordinal(rank: int) -> str:
    """1st, 2nd, 3rd, 4th and so on."""
    endings = {1: "st", 2: "nd", 3: "rd"}
    return f"{rank}{'th' if rank % 100 in {11, 12, 13} else endings.get(rank % 10, 'th')}"
