"""The dashboard's forms: each field is headed in words."""

from __future__ import annotations

from typing import Any

import pytest
from prefect.utilities.callables import parameter_schema

from flows import answer_for, fact, forum, forum_held, questionnaire, step

DOORS = (
    answer_for.record_declined,
    answer_for.attach_allied_answers,
    fact.record_fact,
    forum.call_a_forum_off,
    forum_held.record_a_forum,
    forum_held.record_a_reply,
    questionnaire.issue_questionnaire,
    questionnaire.give_more_time,
    step.record_step,
)


@pytest.mark.parametrize("door", DOORS, ids=lambda one: one.name)
def test_each_field_is_headed_in_words(door: Any) -> None:
    """Nobody has to guess what "waived_because" is: the title has a capital and no underscore."""
    for name, field in parameter_schema(door).properties.items():
        assert field["title"] != name
        assert field["title"][0].isupper()
        assert "_" not in field["title"]
