"""Drawing: a sheet of paper with bars, bands, lines and words, kept as SVG for the dashboard or as PNG for sharing.

It needs matplotlib, which takes a while to import, so that only whoever draws imports this module.
"""

from __future__ import annotations

import io
import re
import unicodedata
import warnings
from collections.abc import Sequence
from functools import cache
from typing import Any, Literal
from xml.sax.saxutils import escape, quoteattr

import matplotlib as mpl
from matplotlib import font_manager
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.ft2font import FT2Font
from matplotlib.lines import Line2D
from matplotlib.patches import PathPatch, Rectangle
from matplotlib.path import Path
from matplotlib.textpath import text_to_path

from templates.inserts import clean

WIDTH = 520
"""Pixels of a sheet, as all lengths here. On a telephone it is shown a fifth smaller, and can still be read."""

SIZE = 15
"""The height of letters."""

SHARPNESS = 2
"""Dots of a PNG for each pixel: telephones show as many."""

TALLEST = 60_000
"""Dots; a PNG can't be much taller. A picture that would be is drawn less sharply."""

INK, PAPER, LINE = "#20242b", "#ffffff", "#59626e"

# Whatever somebody has set for matplotlib on this machine, our pictures are the same; nobody else here uses it.
mpl.rcdefaults()
mpl.rcParams["font.family"] = "sans-serif"
mpl.rcParams["font.sans-serif"] = ["DejaVu Sans"]  # it comes with matplotlib
mpl.rcParams["hatch.linewidth"] = 1.4
mpl.rcParams["svg.fonttype"] = "none"  # words stay words, in whatever script, for the reader's machine to draw
mpl.rcParams["svg.hashsalt"] = "canvass"
mpl.rcParams["text.parse_math"] = False  # a name with dollar signs is a name

Anchor = Literal["left", "center", "right"]
Place = tuple[float, float]

MARKS_ON_A_LETTER = 2
"""Accents that are drawn above each other; a name with towers of them would cover its neighbours."""


class Sheet:
    """A white sheet of a height. Places are counted from its upper left corner, in the order (across, down).

    For `sharing` the letters have to be drawn here: those for which there is no form are left out.
    """

    def __init__(self, height: float, *, sharing: bool = False) -> None:
        self.height, self.sharing = height, sharing
        self.figure = Figure(figsize=(WIDTH / 72, height / 72), dpi=72, facecolor=PAPER)
        FigureCanvasAgg(self.figure)
        axes = self.figure.add_axes((0, 0, 1, 1))
        axes.set_axis_off()
        axes.set_xlim(0, WIDTH)
        axes.set_ylim(height, 0)
        self.axes = axes

    def words(self, at: Place, words: str, *, anchor: Anchor = "left", bold: bool = False, size: float = SIZE) -> None:
        """Words on a line at a place, made harmless."""
        shown = drawable(words) if self.sharing else tamed(words)
        weight = 700 if bold else 400
        self.axes.text(*at, shown, ha=anchor, va="baseline", color=INK, fontsize=size, fontweight=weight)

    def bar(self, at: Place, length: float, height: float, *, fill: str, hatch: str = "") -> None:
        """A bar to the right of a place."""
        self._patch(Rectangle(at, length, height, facecolor=fill, hatch=hatch, edgecolor=LINE, linewidth=1, zorder=2))

    def band(self, start: Place, end: Place, width: float, *, fill: str, edge: str) -> None:
        """A band of a width that swings from a place down to another, below whatever else is drawn."""
        (x, y), (to, down) = start, end
        middle = (y + down) / 2
        way: list[Place] = [
            (x, y), (x, middle), (to, middle), (to, down),
            (to + width, down), (to + width, middle), (x + width, middle), (x + width, y), (x, y),
        ]  # fmt: skip
        steps = [Path.MOVETO, *[Path.CURVE4] * 3, Path.LINETO, *[Path.CURVE4] * 3, Path.CLOSEPOLY]
        self._patch(PathPatch(Path(way, steps), facecolor=fill, edgecolor=edge, linewidth=0.8, zorder=1))

    def line(self, places: Sequence[Place], *, colour: str = INK, width: float = 1.0, dashed: bool = False) -> None:
        """A line through places."""
        across, down = zip(*((round(x, 1), round(y, 1)) for x, y in places), strict=True)
        drawn = Line2D(across, down, color=colour, linewidth=width, clip_on=False, zorder=3)
        if dashed:
            drawn.set_linestyle((0, (4, 2.5)))
        self.axes.add_line(drawn)

    def dot(self, at: Place, *, size: float, colour: str = INK) -> None:
        """A dot of a diameter."""
        self.axes.add_line(
            Line2D(
                [at[0]],
                [at[1]],
                linestyle="none",
                marker="o",
                markersize=size,
                color=colour,
                markeredgewidth=0,
                clip_on=False,
            )
        )

    def svg(self, *, title: str, described: str) -> str:
        """The sheet as SVG, with a title and a description for those who don't see it."""
        drawn = self._saved("svg", dpi=72, Date=None, Creator=None, Format=None, Type=None)
        body = drawn.decode()
        body = body[body.index("<svg") :].replace(f'width="{WIDTH}pt"', f'width="{WIDTH}"', 1)
        body = re.sub(r'height="([\d.]+)pt"', r'height="\1"', body, count=1)
        body = re.sub(r"<metadata>.*?</metadata>", "", body, count=1, flags=re.DOTALL)
        title, described = clean(title), clean(described)
        head, _, rest = body.partition(">")
        told = f"<title>{escape(title)}</title><desc>{escape(described)}</desc>"
        named = f'style="max-width:100%;height:auto" role="img" aria-label={quoteattr(title)}'
        return re.sub(r"\s*\n\s*", " ", f"{head} {named}>{told}{rest}").strip()

    def png(self, *, title: str, described: str) -> bytes:
        """The sheet as PNG, with its title and description in it."""
        dpi = round(72 * min(SHARPNESS, TALLEST / self.height))
        return self._saved("png", dpi=dpi, Title=clean(title), Description=clean(described), Software=None)

    def _saved(self, kind: str, *, dpi: int, **metadata: str | None) -> bytes:
        file = io.BytesIO()
        with warnings.catch_warnings():
            # SVG leaves the letters to the reader's machine; that none of ours measure them is no matter.
            warnings.filterwarnings("ignore", message="Glyph .* missing from font")
            self.figure.savefig(file, format=kind, dpi=dpi, metadata=metadata)
        return file.getvalue()

    def _patch(self, patch: Any) -> None:
        patch.set_clip_on(False)
        self.axes.add_patch(patch)


def tamed(words: str) -> str:
    """Words as one harmless line, without towers of accents."""
    kept, marks = list[str](), 0
    for sign in clean(words):
        marks = marks + 1 if unicodedata.category(sign) in {"Mn", "Me"} else 0
        kept += [sign] if marks <= MARKS_ON_A_LETTER else []
    return "".join(kept)


def drawable(words: str) -> str:
    """Words as far as there are letters to draw them with."""
    known = _font().get_charmap()
    return " ".join("".join(sign for sign in tamed(words) if sign == " " or ord(sign) in known).split())


def fitted(words: str, length: float, *, bold: bool = False) -> str:
    """Words shortened to a length, with an ellipsis."""
    words = tamed(words)
    if wide(words, bold=bold) <= length:
        return words
    fits, least, most = 0, 0, len(words)
    while least <= most:
        fits = (least + most) // 2
        if wide(words[:fits] + "…", bold=bold) <= length:
            least = fits + 1
        else:
            most = fits - 1
    return words[:most].rstrip() + "…"


def wrapped(words: str, length: float, *, bold: bool = False, most: int = 12) -> list[str]:
    """Words as lines that are no longer than a length, `most` of them."""
    lines = [""]
    for word in tamed(words).split():
        longer = f"{lines[-1]} {word}".strip()
        if wide(longer, bold=bold) <= length:
            lines[-1] = longer
        else:
            lines.append(fitted(word, length, bold=bold))
    kept = [line for line in lines if line]
    return kept if len(kept) <= most else [*kept[: most - 1], "…"]


def wide(words: str, *, bold: bool = False) -> float:
    """How wide words are. Letters of which no form is known are taken for square ones."""
    known = _font().get_charmap()
    drawn = "".join(sign for sign in words if ord(sign) in known)
    font = font_manager.FontProperties(family="DejaVu Sans", size=SIZE, weight=700 if bold else 400)
    length = text_to_path.get_text_width_height_descent(drawn, font, ismath=False)[0] if drawn else 0
    return float(length) + SIZE * (len(words) - len(drawn))


@cache
def _font() -> FT2Font:
    return font_manager.get_font(font_manager.findfont("DejaVu Sans"))
