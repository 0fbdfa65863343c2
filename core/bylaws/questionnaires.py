"""Questionnaires: how each candidate stands towards one, whom a reminder is for, and when the step has been taken."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final, Literal, TypeAlias

from core.charter import Charter
from core.numbers import many
from core.ruling import Ruling

Stand: TypeAlias = Literal["answered", "an ally's answers", "declined", "asked", "not asked"]
ANSWERED: Final = "answered"
ALLIED: Final = "an ally's answers"
DECLINED: Final = "declined"
ASKED: Final = "asked"
NOT_ASKED: Final = "not asked"


@dataclass(frozen=True)
class Version:
    """One version of a candidate's answers: when it came, whether anything is answered, whether it says no to all."""

    handed_in: datetime
    answers: bool
    declines: bool = False


@dataclass(frozen=True)
class Approached:
    """What was done about one candidate: when they were asked, whether they declined, whether an ally's answers serve.

    `versions` are all that they sent, oldest first.
    """

    asked_at: datetime | None = None
    declined: bool = False
    allied: bool = False
    versions: tuple[Version, ...] = ()


def is_in_time(handed_in: datetime, due_at: datetime) -> bool:
    """E4. What comes in before the deadline counts."""
    return handed_in < due_at


def counting(versions: Sequence[Version], due_at: datetime) -> Version | None:
    """E4. The version that counts: the last one in time, whole, whatever an earlier one said."""
    return next((one for one in reversed(versions) if is_in_time(one.handed_in, due_at)), None)


def stand(of: Approached, due_at: datetime) -> Stand:
    """E4, E5. How a candidate stands. A partial answer is one; an allied organisation's answers serve instead."""
    last = counting(of.versions, due_at)
    if last is not None and last.answers:
        return ANSWERED
    if of.allied:
        return ALLIED
    if of.declined or (last is not None and last.declines):
        return DECLINED
    return ASKED if of.asked_at is not None else NOT_ASKED


def reminder_due(heard_at: datetime, due_at: datetime, *, at: datetime, charter: Charter) -> int | None:
    """E4. How many days before the deadline the reminder is that is due now, of those after `heard_at`.

    That is when the candidate was asked, or given more time since. Only the latest one: whoever was away for a week
    isn't reminded twice at once. None: none is due.
    """
    rules = charter.endorsement.questionnaires
    if rules is None or not is_in_time(at, due_at):
        return None
    begun = [
        days
        for days in rules.remind_days_before.value
        if heard_at < due_at - timedelta(days=days) and due_at - timedelta(days=days) <= at
    ]
    return min(begun, default=None)


def may_be_recorded(stands: Sequence[Stand], *, over: bool) -> Ruling:
    """E4. The questionnaire is a step that was taken once its time is over, if somebody answered or all were asked."""
    if not over:
        return Ruling(False, "E4", "candidates still have time to answer")
    answered = sum(one in (ANSWERED, ALLIED) for one in stands)
    if answered:
        return Ruling(True, "E4", f"{answered} of {many(len(stands), 'candidate')} answered")
    left = stands.count(NOT_ASKED)
    if left:
        return Ruling(False, "E4", f"nobody answered, and we couldn't ask {many(left, 'candidate')}")
    if not stands:
        return Ruling(False, "E4", "there are no candidates")
    return Ruling(True, "E4", f"{many(len(stands), 'candidate')} could answer, and nobody did")
