"""The agenda: what is due, when, who has to act, and for which races."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from core import calendar


@dataclass(frozen=True)
class Due:
    """Something that is due on a local day, or at an instant in UTC: what, who has to act, for which races or election.

    `mark` is what it is known by, and stays when day or words change. One that `waits` is due until somebody has done
    it; any other is over once its time has passed. It holds no addresses, and no names but those of candidates.
    """

    when: date | datetime
    what: str
    who: str
    about: tuple[str, ...]
    mark: str
    waits: bool = False


def day_of(due: Due, zone: str) -> date:
    """The local day on which something is due."""
    return calendar.day_of(due.when, zone) if isinstance(due.when, datetime) else due.when


def is_past(due: Due, *, now: datetime, zone: str) -> bool:
    """Whether its time has passed: the instant, or the whole local day."""
    return due.when <= now if isinstance(due.when, datetime) else due.when < calendar.day_of(now, zone)


def ahead(dues: Iterable[Due], *, now: datetime, zone: str) -> list[Due]:
    """What is still to come, and what should have been done by now; by time, so that the latter comes first."""
    left = (one for one in dues if one.waits or not is_past(one, now=now, zone=zone))
    return sorted(left, key=lambda one: (_begins(one, zone), one.mark))


def _begins(due: Due, zone: str) -> datetime:
    """A day comes before the hours of that day."""
    return due.when if isinstance(due.when, datetime) else datetime.combine(due.when, time(), ZoneInfo(zone))
