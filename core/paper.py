"""Papers: which questions a form asks – a ballot, or one that stays open – and how an answered one is read back."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from typing import Literal


@dataclass(frozen=True)
class Question:
    """One question on a form, under an id of our own (8 hex digits, so the link is known beforehand).

    Of "boxes" several may be ticked; of a "choice" or a "dropdown" one is chosen.
    """

    id: str
    title: str
    kind: Literal["text", "paragraph", "date", "choice", "dropdown", "boxes"]
    required: bool
    options: tuple[str, ...] = ()
    help: str = ""


@dataclass(frozen=True)
class Section:
    """A page break with a heading and an explanation; it asks nothing."""

    id: str
    title: str
    text: str = ""


@dataclass(frozen=True)
class Paper:
    """Everything a form shows, in order. E-mail collection is always off."""

    title: str
    description: str
    parts: tuple[Question | Section, ...]

    def questions(self) -> Iterator[Question]:
        """The parts that ask something, in order."""
        return (part for part in self.parts if isinstance(part, Question))

    def fingerprint(self) -> str:
        """SHA-256 over all wording, options, ids and their order."""
        canonical = json.dumps(asdict(self), sort_keys=True, ensure_ascii=False, separators=(",", ":"))
        return hashlib.sha256(canonical.encode()).hexdigest()


def question_id(election: str, *of: str | int) -> str:
    """An id of our own for a question: eight hex digits that Google keeps, so that links are known beforehand.

    The first digit is 1 to 7: a respondent's page names questions by the same number in
    decimal, which has to fit 31 bits.
    """
    digits = hashlib.sha256(json.dumps(["question/v1", election, *of]).encode()).hexdigest()[:8]
    return f"{int(digits[0], 16) % 7 + 1}{digits[1:]}"
