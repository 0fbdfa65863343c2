"""A forum's forms read back: what candidates replied, and what members thought of it, in counts and words."""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from core.paper import question_id

Answers = Mapping[str, tuple[str, ...]]
"""What somebody answered: by the id of each question."""

PLANNED: Final = "planned"
OFF: Final = "called off"
HELD: Final = "held"
NOT_HELD: Final = "not held"
"""How a forum stands."""

STEP, FEEDBACK_STEP = "forum", "members' feedback"
"""The steps of a process that a forum takes."""

REPLY, FEEDBACK = "reply", "feedback"
"""A forum's two forms."""

COMES, DECLINES, UNSURE = "will come", "will not", "not sure"

REPLIES: Mapping[str, str] = {
    "Yes, I will come": COMES,
    "No, I will not come": DECLINES,
    "I am not sure yet": UNSURE,
}
"""What candidates choose between, and what each is called in lists."""

WAYS = ("I was there", "I followed it online", "I saw the recording")
VIEWS = ("Well", "Partly", "Not well", "I can't say")
"""What members choose between."""

LONGEST = 5000
"""Characters of an answer that a cell shows. The whole is in the form."""


def reply_questions(forum: str) -> dict[str, str]:
    """The ids of the questions that candidates are asked, by what they ask."""
    return {asked: question_id(f"forum/{forum}", REPLY, asked) for asked in ("code", "reply", "question")}


def feedback_question(forum: str, *of: str | int) -> str:
    """The id of a question that members are asked."""
    return question_id(f"forum/{forum}", FEEDBACK, *of)


@dataclass(frozen=True)
class Reply:
    """What one answer of a candidate says. An empty `reply`: none of those that were offered."""

    code: str = field(repr=False)
    reply: str
    question: str = field(repr=False)


def reply_in(forum: str, answers: Answers) -> Reply:
    """What a candidate answered, whatever they typed."""
    said = {asked: _legible("\n".join(answers.get(one, ()))) for asked, one in reply_questions(forum).items()}
    return Reply(said["code"], REPLIES.get(said["reply"], ""), said["question"])


@dataclass(frozen=True)
class Summary:
    """What members said on a form: how many said something, how often each choice was made, and their words.

    The words are in the order of the alphabet, so that nobody can tell from their place who wrote them, or when.
    """

    answers: int
    counts: Mapping[str, Mapping[str, int]]
    words: Sequence[str] = field(repr=False)


def summary(asks: Mapping[str, Any], answered: Iterable[Answers]) -> Summary:
    """E6. The feedback on a forum, from every answer that came in time. Empty ones don't count."""
    offered = {asks["how"]: WAYS} | {one["id"]: VIEWS for one in asks["candidates"]}
    known = {*offered, asks["words"]}
    said = [one for one in answered if any("".join(values).strip() for of, values in one.items() if of in known)]
    counts = {of: _counted(options, [one.get(of, ()) for one in said]) for of, options in offered.items()}
    words = sorted(filter(None, (_legible("\n".join(one.get(asks["words"], ()))) for one in said)))
    return Summary(len(said), counts, words)


def _counted(options: Sequence[str], given: Iterable[tuple[str, ...]]) -> dict[str, int]:
    found = Counter(value for values in given for value in set(values))
    return {option: found[option] for option in options}


def rows(asks: Mapping[str, Any], told: Summary) -> list[list[str]]:
    """The tab of a forum's feedback: a table of the choices, and below it the words, each in a row of its own."""
    views = [[f"{one['name']} ({one['race_title']})", *_numbers(told.counts[one["id"]])] for one in asks["candidates"]]
    found = [
        ["This is not a vote. How many members answered:", str(told.answers)],
        ["How they followed it", *WAYS],
        ["", *_numbers(told.counts[asks["how"]])],
        ["How well questions were answered", *VIEWS],
        *views,
        ["In their own words, in the order of the alphabet"],
        *([shown(one)] for one in told.words),
    ]
    width = max(map(len, found))
    return [row + [""] * (width - len(row)) for row in found]


def _numbers(counts: Mapping[str, int]) -> list[str]:
    return [str(number) for number in counts.values()]


def shown(words: str) -> str:
    """An answer as a cell shows it: on one line, and cut where it is a whole treatise."""
    line = " ".join(words.split())
    return line if len(line) <= LONGEST else f"{line[:LONGEST]} … (more in the form)"


def _legible(text: str) -> str:
    """The text without half characters, control and invisible signs, which databases and sheets refuse or hide."""
    whole = text.encode("utf-8", "replace").decode("utf-8")
    kept = (sign if sign == "\n" or unicodedata.category(sign)[0] != "C" else " " for sign in whole)
    return "".join(kept).strip()
