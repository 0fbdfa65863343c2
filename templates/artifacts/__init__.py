"""The dashboard's pages, in Markdown: what an organiser can read without asking anybody."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, UndefinedError

from templates import growth, pictures, rounds
from templates.inserts import WordingFault, as_code, tidied, words

FOLDER = Path(__file__).parent
PAGES = (
    "membership", "roll", "election", "turnout", "result", "desk", "requests", "season", "press", "history",
    "committee", "year", "priorities", "nominations", "partners", "parallel",
    "approval", "pages", "doctor",
)  # fmt: skip


def artifact(name: str, facts: Mapping[str, Any]) -> str:
    """A page for the dashboard. Facts are data, whatever they contain. WordingFault if one is missing."""
    if name not in PAGES:
        raise WordingFault(f"There is no page {name!r}. There are: {', '.join(PAGES)}.")
    try:
        return tidied(_words().get_template(f"{name}.md").render(facts))
    except UndefinedError as fault:
        raise WordingFault(f"The page {name!r} lacks a fact: {fault.message}.") from None


@cache
def _words() -> Environment:
    return words(
        FOLDER,
        "markdown",
        code=as_code,
        headline=rounds.headline,
        landmarks=growth.landmarks,
        membership_picture=growth.membership_picture,
        lots=rounds.lots,
        rounds=rounds.rounds,
        rounds_picture=pictures.rounds_picture,
        ties=rounds.ties,
        turnout_picture=pictures.turnout_picture,
    )
