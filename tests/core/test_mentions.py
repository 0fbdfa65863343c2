"""P11. Names in a text are found however they are written, and only where they are meant."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core import mentions

LANTERN = "Lantern Street Tenants"


@pytest.mark.parametrize(
    ("name", "text"),
    [
        (LANTERN, "with LANTERN-STREET\nTenants’s office"),
        (LANTERN, "#lanternstreettenants"),
        (LANTERN, "https://lantern-street-tenants.example.org"),
        (LANTERN, "entry=Lantern%20Street%20Tenants&x"),
        (LANTERN, "_Lantern Street Tenants_"),
        (LANTERN, "Lantern \\- Street \\- Tenants"),
        (LANTERN, "Lan\u00adtern Street Te\u200bnants"),
        ("Harbour's Garden & Roses", "Harbours Garden and Roses"),
        ("Harbour's Garden & Roses", "HARBOUR’S GARDEN &amp; ROSES"),
        ("The Bread and Roses Union, Inc.", "bread & roses union"),
        ("Café Élan", "cafe elan"),
        ("Straße Acht", "STRASSE ACHT"),
        ("O'Neil", "ONeil’s"),
        ("ACT", "We ACT up"),
        ("东京会", "我们和东京会合作"),
        ("!?", "we are !? together"),
    ],
)
def test_a_name_is_found_however_it_is_written(name: str, text: str) -> None:
    """P11. Other capitals, signs, accents and invisible characters hide nothing; what replaces it leaves nothing."""
    [found] = mentions.slips(text, [name])
    assert found.name == name
    assert not mentions.slips(mentions.replaced(text, [found], "somebody"), [name])


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("ACT", "we act now"),
        ("ACT", "ACTS"),
        ("Lantern Street", "Lanterns Streets"),
        ("Sol", "solidarity"),
        ("In Form", "information"),
        (LANTERN, "Tenants of Lantern Street"),
        ("", "anything"),
        ("The", "this and that"),
    ],
)
def test_other_words_are_no_mention(name: str, text: str) -> None:
    """P11. Part of a word, other words, or a short name's letters without its capitals aren't meant."""
    assert mentions.slips(text, [name]) == []


def test_part_of_a_longer_name_that_may_be_told_is_not_meant() -> None:
    """P11. “Lantern Street” isn't named where “Lantern Street Tenants” is; only overlapping, both are."""
    assert mentions.slips(LANTERN, ["Lantern Street"], known=[LANTERN]) == []
    assert len(mentions.slips(f"{LANTERN} on Lantern Street", ["Lantern Street"], known=[LANTERN])) == 1
    assert mentions.slips("Make Justice Normal Tenants", ["Normal Tenants"], known=["Make Justice Normal"])
    assert mentions.slips(LANTERN, [LANTERN], known=[LANTERN])


def test_overlapping_names_are_replaced_once() -> None:
    """P11. Two private names that share words leave nothing of either."""
    names = ["Lantern Street Tenants", "Street Tenants Union", "Lantern Street"]
    text = "the Lantern Street Tenants Union met"
    assert mentions.replaced(text, mentions.slips(text, names), "…") == "… met"


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("We help the Lantern Street Tenants.", "We help a partner organisation."),
        ("The Lantern Street Tenants met.", "A partner organisation met."),
        ("our\nLantern Street Tenants", "a partner organisation"),
        ("A Lantern Street Tenants evening", "A partner organisation evening"),
        ("Breathe Lantern Street Tenants", "Breathe a partner organisation"),
        ("Lantern Street Tenants met.", "a partner organisation met."),
    ],
)
def test_an_article_goes_with_the_name(text: str, told: str) -> None:
    """P11. What stands for a name has an article of its own, and begins as the article before it did."""
    assert mentions.replaced(text, mentions.slips(text, [LANTERN]), "a partner organisation") == told


@pytest.mark.parametrize(
    ("key", "name", "short"),
    [
        ("harbour-garden", "Harbour Garden Collective", True),
        ("harbourgarden26", "Harbour Garden Collective", True),
        ("harbour-collect", "Harbour Garden Collective", False),
        ("garden-27", "Harbour Garden Collective", False),
        ("garden-harbour", "Harbour Garden Collective", False),
        ("lantern-27", "The Lantern Collective", True),
        ("art-27", "The Art Collective", False),
        ("collective-27", "The Lantern Collective", False),
        ("cafe-lumiere", "Café Lumière", True),
    ],
)
def test_a_key_can_be_short_for_a_name(key: str, name: str, *, short: bool) -> None:
    """P11. Two words of a name in their order give it away, and so does its only own word; one of many doesn't."""
    assert mentions.is_short_for(key, name) is short


@given(st.text(max_size=60), st.text(min_size=1, max_size=20))
def test_any_name_and_text_can_be_searched(text: str, name: str) -> None:
    """P11. Whatever signs there are, places lie within the text, and the rest of it stays."""
    found = mentions.slips(text, [name])
    assert all(0 <= one.start < one.end <= len(text) for one in found)
    assert found or mentions.replaced(text, found, "…") == text
