"""What partners owe one another in time, and what happens when something goes otherwise than planned."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from core.bylaws.partnership import settled
from core.bylaws.reminders import ReminderDue
from core.calendar import day_in_words
from core.charter import Charter
from core.cited import plain
from core.numbers import many
from core.ruling import Ruling


@dataclass(frozen=True)
class Deliverable:
    """A goal or a deliverable, the local day on which it is due, and the one on which it was reached."""

    name: str
    due: date | None
    done: date | None = None


@dataclass(frozen=True)
class Circumstance:
    """Something that may go wrong, what the partners do then, and the local day since which it is so."""

    name: str
    response: str
    since: date | None = None


def are_time_bound(goals: Sequence[Deliverable], deliverables: Sequence[Deliverable]) -> Ruling:
    """P12, P1. The partners have a goal and a deliverable at least, and each of them has a day on which it is due."""
    for what, listed in (("goal", goals), ("deliverable", deliverables)):
        if not listed:
            return Ruling(False, "P12", f"no {what} is on record")
    undated = [one.name for one in (*goals, *deliverables) if one.due is None]
    if undated:
        return Ruling(False, "P12", f"no due date for {', '.join(f'“{name}”' for name in undated)}")
    counted = f"{many(len(goals), 'goal')} and {many(len(deliverables), 'deliverable')}"
    return Ruling(True, "P12", f"{counted}, each with its due date")


def are_ahead(listed: Sequence[Deliverable], *, on: date) -> Ruling:
    """P12. What partners agree on a local day to reach is due on that day or after it, unless it is reached already."""
    past = [one for one in listed if one.due is not None and one.done is None and one.due < on]
    if past:
        named = ", ".join(f"“{one.name}” on {day_in_words(one.due)}" for one in past if one.due)
        return Ruling(False, "P12", f"due on a day that is past: {named}")
    return Ruling(True, "P12", "nothing is due on a day that is past")


def reminder_due(deliverable: Deliverable, *, sent: int, on: date, charter: Charter) -> ReminderDue:
    """P12. Whether partners are reminded on a local day of what is due; the last reminder says that it is overdue.

    `sent` is the number of the last one that went out, 0 if none did. One that was overslept isn't sent with the next.
    """
    if deliverable.done is not None or deliverable.due is None:
        why = "it is done" if deliverable.done else "it has no due date"
        return ReminderDue(Ruling(False, "P12", why), sent)
    before = settled(charter).remind_days_before.value
    overdue = on > deliverable.due
    number = sum(deliverable.due - timedelta(days=days) <= on for days in before) + overdue
    if number <= sent:
        because = f"{many(sent, 'reminder')} went out, the next is not due"
        return ReminderDue(Ruling(False, "P12", because), sent)
    day = day_in_words(deliverable.due)
    words = f"“{deliverable.name}” was due on {day}" if overdue else f"“{deliverable.name}” is due on {day}"
    return ReminderDue(Ruling(True, "P12", words), number)


def are_foreseen(circumstances: Sequence[Circumstance]) -> Ruling:
    """P10. The partners list what is likely to go wrong, each with what they do then."""
    if not circumstances:
        return Ruling(False, "P10", "no unplanned circumstance is listed")
    names = [plain(one.name) for one in circumstances]
    twice = next((one.name for one in circumstances if names.count(plain(one.name)) > 1), "")
    if twice:
        return Ruling(False, "P10", f"“{twice}” is listed twice")
    open_ones = [one.name for one in circumstances if not one.response.strip()]
    if open_ones:
        return Ruling(False, "P10", f"no response to {', '.join(f'“{name}”' for name in open_ones)}")
    return Ruling(True, "P10", f"{many(len(circumstances), 'circumstance')}, each with its response")


def may_be_triggered(name: str, circumstances: Sequence[Circumstance]) -> Ruling:
    """P10. Whether it can be put on record that a circumstance has come to pass: `because` is the response to it.

    Triggered again while it lasts it has no second response; something that nobody foresaw has none, and the
    delegates decide.
    """
    found = next((one for one in circumstances if plain(one.name) == plain(name)), None)
    if found is None:
        return Ruling(False, "P10", f"“{name}” isn't listed; the delegates decide what is done")
    if not found.response.strip():
        return Ruling(False, "P10", f"“{found.name}” has no response; the delegates decide what is done")
    if found.since is not None:
        return Ruling(False, "P10", f"“{found.name}” is on record since {day_in_words(found.since)}")
    return Ruling(True, "P10", found.response.strip())
