"""An export of a video meeting: one row for each time somebody joined, put together as the minutes they were there."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from core import cells, clocks
from core.accounts import Account, opened
from core.cited import plain
from core.held import Held
from core.lines import Event, Sheet, Shift, SignIn
from core.lists import somebody
from core.sources import Delivery
from core.tabs import EMAIL, WHO, Column, Row, RowFault, Tab, table_in

_NAME = Column(
    WHO[0].heading, (*WHO[0].others, "name original name", "participant", "participant name", "display name")
)
_COLUMNS = (
    _NAME,
    *WHO[1:-1],
    EMAIL,
    Column("Join time", ("joined", "joined at", "time joined", "first join", "join")),
    Column("Leave time", ("left", "left at", "time exited", "last leave", "leave", "exited")),
    Column(
        "Duration",
        (
            "duration minutes",
            "total duration minutes",
            "duration mins",
            "in meeting duration",
            "minutes",
            "time in call",
        ),
    ),
    Column("In waiting room", ("waiting room",)),
    # What exports hold besides, and nobody needs.
    *map(Column, ("Guest", "Recording consent", "Recording disclaimer response", "Role", "Participant ID")),
)
A_DAY, PAST_MIDNIGHT = timedelta(days=1), timedelta(hours=6)
"""So long may somebody have stayed who left, by the clock, before they joined; else the two times are swapped."""

_TWO_NAMES = re.compile(r"([^()]+) \(([^()/#]{2,})\)")
_PRONOUNS = frozenset({"she", "he", "they", "her", "him", "them", "hers", "his", "theirs", "ella", "el", "elle", "ze"})


@dataclass
class _Stay:
    """One person's rows: when they were there, as far as that can be told, and minutes of which only the number is."""

    name: str = field(repr=False)
    other: str = field(repr=False)
    email: str = field(repr=False)
    rows: list[Row] = field(default_factory=list)
    spans: list[tuple[datetime, datetime]] = field(default_factory=list)
    minutes: float = 0

    def whole_minutes(self) -> int:
        """How long they were there: times that overlap count once. A minute that was begun is a whole one."""
        return math.ceil(_length(self.spans) / timedelta(minutes=1) + self.minutes - 1e-6)


def read(delivery: Delivery, label: str, held: Held) -> Sheet:
    """M2, M3. Who was in a meeting for at least the minutes that its line in the tab Sources asks for.

    Raises TabFault where a needed column is missing or doubled, RowFault where the event isn't known.
    """
    source, event = delivery.source, held.named(delivery.source.event)
    needs = [("Name", "First name", "Email"), *([("Duration", "Join time")] if source.minimum else [])]
    tab = Tab(label, _COLUMNS, needs=tuple(needs))
    account, rows = opened(tab, table_in(tab, delivery.rows))
    stays = _put_together(_stays(account, rows, asked=bool(source.minimum)))
    lines = list(_lines(delivery, label, account, event, stays))
    return account.closed(source.kind, **{"shifts" if source.activity else "sign_ins": tuple(lines)})


def _lines(
    delivery: Delivery, label: str, account: Account, event: Event, stays: Iterable[_Stay]
) -> Iterator[SignIn | Shift]:
    """A line for everybody who stayed long enough; those who didn't weren't there."""
    source = delivery.source
    for stay in stays:
        if stay.whole_minutes() < source.minimum:
            account.not_there += len(stay.rows)
            continue
        account.duplicates += len(stay.rows) - 1
        row = min(one.number for one in stay.rows)
        if source.activity:
            yield Shift(row, event.on, source.activity, stay.name, stay.email, label, stay.other)
        else:
            yield SignIn(row, event, stay.name, stay.email, label, stay.other)


def _stays(account: Account, rows: Iterable[Row], *, asked: bool) -> Iterator[_Stay]:
    """What each row says by itself. Who was left in the waiting room wasn't there."""
    for row in rows:
        try:
            stay = _stay(row, asked=asked)
        except RowFault as fault:
            account.fault(row, fault)
            continue
        if stay is None:
            account.not_there += 1
        else:
            yield stay


def _stay(row: Row, *, asked: bool) -> _Stay | None:
    """One row; None if it is about the waiting room. Raises RowFault where minutes are asked for and can't be told."""
    if row.read("In waiting room", cells.yes_or_no):
        return None
    said, email = somebody(row)
    name, other = _names(said)
    found = _Stay(name, other, email, [row])
    joined, left = row.read("Join time", clocks.moment), row.read("Leave time", clocks.moment)
    if joined and left and joined.year < 1900 and left < joined and left + A_DAY - joined <= PAST_MIDNIGHT:
        left += A_DAY  # a time without its day
    if joined and left and timedelta(0) <= left - joined <= A_DAY:
        found.spans.append((joined, left))
    elif asked and joined and left and not row.says("Duration"):
        raise RowFault(
            "Leave time", "it doesn't fit the join time", "Correct the times, or write the minutes of the stay"
        )
    elif asked:
        found.minutes = row.read("Duration", clocks.minutes)
    return found


def _names(said: str) -> tuple[str, str]:
    """The name that somebody went by, and the one in brackets behind it, unless that says how to speak of them."""
    two = _TWO_NAMES.fullmatch(said)
    if two and not set(plain(two[2]).split()) & _PRONOUNS:
        return two[1].strip(), two[2].strip()
    return said, ""


def _put_together(stays: Iterable[_Stay]) -> tuple[_Stay, ...]:
    """The rows of one person as one. A row without an address belongs to the one person of that whole name."""
    found: dict[tuple[str, str, str], _Stay] = {}
    for stay in stays:
        _join(found.setdefault(_key(stay), _Stay(stay.name, stay.other, stay.email)), stay)
    addressed: dict[str, list[_Stay]] = {}
    for stay in found.values():
        if stay.email:
            addressed.setdefault(plain(stay.name), []).append(stay)
    for key, stay in [one for one in found.items() if not one[1].email]:
        same = addressed.get(plain(stay.name), [])
        if len(same) == 1 and " " in plain(stay.name):
            _join(same[0], found.pop(key))
    return tuple(found.values())


def _key(stay: _Stay) -> tuple[str, str, str]:
    return plain(stay.name), "" if stay.email else plain(stay.other), stay.email


def _join(one: _Stay, another: _Stay) -> None:
    one.rows += another.rows
    one.spans += another.spans
    one.minutes += another.minutes


def _length(spans: Iterable[tuple[datetime, datetime]]) -> timedelta:
    """How long it is that at least one of the spans lasts."""
    total, end = timedelta(0), datetime.min  # noqa: DTZ901 - clocks on the wall
    for joined, left in sorted(spans):
        total += max(timedelta(0), left - max(joined, end))
        end = max(end, left)
    return total
