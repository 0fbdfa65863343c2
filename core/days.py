"""Days as people write them: which a text may mean, and what a whole column shows of the order they are written in."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date

from core.calendar import MONTHS

MONTH_FIRST, DAY_FIRST, YEAR_FIRST, PLAIN = "month first", "day first", "year first", ""

ENOUGH = 2
"""So many days of a column have to show its order before the others are read by it; one alone may be the slip."""

_ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})")
_SLASHES = re.compile(r"(\d{1,2})[/.](\d{1,2})[/.](\d{4}|\d{2})")
_WORDS = re.compile(r"(?:([a-z]+)\.? (\d{1,2})(?:st|nd|rd|th)?|(\d{1,2})(?:st|nd|rd|th)?\.? ([a-z]+)\.?),? (\d{4})")
_CLOCK = re.compile(r"(?: at)?[t ,]+\d{1,2}:\d{2}(:\d{2})?( ?[ap]\.?m\.?)?( [a-z]{2,4})?z?$")
_WEEKDAY = re.compile(r"(mon|tue|wed|thu|fri|sat|sun)([a-z]*)\.?,? (?=\S)")
_WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_SHORT = frozenset(("tues", "wednes", "thur", "thurs", "satur"))


def readings(said: str) -> Mapping[str, date]:
    """The days that a text may mean, by the order in which it is read. A time of day behind it is ignored.

    A day of the week before it has to fit, and so may tell which is meant.
    """
    weekday, bare = _weekday(_CLOCK.sub("", said.casefold()))
    return {order: day for order, day in _read(bare).items() if weekday is None or day.weekday() == weekday}


def has_wrong_weekday(said: str) -> bool:
    """Whether a text would mean a day if it weren't for the day of the week before it."""
    return not readings(said) and bool(_read(_weekday(_CLOCK.sub("", said.casefold()))[1]))


def settled(column: Sequence[str]) -> list[str]:
    """The days of a column, those that could be read in two ways written out where the others show the order.

    One order has to fit all of them, and several have to show it.
    """
    found = [readings(said) for said in column]
    several = [one for one in found if one and PLAIN not in one]
    orders = set(several[0]).intersection(*several[1:]) if several else set()
    shown = [one for one in several if len(set(one.values())) == 1 and len(one) == 1]
    if len(orders) != 1 or len(shown) < ENOUGH:
        return list(column)
    (order,) = orders
    return [_written_out(said, one, order) for said, one in zip(column, found, strict=True)]


def _written_out(said: str, found: Mapping[str, date], order: str) -> str:
    if len(set(found.values())) < 2:
        return said
    _, bare = _weekday(said.casefold())
    return _SLASHES.sub(found[order].isoformat(), bare, count=1)


def _weekday(said: str) -> tuple[int | None, str]:
    """The day of the week that a text begins with, from 0, and what comes behind it."""
    found = _WEEKDAY.match(said)
    word = f"{found[1]}{found[2]}" if found else ""
    nth = next((nth for nth, name in enumerate(_WEEKDAYS) if word and name.startswith(word[:3])), None)
    if found is None or nth is None or not (_WEEKDAYS[nth].startswith(word) or word in _SHORT):
        return None, said
    return nth, said[found.end() :]


def _read(said: str) -> dict[str, date]:
    if found := _ISO.fullmatch(said):
        return _days({PLAIN: (int(found[1]), int(found[2]), int(found[3]))})
    if found := _WORDS.fullmatch(said):
        return _days({PLAIN: (int(found[5]), _month(found[1] or found[4]), int(found[2] or found[3]))})
    if found := _SLASHES.fullmatch(said):
        return _slashed(int(found[1]), int(found[2]), found[3])
    return {}


def _slashed(one: int, two: int, year: str) -> dict[str, date]:
    whole = int(year) if len(year) > 2 else 2000 + int(year)
    orders = {MONTH_FIRST: (whole, one, two), DAY_FIRST: (whole, two, one)}
    if len(year) == 2 and one > len(MONTHS):
        orders[YEAR_FIRST] = (2000 + one, two, int(year))
    return _days(orders)


def _days(orders: Mapping[str, tuple[int, int, int]]) -> dict[str, date]:
    found = {}
    for order, numbers in orders.items():
        try:
            found[order] = date(*numbers)
        except ValueError:
            continue
    return found


def _month(word: str) -> int:
    """The number of a month's English name or its beginning, 0 if it is none."""
    if len(word) < 3:  # two letters don't tell June from July
        return 0
    return next((number for number, name in enumerate(MONTHS, 1) if name.casefold().startswith(word)), 0)
