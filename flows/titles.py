"""Titles: what the dashboard's forms call each field, in words instead of the names in our program."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any, TypeAlias

from pydantic import BeforeValidator, Field, WithJsonSchema


def titled(words: str) -> Any:
    """How a parameter of a door is headed. Prefect heads it by its name unless the schema's extra says otherwise."""
    return Field(json_schema_extra={"title": words})


def at(position: int, heading: str) -> dict[str, Any]:
    """Where a field stands in a form, instead of by the alphabet, and how it is headed."""
    return {"json_schema_extra": {"position": position}, "title": heading}


def _unless_empty(written: object) -> object:
    return None if isinstance(written, str) and not written.strip() else written


DayIfAny: TypeAlias = Annotated[
    date | None, BeforeValidator(_unless_empty), WithJsonSchema({"type": "string", "format": "date"})
]
"""A day that may be left out, as a field of a form: a calendar, and not a choice between a day and “None”.

Its default is `no_day`, so that the form begins empty: a default of none would be sent as one, and refused.
"""

WrittenDay: TypeAlias = Annotated[date | None, BeforeValidator(_unless_empty), WithJsonSchema({"type": "string"})]
"""The same as a parameter of a door itself, whose default has to be shown: a line that is empty at first."""

UNSAID: Any = ""
"""The default of a WrittenDay."""


NOTHING_NAMED: Any = ()
"""The default of a list that may stay empty."""


def no_day() -> None:
    """No day."""
