"""What people typed stays words: put into a letter, it can't become a link, a tag, a heading or a command.

Every value a template inserts passes through here, whatever the template says. Our own tags, links and
headings are written in the templates themselves, and only they mean anything.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Literal
from urllib.parse import urlsplit

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup, escape

Sink = Literal["html", "text", "markdown"]

SUBJECT_LIMIT = 150
"""Characters of a subject or preview line; Mailchimp takes no more."""

# Characters nobody sees that reorder or hide what stands around them. Joiners stay: names in several scripts need them.
_UNSEEN = re.compile(
    "[\u00ad\u061c\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\U000e0000-\U000e007f]"
)
# Whatever some Markdown gives a meaning: marks anywhere, the colon and dot of bare links, a list's sign at the start.
_MARKDOWN = re.compile(r"[\\`*_{}\[\]<>#!~&$@^=]|(?<=[A-Za-z]):(?=\S)|(?<=[Ww]{3})\.|^[-+]|(?<=^\d)[.)]")
_LINK = re.compile(r"https?://[A-Za-z0-9._~:/?#@!$&',;=%+-]+")
_LOOPBACK = ("127.0.0.1", "localhost")
NOT_HERE = "(see README.txt in the recount pack)"
"""Instead of a line for a terminal that has signs which can't be shown."""

_FINGERPRINT = re.compile(r"[0-9a-f]{16}")
_TAG = re.compile(r"[A-Z][A-Z0-9_]{0,9}")


class WordingFault(ValueError):
    """Words can't be made from these facts. The message says which, where, and what to do."""


def clean(value: object) -> str:
    """The value as one line without control or invisible characters, and without the bar Mailchimp's tags need.

    Every bar is replaced, not only `*|`: a star at a value's end and a bar in the next one would make a tag too.
    """
    visible = _UNSEEN.sub("", str(value))
    spaced = "".join(" " if unicodedata.category(sign) in {"Cc", "Zl", "Zp", "Cs"} else sign for sign in visible)
    return " ".join(spaced.split()).replace("|", "¦")


def as_it_stands(words: str) -> Markup:
    """Words of ours, with every value in them already made harmless: a template inserts them unchanged."""
    return Markup(words)  # noqa: S704  # the one place where anything is declared harmless


def in_html(value: object) -> Markup:
    """The value for a page."""
    return escape(clean(value))


def in_text(value: object) -> Markup:
    """The value for plain text."""
    return as_it_stands(clean(value))


def in_markdown(value: object) -> Markup:
    """The value for a dashboard page: every sign that Markdown could read as its own is taken literally."""
    return as_it_stands(_MARKDOWN.sub(r"\\\g<0>", clean(value)))


def as_code(value: object) -> Markup:
    """A command for a dashboard page, in the type of commands, so that no dash of it is taken for the end of a line."""
    return as_it_stands("`" + (clean(value).replace("`", "'") or "–") + "`")


_SINKS: Mapping[Sink, Callable[[object], Markup]] = {"html": in_html, "text": in_text, "markdown": in_markdown}


def in_a_line(value: object, *, limit: int = SUBJECT_LIMIT) -> str:
    """The value as a subject or preview: one line, shortened at a word's end with an ellipsis."""
    line = clean(value)
    if len(line) <= limit:
        return line
    return line[: limit - 1].rsplit(" ", 1)[0].rstrip(" ,;:–-") + "…"


def lines(value: object) -> list[str]:
    """A longer statement as its lines, so that a template can give each its own paragraph."""
    return [line for line in map(clean, str(value).splitlines()) if line]


def tag(name: str) -> Markup:
    """A Mailchimp field's name, to stand between the tag signs of a template."""
    if not _TAG.fullmatch(name):
        raise WordingFault(f"{name!r} is not the name of a Mailchimp field. Use up to ten capitals, digits and _.")
    return as_it_stands(name)


def address(link: str) -> str:
    """An address that may be clicked: https, or plain http to this machine, which only a rehearsal uses."""
    where = urlsplit(link)
    open_road = where.scheme == "https" or (where.scheme == "http" and where.hostname in _LOOPBACK)
    if not open_road or not _LINK.fullmatch(link) or where.username is not None:
        raise WordingFault("A link must begin with https:// and hold no spaces, brackets, quotes, stars or bars.")
    return link


def tidied(page: str) -> str:
    """Conditions in a template leave gaps behind: never more than one blank line, and no spaces at a line's end."""
    kept = "\n".join(line.rstrip() for line in page.splitlines())
    return re.sub(r"\n{3,}", "\n\n", kept).strip() + "\n"


def terminal_line(line: str, sink: Sink) -> Markup:
    """A line for a terminal, or a text to be hashed: sign by sign, its bars too, or else nobody could use it.

    Without a star no bar makes a tag of Mailchimp's. Where signs in it could do harm, a pointer stands for it.
    """
    if any(sign in line for sign in "*`¦") or clean(line) != line.replace("|", "¦"):
        return _SINKS[sink](NOT_HERE)
    return escape(line) if sink == "html" else as_it_stands(f"`{line}`" if sink == "markdown" else line)


def short(fingerprint: str) -> Markup:
    """The first 16 hex digits of a fingerprint, in fours: enough to compare by eye."""
    if not _FINGERPRINT.match(fingerprint):
        raise WordingFault("A fingerprint is shown that is none: it must begin with 16 hexadecimal digits.")
    return as_it_stands(" ".join(fingerprint[place : place + 4] for place in range(0, 16, 4)))


def words(folder: Path, sink: Sink, **filters: Callable[..., object]) -> Environment:
    """The templates of a folder, set for one sink.

    A missing fact is an error, never a blank. The only filters are ours: none can declare a value harmless.
    """
    insert = _SINKS[sink]

    def place(value: object) -> object:
        if value is None:
            raise WordingFault("A template was given None to show. Give it words, or leave the passage out.")
        return value if isinstance(value, Markup) else insert(value)

    environment = Environment(
        loader=FileSystemLoader(folder),
        undefined=StrictUndefined,
        autoescape=True,
        finalize=place,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.filters = {
        "length": len,
        "lines": lines,
        "link": lambda link: escape(address(link)) if sink == "html" else as_it_stands(address(link)),
        "short": short,
        "tag": tag,
        "terminal": lambda line: terminal_line(line, sink),
        **filters,
    }
    return environment
