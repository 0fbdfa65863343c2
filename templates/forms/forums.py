"""The wording of a forum's two forms: what candidates reply, and what members thought of it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from core import forums
from core.paper import Paper, Question
from templates.forms import wording


def reply_paper(facts: Mapping[str, Any]) -> Paper:
    """E6. The form by which candidates say whether they come. Only who they are has to be answered, and that.

    Facts: organisation, forum_title, and questions, the id of each question by what it asks.
    """
    ids = facts["questions"]
    said = {what: wording(what, facts, form="reply") for what in ("title", "description", "code", "reply", "question")}
    code_help, question_help = (wording(f"{what}_help", facts, form="reply") for what in ("code", "question"))
    return Paper(
        said["title"],
        said["description"],
        (
            Question(ids["code"], said["code"], "text", required=True, help=code_help),
            Question(ids["reply"], said["reply"], "choice", required=True, options=tuple(forums.REPLIES)),
            Question(ids["question"], said["question"], "paragraph", required=False, help=question_help),
        ),
    )


def feedback_paper(facts: Mapping[str, Any]) -> Paper:
    """E6. The form on which members say what they thought: it asks nobody who they are, and nothing is required.

    Facts: organisation, forum_title, how and words (ids of questions), and candidates, each with id, name,
    race_title and of_several (whether there is more than one race).
    """

    def say(what: str, known: Mapping[str, Any] = facts) -> str:
        return wording(what, known, form="feedback")

    return Paper(
        say("title"),
        say("description"),
        (
            Question(facts["how"], say("how"), "choice", required=False, options=forums.WAYS),
            *(
                Question(one["id"], say("candidate", {**facts, **one}), "choice", required=False, options=forums.VIEWS)
                for one in facts["candidates"]
            ),
            Question(facts["words"], say("words"), "paragraph", required=False, help=say("words_help")),
        ),
    )
