"""The documents as a site to browse: gathers README and docs into build/docs, from which `make docs` builds it.

The documents are written to be read where they lie. Three things differ on a site: the README is its front page, links
to files of the code lead nowhere, and diagrams would ask another host for a program to draw them.
"""

from __future__ import annotations

import re
import shutil
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
ELSEWHERE = {
    "README.md": "index.md",
    "CHANGELOG.md": "changelog.md",
    "bench/README.md": "bench.md",
    "LICENSE": "licence.md",
}
"""Documents that don't lie in docs/, and what they are called on the site. Those of docs/ keep their names."""

STYLE = "site.css"
"""How the site differs from its theme."""

_BELOW = re.compile(r"^ {2,3}(?=\S)", re.MULTILINE)
"""What belongs to a point of a list. Where we indent by two or three, the site's generator wants four."""
_NEXT = re.compile(r"(\n\n(?: {4}.*\n)+)(?=\d+\. |\* |- )")
"""A second paragraph of a point, right before the next one, which the generator would take for more of it."""

_LINK = re.compile(r"(?<!!)\[([^\]\n]*(?:\n[^\]\n]*)?)\]\((?!https?:|mailto:|#|<)([^)#\s]+)(#[^)\s]*)?\)")
_CODE = re.compile(r"^(```.*?^```)$", re.MULTILINE | re.DOTALL)
_DIAGRAM = re.compile(r"^```mermaid\n.*?^```\n+", re.MULTILINE | re.DOTALL)
_BLOCK_NAME = re.compile(r"^```(\w+) (\S+)$", re.MULTILINE)


def documents() -> dict[str, Path]:
    """Each page of the site by its name there, and where it lies."""
    return {name: ROOT / path for path, name in ELSEWHERE.items()} | {
        page.name: page for page in sorted((ROOT / "docs").glob("*.md"))
    }


def page(source: Path) -> str:
    """A document as the site has it: links between documents, no links into the code, no diagram."""
    text = source.read_text(encoding="utf-8")
    if source.name == "LICENSE":
        return f"# Licence\n\n{text}"
    parts = _CODE.split(_DIAGRAM.sub("", text))
    return "".join(_block(part) if part.startswith("```") else _prose(part, source) for part in parts)


def _prose(text: str, source: Path) -> str:
    listed = _NEXT.sub(r"\1\n", _BELOW.sub("    ", text))
    linked = _LINK.sub(lambda link: _link(link, source.parent), listed)
    return re.sub(r'src="docs/', 'src="', linked)


def _link(link: re.Match[str], folder: Path) -> str:
    words, path, anchor = link[1], link[2], link[3] or ""
    target = (folder / path).resolve()
    inside = target.relative_to(ROOT).as_posix()
    if inside in ELSEWHERE:
        return f"[{words}]({ELSEWHERE[inside]}{anchor})"
    if target.suffix in {".md", ".png"} and target.is_relative_to(ROOT / "docs"):
        return f"[{words}]({target.relative_to(ROOT / 'docs').as_posix()}{anchor})"
    return f"{words} (`{inside}`)"


def _block(block: str) -> str:
    """A block of code whose file has a name shows it above itself."""
    named = _BLOCK_NAME.match(block)
    if named and "." in named[2]:
        return block.replace(named[0], f'```{named[1]} title="{named[2]}"', 1)
    return block.replace(named[0], f"```{named[1]}", 1) if named else block


def gather(into: Path) -> None:
    """Write every page and picture into a folder, anew."""
    shutil.rmtree(into, ignore_errors=True)
    into.mkdir(parents=True)
    for name, source in documents().items():
        (into / name).write_text(page(source), encoding="utf-8")
    shutil.copytree(ROOT / "docs" / "images", into / "images")
    shutil.copy(ROOT / "docs" / STYLE, into / STYLE)


if __name__ == "__main__":
    gather(Path(sys.argv[1]))
