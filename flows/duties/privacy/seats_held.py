"""Seats held: how long resignations and terms of co-chairs are kept. The minutes keep that there was one."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Protocol, TypeVar

from core.records import CoChair, Resignation

Row = TypeVar("Row")


class Book(Protocol):
    """What is read of the book."""

    def all_of(self, table: type[Row]) -> list[Row]:
        """Every row of a table."""


def past(of: Book, old: Callable[[date], bool]) -> list[Resignation | CoChair]:
    """M8. Resignations whose last day, and terms as co-chair whose end, is further back than such records are kept."""
    resigned = [one for one in of.all_of(Resignation) if old(one.last_day)]
    return [*resigned, *(one for one in of.all_of(CoChair) if one.until is not None and old(one.until))]
