"""What came in: each submitted form is counted, superseded, late, of an unknown code, or malformed – never lost."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

Fate = Literal["counted", "superseded", "late", "unknown", "malformed"]
FATES: tuple[Fate, ...] = ("counted", "superseded", "late", "unknown", "malformed")

NEVER_OFFERED = "\N{REPLACEMENT CHARACTER}"
"""What is kept of an answer that the form didn't offer. It makes the ballot malformed."""


@dataclass(frozen=True)
class Offer:
    """The answers that a question offers, and whether several of them may be given."""

    answers: frozenset[str]
    several: bool = False

    def has(self, given: tuple[str, ...]) -> bool:
        """Whether this can be somebody's answer: only what is offered, and of that as many as may be, each once."""
        return (self.several or len(given) <= 1) and len(set(given)) == len(given) and self.answers.issuperset(given)


@dataclass(frozen=True)
class Submission:
    """One version of one submitted form.

    `submitted` is Google's own time of the last submission (UTC, nanoseconds, as text that
    sorts); `marks` maps our question ids to the answers chosen.
    """

    response_id: str
    submitted: str
    code_hash: str
    marks: Mapping[str, tuple[str, ...]]


@dataclass(frozen=True)
class Intake:
    """Every submission with its fate, and how many met each."""

    fates: tuple[tuple[Submission, Fate], ...]

    def counted(self) -> tuple[Submission, ...]:
        """The ballots that count: at most one per code."""
        return tuple(submission for submission, fate in self.fates if fate == "counted")

    def tally(self) -> dict[str, int]:
        """received = counted + superseded + late + unknown + malformed."""
        met = Counter(fate for _, fate in self.fates)
        return {"received": len(self.fates)} | {fate: met[fate] for fate in FATES}


def instant(text: str) -> str:
    """Google's time of a submission as text that sorts: UTC with nine decimals. Raises ValueError for anything else."""
    whole, _, decimals = text.removesuffix("Z").partition(".")
    if not text.endswith("Z") or len(whole) != len("2026-11-05T18:00:00") or not (decimals or "0").isdigit():
        raise ValueError(f"{text!r} is not a UTC time as Google writes it")
    return f"{whole}.{decimals.ljust(9, '0')[:9]}Z"


def sort(
    submissions: Iterable[Submission],
    *,
    credentials: Collection[str],
    deadline: str,
    offered: Mapping[str, Offer],
) -> Intake:
    """Decide the fate of every submission.

    Google's time decides what is late, not ours: a ballot submitted at the deadline itself
    is in time. Of the valid, in-time ballots of one code the latest counts, which undoes a
    stray or coerced one. `deadline` is text as `instant` gives; `offered` says what
    each question offers.
    """
    fates: list[tuple[Submission, Fate]] = []
    latest: dict[str, Submission] = {}
    for submission in sorted(submissions, key=lambda one: (one.submitted, one.response_id)):
        fate = _set_aside(submission, credentials=credentials, deadline=deadline, offered=offered)
        if fate is not None:
            fates.append((submission, fate))
            continue
        earlier = latest.get(submission.code_hash)
        if earlier is not None:
            fates.append((earlier, "superseded"))
        latest[submission.code_hash] = submission
    fates.extend((submission, "counted") for submission in latest.values())
    return Intake(tuple(fates))


def _set_aside(
    submission: Submission, *, credentials: Collection[str], deadline: str, offered: Mapping[str, Offer]
) -> Fate | None:
    """Why a submission can't count at all, or None."""
    if submission.submitted > deadline:
        return "late"
    if submission.code_hash not in credentials:
        return "unknown"
    return "malformed" if is_malformed(submission, offered) else None


def is_malformed(submission: Submission, offered: Mapping[str, Offer]) -> bool:
    """Whether it says anything that its form didn't offer."""
    return any(not _was_offered(question, given, offered) for question, given in submission.marks.items())


def _was_offered(question: str, given: tuple[str, ...], offered: Mapping[str, Offer]) -> bool:
    """Whether an answer is one that the form offered."""
    return question in offered and offered[question].has(given)


def without_strange_words(
    marks: Mapping[str, tuple[str, ...]], offered: Mapping[str, Offer]
) -> dict[str, tuple[str, ...]]:
    """The same marks, but no word that the form didn't offer: it may be anything, somebody's name for instance."""
    return {
        question: given if _was_offered(question, given, offered) else (NEVER_OFFERED,)
        for question, given in marks.items()
        if question in offered  # a question that somebody added to the form by hand is no part of the ballot
    }


def as_data(submission: Submission) -> dict[str, Any]:
    """A submission as plain data, for a digest of a full reading."""
    return {
        "response": submission.response_id,
        "submitted": submission.submitted,
        "code": submission.code_hash,
        "marks": {question: list(given) for question, given in sorted(submission.marks.items())},
    }
