"""What a cell of an organiser's sheet says: a text, a date, an e-mail address, yes or no."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from datetime import date, timedelta
from typing import TypeAlias

from core import days

Cell: TypeAlias = str | int | float | bool | None

FIRST_DAY, LAST_DAY = date(2000, 1, 1), date(2099, 12, 31)
"""Dates outside are slips of the keyboard, or numbers that aren't dates."""

_EPOCH = date(1899, 12, 30)
_ADDRESS = re.compile(r"[^@\s,;<>\"()]+@[^@\s,;<>\"()]+\.[^@\s,;<>\"().]{2,}")
_NO_ADDRESS = frozenset(
    (
        "na",
        "none",
        "no",
        "nil",
        "null",
        "noemail",
        "noaddress",
        "nomail",
        "notgiven",
        "notprovided",
        "notavailable",
        "unknown",
        "doesnthaveone",
        "donthaveone",
        "declined",
        "withheld",
        "refused",
    )
)
"""What people write where they have no address, without its spaces and marks."""

_YES, _NO = {"yes", "y", "true", "paid", "x", "1"}, {"no", "n", "false", "unpaid", "not paid", "0"}
_CAME = {
    "x",
    "✓",
    "✔",
    "☑",
    "✅",
    "√",
    "v",
    "+",
    "yes",
    "y",
    "true",
    "1",
    "p",
    "present",
    "here",
    "came",
    "attended",
    "checked in",
}
_NOT_THERE = {
    "",
    "-",
    "–",
    "—",
    "no",
    "n",
    "false",
    "0",
    "☐",
    "✗",
    "absent",
    "excused",
    "not present",
    "no show",
    "no-show",
    "noshow",
    "n/a",
    "na",
}
_HOURS = re.compile(r"(\d{1,2}(?:[.,]\d{1,2})?) ?(?:h|hrs?|hours?)?\.?")

PICTURED = "\ufe0f"
"""What telephones put behind a mark, so that it is shown as a little picture."""

UNCLEAR_MARK = "what stands there is neither a mark nor empty"
"""Why a mark in a grid can't be read."""


LONGEST_SHIFT = 24
"""A number in a grid is hours, or a mark; more hours than a day has are neither."""


class CellFault(ValueError):
    """A cell doesn't say what its column needs: what stands there, and what to write. Never quotes people's data."""

    def __init__(self, reason: str, remedy: str) -> None:
        super().__init__(f"{reason}. {remedy}")
        self.reason = reason
        self.remedy = remedy


class TwoWays(CellFault):
    """A date that nobody can be sure of."""


def is_blank(cell: Cell) -> bool:
    """Whether a cell says nothing."""
    return cell is None or (isinstance(cell, str) and not text(cell))


def text(cell: Cell) -> str:
    """A cell as text: spaces tidied, invisible characters gone, 7.0 written as 7."""
    if cell is None:
        return ""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    if isinstance(cell, str) and cell.isascii() and cell.isprintable():
        return " ".join(cell.split())  # nearly every cell, and nothing more is to be done for it
    spaced = " ".join(unicodedata.normalize("NFC", str(cell)).split())
    return "".join(ch for ch in spaced if unicodedata.category(ch)[0] != "C").strip()


def day(cell: Cell) -> date:
    """A date: a Sheets serial number (days since 30 December 1899), 2026-02-28, 2/28/2026, or Feb 28, 2026.

    A time of day behind it is ignored, and a day of the week before it has to fit. 3/4/2026 is refused, because nobody
    can tell whether it is in March or April. Raises CellFault.
    """
    found = _serial(cell) if isinstance(cell, int | float) else _written(text(cell))
    if found is None or not FIRST_DAY <= found <= LAST_DAY:
        raise CellFault(f"{_shown(cell)} is not a date", "Write it as 2026-02-28")
    return found


def emails(cell: Cell) -> tuple[str, ...]:
    """The e-mail addresses in a cell, small letters, separated by commas, semicolons or spaces. Raises CellFault.

    "n/a", "none", "-" and the like are none.
    """
    said = text(cell).casefold()
    if _ADDRESS.fullmatch(said):
        return (said,)  # nearly every cell
    if re.sub(r"\W|_", "", said) in _NO_ADDRESS or not re.search(r"\w|@", said):
        return ()
    found = tuple(dict.fromkeys(re.split(r"[,;\s]+", said.strip(" ,;"))))
    if not all(_ADDRESS.fullmatch(address) for address in found):
        raise CellFault("what stands there is not an e-mail address", "Write it as name@example.org, or leave it empty")
    return found


def usable_emails(cell: Cell) -> tuple[str, ...]:
    """Whatever in a cell is an e-mail address, whatever stands around it."""
    parts = re.split(r"[,;/|\s]+", text(cell).casefold())
    bare = (part.strip("<>()[]{}'\"").removeprefix("mailto:") for part in parts)
    return tuple(dict.fromkeys(part for part in bare if _ADDRESS.fullmatch(part)))


def email(cell: Cell) -> str:
    """The one e-mail address in a cell, or "". Raises CellFault."""
    found = emails(cell)
    if len(found) > 1:
        raise CellFault("several e-mail addresses stand there", "Leave one")
    return found[0] if found else ""


def names(cell: Cell) -> tuple[str, ...]:
    """Names separated by semicolons, slashes or line breaks. A comma belongs to the name, as in "Example, Ada"."""
    lines = str(cell or "").splitlines() or [""]
    parts = (text(part) for line in lines for part in re.split(r"[;/]", line))
    return tuple(dict.fromkeys(part for part in parts if part))


def yes_or_no(cell: Cell) -> bool | None:
    """True or False where a cell clearly says so, None where it doesn't."""
    said = text(cell).casefold()
    return True if said in _YES else False if said in _NO else None


def mark(cell: Cell) -> bool:
    """Whether a cell says that somebody was there: x, ✓, a ticked box, 1, or hours. Raises CellFault if unclear."""
    if isinstance(cell, int | float):
        found = bool(cell) if 0 <= cell <= LONGEST_SHIFT else None
    else:
        found = _marked(text(cell).replace(PICTURED, "").casefold())
    if found is None:
        raise CellFault(UNCLEAR_MARK, "Write x for who was there, else leave it empty")
    return found


def _marked(said: str) -> bool | None:
    if said in _CAME or said in _NOT_THERE:
        return said in _CAME
    hours = _HOURS.fullmatch(said)
    return (
        float(hours[1].replace(",", ".")) > 0 if hours and float(hours[1].replace(",", ".")) <= LONGEST_SHIFT else None
    )


def _serial(number: float) -> date | None:
    if not 1 <= number <= 100_000:  # which turns away infinities and not-a-numbers too
        return None
    return _EPOCH + timedelta(days=int(number))


def _written(said: str) -> date | None:
    found = sorted(set(days.readings(said).values()))
    if len(found) > 1:
        remedy = f"Write {' or '.join(one.isoformat() for one in found)}"
        shown = _shown(said).replace("'", "")
        raise TwoWays(f"{shown} can be read in two ways", remedy)
    if days.has_wrong_weekday(said):
        raise CellFault("the day of the week doesn't fit the date", "Correct one of them, or write it as 2026-02-28")
    return found[0] if found else None


def settled(column: Sequence[Cell]) -> list[Cell]:
    """The cells of a column of dates: 3/4/2026 is written out where the others show in which order they are written."""
    said = [text(cell) if isinstance(cell, str) else "" for cell in column]
    return [new if new != old else cell for cell, old, new in zip(column, said, days.settled(said), strict=True)]


def _shown(cell: Cell) -> str:
    """A cell that was meant as a date, quoted only if it can't be anybody's name or address."""
    said = text(cell)
    return f"'{said}'" if re.fullmatch(r"[\d/.:\- ]{1,30}", said) else "what stands there"
