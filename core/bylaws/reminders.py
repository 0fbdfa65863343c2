"""Reminders of a vote: the latest that is due goes out, and none is sent together with the next."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from core.ruling import Ruling


@dataclass(frozen=True)
class ReminderDue:
    """Whether a reminder goes out now, and which one: 1 for the first."""

    ruling: Ruling
    number: int


def latest_due(times: Sequence[datetime], *, closes: datetime, sent: int, at: datetime, clause: str) -> ReminderDue:
    """E12, S9. The latest reminder whose time has come, by the clause that asks for it, unless it went out.

    `sent` is the number of the last one that went out, 0 if none did. One that was
    overslept is not sent together with the next: two letters at once would help nobody.
    """
    number = sum(time <= at for time in times)
    if at >= closes:
        return ReminderDue(Ruling(False, clause, "voting has closed"), number)
    if number <= sent:
        because = f"{sent} of {len(times)} reminders went out, the next is not due"
        return ReminderDue(Ruling(False, clause, because), sent)
    return ReminderDue(Ruling(True, clause, f"reminder {number} of {len(times)} is due"), number)
