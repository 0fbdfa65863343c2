"""Reading a letter's page as a mail programme would: its elements, attributes, links and words."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from html.parser import HTMLParser

VOID = frozenset({"br", "img", "meta", "link", "hr", "input", "base", "col"})


@dataclass
class Page:
    """Elements with their attributes in order, and every passage of text with the way down to it."""

    elements: list[tuple[str, dict[str, str]]] = field(default_factory=list)
    words: list[tuple[tuple[str, ...], str]] = field(default_factory=list)
    comments: list[str] = field(default_factory=list)

    def text(self) -> str:
        """Everything that is shown, spaces evened out."""
        shown = [words for way, words in self.words if "style" not in way and "title" not in way]
        return re.sub(r"\s+", " ", " ".join(shown)).strip()

    def every(self, name: str) -> list[dict[str, str]]:
        """The attributes of every element of that name."""
        return [attributes for element, attributes in self.elements if element == name]


def read(html: str) -> Page:
    """The page, read from its source."""
    page = Page()
    reader = _Reader(page)
    reader.feed(html)
    reader.close()
    return page


class _Reader(HTMLParser):
    def __init__(self, page: Page) -> None:
        super().__init__(convert_charrefs=True)
        self.page = page
        self.way: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.page.elements.append((tag, {name: value or "" for name, value in attrs}))
        if tag not in VOID:
            self.way.append(tag)

    def handle_endtag(self, tag: str) -> None:
        while self.way and self.way.pop() != tag:
            pass

    def handle_data(self, data: str) -> None:
        self.page.words.append((tuple(self.way), data))

    def handle_comment(self, data: str) -> None:
        self.page.comments.append(data)
