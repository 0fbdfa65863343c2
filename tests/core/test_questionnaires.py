"""The question bank and the questionnaire as data: criteria, issue areas, and answers side by side."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core import bank, questionnaires
from core.bank import Asking, Bank
from core.questionnaires import LONGEST_CELL, Column

BESIDE = bank.beside("jp_progressives")
QUESTIONS = questionnaires.snapshot(BESIDE[:2])


def test_the_bank_has_the_documents_criteria_and_issue_areas() -> None:
    """E18. Twelve and twenty-two, each with an id, a heading and a question of its own, all in use to begin with."""
    assert [one.kind for one in BESIDE] == ["criterion"] * 12 + ["issue"] * 22
    for what in ("id", "heading", "question"):
        assert len({getattr(one, what) for one in BESIDE}) == 34
    assert all(one.use for one in BESIDE)


def test_the_tab_reads_as_it_was_filled() -> None:
    """E18. Written and read back, the bank is the same, and nothing of it is set aside."""
    found = bank.read({"Question bank": bank.as_rows(BESIDE)})
    assert found == Bank(BESIDE)


def test_a_charter_of_ones_own_may_have_a_bank_beside_it(tmp_path: Path) -> None:
    """E18. Without one it begins with the usual questions."""
    charter = tmp_path / "ours.toml"
    assert bank.beside(charter) == BESIDE
    own = (
        '[[criterion]]\nid = "a"\nheading = "A"\nquestion = "A?"\n[[issue]]\nid = "b"\nheading = "B"\nquestion = "B?"\n'
    )
    (tmp_path / "ours.questions.toml").write_text(own, encoding="utf-8")
    assert bank.beside(charter) == (Asking("a", "criterion", "A", "A?"), Asking("b", "issue", "B", "B?"))


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        (["", "issue", "A", "A?", "yes"], "it is no short name"),
        (["a b", "issue", "A", "A?", "yes"], "it is no short name"),
        (["a", "area", "A", "A?", "yes"], "it is neither criterion nor issue"),
        (["a", "issue", "", "A?", "yes"], "nothing stands there"),
        (["a", "issue", "A", " ", "yes"], "nothing stands there"),
        (["a", "issue", "A" * 101, "A?", "yes"], "it has more than 100 characters"),
        (["a", "issue", "A", "A" * 501, "yes"], "more than 500 characters stand there"),
        (["a", "issue", "A", "A?", ""], "it is neither yes nor no"),
    ],
)
def test_a_row_that_can_not_be_used_says_why(row: list[str], reason: str) -> None:
    """E18. The others are used all the same."""
    good = ["z", "issue", "Z", "Z?", "no"]
    found = bank.read({"Question bank": [list(bank.HEADINGS), row, good]})
    assert [one.reason for one in found.set_aside] == [reason]
    assert found.asking == (Asking("z", "issue", "Z", "Z?", use=False),)


def test_issue_areas_are_chosen_by_id_or_heading() -> None:
    """E18. The criteria are always asked; one area twice is one, in the order of the tab."""
    chosen = bank.choose(Bank(BESIDE), ["climate", "Fair taxes", "Climate"])
    assert [one.id for one in chosen if one.kind == "issue"] == ["taxation", "climate"]
    assert len([one for one in chosen if one.kind == "criterion"]) == 12
    assert len(bank.choose(Bank(BESIDE), [])) == 34


def test_no_two_questions_of_a_form_share_an_id() -> None:
    """Also not with the code's and the tick's, nor with those of another race."""
    ids = [
        questionnaires.asked(race, of)
        for race in ("mayor-26", "sheriff-26")
        for of in (*(one.id for one in BESIDE), questionnaires.CODE, questionnaires.DECLINE)
    ]
    assert len(set(ids)) == 2 * 36


@given(st.lists(st.text(max_size=60), min_size=2, max_size=2), st.integers(0, 80_000))
def test_the_sheet_loses_nothing(words: list[str], longer: int) -> None:
    """E18. What a column's cells say, one below the other, is the answer; no cell is longer than may be."""
    said = {QUESTIONS[0]["id"]: words[0] + "x" * longer, QUESTIONS[1]["id"]: words[1]}
    rows = questionnaires.rows(QUESTIONS, [Column("A", "answered", said), Column("B", "asked", {})])
    assert {len(row) for row in rows} == {3}
    assert all(len(cell) <= LONGEST_CELL for row in rows for cell in row)
    assert "".join(row[1] for row in rows[2:]) == said[QUESTIONS[0]["id"]] + said[QUESTIONS[1]["id"]]
    assert {row[2] for row in rows[2:]} == {""}


def test_a_shorter_sheet_is_filled_up() -> None:
    """Empty rows follow, so that nothing of an earlier, longer one is left below."""
    rows = questionnaires.rows(QUESTIONS, [Column("A", "asked", {})], at_least=9)
    assert len(rows) == 9
    assert rows[-1] == ["", ""]


@given(st.text(), st.integers(20, 400))
def test_a_beginning_is_short_and_begins_so(words: str, limit: int) -> None:
    """It is one line of at most that length, and the answer's own words."""
    found = questionnaires.beginning(words, limit)
    assert len(found) <= limit
    assert "\n" not in found
    assert " ".join(words.split()).startswith(found.removesuffix(questionnaires.SHORTENED))


def test_a_beginning_ends_after_a_word() -> None:
    """Where one ends in time; else it is cut anywhere."""
    assert questionnaires.beginning("Build on every empty lot", 16) == "Build on every …"
    assert questionnaires.beginning("x" * 30, 20) == "x" * 18 + " …"
