"""The dashboard's forms: each field is headed in words."""

from __future__ import annotations

import importlib
import re
from pathlib import Path
from typing import Any

import pytest
import yaml
from prefect.utilities.callables import parameter_schema

ROOT = Path(__file__).parents[2]
DOORS = [one["entrypoint"] for one in yaml.safe_load((ROOT / "prefect.yaml").read_text("utf-8"))["deployments"]]


def _flow(entrypoint: str) -> Any:
    file, name = entrypoint.split(":")
    return getattr(importlib.import_module(file.removesuffix(".py").replace("/", ".")), name)


@pytest.mark.parametrize("door", DOORS)
def test_each_field_inside_another_is_headed_in_words(door: str) -> None:
    """Nobody has to guess what "On" or "Local Because" is: a race, forum, ballot or vote says what is meant."""
    for form in parameter_schema(_flow(door)).definitions.values():
        for name, field in form.get("properties", {}).items():
            assert field["title"] != name.replace("_", " ").title()
            assert field["title"][0].isupper()
            assert "_" not in field["title"]


SEASON = [
    "process", "race", "forum", "remove_race", "recommendation", "questionnaire", "step",
    "duties/race/races", "duties/committee/recommending", "duties/forum/forums", "duties/questionnaire/questionnaires",
]  # fmt: skip


@pytest.mark.parametrize("module", SEASON)
def test_a_remedy_of_the_season_names_the_dashboards_door(module: str) -> None:
    """Whoever works in the dashboard alone isn't sent to a terminal: door and command stand together (by_door)."""
    source = (ROOT / "flows" / f"{module}.py").read_text("utf-8")
    assert not re.findall(r"canvass [a-z][a-z-]+ ?\{", source)
    assert ": canvass " not in source


@pytest.mark.parametrize("door", DOORS)
def test_each_field_is_headed_in_words(door: str) -> None:
    """Nobody has to guess what "waived_because" is: the title has a capital and no underscore."""
    for name, field in parameter_schema(_flow(door)).properties.items():
        assert field["title"] != name
        assert field["title"][0].isupper()
        assert "_" not in field["title"]
