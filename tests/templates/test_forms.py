"""The ballot form's wording: one question per rank, nothing required but the code, and nothing that misleads."""

from __future__ import annotations

from typing import Any

import pytest

from core.paper import Paper, Question, Section
from templates import WordingFault, ballot_paper
from templates.forms import ordinal
from tests.templates import samples


def paper(**contest: Any) -> Paper:
    """The sample ballot with the first contest changed."""
    first, second = samples.PAPER["contests"]
    return ballot_paper({**samples.PAPER, "contests": [{**first, **contest}, second]})


def test_only_the_code_is_required() -> None:
    """Whoever abstains from a contest can still send the ballot."""
    assert [question.title for question in paper().questions() if question.required] == [
        "Ballot code (already filled in, please leave)"
    ]


def test_the_code_comes_first_and_each_contest_has_its_own_page() -> None:
    """A voter sees what the code is for, then one contest at a time."""
    shape = [part.title if isinstance(part, Section) else part.kind for part in paper().parts]
    assert shape == ["text", "Mayor", *["choice"] * 5, "City Council, District 6", "choice"]


def test_a_ranked_contest_asks_once_for_each_rank() -> None:
    """Every question says of which contest and which rank it is, also when read alone."""
    titles = [question.title for question in paper().questions() if question.title.startswith("Mayor")]
    assert titles == [f"Mayor: {rank} choice" for rank in ("1st", "2nd", "3rd", "4th", "5th")]


def test_a_single_choice_is_asked_as_one() -> None:
    """Two candidates: no talk of ranks."""
    section, question = paper().parts[-2:]
    assert isinstance(section, Section)
    assert isinstance(question, Question)
    assert question.title == "City Council, District 6: your choice"
    assert "Rank" not in section.text
    assert section.text.startswith("Choose one.")


def test_the_callers_ids_stand_where_they_belong() -> None:
    """The links were made from these ids, so none may be swapped or made up."""
    assert [question.id for question in paper().questions()] == [
        "12345678", "1000000a", "1000000b", "1000000c", "1000000d", "1000000e", "2000000a",
    ]  # fmt: skip


def test_every_part_has_an_id_of_its_own() -> None:
    """Google refuses a form in which two parts share an id."""
    ids = [part.id for part in paper().parts]
    assert len(set(ids)) == len(ids)
    assert all(int(one, 16) < 2**31 for one in ids)


def test_the_form_says_what_a_voter_must_know() -> None:
    """When it closes, that it can be changed, that anything may be skipped, and that it doesn't ask who you are."""
    said = paper().description
    for passage in (
        "6:00 pm (America/New_York), 23:00 UTC",
        "your last ballot counts",
        "skip",
        "doesn't ask who you are",
    ):
        assert passage in said


def test_abstaining_is_told_apart_from_no_endorsement() -> None:
    """E10. Leaving a page empty is no vote; “No endorsement” is one."""
    papers = paper(), paper(options=[("a", "Ada Example"), ("b", "Brook Sample"), ("c", "Cy Specimen")])
    with_it, without = (next(part.text for part in one.parts if isinstance(part, Section)) for one in papers)
    assert "not the same as “No endorsement”" in with_it
    assert "endorsement" not in without


def test_the_committees_recommendation_stands_with_its_contest() -> None:
    """E7. Members ratify the recommendation or prefer another, so they see it while they choose."""
    first, second = (part for part in paper().parts if isinstance(part, Section))
    assert "The committee recommends: Ada Example." in first.text
    assert "recommends" not in second.text


def test_more_options_than_a_screen_holds_become_a_list() -> None:
    """Seven and more are a drop-down; six are still buttons."""
    names = [(str(number), f"Option {number}") for number in range(7)]
    kinds = {one: {question.kind for question in paper(options=names[:one]).questions()} for one in (6, 7)}
    assert kinds == {6: {"text", "choice"}, 7: {"text", "choice", "dropdown"}}


def test_the_same_facts_give_the_same_form() -> None:
    """A form that was made before a crash is recognised after it."""
    assert paper().fingerprint() == paper().fingerprint()
    assert paper().fingerprint() != paper(title="Mayor of Riverbend").fingerprint()


@pytest.mark.parametrize(
    ("options", "remedy"),
    [
        ([("a", "Ada Example"), ("b", "Ada Example")], "two options have the same name"),
        ([("a", "A" * 61)], "has 61 characters"),
        ([("a", "Ada\nExample")], "line breaks"),
        ([("a", " Ada")], "Type it anew"),
        ([("a", "Ada\u202e")], "invisible signs"),
        ([("a", "")], "empty"),
    ],
)
def test_an_option_that_a_form_cannot_show_is_refused(options: list[tuple[str, str]], remedy: str) -> None:
    """The organiser reads which contest it is, and what to do."""
    with pytest.raises(WordingFault, match=f"'Mayor'.*{remedy}"):
        paper(options=options)


def test_contests_of_one_title_are_refused() -> None:
    """Nobody could tell their questions apart."""
    with pytest.raises(WordingFault, match="same title"):
        paper(title="City Council, District 6")


def test_a_forgotten_fact_is_refused() -> None:
    """No form is published with a hole in it."""
    with pytest.raises(WordingFault, match="closes_local"):
        ballot_paper({name: value for name, value in samples.PAPER.items() if name != "closes_local"})


def test_ranks_are_said_as_people_say_them() -> None:
    """As on paper ballots."""
    assert [ordinal(rank) for rank in (1, 2, 3, 4, 6)] == ["1st", "2nd", "3rd", "4th", "6th"]
