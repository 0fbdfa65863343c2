"""The forms of calls to all members, and of the nominees: what they ask, in their order."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from core import nominations
from core.nominations import ACCEPT, ACCEPTS, CODE, DECLINES, PARTS
from core.paper import Paper, Question
from templates.forms import wording

REQUIRED = ("name", "email")
"""What has to be answered on a call's form."""


def call_paper(kind: str, facts: Mapping[str, Any]) -> Paper:
    """S3, S5. The form of a call, "nomination" or "volunteers". Only who sends it has to be said.

    Facts: organisation, year or about, and questions, the id of each question by what it asks, in their order.
    """
    parts = tuple(
        Question(
            question,
            wording(asked, facts, form=kind),
            "paragraph" if asked == "why" else "text",
            required=asked in REQUIRED,
            help=wording(f"{asked}_help", facts, form=kind),
        )
        for asked, question in facts["questions"].items()
    )
    return Paper(wording("title", facts, form=kind), wording("description", facts, form=kind), parts)


def statement_paper(facts: Mapping[str, Any]) -> Paper:
    """S3. The form of a year's nominees: whether they accept, and the three parts of their statement. All may be left.

    Facts: organisation, year.
    """

    def say(what: str) -> str:
        return wording(what, facts, form="statement")

    year = int(facts["year"])
    code, accept = nominations.asked(year, CODE), nominations.asked(year, ACCEPT)
    return Paper(
        say("title"),
        say("description"),
        (
            Question(code, say("code"), "text", required=True, help=say("code_help")),
            Question(
                accept, say("accept"), "choice", required=False, options=(ACCEPTS, DECLINES), help=say("accept_help")
            ),
            *(
                Question(
                    nominations.asked(year, part), say(part), "paragraph", required=False, help=say(f"{part}_help")
                )
                for part in PARTS
            ),
        ),
    )
