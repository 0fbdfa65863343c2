"""Privacy: to whom the list of members may go, who is on it then, and how long what is kept."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from core.articles import Privacy
from core.calendar import day_in_words
from core.ruling import Ruling

Part = Literal["official co-sponsor", "supporting partner", "none"]
"""An organisation's part in an event, as far as anybody has recorded one."""


@dataclass(frozen=True)
class Concerned:
    """One member whose line would be on a list: when they were told (None: not yet), and what speaks against it.

    `took_part` is whether they came to the event; `objected` whether they asked to be left out, or to be erased.
    """

    told_on: date | None
    took_part: bool = True
    objected: bool = False


def is_cosponsor(part: Part) -> Ruling:
    """M8. Only an official co-sponsor of this very event; a supporting partner isn't one."""
    if part == "official co-sponsor":
        return Ruling(True, "M8", "it is an official co-sponsor of this event")
    if part == "supporting partner":
        return Ruling(False, "M8", "it is a supporting partner of this event, not an official co-sponsor")
    return Ruling(False, "M8", "nobody has recorded it as an official co-sponsor of this event")


def was_told_in_time(told_on: date | None, *, on: date, rules: Privacy) -> Ruling:
    """M8. Members were told so many days before. Days are days on the calendar in the organisation's zone."""
    if told_on is None:
        return Ruling(False, "M8", "members haven't been told of it")
    earliest = told_on + timedelta(days=rules.notice_days.value)
    told = f"members were told on {day_in_words(told_on)}"
    if on < earliest:
        return Ruling(False, "M8", f"{told}, so it can be handed over from {day_in_words(earliest)} on")
    return Ruling(True, "M8", f"{told}, at least {rules.notice_days.value} days before")


def may_share(part: Part, *, told_on: date | None, on: date, rules: Privacy) -> Ruling:
    """M8. The list may go to an official co-sponsor of the event, after members were told; to nobody else."""
    cosponsors = is_cosponsor(part)
    return was_told_in_time(told_on, on=on, rules=rules) if cosponsors else cosponsors


def may_hand_over(member: Concerned, *, on: date, rules: Privacy) -> Ruling:
    """M8. Whether one member's line may be on the list: in the charter's circle, told in time, and not objecting."""
    if rules.share_circle.value == "attendees of the event" and not member.took_part:
        return Ruling(False, "M8", "they didn't come to the event")
    if member.objected:
        return Ruling(False, "M8", "they asked to be left out")
    return was_told_in_time(member.told_on, on=on, rules=rules)


def kept_since(on: date, *, days: int) -> date:
    """The first day of which something is still kept: what is older than so many days goes."""
    return on - timedelta(days=days)


def may_forget(of: date, *, days: int, on: date) -> Ruling:
    """M8. Whether something of that day has been kept as long as the charter says, and may go."""
    since = kept_since(on, days=days)
    because = f"what is of {day_in_words(since)} or later is kept, and this is of {day_in_words(of)}"
    return Ruling(of < since, "M8", because)
