"""Charts at the command line: from ballots, from a count, from a recount pack; and what isn't drawn."""

from __future__ import annotations

import json
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

from core.counting.files.fault import FileFault
from core.recount import write_pack
from flows import charts
from templates import pictures
from tests.elections import packs
from tests.flows.terminal import RANKINGS, written
from tests.flows.test_counting_files import run


def test_a_file_of_ballots_is_drawn_and_told() -> None:
    """The words to put beside the picture are printed with it, with every figure."""
    said = run("picture", written("mayor.csv", RANKINGS), "--write", "rounds.png")
    assert Path("rounds.png").read_bytes().startswith(b"\x89PNG")
    assert said.startswith("rounds.png is written.")
    assert "Round 1, 4 needed: Ada Example 3, Bo Sample 2." in " ".join(said.split())


def test_a_count_is_drawn_by_its_own_rule() -> None:
    """What `canvass count --json` printed keeps its threshold: six of ten are drawn as passing."""
    ballots = written("ballots.csv", "Ballots,1st choice\n6,Ada Example\n4,Bo Sample\n")
    kept = written("count.json", run("count", ballots, "--json", "--threshold", "60%", "--at-least"))
    assert "Ada Example passes." in run("picture", kept, "--write", "rounds.svg")
    assert "passes" in Path("rounds.svg").read_text(encoding="utf-8")
    assert "passes" not in run("picture", ballots, "--write", "rounds.svg")


def test_a_page_has_the_picture_and_every_figure_as_a_table() -> None:
    """Whoever doesn't see the picture reads the table; the page needs nothing from elsewhere, and fits a phone."""
    file = written("mayor.csv", RANKINGS.replace("Ada Example", "Ada <Example>"))
    run("picture", file, "--write", "rounds.html")
    page = Path("rounds.html").read_text(encoding="utf-8")
    assert page.startswith('<!doctype html>\n<html lang="en">')
    assert "<svg" in page
    assert 'style="max-width:100%;height:auto" role="img"' in page
    assert '<th scope="row">Ada &lt;Example&gt;</th><td>3</td>' in page
    assert '<th scope="row">Needed to pass</th><td>4</td>' in page
    assert "Ada <Example>" not in page
    assert not any(elsewhere in page for elsewhere in ("src=", "<script", "<link"))


def test_a_pack_is_drawn_under_its_contests_title() -> None:
    """Also of a group in which only the rounds are published; the file is the same each time."""
    for profile in (packs.MANY, packs.SMALL):
        folder = Path(profile[:2].strip())
        write_pack(folder, packs.pack(packs.contest(profile)))
        drawn = charts.chart(folder)
        assert drawn.title == "Mayor"
        run("picture", folder, "--write", "rounds.png")
        assert Path("rounds.png").read_bytes() == pictures.rounds_png(drawn.count, title="Mayor")


def test_of_several_contests_one_is_named() -> None:
    """By its title or number; without either the letter lists them."""
    write_pack(Path("pack"), packs.pack(packs.contest(packs.MANY), packs.contest(packs.MANY, title="Clerk")))
    with pytest.raises(FileFault, match="contests “Mayor”, “Clerk”"):
        charts.chart(Path("pack"))
    assert charts.chart(Path("pack"), contest="2") == charts.chart(Path("pack"), contest="Clerk")


def test_a_pack_that_was_tampered_with_is_not_drawn() -> None:
    """A picture would carry the wrong figures further than the pack does."""
    folder = packs.published(Path(), packs.MANY)
    packs.edit(folder / "contest-1.count.json", lambda count: count["rounds"][0]["tally"].update(c1=31))
    packs.resum(folder)
    with pytest.raises(FileFault, match="isn't right, so it isn't drawn"):
        charts.chart(folder)


def test_p9_what_is_not_published_is_not_drawn() -> None:
    """P9. Of a vote of four only the decision is published, so there is nothing to draw."""
    folder = packs.published(Path(), packs.TINY)
    with pytest.raises(FileFault, match="only the decision is published"):
        charts.chart(folder)


@pytest.mark.parametrize(
    ("name", "content", "letter"),
    [
        ("count.json", '{"format": "canvass-count/2", "rule": {}}', "missing or out of place"),
        ("count.json", '{"format": "canvass-count/2", "rule": {"method": 3}}', "missing or out of place"),
        ("count.json", "[1, 2", "count.json, "),
        ("count.json", "[" * 100_000, "count.json, "),
        ("count.txt.gz", "x", "can't be read"),
    ],
)
def test_what_is_no_count_gets_a_letter(name: str, content: str, letter: str) -> None:
    """It says which file, and what to do."""
    with pytest.raises(FileFault, match=letter):
        charts.chart(written(name, content))


@pytest.mark.parametrize("change", [{"options": []}, {"rounds": []}, {"winners": ["nobody"]}, {"sentence": None}])
def test_a_count_that_was_meddled_with_is_drawn_or_gets_a_letter(change: dict[str, Any]) -> None:
    """Whatever somebody took out of it, there is no traceback."""
    kept = json.loads(run("count", written("mayor.csv", RANKINGS), "--json"))
    with suppress(FileFault):
        charts.chart(written("count.json", json.dumps({**kept, **change}))).write(Path("rounds.png"))


def test_only_known_pictures_are_written() -> None:
    """Another ending is refused before anything is written."""
    with pytest.raises(FileFault, match=r"End the name in \.png, \.svg or \.html"):
        charts.chart(written("mayor.csv", RANKINGS)).write(Path("rounds.gif"))
    assert not Path("rounds.gif").exists()
