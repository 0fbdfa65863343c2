"""Pictures of a count's rounds and of the turnout: for the dashboard as SVG, for sharing as PNG."""

from __future__ import annotations

import base64
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from markupsafe import Markup

from core.told_again import headline
from templates.inserts import as_it_stands, clean, in_markdown
from templates.scenes import Bar, Scene, Story, story

if TYPE_CHECKING:
    from templates.drawing import Sheet

LEFT, FULL = 16, 488
"""Where bars begin, and how long the longest is. Pixels, as everything here."""

ROW, THICK, GAP = 38, 14, 46
"""The height of an option's words and bar, of the bar alone, and of the way between two scenes."""

KEY, HEADING, SENTENCE = 36, 12, 22
"""The height of the key on top, of the space under a scene's heading, and of a line of the outcome's sentence."""

TITLE = 18
"""The height of the letters of a contest's title."""

# Told apart by lightness and hatching, so that they also differ in print and to colour-blind eyes.
FILLS = {
    "stands": ("#7fa3cc", ""),
    "passes": ("#173f6e", ""),
    "leaves": ("#ffffff", "////"),
    "exhausted": ("#dde2e9", ""),
    "received": ("#c9dcf2", "\\\\\\"),
}
BAND, EDGE, MARK_ON_BAR = "#e9eef5", "#aab4c2", "#ffffff"

FOLDED = (
    "Others: the {} options that never had many ballots, as one bar. Rounds in which only they leave are drawn as one, "
    "with the figures of the first of them."
)

UNDRAWN = "(name in the words beside this)"
"""Instead of a name for which there are no letters in a PNG."""

CHART = "Round by round:"
"""How the chart begins when it is told in words; what comes before is the outcome."""


def rounds_picture(count: Mapping[str, Any]) -> Markup:
    """The rounds of a count, to be put into Markdown. The outcome and the rounds in words stand in for it."""
    return in_markdown_as(rounds_svg(count), told(count))


def turnout_picture(turnout: Mapping[str, int]) -> Markup:
    """How many of the roll have voted (`ballots`, `roll_size`), to be put into Markdown."""
    return in_markdown_as(turnout_svg(**turnout), _turnout(**turnout))


def in_markdown_as(drawn: str, alternative: str) -> Markup:
    """A drawing as it stands in Markdown, with the words that stand in for it."""
    return as_it_stands(f"![{in_markdown(alternative)}]({data_uri(drawn)})")


def data_uri(drawn: str) -> str:
    """The picture as an address, which Markdown shows without fetching anything."""
    return f"data:image/svg+xml;base64,{base64.b64encode(drawn.encode()).decode()}"


def told(count: Mapping[str, Any]) -> str:
    """The picture in words: the outcome, and every figure of the chart."""
    return f"{clean(headline(count))} {CHART} {story(count).told()}"


def rounds_svg(count: Mapping[str, Any]) -> str:
    """A bar for each option in each round, with a mark where passing begins, and bands where ballots move."""
    sheet = _rounds(story(count), [], sharing=False)
    return sheet.svg(title=headline(count), described=story(count).told())


def rounds_png(count: Mapping[str, Any], *, title: str) -> bytes:
    """The same picture under the contest's title and the outcome's sentence, for sharing."""
    from templates.drawing import drawable, wrapped  # noqa: PLC0415  # matplotlib takes a while

    named = wrapped(drawable(title), FULL / TITLE * 15, bold=True, most=2)
    heads = [*named, "", *wrapped(drawable(headline(count)), FULL)]
    sheet = _rounds(story(count), heads, sharing=True)
    return sheet.png(title=f"{title}: {headline(count)}", described=told(count))


def turnout_svg(*, ballots: int, roll_size: int) -> str:
    """One bar: ballots received, against everybody on the roll."""
    from templates.drawing import Sheet  # noqa: PLC0415  # matplotlib takes a while

    sheet, words = Sheet(76), _turnout(ballots=ballots, roll_size=roll_size)
    sheet.words((LEFT, 30), words, bold=True)
    sheet.bar((LEFT, 42), FULL, 18, fill=FILLS["exhausted"][0])
    sheet.bar((LEFT, 42), min(FULL, FULL * ballots / roll_size) if roll_size else 0, 18, fill=FILLS["passes"][0])
    return sheet.svg(title="Turnout", described=words)


def _turnout(*, ballots: int, roll_size: int) -> str:
    share = f" ({100 * ballots // roll_size}%)" if roll_size else ""
    return f"{ballots} of {roll_size} have voted{share}"


def _rounds(drawn: Story, heads: list[str], *, sharing: bool) -> Sheet:
    from templates.drawing import Sheet, wrapped  # noqa: PLC0415  # matplotlib takes a while

    top = KEY + (SENTENCE * len(heads) + 16 if heads else 0)
    tops = list[float]()
    for scene in drawn.scenes:
        tops.append(top)
        top += GAP + HEADING + ROW * len(scene.bars)
    notes = wrapped(FOLDED.format(drawn.folded), FULL) if drawn.folded else []
    sheet = Sheet(top + (22 if notes else 12) + SENTENCE * len(notes), sharing=sharing)
    bold = "" in heads and heads.index("")
    for place, words in enumerate(heads):
        sheet.words((LEFT, 34 + SENTENCE * place), words, bold=place < bold, size=TITLE if place < bold else 15)
    _key(sheet, tops[0] - KEY, drawn)
    for place, scene in enumerate(drawn.scenes):
        _scene(sheet, scene, drawn, tops[place])
        if place + 1 < len(drawn.scenes):
            _bands(sheet, (scene, tops[place]), (drawn.scenes[place + 1], tops[place + 1]), drawn)
    for place, words in enumerate(notes):
        sheet.words((LEFT, top + 24 + SENTENCE * place), words)
    return sheet


def _key(sheet: Sheet, top: float, drawn: Story) -> None:
    """What the hatchings mean, as far as they occur."""
    sheet.line([(LEFT + 6, top + 16), (LEFT + 6, top + 36)], width=2, dashed=True)
    sheet.words((LEFT + 16, top + 31), "needed to pass")
    if any(scene.streams for scene in drawn.scenes):
        for across, kind, words in ((176, "leaves", "leave this bar"), (340, "received", "just received")):
            fill, hatch = FILLS[kind]
            sheet.bar((across, top + 19), 26, THICK, fill=fill, hatch=hatch)
            sheet.words((across + 34, top + 31), words)


def _scene(sheet: Sheet, scene: Scene, drawn: Story, top: float) -> None:
    mark = LEFT + float(FULL * scene.threshold / drawn.full)
    sheet.words((LEFT, top + GAP - 10), f"{scene.heading}: {scene.needed} needed", bold=True)
    for place, bar in enumerate(scene.bars):
        down = top + GAP + HEADING + ROW * place
        _bar(sheet, bar, drawn, down)
        if bar.votes > scene.threshold:
            sheet.line([(mark, down + 20), (mark, down + 20 + THICK)], colour=MARK_ON_BAR, width=4)
        sheet.line([(mark, down + 17), (mark, down + 23 + THICK)], width=2, dashed=True)


def _bar(sheet: Sheet, bar: Bar, drawn: Story, down: float) -> None:
    from templates.drawing import drawable, fitted, wide  # noqa: PLC0415  # matplotlib takes a while

    figures = _figures(bar)
    name = (drawable(bar.name) or UNDRAWN) if sheet.sharing else bar.name
    sheet.words((LEFT, down + 14), fitted(name, FULL - wide(figures, bold=True) - 16))
    sheet.words((LEFT + FULL, down + 14), figures, anchor="right", bold=bar.fate == "passes")
    for kind, start, end in _pieces(bar):
        fill, hatch = FILLS[kind]
        long = max(FULL * (end - start) / drawn.full, 1)
        sheet.bar((LEFT + FULL * start / drawn.full, down + 20), long, THICK, fill=fill, hatch=hatch)


def _figures(bar: Bar) -> str:
    """For example "+12 = 84 (61.3%) passes", or "7 leaves by lot"."""
    came = f"+{bar.received} = " if bar.received else ""
    share = f" ({bar.share})" if bar.share else ""
    fate = f" {bar.fate}{' by lot' if bar.by_lot else ''}" if bar.fate in {"passes", "leaves"} else ""
    return f"{came}{bar.votes}{share}{fate}"


def _pieces(bar: Bar) -> Iterator[tuple[str, int, int]]:
    """The pieces of a bar: what it held before, what it just received, and what it gives away next."""
    stays = 0 if bar.fate == "leaves" else bar.votes - bar.given
    held = min(bar.votes - bar.received, stays)
    ways = ((bar.fate, 0, held), ("received", held, stays), ("leaves", stays, bar.votes))
    pieces = [way for way in ways if way[1] < way[2]]
    yield from pieces or [(bar.fate, 0, 0)]


def _bands(sheet: Sheet, above: tuple[Scene, float], below: tuple[Scene, float], drawn: Story) -> None:
    """A band for every stream, as wide as its votes, from the end of a bar to what the other has received."""
    (scene, top), (after, bottom) = above, below
    starts = {bar.key: (place, bar.votes - bar.given) for place, bar in enumerate(scene.bars)}
    ends = {bar.key: (place, bar.votes - bar.received) for place, bar in enumerate(after.bars)}
    order = {bar.key: -bar.votes for bar in after.bars}
    for stream in sorted(scene.streams, key=lambda one: (one.source, ends[one.target][1], order[one.target])):
        (row, given), (to, received) = starts[stream.source], ends[stream.target]
        starts[stream.source], ends[stream.target] = (row, given + stream.votes), (to, received + stream.votes)
        sheet.band(
            (LEFT + FULL * given / drawn.full, top + GAP + HEADING + ROW * row + 20 + THICK),
            (LEFT + FULL * received / drawn.full, bottom + GAP + HEADING + ROW * to + 20),
            max(FULL * stream.votes / drawn.full, 0.8),
            fill=BAND,
            edge=EDGE,
        )
