"""What partners type: read where it says one thing only, and kept with the reason where it doesn't."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core import partner_form, partner_lines
from core.charter import load
from core.partner_form import LISTS, UNREAD, asked
from core.partnership import Partnership
from core.petitions import legible

TYPED = st.text(max_size=60)


def _rules() -> Partnership:
    found = load("make_justice_normal").partnership
    assert found is not None
    return found


RULES = _rules()
QUESTIONS = [
    *(partner_form.gate_question(one.name, part) for one in RULES.gate for part in ("", "words", "remedy")),
    *("method", "power", "characteristic", *partner_form.TOLD_TO.values(), partner_form.FROM, *LISTS),
    *(partner_form.of_delegate(rank, what) for rank in partner_form.RANKS for what in partner_form.PERSON),
]


@given(st.dictionaries(st.sampled_from(QUESTIONS), TYPED))
def test_whatever_is_typed_is_read_or_kept(typed: dict[str, str]) -> None:
    """P1. Nothing that anybody can type stops the reading, and every answer leaves something behind."""
    handed = partner_form.read("garden", {asked("garden", what): (said,) for what, said in typed.items()}, RULES)
    answered = [what for what, said in typed.items() if legible(said).strip("•*- \n")]
    assert bool(handed.said) == bool(answered)


@given(st.lists(st.text(st.characters(blacklist_categories=["C", "Z"]), min_size=1, max_size=30), max_size=8))
def test_no_line_of_a_list_is_lost(lines: list[str]) -> None:
    """P10, P12. Each line is among those that were read, or among those that wait for a person."""
    for what, read in LISTS.items():
        found = read(what, "\n".join(lines))
        wanted = [line for line in lines if line.removeprefix("•")]
        assert len(found.read) + len(found.unread) == len(wanted)


@pytest.mark.parametrize(
    ("line", "name", "due"),
    [
        ("A garden for every class - 2027-09-01", "A garden for every class", "2027-09-01"),
        ("• Plan – 2027-5-1.", "Plan", "2027-05-01"),
        ("Open: every day, and more: 2027-12-31", "Open: every day, and more", "2027-12-31"),
    ],
)
def test_a_line_with_its_day_is_read(line: str, name: str, due: str) -> None:
    """P12. A dash, a colon or a comma stands before the day; what is before it is the name."""
    assert partner_lines.due("goals", line).read == ({"name": name, "due": due},)


@pytest.mark.parametrize("line", ["Plan", "Plan - 1 May 2027", "Plan - 2027-02-30", "2027-05-01", "Plan - 1907-05-01"])
def test_a_line_without_a_day_that_is_sure_waits(line: str) -> None:
    """P12. A day is never guessed."""
    found = partner_lines.due("goals", line)
    assert found.read == ()
    assert [one.words for one in found.unread] == [line]


@pytest.mark.parametrize(
    ("line", "role"),
    [
        ("voter role steward, 2 votes: they do the work", ("voter", "steward", 2)),
        ("Responsibility role scribe: they write", ("responsibility", "scribe", None)),
        ("responsibility partner scribe: they write", ("responsibility", "partner scribe", None)),
    ],
)
def test_a_role_of_their_own_is_read(line: str, role: tuple[str, str, int | None]) -> None:
    """P3. Its kind, its name, a voter role's votes, and the reason."""
    [found] = partner_lines.roles("roles", line).read
    assert (found["kind"], found["role"], found["weight"]) == role


@pytest.mark.parametrize(
    "line", ["steward, 2 votes: why", "voter role steward: why", "voter role steward, 0 votes: why",
             "responsibility role scribe, 2 votes: why", "voter role steward, 2 votes"],
)  # fmt: skip
def test_a_role_without_all_that_it_takes_waits(line: str) -> None:
    """P3. A voter role has one vote or more, a responsibility role none, and both have a reason."""
    assert partner_lines.roles("roles", line).read == ()


def test_an_answer_without_anything_says_nothing() -> None:
    """P1. What is left empty isn't answered anew."""
    assert partner_form.read("garden", {}, RULES).said == {}
    assert UNREAD not in partner_form.read("garden", {asked("garden", "method"): ("flat",)}, RULES).said
