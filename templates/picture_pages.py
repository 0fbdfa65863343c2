"""A page about the rounds of a count, for sharing: the picture, and beside it the same as a table and in words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple

from core.counting.record import Count
from templates import pictures
from templates.inserts import as_it_stands, words
from templates.rounds import EXHAUSTED, courses, heading
from templates.scenes import story


class Row(NamedTuple):
    """An option's votes in each round, and what became of it."""

    name: str
    cells: tuple[str, ...]
    fate: str


class Column(NamedTuple):
    """What a round is called, and the fewest votes that pass in it."""

    heading: str
    needed: int


def rounds_page(count: Mapping[str, Any], *, title: str) -> str:
    """The page as HTML that needs nothing else: no script, no font and no image from elsewhere."""
    read = Count.from_json(count)
    page = words(Path(__file__).parent / "sharing", "html").get_template("rounds.html")
    return page.render(
        title=title,
        sentence=count["sentence"],
        picture=as_it_stands(pictures.rounds_svg(count)),
        unit=read.rule.ballots_text.capitalize(),
        rounds=[Column(heading(read, past), past.needed) for past in read.rounds],
        rows=list(_rows(count, len(read.rounds))),
        told=[scene.told() for scene in story(count).scenes],
    )


def _rows(count: Mapping[str, Any], rounds: int) -> Iterator[Row]:
    for course in courses(count):
        cells = course.held.split(", ")
        fate = course.fate or ("" if course.name == EXHAUSTED else "stays to the end")
        yield Row(course.name, (*cells, *["–"] * (rounds - len(cells))), fate)
