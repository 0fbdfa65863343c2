"""The index: every page of the dashboard by its subject, each a click away."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import templates

EVERY_DAY = ("desk", "membership", "season", "requests", "committee", "year", "priorities", "partners", "history")

OF_A_BALLOT = {"election": "Ballots", "turnout": "Turnout", "result": "Results", "roll": "Rolls", "press": "Press"}
"""Pages of which there is one for each ballot, race or year, by how their keys begin."""


@dataclass(frozen=True)
class Shown:
    """A page that is in the dashboard: its key, what it is about, and its own address."""

    key: str
    about: str
    address: str


def index_page(organisation: str, pages: Iterable[Shown]) -> str:
    """The page “pages”. Under a heading `pages` stay in the order in which they are given."""
    found = [one for one in pages if one.key != "pages"]
    headings = ["Every day", *OF_A_BALLOT.values(), "Others"]
    groups: dict[str, list[dict[str, Any]]] = {heading: [] for heading in headings}
    for one in sorted(found, key=lambda one: EVERY_DAY.index(one.key) if one.key in EVERY_DAY else len(EVERY_DAY)):
        groups[_heading(one.key)].append({"page": one.key, "about": one.about, "link": one.address})
    listed = [{"heading": heading, "pages": rows} for heading, rows in groups.items() if rows]
    return templates.artifact("pages", {"organisation": organisation, "groups": listed})


def _heading(key: str) -> str:
    if key in EVERY_DAY:
        return "Every day"
    return OF_A_BALLOT.get(key.partition("-")[0], "Others")
