"""Answers to questions: what they say, which count, and that no answer can make anybody disappear."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core import answers, question_tab, twins
from core.answers import Answer, Readers, Said
from core.cells import Cell, CellFault
from core.lines import Member
from core.question_tab import HEADINGS
from core.questions import LONGEST_CHOICE, TAB, Asked, Open, id_of

AT = datetime(2026, 10, 1, 16, tzinfo=UTC)
MEMBERS = tuple(
    Member(row, number, name)
    for row, (number, name) in enumerate(
        [("M-017", "Ada Example"), ("M-01", "Bo Sample"), ("44", "Cy Sample"), ("M-018", "Dee 44")], start=2
    )
)
LONG = " ".join(["Eve", *["Specimen"] * 20])
READERS = Readers([replace(MEMBERS[0], also=("Addie",)), *MEMBERS[1:], Member(6, "M-019", LONG)])
NOTES = (
    "M-01 M-017",
    "M-017 or 44",
    "M-017 Bo Sample",
    "M-017 is NOT this person",
    "M-017 maybe",
    "44 people use this address",
    "44 no",
    "44 Cy",
    "M-017 Ada Example and a friend",
)
"""What organisers may note there, and mean no yes by."""

LINES = [member.number for member in MEMBERS]
PAIR = ("M-01", "M-017")


@pytest.mark.parametrize(
    ("said", "number"),
    [
        ("M-017 Ada Example", "M-017"),
        ("m-017", "M-017"),
        ("M 017, Example, Ada", "M-017"),
        ("M-017 Addie", "M-017"),
        ("44", "44"),
        (f"M-019 {LONG}"[:LONGEST_CHOICE], "M-019"),
        ("not a member", ""),
        ("NOT A MEMBER!", ""),
    ],
)
def test_a_number_is_enough(said: str, number: str) -> None:
    """M2. In any case, with a name of theirs or without it, also where the choice was too long and is cut."""
    assert READERS.says(said, "somebody|") == number


@pytest.mark.parametrize(
    ("said", "why"),
    [
        ("Ada Example", "doesn't begin with a member's number"),
        *((said, f"behind the number {said.split()[0]} stands something else") for said in NOTES),
        ("M-0177", "doesn't begin with a member's number"),
        ("two people", "doesn't begin with a member's number"),
        ("?", "a question mark"),
        ("44?", "a question mark"),
        ("M-017 Ada Example?", "a question mark"),
    ],
)
def test_what_could_mean_two_or_nobody_is_refused(said: str, why: str) -> None:
    """M2. Rather no answer than a guess."""
    with pytest.raises(CellFault, match=why):
        READERS.says(said, "somebody|")


@pytest.mark.parametrize(
    ("said", "kept"),
    [("one person, keep M-017", "M-017"), ("One person: M-01", "M-01"), ("keep m-01", "M-01"), ("Two people.", "")],
)
def test_of_a_pair_one_line_is_kept_or_none(said: str, kept: str) -> None:
    """M2. Which one has to be said; or that they are two."""
    assert READERS.says(said, PAIR) == kept


@pytest.mark.parametrize(
    "said",
    [
        "one person",
        "M-01",
        "m-017",
        "44",
        "not a member",
        "keep",
        "one person, keep M-01 and M-017",
        "two people?",
        "one person, keep M-01 perhaps",
    ],
)
def test_of_a_pair_no_third_line_is_kept(said: str) -> None:
    """M2. Nor both, nor one that isn't named."""
    with pytest.raises(CellFault):
        READERS.says(said, PAIR)


PAIRS = [(one, other) for at, one in enumerate(LINES) for other in LINES[at + 1 :]]


@st.composite
def _pairs(draw: st.DrawFn) -> list[Answer]:
    """Answers about some pairs of the four, each a moment after the other."""
    pairs = draw(st.permutations(PAIRS))[: draw(st.integers(0, len(PAIRS)))]
    return [
        Answer(pair, draw(st.sampled_from((*pair, ""))), AT + timedelta(seconds=at)) for at, pair in enumerate(pairs)
    ]


@given(said=_pairs(), gone=st.sets(st.sampled_from(LINES)))
def test_merging_makes_nobody_disappear(said: list[Answer], gone: set[str]) -> None:
    """M2. Whatever was answered, and whichever lines are gone since: who is one person is one, the others stay."""
    there = [one for one in MEMBERS if one.number not in gone]
    lines = {one.number for one in there}
    into = answers.merged(said, lines)
    people = {one.number for one in twins.one_each(there, into)}
    assert {twins.kept(number, lines, into) for number in lines} == people
    for one in said:
        if one.says and set(one.subject) <= lines:
            assert len({twins.kept(number, lines, into) for number in one.subject}) == 1
    apart = lines - {number for one in said if one.says for number in one.subject}
    assert apart <= people


@given(said=_pairs())
def test_answers_that_count_never_contradict_each_other(said: list[Answer]) -> None:
    """M2. Taken one after the other, no two lines are both one person and two."""
    words = {one.says: f"keep {one.says}" for one in said} | {"": "two people"}
    rows = [Said(row, id_of(one.subject), words[one.says]) for row, one in enumerate(said, start=2)]
    subjects = {id_of(pair): pair for pair in PAIRS}
    heard = answers.hear(rows, {}, MEMBERS, at=AT, subject_of=subjects.get)
    into = answers.merged(heard.answers.values(), LINES)
    for one in heard.answers.values():
        roots = {twins.kept(number, LINES, into) for number in one.subject}
        assert len(roots) == (1 if one.says else 2)
    assert len(heard.answers) + len(heard.faults) == len(said)
    again = answers.hear(rows, heard.answers, MEMBERS, at=AT + timedelta(days=1), subject_of=subjects.get)
    assert (again.answers, again.taken, again.withdrawn) == (heard.answers, {}, ())


CELLS = st.one_of(st.none(), st.booleans(), st.integers(-9, 99), st.floats(), st.text(max_size=20),
                  st.sampled_from([*HEADINGS, "M-017", "ask again", id_of("ada|"), "x" * 700]))  # fmt: skip


@given(rows=st.lists(st.lists(CELLS, max_size=9), max_size=8), headed=st.booleans())
def test_whatever_stands_in_the_tab_is_read_or_refused(rows: list[list[Cell]], headed: bool) -> None:  # noqa: FBT001
    """M2. Never a traceback, nothing told outside the tab's own rows and column, and told once."""
    cells: list[list[Cell]] = [list(HEADINGS), *rows] if headed else rows
    tab = question_tab.read({TAB: cells})
    heard = answers.hear(tab.said(), {}, MEMBERS, at=AT, subject_of={id_of("ada|"): "ada|"}.get)
    asked = Asked("ada|", ("Attendance, row 2",), "why", ())
    told = question_tab.to_tell(tab, heard, Open((asked,)), zone="America/New_York")
    assert tab.refused or {column for _, column in told} <= {tab.columns.get("Taken up")}
    filled = [list(row) + [""] * (12 - len(row)) for row in cells]
    for (row, column), words in told.items():
        filled[row - 1][column - 1] = words
    assert question_tab.to_tell(question_tab.read({TAB: filled}), heard, Open((asked,)), zone="America/New_York") == {}
