"""Titles: what the dashboard's forms call each field, in words instead of the names in our program."""

from __future__ import annotations

from typing import Any

from pydantic import Field


def titled(words: str) -> Any:
    """How a parameter of a door is headed. Prefect heads it by its name unless the schema's extra says otherwise."""
    return Field(json_schema_extra={"title": words})
