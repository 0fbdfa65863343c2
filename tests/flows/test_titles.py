"""The dashboard's forms: each field is headed in words."""

from __future__ import annotations

import importlib
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
def test_each_field_is_headed_in_words(door: str) -> None:
    """Nobody has to guess what "waived_because" is: the title has a capital and no underscore."""
    for name, field in parameter_schema(_flow(door)).properties.items():
        assert field["title"] != name
        assert field["title"][0].isupper()
        assert "_" not in field["title"]
