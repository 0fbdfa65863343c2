"""Pictures for the dashboard: the rounds of a count, and how many have voted."""

from __future__ import annotations

import base64
from collections.abc import Iterator, Mapping
from typing import Any
from xml.sax.saxutils import escape, quoteattr

from markupsafe import Markup

from templates.inserts import as_it_stands, clean, in_markdown
from templates.rounds import Round, Standing, rounds

WIDTH = 720
LEFT, FULL = 232, 340
"""Where bars begin, and how long a bar of all ballots is. Pixels, as everything here."""

ROW, HEADING = 26, 44
LONGEST_NAME = 28

# Told apart by lightness and outline, so that they also differ in print and to colour-blind eyes.
INK, PAPER, LINE = "#20242b", "#ffffff", "#6b7480"
FILLS = {"stands": "#7fa3cc", "passes": "#173f6e", "leaves": "url(#leaves)", "exhausted": "#dde2e9"}

HATCHING = (
    '<defs><pattern id="leaves" width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">'
    f'<rect width="6" height="6" fill="{PAPER}"/><rect width="2" height="6" fill="{LINE}"/></pattern></defs>'
)


def rounds_picture(count: Mapping[str, Any]) -> Markup:
    """The rounds of a count, to be put into Markdown. The sentence of the count stands in for it when read aloud."""
    return in_markdown_as(rounds_svg(count), count["sentence"])


def turnout_picture(turnout: Mapping[str, int]) -> Markup:
    """How many of the roll have voted (`ballots`, `roll_size`), to be put into Markdown."""
    return in_markdown_as(turnout_svg(**turnout), _turnout(**turnout))


def in_markdown_as(drawn: str, alternative: str) -> Markup:
    """A drawing as it stands in Markdown, with the words that stand in for it."""
    return as_it_stands(f"![{in_markdown(alternative)}]({data_uri(drawn)})")


def data_uri(drawn: str) -> str:
    """The picture as an address, which Markdown shows without fetching anything."""
    return f"data:image/svg+xml;base64,{base64.b64encode(drawn.encode()).decode()}"


def rounds_svg(count: Mapping[str, Any]) -> str:
    """A bar for each option in each round, against the ballots cast, with a dashed mark where passing begins."""
    parts, described, top = [HATCHING], [], 8
    for each in rounds(count):
        parts += _round(each, top)
        described.append(_described(each))
        top += HEADING + ROW * len(each.standings) + 10
    return svg(top, title=count["sentence"], described=" ".join(described), parts=parts)


def turnout_svg(*, ballots: int, roll_size: int) -> str:
    """One bar: ballots received, against everybody on the roll."""
    filled = WIDTH - 32
    length = filled * ballots // roll_size if roll_size else 0
    parts = [
        text(16, 30, _turnout(ballots=ballots, roll_size=roll_size), weight=700),
        f'<rect x="16" y="42" width="{filled}" height="18" fill="{FILLS["exhausted"]}" stroke="{LINE}"/>',
        f'<rect x="16" y="42" width="{length}" height="18" fill="{FILLS["passes"]}"/>',
    ]
    return svg(76, title="Turnout", described=_turnout(ballots=ballots, roll_size=roll_size), parts=parts)


def _turnout(*, ballots: int, roll_size: int) -> str:
    share = f" ({100 * ballots // roll_size}%)" if roll_size else ""
    return f"{ballots} of {roll_size} have voted{share}"


def _round(each: Round, top: int) -> Iterator[str]:
    mark = LEFT + float(each.threshold) * FULL / 100
    bottom = top + HEADING + ROW * len(each.standings)
    yield text(16, top + 26, f"Round {each.number}", weight=700)
    yield text(mark, top + 26, f"{each.needed} needed", anchor="middle")
    yield (
        f'<line x1="{mark:.1f}" y1="{top + 32}" x2="{mark:.1f}" y2="{bottom}" '
        f'stroke="{INK}" stroke-width="1.5" stroke-dasharray="5 4"/>'
    )
    for place, standing in enumerate(each.standings):
        yield from _bar(standing, top + HEADING + ROW * place)


def _bar(standing: Standing, top: int) -> Iterator[str]:
    length = max(FULL * standing.filled / 100, 1)
    fate = _fate(standing)
    shown = f"{standing.votes} ({standing.share})" if standing.share else str(standing.votes)
    yield text(LEFT - 10, top + 15, _shortened(standing.name), anchor="end")
    yield (
        f'<rect x="{LEFT}" y="{top + 2}" width="{length:.1f}" height="16" '
        f'fill="{FILLS[fate]}" stroke="{LINE}" stroke-width="1"/>'
    )
    beside = LEFT + length + 8
    told = f"{shown} {fate}" if fate in {"passes", "leaves"} else shown
    # On paper's ground, so that the mark's dashes don't run through the figures.
    yield f'<rect x="{beside - 2:.1f}" y="{top}" width="{len(told) * 8}" height="20" fill="{PAPER}"/>'
    yield text(beside, top + 15, told)


def _fate(standing: Standing) -> str:
    fates = {"passes": standing.passes, "leaves": standing.leaves, "exhausted": standing.exhausted}
    return next((fate for fate, holds in fates.items() if holds), "stands")


def _shortened(name: str) -> str:
    return name if len(name) <= LONGEST_NAME else name[: LONGEST_NAME - 1].rstrip() + "…"


def _described(each: Round) -> str:
    held = ", ".join(f"{standing.name} {standing.votes}" for standing in each.standings)
    return f"Round {each.number}: {held}. {each.moved}".strip()


def text(x: float, y: float, words: str, *, anchor: str = "start", weight: int = 400) -> str:
    """Words at a place in a drawing, made harmless."""
    return f'<text x="{x:.1f}" y="{y}" text-anchor="{anchor}" font-weight="{weight}">{escape(clean(words))}</text>'


def svg(height: int, *, title: str, described: str, parts: list[str]) -> str:
    """A drawing on paper of its own, so that it can be read in the dark, too, with its title and description."""
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" role="img" width="{WIDTH}" height="{height}" '
        f'viewBox="0 0 {WIDTH} {height}" font-family="Helvetica, Arial, sans-serif" font-size="14" fill="{INK}" '
        f"aria-label={quoteattr(clean(title))}>"
        f"<title>{escape(clean(title))}</title><desc>{escape(clean(described))}</desc>"
        f'<rect width="{WIDTH}" height="{height}" rx="6" fill="{PAPER}"/>'
        f"{''.join(parts)}</svg>"
    )
