"""What a sheet's clock shows: the local day of a time written in another zone, moments, and minutes."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, timezone, tzinfo
from zoneinfo import ZoneInfo

from core import cells
from core.cells import Cell, CellFault

LONGEST_MINUTES = 24 * 60
"""Nobody is in a meeting for longer than a day; what is more, is no number of minutes."""

_EPOCH = datetime(1899, 12, 30)  # noqa: DTZ001 - a sheet's numbers are clocks on the wall
_OFFSET = re.compile(r"(?:GMT|UTC)([+-])(\d{1,2}):?(\d{2})?")
_INSTANT = re.compile(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d(:\d\d)?(\.\d+)?(Z|[+-]\d\d:?\d\d)")
_PARTS = re.compile(r"([\d.]+) ?(h|m|s)[a-z]*\.?")
_PARTED = re.compile(r"([\d.]+ ?(h|hrs?|hours?|m|mins?|minutes?|s|secs?|seconds?)\.?[ ,]*)+")
_COLONS = re.compile(r"(\d{1,2}):(\d{2}):(\d{2})")
_SHAPES = (
    "%m/%d/%Y %I:%M:%S %p", "%m/%d/%Y %H:%M:%S", "%Y-%m-%d %H:%M:%S", "%m/%d/%Y %I:%M %p", "%m/%d/%Y %H:%M",
    "%Y-%m-%d %H:%M", "%d/%m/%Y %H:%M:%S", "%d/%m/%Y %H:%M", "%m/%d/%y %I:%M:%S %p", "%I:%M:%S %p", "%I:%M %p",
    "%H:%M:%S", "%H:%M",
)  # fmt: skip
_MINUTES = {"h": 60.0, "m": 1.0, "s": 1 / 60}


class ClockFault(ValueError):
    """A workbook's time zone is none that is known. The message says what to do."""


@dataclass(frozen=True)
class Clock:
    """How a sheet's times become local days: by its own zone and by the organisation's. The default: they are one."""

    sheet: str = ""
    ours: str = ""

    def check(self) -> None:
        """Raises ClockFault where the sheet's zone is unknown, so that no time is put on a wrong day."""
        if self.sheet != self.ours:
            _zone(self.sheet)

    def day(self, cell: Cell) -> date:
        """The local day, in the organisation's zone, of a date or a time in a cell.

        A day without a time is that day wherever the sheet is. Text with an offset, such as
        2026-06-05T01:30:00Z, is the day that it was here. Raises CellFault.
        """
        found = cells.day(_bare(cell))
        if isinstance(cell, int | float):
            is_day = self.sheet == self.ours or cell == int(cell)
            return found if is_day else self._here((_EPOCH + timedelta(days=cell)).replace(tzinfo=_zone(self.sheet)))
        said = cells.text(cell)
        return self._here(datetime.fromisoformat(said)) if self.ours and _INSTANT.fullmatch(said) else found

    def _here(self, instant: datetime) -> date:
        return instant.astimezone(_zone(self.ours)).date()


SAME = Clock()
"""The clock of a sheet whose zone is the organisation's."""


def _bare(cell: Cell) -> Cell:
    """A cell, without the offset of a written instant: the day's reader knows times, and no offsets."""
    if isinstance(cell, str) and (found := _INSTANT.fullmatch(cells.text(cell))):
        return found[0][:10]
    return cell


def _zone(name: str) -> tzinfo:
    """A zone by its name, or as Google writes one that has none: GMT-05:00."""
    if found := _OFFSET.fullmatch(name):
        offset = timedelta(hours=int(found[2]), minutes=int(found[3] or 0))
        return timezone(-offset if found[1] == "-" else offset) if offset < timedelta(days=1) else UTC
    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        raise ClockFault(
            "the workbook's time zone is none that is known. Choose one in its settings, under File"
        ) from None


def moment(cell: Cell) -> datetime | None:
    """A moment on the sheet's own clock, None where a cell shows none. One without a day is on the first of all days.

    Only the time between two moments of one sheet is told from it, so 3/4/2026 may be either.
    """
    if isinstance(cell, bool) or cell is None:
        return None
    if isinstance(cell, int | float):
        return _EPOCH + timedelta(days=cell) if 0 <= cell <= 100_000 else None
    said = cells.text(cell).upper()
    if _INSTANT.fullmatch(said):
        return datetime.fromisoformat(said).astimezone(UTC).replace(tzinfo=None)
    said = re.sub(r" (?!AM|PM)[A-Z]{2,4}$", "", said.replace(".", "").replace(",", ""))
    return next((found for shape in _SHAPES if (found := _shaped(said, shape))), None)


def _shaped(said: str, shape: str) -> datetime | None:
    try:
        found = datetime.strptime(said, shape)  # noqa: DTZ007 - as above
    except ValueError:
        return None
    return found if "%d" in shape else datetime.combine(_EPOCH, found.time())


def minutes(cell: Cell) -> float:
    """Minutes: 57, "57 min", "1h 23m 45s", 1:23:45, or a Sheets duration (a part of a day). Raises CellFault."""
    found = _number(cell) if isinstance(cell, int | float) else _written(cells.text(cell).casefold())
    if isinstance(cell, bool) or found is None or not 0 <= found <= LONGEST_MINUTES:
        raise CellFault("what stands there is not a number of minutes", "Write it as 57")
    return found


def _number(said: float) -> float | None:
    if not math.isfinite(said):
        return None
    return said * LONGEST_MINUTES if 0 < said < 1 else float(said)


def _written(said: str) -> float | None:
    if found := _COLONS.fullmatch(said):
        hours, whole, seconds = map(int, found.groups())
        return hours * 60 + whole + seconds / 60
    try:
        if _PARTED.fullmatch(said):
            return sum(float(number) * _MINUTES[unit] for number, unit in _PARTS.findall(said))
        return _number(float(said))
    except ValueError:
        return None
