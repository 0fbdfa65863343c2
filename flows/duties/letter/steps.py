"""The steps of a letter: each is written down only if the letter is still where the step found it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session

from core import letters
from core.records import Letter
from flows.secretary import Secretary


@dataclass(frozen=True)
class Step:
    """What one step of a letter's way found: the state it is in now, or why a person must look.

    `after` is the letter as the step left it, where the step has written something down itself.
    """

    state: str
    because: str = ""
    changes: Mapping[str, Any] | None = None
    after: Letter | None = None


class Stuck(Exception):
    """A letter can't go on before a person has done something. Every pass tries again."""


TOLD_TO_GO = (letters.SENDING, *letters.DELIVERED)
"""The states of a letter that nobody can give up any more."""

WAIT = None
"""Nothing more can be done for this letter now."""


def read(secretary: Secretary, key: str) -> Letter:
    """A letter as the book has it now."""
    with secretary.ledger.reading() as session:
        return session.get_one(Letter, key)


def record(
    secretary: Secretary, before: Letter, step: Step, *, unless: Callable[[Session, Letter], bool] | None = None
) -> bool:
    """Write a step down, if the letter is still where it was when the step began. If not, another process is ahead.

    `unless` is asked while the book is held, so that what it says is still so when the step is written.
    """
    with secretary.ledger.writing(secretary.now()) as pen:
        letter = pen.session.get_one(Letter, before.key)
        if _place(letter) != _place(before) or (unless is not None and unless(pen.session, letter)):
            return False
        letter.state = step.state
        letter.held_because = step.because
        for name, value in (step.changes or {}).items():
            setattr(letter, name, value)
        pen.log(f"letter.{step.state}", letter=letter.key, size=letter.size)
    return True


def _place(letter: Letter) -> tuple[object, ...]:
    """Where a letter is on its way. No two moments of it look alike, also if it starts over.

    Until it is told to go, when it may go belongs to that: one that is given up this very moment isn't sent.
    """
    way = letter.state, letter.restarts, letter.tries, letter.accepted, letter.segment_id, letter.campaign_id
    return way if letter.state in TOLD_TO_GO else (*way, letter.not_before, letter.not_after)


def hold(because: str) -> Step:
    """The step of a letter that only a person can help."""
    return Step(letters.HELD, because)
