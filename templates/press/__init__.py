"""The wording of press releases: a draft that somebody reads, changes where it has to be, and approves."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Template, UndefinedError

from templates.inserts import WordingFault, tidied, words

FOLDER = Path(__file__).parent


def press_release(facts: Mapping[str, Any]) -> str:
    """The draft of a press release about one race. Facts are data, whatever they contain.

    Facts: organisation, statement, sentence, title, names of the endorsed, election_day and reasons (may be empty),
    released_on, contact. WordingFault if one is missing.
    """
    try:
        return tidied(_release().render(dict(facts)))
    except UndefinedError as fault:
        raise WordingFault(f"The press release lacks a fact: {fault.message}.") from None


@cache
def _release() -> Template:
    return words(FOLDER, "text").get_template("release.txt")
