"""The form of a parallel vote: what delegates report of their organisation's vote, and which next step they want."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from core import parallel
from core.paper import Paper, Question, Section
from core.parallel import AGREES, CODE, COULD, DECIDES, DECISION, FEEDBACK, REPORTS, STEP, TOOK_PART, WHAT
from templates.forms import LONGEST_LIST, wording
from templates.inserts import clean


def parallel_paper(facts: Mapping[str, Any]) -> Paper:
    """P6. The form for the delegates: one page for the report, one for the next step. Either may be left.

    Facts: organisation, key, title, choices.
    """
    key, choices = str(facts["key"]), [clean(one) for one in facts["choices"]]

    def say(what: str, **more: Any) -> str:
        return wording(what, {**facts, **more}, form="parallel")

    def ask(of: str, kind: Any = "text", **more: Any) -> Question:
        return Question(parallel.asked(key, of), say(of), kind, required=False, help=say(f"{of}_help"), **more)

    listed = "choice" if len(choices) <= LONGEST_LIST else "dropdown"
    return Paper(
        say("title"),
        say("description"),
        (
            Question(parallel.asked(key, CODE), say("code"), "text", required=True, help=say("code_help")),
            Question(
                parallel.asked(key, WHAT),
                say("what"),
                "choice",
                required=True,
                options=(REPORTS, DECIDES),
                help=say("what_help"),
            ),
            Section(parallel.asked(key, "page-report"), say("report_page"), say("report_text")),
            ask(DECISION, listed, options=tuple(choices)),
            *(
                Question(
                    parallel.asked(key, parallel.share_of(nth)),
                    say("share", choice=choice),
                    "text",
                    required=False,
                    help=say("share_help"),
                )
                for nth, choice in enumerate(choices, start=1)
            ),
            ask(TOOK_PART),
            ask(COULD),
            ask(FEEDBACK, "paragraph"),
            Section(parallel.asked(key, "page-step"), say("step_page"), say("step_text")),
            ask(STEP, "paragraph"),
            ask(AGREES),
        ),
    )
