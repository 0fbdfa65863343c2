"""What delegates say of a parallel vote: the form's questions, and the answers read back as reports or steps."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any, Literal, TypeAlias

from core.bylaws.partnership_parallel import Report
from core.cited import plain
from core.paper import question_id
from core.petitions import legible

Kind: TypeAlias = Literal["report", "step"]

CODE, WHAT = "code", "what"
DECISION, TOOK_PART, COULD, FEEDBACK = "decision", "took_part", "could", "feedback"
STEP, AGREES = "step", "agrees"

REPORTS, DECIDES = "How my organisation decided", "What the partners do next"
"""What an answer can be about, as the form has it."""

IN_REPORT = (DECISION, TOOK_PART, COULD, FEEDBACK)
IN_STEP = (STEP, AGREES)
NUMBERS = {TOOK_PART: "how many took part", COULD: "how many could take part"}

LONGEST_FEEDBACK, LONGEST_STEP = 3_000, 600
"""Characters that fit into a letter in which all of it stands, word for word."""

_PERCENTAGE = re.compile(r"(\d{1,4})(?:[.,](\d{1,4}))?\s*%?")


class Unreadable(ValueError):
    """An answer can't be taken for a report, or for a step. The message says what is wrong with it."""


@dataclass(frozen=True)
class Sent:
    """One answer of the form: the code as typed, what it is about, and what was written."""

    code: str = field(repr=False)
    kind: Kind = "report"
    said: Mapping[str, str] = field(default_factory=dict, repr=False)


def asked(key: str, of: str) -> str:
    """The id of a question on the form of a parallel vote."""
    return question_id(f"parallel/{key}", of)


def share_of(nth: int) -> str:
    """What the percentage of the choice of that number is called, the first being 1."""
    return f"share-{nth}"


def sent(key: str, choices: Sequence[str], answers: Mapping[str, tuple[str, ...]]) -> Sent:
    """P6. What came in on the form. Everything that was written is kept; the code is compared, and never kept."""

    def typed(of: str) -> str:
        return legible("\n".join(answers.get(asked(key, of), ())))

    shares = [share_of(nth) for nth in range(1, len(choices) + 1)]
    words = {of: typed(of) for of in (*IN_REPORT, *shares, *IN_STEP)}
    kind: Kind = "step" if typed(WHAT) == DECIDES else "report"
    return Sent(typed(CODE), kind, {of: said for of, said in words.items() if said})


def report(said: Mapping[str, Any], partner: str, *, choices: Sequence[str]) -> Report:
    """P6. What was written, as a report. Raises Unreadable where a number is missing, or is none."""
    decision = str(said.get(DECISION, "")).strip()
    if not decision:
        raise Unreadable("it doesn't say what was decided")
    took_part, could = (_whole(said, of) for of in (TOOK_PART, COULD))
    shares = {
        choice: _percentage(words, choice)
        for nth, choice in enumerate(choices, start=1)
        if (words := str(said.get(share_of(nth), "")).strip())
    }
    feedback = str(said.get(FEEDBACK, "")).strip()
    _fits(feedback, LONGEST_FEEDBACK)
    return Report(partner, decision, shares, took_part, could, feedback)


def _fits(words: str, longest: int) -> None:
    if len(words) > longest:
        raise Unreadable(f"a text in it has {len(words)} characters; {longest} fit into our letters")


def _whole(said: Mapping[str, Any], of: str) -> int:
    words = str(said.get(of, "")).strip()
    if not words:
        raise Unreadable(f"it doesn't say {NUMBERS[of]}")
    if not (words.isascii() and words.isdecimal() and len(words) <= len("1000000")):
        raise Unreadable(f"{NUMBERS[of]} isn't written as a whole number")
    return int(words)


def _percentage(words: str, choice: str) -> Fraction:
    found = _PERCENTAGE.fullmatch(words)
    if found is None:
        raise Unreadable(f"the share of “{choice}” isn't written as a percentage, such as 62.5")
    return Fraction(f"{found[1]}.{found[2] or 0}")


def percent(share: Fraction) -> str:
    """A share in per cent, with one decimal where it isn't whole."""
    return f"{float(share):.1f}".removesuffix(".0") + "%"


def proposals(steps: Iterable[Mapping[str, Any]]) -> tuple[str, ...]:
    """P6. The next steps that were proposed in words, each once, in the order in which they came. Letters number them.

    Whoever agrees with one by its number proposes nothing new.
    """
    found: dict[str, str] = {}
    for said in steps:
        words = str(said.get(STEP, "")).strip()
        if words and len(words) <= LONGEST_STEP and not str(said.get(AGREES, "")).strip():
            found.setdefault(plain(words), words)
    return tuple(found.values())


def step(said: Mapping[str, Any], proposed: Sequence[str]) -> str:
    """P6. Which next step somebody wants: the one whose number they gave, else their own words.

    Raises Unreadable where the number is none of those proposed, and where nothing was said.
    """
    number = str(said.get(AGREES, "")).strip().rstrip(".")
    if number:
        known = {str(nth): words for nth, words in enumerate(proposed, start=1)}
        if number not in known:
            raise Unreadable(f"“{number[:20]}” is the number of no proposal; {_known(len(proposed))}")
        return known[number]
    words = str(said.get(STEP, "")).strip()
    if not words:
        raise Unreadable("it says no next step")
    _fits(words, LONGEST_STEP)
    return next((one for one in proposed if plain(one) == plain(words)), words)


def _known(number: int) -> str:
    return "there is none yet" if number == 0 else f"they are numbered from 1 to {number}"
