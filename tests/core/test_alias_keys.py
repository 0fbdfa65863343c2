"""Alias keys: what an answer is kept under can always be read back, whatever was typed."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core import alias_keys
from core.alias_keys import AliasKey
from core.lines import Event, SignIn

FORUM = Event(2, "Forum | of tenants", date(2026, 6, 4))


@pytest.mark.parametrize(
    ("name", "email", "about"),
    [
        ("Example, Áda", "Ada@Example.org", AliasKey("ada example", "ada@example.org")),
        ("", "ada@example.org", AliasKey("", "ada@example.org")),
        ("Ada Example", "", AliasKey("ada example")),
        ("Rosie", "", AliasKey("rosie", occasion="2026-06-04 forum of tenants")),
        ("Ada | Example", "", AliasKey("ada example")),
        ("a||b", "", AliasKey("a b")),
    ],
)
def test_a_key_says_what_it_is_about(name: str, email: str, about: AliasKey) -> None:
    """A name with an address, a name, or one word at an occasion; a stroke in it doesn't make it another's."""
    assert alias_keys.parse(alias_keys.alias_of(SignIn(2, FORUM, name, email))) == about


@given(st.text(alphabet="Aé b|,@.x", max_size=12), st.text(alphabet="aB@|.", max_size=8))
def test_every_key_is_read_as_it_was_written(name: str, email: str) -> None:
    """Written, read and written again it is the same."""
    for key in (alias_keys.alias_of(SignIn(2, FORUM, name, email)), alias_keys.alias_key(name, email)):
        assert str(alias_keys.parse(key)) == key


def test_next_years_event_of_the_same_name_is_another_occasion() -> None:
    """M2. Who “Rosie” was at the forum says nothing of the Rosie at the forum a year later."""
    later = Event(2, "Forum", date(2027, 6, 4))
    now = Event(2, "Forum", date(2026, 6, 4))
    assert alias_keys.alias_of(SignIn(2, now, "Rosie")) != alias_keys.alias_of(SignIn(2, later, "Rosie"))
