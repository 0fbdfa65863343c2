"""Whatever people type stays words: in letters, forms, pages and pictures alike."""

from __future__ import annotations

import os
import re
import unicodedata
from collections.abc import Iterable, Iterator
from functools import cache
from typing import Any
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from markdown_it.token import Token

from integrations.google import layout
from integrations.sandbox import merge
from templates import Letter, WordingFault, artifact, ballot_paper, pictures, questionnaire_paper, render
from templates.inserts import SUBJECT_LIMIT, clean, in_a_line, in_html, in_markdown, in_text, words
from tests.conftest import EVERYTHING
from tests.templates import page_samples, samples
from tests.templates.pages import read
from tests.templates.payloads import PAYLOADS, poisoned

HARMLESS = "plain words"
CANARY = "canary7code"
FIELDS = {
    "N1": "Greta",
    "A1": CANARY,
    "N2": "",
    "A2": "",
    "UNSUB": "https://example.org/leave",
    "LIST:ADDRESSLINE": "1 Road",
}


class Trusting(MarkdownIt):
    """Markdown that follows every link, even one that a browser would refuse, so that none escapes the tests."""

    def validateLink(self, url: str) -> bool:  # noqa: N802  # markdown-it's name
        """Any link will do."""
        return bool(url)


MARKDOWN = Trusting("commonmark").enable(["table", "strikethrough"])


def shape(html: str) -> tuple[set[tuple[str, tuple[tuple[str, str], ...]]], int]:
    """The kinds of elements in a page with all their attributes, and how many comments it has."""
    page = read(html)
    return {(name, tuple(sorted(attributes.items()))) for name, attributes in page.elements}, len(page.comments)


def tags(words: str) -> set[str]:
    """Every Mailchimp tag in the words."""
    return set(re.findall(r"\*\|.*?\|\*", words, re.DOTALL))


def unsafe_signs(words: str) -> list[str]:
    """Control and reordering characters; line breaks are fine in a letter's body."""
    return [
        sign for sign in words if sign != "\n" and (unicodedata.category(sign) in {"Cc", "Zl", "Zp"} or sign in BIDI)
    ]


IN_SHORT = 5
BIDI = "\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u200b\u2060\ufeff"


def test_there_are_enough_payloads() -> None:
    """Sixty at the very least, all different."""
    assert len(set(PAYLOADS)) == len(PAYLOADS) >= 60


def _some(samples: Iterable[str], payload: str) -> list[str]:
    """Every fifth letter or page, another fifth for the next payload: each meets dozens. All with EVERYTHING."""
    each = 1 if EVERYTHING in os.environ else IN_SHORT
    return [one for nth, one in enumerate(samples) if (nth + PAYLOADS.index(payload)) % each == 0]


@cache
def plain_letter(name: str) -> Letter:
    """The letter with harmless words in the same places."""
    occasion, facts = samples.LETTERS[name]
    return render(occasion, poisoned(facts, HARMLESS))


@pytest.mark.parametrize("payload", PAYLOADS)
def test_nothing_typed_comes_alive_in_any_letter(payload: str) -> None:
    """The page's elements, the tags and the lines are those of the template, whatever stands in the facts."""
    for name in _some(samples.LETTERS, payload):
        occasion, facts = samples.LETTERS[name]
        letter, plain = render(occasion, poisoned(facts, payload)), plain_letter(name)
        elements, comments = shape(letter.html)
        assert elements <= shape(plain.html)[0]
        assert comments == 0
        assert tags(letter.html) == tags(plain.html)
        assert tags(letter.text) == tags(plain.text)
        assert unsafe_signs(letter.html) == unsafe_signs(letter.text) == []
        for line in (letter.subject, letter.preview):
            assert "|" not in line
            assert "\n" not in line
            assert unsafe_signs(line) == []
            assert len(line) <= SUBJECT_LIMIT


@pytest.mark.parametrize("payload", PAYLOADS)
def test_a_ballot_code_appears_only_in_its_own_link(payload: str) -> None:
    """No name or statement can carry a voter's code out of the letter."""
    for name in ("ballot", "reminder-1", "reminder-3"):
        occasion, facts = samples.LETTERS[name]
        letter = render(occasion, poisoned(facts, payload))
        html, text = (merge.render(part, FIELDS) for part in (letter.html, letter.text))
        assert html.faults == text.faults == ()
        link = samples.BALLOT["link_base"] + CANARY
        page = read(html.text)
        holding = [value for _, attributes in page.elements for value in attributes.values() if CANARY in value]
        assert holding == [link]
        assert page.text().count(CANARY) == page.text().count(link) == 1
        assert text.text.count(CANARY) == text.text.count(f"\n{link}\n") == 1


@pytest.mark.parametrize("payload", PAYLOADS)
def test_nothing_typed_comes_alive_on_the_dashboard(payload: str) -> None:
    """Headings, tables, links and pictures of every page are those of the template."""
    for name in _some(page_samples.PAGES, payload):
        assert kinds(MARKDOWN.parse(artifact(name, poisoned(page_samples.PAGES[name], payload)))) == plain_page(name)


@cache
def plain_page(name: str) -> list[tuple[str, str, str]]:
    """What the page is made of with harmless words in the same places."""
    return kinds(MARKDOWN.parse(artifact(name, poisoned(page_samples.PAGES[name], HARMLESS))))


def kinds(tokens: list[Token]) -> list[tuple[str, str, str]]:
    """What a page is made of, in order: the kind of each piece, its element, and where it links to."""
    return [
        (token.type, token.tag, str(token.attrGet("href") or "")) for token in _flat(tokens) if token.type not in PLAIN
    ]


PLAIN = {"text", "text_special", "softbreak"}


def _flat(tokens: list[Token]) -> Iterator[Token]:
    for token in tokens:
        yield token
        if token.type != "image":
            yield from _flat(token.children or [])


@pytest.mark.parametrize("payload", PAYLOADS)
def test_nothing_typed_changes_a_form(payload: str) -> None:
    """A form's wording stays on its lines, its questions are the same, and options are either kept or refused."""
    contests = [
        {**contest, "title": f"{number} {payload}", "recommendation": payload}
        for number, contest in enumerate(samples.PAPER["contests"])
    ]
    paper = ballot_paper({**poisoned(samples.PAPER, payload), "contests": contests})
    plain = ballot_paper(samples.PAPER)
    assert [(part.id, type(part)) for part in paper.parts] == [(part.id, type(part)) for part in plain.parts]
    for said in (paper.title, paper.description, *(part.title for part in paper.parts)):
        assert "\n" not in said
        assert unsafe_signs(said) == []
    assert [question.options for question in paper.questions()] == [question.options for question in plain.questions()]


@pytest.mark.parametrize("payload", PAYLOADS)
def test_nothing_typed_changes_a_questionnaire(payload: str) -> None:
    """E18. Whatever stands in the question bank, the form asks as many questions, on one line each, none required."""
    questions = [
        {**one, "heading": f"{nth} {payload}", "question": payload}
        for nth, one in enumerate(samples.QUESTIONNAIRE["questions"])
    ]
    paper = questionnaire_paper({**poisoned(samples.QUESTIONNAIRE, payload), "questions": questions})
    plain = questionnaire_paper(samples.QUESTIONNAIRE)
    assert [(part.id, type(part)) for part in paper.parts] == [(part.id, type(part)) for part in plain.parts]
    assert [question.required for question in paper.questions()] == [True, False, False, False]
    assert layout.refusals(paper) == []
    for said in (paper.title, *(part.title for part in paper.parts)):
        assert "\n" not in said
        assert unsafe_signs(said) == []


@pytest.mark.parametrize("payload", PAYLOADS)
def test_an_option_goes_on_the_form_as_it_was_typed_or_not_at_all(payload: str) -> None:
    """Answers are told apart by the options' words, so these are never altered in silence."""
    contest = {**samples.PAPER["contests"][0], "options": [("x", payload), ("none", "No endorsement")]}
    try:
        paper = ballot_paper({**samples.PAPER, "contests": [contest]})
    except WordingFault:
        assert payload != clean(payload).replace("¦", "|") or len(payload) > 60
    else:
        assert next(question for question in paper.questions() if question.options).options[0] == payload


@pytest.mark.parametrize("payload", PAYLOADS)
def test_nothing_typed_comes_alive_in_a_picture(payload: str) -> None:
    """A picture is the same elements with other words; it can't fetch or run anything."""
    svg, plain = (pictures.rounds_svg(poisoned(samples.MAYOR, words)) for words in (payload, HARMLESS))
    drawn, expected = ([piece.tag for piece in ET.fromstring(one).iter()] for one in (svg, plain))  # noqa: S314  # our own
    assert drawn == expected
    assert not {"script", "image", "a", "foreignObject"} & {piece.rpartition("}")[2] for piece in drawn}


PRINTABLE = st.text(st.characters(codec="utf-8"), max_size=40)


@given(PRINTABLE)
def test_a_page_shows_exactly_what_was_typed(typed: str) -> None:
    """Escaping loses nothing that can be seen, and adds nothing."""
    assert read(f"<p>{in_html(typed)}</p>").words in ([(("p",), clean(typed))], [])


@given(PRINTABLE)
def test_markdown_shows_exactly_what_was_typed(typed: str) -> None:
    """In running text, a heading, a list and a table, a value is the words it was, and nothing else."""
    value = in_markdown(typed)
    for before, after in (
        ("Before ", " after."),
        ("## Before ", " after"),
        ("* ", " after"),
        ("| a | b |\n|---|---|\n| ", " | x |"),
    ):
        tokens = [token for token in _flat(MARKDOWN.parse(f"{before}{value}{after}")) if token.type != "inline"]
        shown = "".join(token.content for token in tokens)
        assert clean(typed) in shown
        plain = MARKDOWN.parse(f"{before}{'x' if clean(typed) else ''}{after}")
        assert kinds(MARKDOWN.parse(f"{before}{value}{after}")) == kinds(plain)


BARE_LINK = re.compile(r"[a-z]+://|mailto:|xmpp:|www\.|[a-z0-9]@[a-z0-9]", re.IGNORECASE)


@pytest.mark.parametrize("payload", [one for one in PAYLOADS if BARE_LINK.search(clean(one))])
def test_a_bare_address_is_not_made_a_link_by_the_dashboard(payload: str) -> None:
    """Some Markdown turns naked addresses into links, which our own reader doesn't; none is left naked."""
    assert BARE_LINK.search(in_markdown(payload)) is None


@given(PRINTABLE, PRINTABLE)
def test_two_values_side_by_side_make_no_tag(one: str, other: str) -> None:
    """A star at the end of a name and a bar at the beginning of the next are no merge tag."""
    for sink in (in_html, in_text):
        joined = sink(one) + sink(other)
        assert "|" not in joined
    assert "|" not in in_a_line(one + other)


@given(PRINTABLE)
def test_cleaning_twice_changes_nothing(typed: str) -> None:
    """A value that passes through two places is the same as through one."""
    assert clean(clean(typed)) == clean(typed)


def test_a_template_cannot_declare_a_value_harmless(tmp_path: Any) -> None:
    """There is no filter with which a template could switch the protection off."""
    (tmp_path / "x.html").write_text("{{ typed | safe }}")
    with pytest.raises(Exception, match="No filter named 'safe'"):
        words(tmp_path, "html").get_template("x.html")


@pytest.mark.parametrize("mark", ["", "short", "`" * 64, "<b>" * 30, "0123456789ABCDEF"])
def test_a_fingerprint_is_hexadecimal_or_refused(mark: str) -> None:
    """Fingerprints stand unescaped in code passages, so nothing else may take their place."""
    with pytest.raises(WordingFault, match="16 hexadecimal digits"):
        render("ballot", {**samples.BALLOT, "log_head": mark})
