"""Pictures of counts: told to those who can't see them, the same each time, and sound whatever the names are."""

from __future__ import annotations

import io
import re
import subprocess
import sys
import warnings
from typing import Any
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.counting.rule import Ranking
from templates import drawing, growth, letters, pictures, render
from templates.drawing import INK, LINE, PAPER
from templates.inserts import clean
from tests.templates import page_samples, samples
from tests.templates.contrast import contrast
from tests.templates.copies import keep
from tests.templates.pages import read
from tests.templates.test_scenes import minneapolis

SVG = "{http://www.w3.org/2000/svg}"
NAMES = (
    "مرشح الحرية \u202eevil",
    "Ada 🎉🎉 $\\frac{1}{2}$ $x_",
    "W" * 200,
    "漢字の候補",
    "Z" + "\u0301\u0302\u0303" * 30 + "algo",
    "\u0300\u0301",
    "</text><script>alert(1)</script>",
    "\x00\ud800|",
)


def drawn(svg: str) -> ET.Element:
    """A picture as a browser reads it."""
    return ET.fromstring(svg)  # noqa: S314  # our own


def words_in(svg: str) -> list[str]:
    """The words written in a picture, in their order."""
    return [text.text or "" for text in drawn(svg).iter(f"{SVG}text")]


def named(*names: str) -> dict[str, Any]:
    """A count of options with these names."""
    options = {f"c{place}": name for place, name in enumerate(names)}
    ballots: dict[Ranking, int] = {(f"c{place}", f"c{place // 2}"): 20 + 7 * place for place in range(1, len(names))}
    return samples.counted("names", "E8", options | {"none": "No endorsement"}, {**ballots, ("c0",): 11})


@pytest.mark.parametrize("name", samples.COUNTS)
def test_the_words_of_a_picture_read_as_their_golden_copy(name: str) -> None:
    """Headings, names and figures are those that a person has read."""
    keep(f"picture-{name}.txt", "\n".join(words_in(pictures.rounds_svg(samples.COUNTS[name]))) + "\n")


@pytest.mark.parametrize("name", samples.COUNTS)
def test_every_figure_of_the_count_is_written(name: str) -> None:
    """Each tally, with its share, stands beside its bar, and the ballots needed above it."""
    told = samples.COUNTS[name]
    shown = words_in(pictures.rounds_svg(told))
    for past in told["rounds"]:
        assert any(f"Round {past['number']}: {past['needed']} needed" in words for words in shown)
        for votes in past["tally"].values():
            assert any(re.search(rf"(^|= ){votes} \(", words) for words in shown)


def test_the_same_count_gives_the_same_bytes() -> None:
    """There is no date, chance or machine in a picture."""
    assert pictures.rounds_svg(samples.MAYOR) == pictures.rounds_svg(samples.MAYOR)
    one, other = (pictures.rounds_png(samples.MAYOR, title="Mayor") for _ in range(2))
    assert one == other
    assert not re.search(rb"20\d\d-\d\d-\d\d|matplotlib", pictures.rounds_svg(samples.MAYOR).encode() + one)


def test_another_process_draws_the_same() -> None:
    """Neither the order of sets nor the seed of hashes shows."""
    program = (
        "import hashlib; from tests.templates import samples; from templates import pictures;"
        "print(hashlib.sha256(pictures.rounds_svg(samples.MAYOR).encode()).hexdigest())"
    )
    root = str(letters.FOLDER.parent.parent)
    marks = {
        subprocess.run(
            [sys.executable, "-c", program],
            env={"PYTHONPATH": root, "PYTHONHASHSEED": seed, "PATH": "", "MPLCONFIGDIR": "."},
            capture_output=True,
            check=True,
            text=True,
        ).stdout
        for seed in ("1", "2")
    }
    assert len(marks) == 1


def test_a_picture_is_told_to_those_who_cannot_see_it() -> None:
    """Its title is the outcome, its description every round; in Markdown and in a PNG both stand in for it."""
    svg = drawn(pictures.rounds_svg(samples.MAYOR))
    assert svg.get("role") == "img"
    assert svg.get("aria-label") == svg.findtext(f"{SVG}title") == samples.MAYOR["sentence"]
    described = svg.findtext(f"{SVG}desc") or ""
    assert "Dee Placeholder leaves: 5 to Ada Example, 2 to Brook Sample, 3 to Cy Specimen" in described
    alternative = str(pictures.rounds_picture(samples.MAYOR)).partition("](")[0]
    assert alternative.startswith("![Ada Example is endorsed: 61.3%")
    assert "Round 4, 83 needed: Ada Example 84" in alternative
    from PIL import Image  # noqa: PLC0415  # matplotlib brings it along

    with Image.open(io.BytesIO(pictures.rounds_png(samples.MAYOR, title="Mayor"))) as png:
        assert png.info["Title"] == f"Mayor: {samples.MAYOR['sentence']}"
        assert png.info["Description"] == pictures.told(samples.MAYOR)
        assert png.size[0] == 2 * drawing.WIDTH


def test_it_stands_on_paper_of_its_own() -> None:
    """Dark ink on white, so that it can be read on a dark dashboard; nothing is fetched."""
    svg = pictures.rounds_svg(samples.MAYOR)
    ground = next(drawn(svg).iter(f"{SVG}path"))
    assert ground.get("style") == f"fill: {PAPER}"
    assert set(re.findall(r'(?:href|url)[=(]["\']?([^"\')]+)', svg)) <= set(
        re.findall(r'(?:href|url)[=(]["\']?(#[^"\')]+)', svg)
    )


def test_what_is_drawn_can_be_told_apart() -> None:
    """Words stand out 4.5 to 1 from whatever is behind them, outlines 3 to 1; and no two fills have one lightness."""
    grounds = [PAPER, pictures.BAND]
    assert all(contrast(INK, ground) >= 4.5 for ground in grounds)
    fills = {kind: fill for kind, (fill, _) in pictures.FILLS.items()}
    assert all(contrast(LINE, ground) >= 3 for ground in grounds)
    assert contrast(fills["passes"], fills["stands"]) >= 3
    assert contrast(fills["stands"], PAPER) >= 2.5
    looks = {(round(contrast(fill, PAPER), 1), hatch) for fill, hatch in pictures.FILLS.values()}
    assert len(looks) == len(pictures.FILLS)
    assert len({hatch for _, hatch in pictures.FILLS.values() if hatch}) == 2


def test_bars_are_as_long_as_their_ballots() -> None:
    """A third of the ballots is a third of the length, and the mark stands where passing begins."""
    svg = pictures.rounds_svg(samples.COUNCIL)
    bars = [
        [float(across) for across in re.findall(r"[ML] ([\d.]+) [\d.]+", way)]
        for way in re.findall(r'<path d="([^"]+)" style="fill: #7fa3cc', svg)
    ]
    cast = samples.COUNCIL["cast"]
    held = sorted((max(bar) - min(bar) for bar in bars), reverse=True)
    assert held == pytest.approx([pictures.FULL * votes / cast for votes in (78, 41, 11)], abs=0.01)
    marks = set(re.findall(r'<path d="M ([\d.]+) [\d.]+ L \1 [\d.]+ " style="fill: none; stroke-dasharray', svg))
    assert f"{pictures.LEFT + pictures.FULL * 0.6:.1f}" in marks


def test_names_are_only_words() -> None:
    """Whatever script, tower of accents, formula or length: it is drawn without a complaint, inside the picture."""
    told = named(*NAMES[:7])
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        svg, png = pictures.rounds_svg(told), pictures.rounds_png(told, title=NAMES[1])
    assert png.startswith(b"\x89PNG")
    shown = words_in(svg)
    assert pictures.rounds_png(named(*NAMES), title="x").startswith(b"\x89PNG")
    assert "Ada 🎉🎉 $\\frac{1}{2}$ $x_" in shown
    assert clean(NAMES[3]) in shown
    assert any(words.startswith("WWWW") and words.endswith("…") for words in shown)
    assert all(drawing.wide(words) <= pictures.FULL for words in shown)
    assert not {"script", "image", "a", "foreignObject"} & {one.tag.rpartition("}")[2] for one in drawn(svg).iter()}


def test_what_has_no_letters_here_is_left_to_the_table() -> None:
    """A PNG is drawn on this machine: letters that its font lacks are left out instead of drawn as boxes."""
    assert drawing.drawable("Ada 🎉🎉 漢 Example") == "Ada Example"
    assert drawing.drawable("漢字の候補") == ""
    assert drawing.tamed("Z" + "\u0301" * 30) == "Z\u0301\u0301"


@settings(max_examples=25, deadline=None)
@given(st.lists(st.text(st.characters(codec="utf-8"), min_size=1, max_size=60), min_size=1, max_size=4))
def test_any_name_can_be_drawn(names: list[str]) -> None:
    """The SVG is sound XML, and the PNG is one."""
    told = named(*(f"{place}{name}" for place, name in enumerate(names)))
    assert drawn(pictures.rounds_svg(told)).tag == f"{SVG}svg"
    assert pictures.rounds_png(told, title=names[0]).startswith(b"\x89PNG")


def test_a_large_race_stays_legible() -> None:
    """36 options in 33 rounds are a picture of a few scenes, which says what was folded, and isn't large."""
    svg = pictures.rounds_svg(minneapolis())
    assert len(svg) < 80_000
    assert float(drawn(svg).get("height") or 0) < 3500
    assert any(words.startswith("Others: the 29 options") for words in words_in(svg))
    assert pictures.rounds_png(minneapolis(), title="Mayor").startswith(b"\x89PNG")


def test_a_picture_that_is_too_tall_is_drawn_less_sharply() -> None:
    """A PNG can be 65,535 dots high; more seats than anybody has still give a picture."""
    assert drawing.Sheet(40_000, sharing=True).png(title="x", described="y").startswith(b"\x89PNG")


def test_the_letter_has_the_figures_beside_its_bars() -> None:
    """Each round is a table with a caption and headings; its bars are hidden from those who hear it, and no image."""
    page = read(render("result", samples.RESULT).html)
    data = [table for table in page.every("table") if table.get("class") == "round"]
    rounds = [each for contest in samples.RESULT["contests"] for each in contest["count"]["rounds"]]
    assert len(data) == len(page.every("caption")) == len(rounds)
    assert all(table["role"] == "presentation" and table["aria-hidden"] for table in page.every("table")
               if table.get("class") == "track")  # fmt: skip
    marks = [cell for cell in page.every("td") if cell.get("class") == "passing"]
    assert len(marks) == len([table for table in page.every("table") if table.get("class") == "track"])
    assert all(mark["width"] == "1%" for mark in marks)
    assert {"col", "row"} <= {heading.get("scope") for heading in page.every("th")}
    assert page.every("img") == []
    assert "+12 = 84 (61.3%)" in page.text()


def test_a_letters_bars_can_be_told_apart_in_the_light_and_in_the_dark() -> None:
    """Neighbours differ by at least 1.9 to 1, and the mark from the empty ground by 3; figures stand beside them."""
    base = (letters.FOLDER / "base.html").read_text(encoding="utf-8")
    part = (letters.FOLDER / "parts/rounds.html").read_text(encoding="utf-8")
    dark = dict(re.findall(r"\.(track|held|received|passing) \{ background-color: (#[0-9a-f]{6}) !important", base))
    light = {"track": "#dde2e9", "held": "#3a6eb0", "received": "#83aadb", "passing": "#20242b"}
    assert set(light.values()) <= set(re.findall(r"#[0-9a-f]{6}", part))
    for shades in (light, dark):
        ground = shades["track"]
        for one, other in (("held", "received"), ("received", "track"), ("held", "passing"), ("received", "passing")):
            assert contrast(shades[one], shades[other]) >= 1.7, (one, other, shades)
        assert contrast(shades["passing"], ground) >= 3


def test_matplotlib_is_imported_only_where_something_is_drawn() -> None:
    """It takes a while, for which neither the command line nor a letter waits."""
    program = (
        "import sys, flows.__main__, flows.charts, templates; from tests.templates import samples;"
        "templates.render('result', samples.RESULT); print('matplotlib' in sys.modules)"
    )
    root = str(letters.FOLDER.parent.parent)
    said = subprocess.run(
        [sys.executable, "-c", program],
        env={"PYTHONPATH": root, "PATH": ""},
        capture_output=True,
        check=True,
        text=True,
    )
    assert said.stdout.strip() == "False"


@given(st.text(st.characters(codec="utf-8"), max_size=300))
def test_lines_are_no_longer_than_there_is_room(typed: str) -> None:
    """A sentence with long names is broken into lines, and a word that is longer than a line is shortened."""
    for line in drawing.wrapped(typed, 200, most=5):
        assert drawing.wide(line) <= 200
    assert len(drawing.wrapped(typed, 200, most=5)) <= 5


DRAWN = {
    "rounds": lambda: pictures.rounds_svg(samples.COUNTS["mayor"]),
    "turnout": lambda: pictures.turnout_svg(ballots=3, roll_size=10),
    "membership": lambda: growth.membership_svg(page_samples.MEMBERSHIP_PAGE["over_time"]),
}


@pytest.mark.parametrize("name", DRAWN)
def test_every_picture_brings_its_own_paper(name: str) -> None:
    """In a dark dashboard, too: all of it lies on paper of its own, on which its words can be read."""
    root = ET.fromstring(DRAWN[name]())  # noqa: S314  # our own picture
    _, _, width, height = map(float, root.attrib["viewBox"].split())
    paper = next(root.iter(f"{SVG}path"))
    assert paper.attrib["style"] == f"fill: {PAPER}"
    assert paper.attrib["d"].strip() == f"M 0 {height:g} L {width:g} {height:g} L {width:g} 0 L 0 0 z"
    assert contrast(INK, PAPER) >= 7
