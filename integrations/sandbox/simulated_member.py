"""A member at the rehearsal: opens the link in a letter, reads the page, fills it in and submits it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from html.parser import HTMLParser
from urllib.parse import urljoin

import requests

TIMEOUT_SECONDS = 10.0


@dataclass(frozen=True)
class Receipt:
    """What the page said: whether the answers were taken, and its heading and first words."""

    accepted: bool
    said: str


@dataclass
class Field:
    """One question on the page, with the heading above it and what is filled in so far."""

    title: str
    heading: str
    options: list[str] | None = None
    values: list[str] = field(default_factory=list)


Title = str | tuple[str, str]
"""A question by its title; or by the heading above it and its title, where several have the same."""

Given = str | Sequence[str]
"""What is answered: one option or text, or several where the question takes several."""

Answers = Mapping[str, Given] | Mapping[tuple[str, str], Given] | Mapping[Title, Given]


def answer(session: requests.Session | str, link: str, answers: Answers) -> Receipt:
    """Answer the form behind `link` as a member would in a browser; what the link filled in stays.

    `session` may be an address instead that the link is relative to. An answer of "" leaves
    the question open. Raises LookupError for a question the page doesn't show, and ValueError
    for an answer it doesn't offer.
    """
    if isinstance(session, str):
        with requests.Session() as own:
            return answer(own, urljoin(session, link), answers)
    shown = session.get(link, timeout=TIMEOUT_SECONDS)
    page = _Page.read(shown.text)
    if not page.action:
        return Receipt(accepted=False, said=page.said())
    for title, given in answers.items():
        _fill(_asked(page, title), [given] if isinstance(given, str) else list(given))
    pairs = [(name, value) for name, asked in page.fields.items() for value in asked.values]
    sent = session.post(urljoin(shown.url, page.action), data=pairs, timeout=TIMEOUT_SECONDS)
    return Receipt(accepted=sent.ok and not _Page.read(sent.text).action, said=_Page.read(sent.text).said())


def _asked(page: _Page, title: Title) -> Field:
    heading, wanted = title if isinstance(title, tuple) else (None, title)
    found = [one for one in page.fields.values() if one.title == wanted and heading in {None, one.heading}]
    if len(found) == 1:
        return found[0]
    shown = ", ".join(repr(one.title) for one in page.fields.values())
    if found:
        raise LookupError(f"The page asks {wanted!r} {len(found)} times; name the heading above it too.")
    raise LookupError(f"The page doesn't ask {wanted!r}. It asks: {shown or 'nothing'}.")


def _fill(asked: Field, given: list[str]) -> None:
    values = [value for value in given if value]
    if asked.options is not None and not set(values) <= set(asked.options):
        raise ValueError(f"The page doesn't offer that answer to {asked.title!r}.")
    asked.values = values


class _Page(HTMLParser):
    """What a person reads off a form's page: headings, questions, options, and what is filled in."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.action = ""
        self.fields: dict[str, Field] = {}
        self._words: list[str] = []
        self._heard: list[str] | None = None  # the text being read: a heading's, a question's or a text area's
        self._unheard = 0  # how deep inside a mark such as the asterisk of a required question
        self._heading = self._title = ""
        self._control = ""

    @classmethod
    def read(cls, html: str) -> _Page:
        page = cls()
        page.feed(html)
        page.close()
        return page

    def said(self) -> str:
        """The visible text, in one line."""
        return " ".join(" ".join(self._words).split())

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "span" and (self._unheard or given.get("class") == "mark"):
            self._unheard += 1
        elif tag == "form":
            self.action = given["action"]
        elif tag in {"h2", "legend", "textarea"} or (tag == "label" and "for" in given):
            self._heard = []
        if tag in {"input", "select", "textarea", "option"}:
            self._meet(tag, given)

    def _meet(self, tag: str, given: Mapping[str, str]) -> None:
        if tag == "option":
            self._offer(self.fields[self._control], given["value"], chosen="selected" in given)
            return
        self._control = given["name"]
        asked = self.fields.setdefault(self._control, Field(self._title, self._heading))
        if given.get("type") in {"radio", "checkbox"}:
            self._offer(asked, given["value"], chosen="checked" in given)
        elif tag == "input" and given.get("value"):
            asked.values = [given["value"]]

    @staticmethod
    def _offer(asked: Field, option: str, *, chosen: bool) -> None:
        asked.options = [*(asked.options or []), *([option] if option else [])]
        if chosen and option:
            asked.values.append(option)

    def handle_endtag(self, tag: str) -> None:
        if tag == "span" and self._unheard:
            self._unheard -= 1
        if self._heard is None or tag not in {"h2", "legend", "label", "textarea"}:
            return
        text = "".join(self._heard)
        self._heard = None
        if tag == "h2":
            self._heading = text.strip()
        elif tag == "textarea":
            self.fields[self._control].values = [text.removeprefix("\n")] if text.strip() else []
        else:
            self._title = text.strip()

    def handle_data(self, data: str) -> None:
        if self._unheard:
            return
        if self._heard is not None:
            self._heard.append(data)
        if self.get_starttag_text() not in {"<style>", "<title>"}:
            self._words.append(data)
