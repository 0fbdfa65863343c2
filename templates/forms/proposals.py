"""The wording of the form by which voting members propose key priorities for a year."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from core.paper import Paper, Question
from templates.forms import wording

REQUIRED = ("name", "email", "headline")


def proposal_paper(facts: Mapping[str, Any]) -> Paper:
    """A2. The form for proposals of a year.

    Facts: organisation, year, and questions, the id of each question by what it asks, in their order.
    """

    def say(what: str) -> str:
        return wording(what, facts, form="proposal")

    parts = tuple(
        Question(
            id=question,
            title=say(asked),
            kind="paragraph" if asked == "why" else "text",
            required=asked in REQUIRED,
            help=say(f"{asked}_help"),
        )
        for asked, question in facts["questions"].items()
    )
    return Paper(say("title"), say("description"), parts)
