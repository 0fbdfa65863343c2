"""What a race's questionnaire asks, how an answered one is read, and how the answers stand side by side."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeAlias

from core.bank import Asking
from core.paper import question_id
from core.petitions import legible

Questions: TypeAlias = Sequence[Mapping[str, Any]]
"""Questions as they are kept with a race: id, kind, heading and question of each."""

CODE, DECLINE = "code", "decline"
"""The two questions that are no questions of the bank: whose answers these are, and whether they decline."""

LONGEST_CELL = 24_000
"""Characters that we write into one cell. Google takes 50,000; a sign may count as two there."""

SHORTENED = " …"


@dataclass(frozen=True)
class Sent:
    """One answer of the form: the code as it was typed, what was answered by the bank's ids, and whether they decline.

    The code is never kept.
    """

    code: str = field(repr=False)
    said: Mapping[str, str] = field(repr=False)
    declines: bool = False


@dataclass(frozen=True)
class Column:
    """A candidate in the sheet of answers: how they are headed, how they stand, and what they answered by question."""

    name: str = field(repr=False)
    how: str
    said: Mapping[str, str] = field(repr=False)


def snapshot(asking: Iterable[Asking]) -> list[dict[str, Any]]:
    """The questions as they are kept with a race: whatever the bank says later, candidates were asked these."""
    return [{"id": one.id, "kind": one.kind, "heading": one.heading, "question": one.question} for one in asking]


def asked(race: str, of: str) -> str:
    """The id of a question on a race's form: of the bank's by its id there, or CODE or DECLINE."""
    return question_id(f"questionnaire/{race}", of)


def sent(race: str, questions: Questions, answers: Mapping[str, tuple[str, ...]]) -> Sent:
    """What came in, whatever it is: all of it is kept, only signs that can't be written are replaced."""
    said = {one["id"]: _answer(answers, asked(race, one["id"])) for one in questions}
    return Sent(
        _answer(answers, asked(race, CODE)),
        {of: words for of, words in said.items() if words},
        declines=bool(_answer(answers, asked(race, DECLINE))),
    )


def _answer(answers: Mapping[str, tuple[str, ...]], question: str) -> str:
    return legible("\n".join(answers.get(question, ())))


def rows(questions: Questions, columns: Sequence[Column], *, at_least: int = 0) -> list[list[str]]:
    """E18. The sheet: a row for each question, a column for each candidate, nothing weighed and nothing left out.

    What is longer than a cell goes on in the rows below. With fewer than `at_least` rows, empty ones follow, so that
    nothing older is left standing under them.
    """
    found = [["", *(one.name for one in columns)], ["How they answered", *(one.how for one in columns)]]
    for question in questions:
        answers = [pieces(one.said.get(question["id"], "")) for one in columns]
        height = max((len(of) for of in answers), default=1)
        for at in range(height):
            title = f"{question['heading']}: {question['question']}" if at == 0 else "(goes on)"
            found.append([title, *(of[at] if at < len(of) else "" for of in answers)])
    blank = [""] * (len(columns) + 1)
    return [*found, *([blank] * (at_least - len(found)))]


def pieces(words: str) -> list[str]:
    """Words in parts that a cell can hold."""
    return [words[at : at + LONGEST_CELL] for at in range(0, len(words), LONGEST_CELL)] or [""]


def beginning(words: str, limit: int) -> str:
    """The beginning of an answer on one line, cut after a word where one ends in time."""
    line = " ".join(words.split())
    if len(line) <= limit:
        return line
    cut = line[: limit - len(SHORTENED)]
    whole = cut.rpartition(" ")[0]
    return (whole if len(whole) > limit // 2 else cut) + SHORTENED
