"""What every letter's page must be: readable on a phone, aloud, in the dark, without images, and with a way out."""

from __future__ import annotations

import re
from itertools import pairwise

import pytest

from templates import letters, render
from tests.templates import samples
from tests.templates.contrast import contrast
from tests.templates.pages import Page, read

ALLOWED_TAGS = (
    "UNSUB|LIST:ADDRESSLINE|N1|N2|A1|A2|IF:A1|IF:A2|END:IF|ELSE:|W1|U1|M1|R1|IF:U1|IF:R1|L1|L2|L3|IF:L1|IF:L2|IF:L3"
)


ALSO_STOPS = ("Unsubscribing also stops ballots.", "Unsubscribing stops all our letters to you")
"""What members, and candidates, read in the footer before they unsubscribe."""


def faults(html: str, page: Page) -> list[str]:
    """Everything wrong with a page, in words."""
    return [words for words, wrong in _checks(html, page) if wrong]


def _checks(html: str, page: Page) -> list[tuple[str, bool]]:
    shown = page.text()
    headings = [int(name[1]) for name, _ in page.elements if re.fullmatch("h[1-6]", name)]
    sizes = [float(size) for size in re.findall(r"font-size:\s*([\d.]+)px", html)]
    tables = page.every("table")
    between_rows = [
        words for way, words in page.words if "*|" in words and way and way[-1] in {"table", "tbody", "tr", "ul"}
    ]
    return [
        ("says no language", page.every("html")[0].get("lang") != "en"),
        ("has no character set", not any("charset" in meta for meta in page.every("meta"))),
        ("does not fit a phone", not any(meta.get("name") == "viewport" for meta in page.every("meta"))),
        ("is not made for the dark", "prefers-color-scheme: dark" not in html),
        ("has no way to unsubscribe", [a for a in page.every("a") if a["href"] == "*|UNSUB|*"] == []),
        ("doesn't say what else stops", not any(one in shown for one in ALSO_STOPS)),
        ("has no postal address", "*|LIST:ADDRESSLINE|*" not in shown),
        ("doesn't say why it came", "You get this letter because" not in shown),
        ("is too long", len(html.encode()) >= letters.LARGEST_PAGE),
        ("has images", bool(page.every("img")) or "url(" in html),
        (
            "fetches something",
            "@import" in html or bool(page.every("link") + page.every("script") + page.every("iframe")),
        ),
        ("has comments", bool(page.comments)),
        ("has small print", bool(sizes) and min(sizes) < 16),
        ("has headings out of order", _out_of_order(headings)),
        ("has a condition between rows", bool(between_rows)),
        ("has tags of unknown use", bool(set(re.findall(r"\*\|(.*?)\|\*", html)) - set(ALLOWED_TAGS.split("|")))),
        ("has a link without words", _silent_links(html)),
        ("has a link that says only 'here'", bool(re.search(r">\s*(click )?here\s*<", html, re.IGNORECASE))),
        ("has a table for layout that calls itself data", _mislabelled(html)),
        ("has a data table without headings", any("role" not in t for t in tables) and "scope=" not in html),
        ("is wider than a phone allows", any(int(t["width"]) > 600 for t in tables if t.get("width", "").isdigit())),
    ]


def _out_of_order(headings: list[int]) -> bool:
    if headings[:1] != [1] or headings.count(1) != 1:
        return True
    return any(below > above + 1 for above, below in pairwise(headings))


def _silent_links(html: str) -> bool:
    return any(
        not re.sub(r"<[^>]*>", "", words).strip() for words in re.findall(r"<a\b[^>]*>(.*?)</a>", html, re.DOTALL)
    )


def _mislabelled(html: str) -> bool:
    """Tables with headings are data; all others say that they are only layout."""
    return any(
        "scope=" in table
        for table in re.findall(r'<table[^>]*role="presentation"[^>]*>(?:(?!<table).)*?</table>', html, re.DOTALL)
    )


@pytest.mark.parametrize("name", samples.LETTERS)
def test_every_page_is_sound(name: str) -> None:
    """No letter breaks a rule for pages."""
    html = render(*samples.LETTERS[name]).html
    assert faults(html, read(html)) == []


@pytest.mark.parametrize(
    ("what", "before", "after"),
    [
        ("says no language", 'lang="en"', ""),
        ("has no way to unsubscribe", "*|UNSUB|*", "https://example.org"),
        ("has no postal address", "*|LIST:ADDRESSLINE|*", ""),
        ("has images", "</h1>", '</h1><img src="https://example.org/x.png">'),
        ("fetches something", "<title>", '<link href="https://example.org/f.css"><title>'),
        ("has small print", "font-size: 16px", "font-size: 11px"),
        ("has headings out of order", "<h2", "<h4"),
        ("has a condition between rows", "<tr><td", "*|IF:A1|*<tr><td"),
        ("has tags of unknown use", "</h1>", "</h1>*|ARCHIVE|*"),
        ("has a link without words", "</h1>", '</h1><a href="https://example.org"> </a>'),
        ("is not made for the dark", "prefers-color-scheme: dark", "print"),
        ("has comments", "</h1>", "</h1><!-- x -->"),
    ],
)
def test_the_rules_for_pages_bite(what: str, before: str, after: str) -> None:
    """Each rule finds a page that was broken on purpose."""
    html = render("ballot", samples.BALLOT).html
    assert before in html
    broken = html.replace(before, after)
    assert what in faults(broken, read(broken))


COLOURS = {
    "text": ("#20242b", "#ffffff"),
    "quiet text": ("#565d68", "#ffffff"),
    "footer": ("#565d68", "#f3f1ec"),
    "quiet text in a box": ("#565d68", "#eef3f9"),
    "link": ("#1a4f8b", "#ffffff"),
    "button": ("#ffffff", "#1a4f8b"),
    "text in the dark": ("#e8eaed", "#1e2227"),
    "quiet text in the dark": ("#b4bac4", "#1e2227"),
    "footer in the dark": ("#b4bac4", "#14161a"),
    "box in the dark": ("#b4bac4", "#253142"),
    "link in the dark": ("#a3c8f7", "#1e2227"),
    "button in the dark": ("#10243c", "#a3c8f7"),
}


def test_light_and_dark_colours_can_be_read() -> None:
    """Text stands out from its ground at least 4.5 to 1, in the light and in the dark."""
    base = (letters.FOLDER / "base.html").read_text(encoding="utf-8")
    assert {colour for pair in COLOURS.values() for colour in pair} <= set(re.findall(r"#[0-9a-f]{6}", base))
    poor = {name: round(contrast(*pair), 2) for name, pair in COLOURS.items() if contrast(*pair) < 4.5}
    assert poor == {}
