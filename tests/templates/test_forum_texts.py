"""The words of forums: its two forms and the tab of its feedback, whatever people typed."""

from __future__ import annotations

from typing import Any

import pytest

from core import forums
from integrations.google import layout
from templates.forms.forums import feedback_paper, reply_paper
from tests.templates.payloads import PAYLOADS
from tests.templates.test_injection import unsafe_signs

REPLY: dict[str, Any] = {"organisation": "Riverbend Progressives", "questions": forums.reply_questions("autumn")}
FEEDBACK: dict[str, Any] = {
    "organisation": "Riverbend Progressives",
    "how": forums.feedback_question("autumn", "how"),
    "words": forums.feedback_question("autumn", "words"),
}


def candidates(name: str, title: str = "Mayor") -> list[dict[str, Any]]:
    """Two candidates who were there."""
    ids = [forums.feedback_question("autumn", "mayor", nth) for nth in (1, 2)]
    return [{"id": one, "name": name, "race_title": title, "of_several": True} for one in ids]


@pytest.mark.parametrize("payload", PAYLOADS)
def test_nothing_typed_changes_a_forums_forms(payload: str) -> None:
    """E6. Questions, choices and lines are those of the wording, and Google would take the form."""
    named = {"forum_title": f"Forum {payload}"}
    papers = [
        (reply_paper(REPLY | named), reply_paper(REPLY | {"forum_title": "Forum"})),
        (
            feedback_paper(FEEDBACK | named | {"candidates": candidates(f"Ada {payload}", f"Mayor {payload}")}),
            feedback_paper(FEEDBACK | {"forum_title": "Forum", "candidates": candidates("Ada")}),
        ),
    ]
    for paper, plain in papers:
        assert layout.refusals(paper) == []
        assert [(one.id, one.kind, one.options) for one in paper.questions()] == [
            (one.id, one.kind, one.options) for one in plain.questions()
        ]
        for said in (paper.title, paper.description, *(part.title for part in paper.parts)):
            assert "\n" not in said
            assert unsafe_signs(said) == []


def test_the_feedback_form_asks_for_nobody_and_says_that_it_is_no_vote() -> None:
    """E6. No code, no name, nothing required."""
    paper = feedback_paper(FEEDBACK | {"forum_title": "Forum", "candidates": candidates("Ada Example")})
    assert not any(one.required for one in paper.questions())
    assert paper.description.startswith("This is not a vote, and it decides nothing.")
    assert "code in it" in paper.description


def test_what_members_wrote_is_listed_apart_from_their_choices() -> None:
    """E6. In the order of the alphabet, each on one row, long ones cut; an answer without a word is none."""
    asks = FEEDBACK | {"candidates": candidates("Ada Example")}
    ada, words = asks["candidates"][0]["id"], asks["words"]
    given: list[dict[str, tuple[str, ...]]] = [
        {ada: ("Well",), words: ("second\nline",)},
        {ada: ("Invented choice",), words: ("=first",)},
        {words: ("   ",)},
        {words: ("x" * 100_000,)},
    ]
    told = forums.summary(asks, given)
    assert told.answers == 3
    assert told.counts[ada] == {"Well": 1, "Partly": 0, "Not well": 0, "I can't say": 0}
    rows = forums.rows(asks, told)
    assert [row[0] for row in rows[-3:-1]] == ["=first", "second line"]
    assert rows[-1][0] == "x" * forums.LONGEST + " … (more in the form)"
    assert len({len(row) for row in rows}) == 1


@pytest.mark.parametrize("payload", PAYLOADS)
def test_an_answer_is_one_cell_of_text(payload: str) -> None:
    """E6. Whatever stands in it: a cell of text without line breaks or invisible signs."""
    asks = FEEDBACK | {"candidates": candidates("Ada Example")}
    rows = forums.rows(asks, forums.summary(asks, [{asks["words"]: (f"a{payload}",)}]))
    assert "\n" not in rows[-1][0]
    assert unsafe_signs(rows[-1][0]) == []
