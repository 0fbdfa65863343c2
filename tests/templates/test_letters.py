"""The letters: each kept as a golden copy that a person has read, and strict about the facts it is given."""

from __future__ import annotations

from dataclasses import fields
from pathlib import Path
from typing import Any

import pytest

from core import letters as planned
from core.counting.rule import Ranking
from integrations.sandbox import merge
from templates import Letter, WordingFault, letters, render
from templates.letters import CAME_LATER
from tests.templates import page_samples, samples
from tests.templates.copies import GOLDEN, keep
from tests.templates.pages import read


@pytest.mark.parametrize("name", samples.LETTERS)
def test_every_letter_reads_as_its_golden_copy(name: str) -> None:
    """A change in any word of any letter is seen and read before it goes out."""
    occasion, facts = samples.LETTERS[name]
    letter = render(occasion, facts)
    keep(f"{name}.html", letter.html)
    keep(f"{name}.txt", f"Subject: {letter.subject}\nPreview: {letter.preview}\n\n{letter.text}")


def test_no_golden_copy_is_left_over() -> None:
    """Every copy belongs to a letter, a page or a picture that still exists."""
    letters_kept = {f"{name}{kind}" for name in samples.LETTERS for kind in (".html", ".txt")}
    others = {f"{name}.md" for name in page_samples.PAGES} | {f"picture-{name}.txt" for name in samples.COUNTS}
    assert {path.name for path in GOLDEN.iterdir()} == letters_kept | others


def test_every_occasion_has_a_sample() -> None:
    """No letter escapes the tests of this folder."""
    assert {occasion for occasion, _ in samples.LETTERS.values()} == set(letters.OCCASIONS)


def test_every_planned_letter_is_written() -> None:
    """No flow plans a letter that has no words, and the table in the docs names every one."""
    assert {occasion.template for occasion in planned.OCCASIONS.values()} <= set(letters.OCCASIONS)
    table = (Path(__file__).parents[2] / "docs" / "letters.md").read_text(encoding="utf-8")
    assert all(f"\n| `{occasion}` |" in table for occasion in letters.OCCASIONS)


@pytest.mark.parametrize("occasion", letters.OCCASIONS)
def test_a_missing_fact_is_refused_and_named(occasion: str) -> None:
    """A letter with a hole in it is never written."""
    facts = dict(next(known for name, known in samples.LETTERS.values() if name == occasion))
    for fact in [one for one in facts if one not in CAME_LATER]:
        fewer = {name: value for name, value in facts.items() if name != fact}
        with pytest.raises(WordingFault, match=rf"needs these facts, too: {fact}"):
            render(occasion, fewer)


def test_a_letter_planned_by_an_earlier_release_is_written() -> None:
    """What came later has the value that was true before; a letter that waited through an upgrade isn't lost."""
    facts = {name: value for name, value in samples.BALLOT.items() if name not in CAME_LATER}
    assert render("ballot", facts) == render("ballot", {**samples.BALLOT, "lot_from": ""})


def test_a_missing_fact_inside_another_is_refused() -> None:
    """A candidate list that was forgotten doesn't become an empty one."""
    contest = {name: value for name, value in samples.THREE_WAY.items() if name != "candidates"}
    with pytest.raises(WordingFault, match="candidates"):
        render("ballot", {**samples.BALLOT, "contests": [contest]})


def test_a_fact_without_a_use_is_refused() -> None:
    """A misspelt fact is noticed, not dropped."""
    with pytest.raises(WordingFault, match="has no use for: organization"):
        render("ballot", {**samples.BALLOT, "organization": "Riverbend"})


def test_none_is_never_shown() -> None:
    """A value that is not there stops the letter, instead of telling members "None"."""
    with pytest.raises(WordingFault, match="None"):
        render("ballot", {**samples.BALLOT, "election_title": None})


def test_an_unknown_occasion_is_refused_with_those_that_exist() -> None:
    """The letter names what could have been meant."""
    with pytest.raises(WordingFault, match=r"no letter 'balot'.*ballot, called_off, candidate_link"):
        render("balot", {})


@pytest.mark.parametrize(
    "address",
    [
        "http://evil.example/form?entry.1=",
        "javascript:alert(1)",
        "data:text/html,x",
        "//evil.example/",
        "https://evil.example/*|EMAIL|*",
        'https://evil.example/"onclick="x',
        "https://evil.example/ x",
        "https://evil.example/<b>",
        "https://user@evil.example/",
        "http://127.0.0.1.evil.example/",
        "http://localhost@evil.example/",
        "",
    ],
)
def test_a_link_that_is_not_plain_https_is_refused(address: str) -> None:
    """Whatever is clickable in a letter leads over https to where it says."""
    with pytest.raises(WordingFault, match="link must begin with https"):
        render("ballot", {**samples.BALLOT, "link_base": address})


def test_a_rehearsal_may_link_to_this_machine() -> None:
    """The sandbox's forms are on loopback, without https."""
    letter = render("ballot", {**samples.BALLOT, "link_base": "http://127.0.0.1:8099/forms/d/e/x/viewform?entry.1="})
    assert 'href="http://127.0.0.1:8099/forms/d/e/x/viewform?entry.1=*|A1|*"' in letter.html


@pytest.mark.parametrize("tag", ["a1", "A1|*", "A-1", "ELEVENCHARS", "", "1A"])
def test_a_field_name_that_mailchimp_would_not_know_is_refused(tag: str) -> None:
    """A broken tag would show every member the same wrong thing."""
    with pytest.raises(WordingFault, match="not the name of a Mailchimp field"):
        render("ballot", {**samples.BALLOT, "voters": [{"name_tag": "N1", "code_tag": tag}]})


def mailbox(name: str, **values: str) -> tuple[str, str]:
    """The page and the text of a personal letter as one mailbox gets them, without any fault in its tags."""
    occasion, facts = samples.LETTERS[name]
    letter = render(occasion, facts)
    blank = dict.fromkeys(("N1", "N2", "A1", "A2"), "")
    standing = {"UNSUB": "https://example.org/leave", "LIST:ADDRESSLINE": "1 Imaginary Street"}
    copies = [merge.render(part, {**blank, **standing, **values}) for part in (letter.html, letter.text)]
    assert [copy.faults for copy in copies] == [(), ()]
    return copies[0].text, copies[1].text


@pytest.mark.parametrize("name", ["ballot", "reminder-1", "reminder-3"])
def test_a_couple_with_one_mailbox_gets_two_named_links(name: str) -> None:
    """Each of two voters finds their own link under their own name."""
    html, text = mailbox(name, N1="Greta Gedanken", A1="codeofgreta", N2="Hal Hypothetical", A2="codeofhal")
    for copy in (html, text):
        assert copy.index("Greta Gedanken") < copy.index("codeofgreta") < copy.index("Hal Hypothetical")
        assert "codeofhal" in copy[copy.index("Hal Hypothetical") :]
    links = [
        attributes["href"].rpartition("=")[2] for attributes in read(html).every("a") if "entry." in attributes["href"]
    ]
    assert links == ["codeofgreta", "codeofhal"]


@pytest.mark.parametrize("name", ["ballot", "reminder-1", "reminder-3"])
def test_whose_code_is_blank_is_not_named(name: str) -> None:
    """A reminder to a household doesn't mention the one who has voted."""
    html, text = mailbox(name, N1="Greta Gedanken", A1="", N2="Hal Hypothetical", A2="codeofhal")
    for copy in (html, text):
        assert "Greta" not in copy
        assert "Hal Hypothetical" in copy
        assert "codeofhal" in copy


@pytest.mark.parametrize("number", [1, 2, 3])
def test_a_reminder_does_not_say_that_somebody_has_not_voted(number: int) -> None:
    """Whoever reads over a shoulder learns only that voting is open."""
    letter = render("reminder", samples.reminder(number))
    for words in (letter.subject, letter.preview, letter.text, read(letter.html).text()):
        for telling in ("you have not voted", "You haven’t voted", "You haven't voted", "your ballot is missing"):
            assert telling not in words


def test_only_the_last_reminder_leads_with_the_closing_time() -> None:
    """The last reminder says when voting closes, by the local clock and in UTC."""
    first, last = (render("reminder", samples.reminder(number)) for number in (1, 3))
    assert first.subject == "Reminder 1 of 3: Endorsements for November is open"
    assert last.subject == "Last reminder: voting closes Thursday, 5 November 2026, 6:00 pm (America/New_York)"
    assert "LAST REMINDER" in last.text
    assert "6:00 pm (America/New_York)\nwhich is 23:00 UTC" in last.text


def test_a_small_groups_result_holds_no_figures_of_the_contest() -> None:
    """P9. Four ballots: the decision, and nothing from which a vote could be told."""
    contest = {"title": "Clerk", "shown": "decision", "count": samples.CLERK}
    letter = render("result", {**samples.RESULT, "contests": [contest]})
    for words in (letter.text, read(letter.html).text()):
        assert "Jo Makebelieve is endorsed." in words
        for figure in ("Round 1", "75%", "3 of 4", "is needed", "skipped"):
            assert figure not in words


def test_a_result_can_be_told_in_a_sentence_alone() -> None:
    """Where very many contests would make the letter too long, one shows its sentence without the rounds."""
    contest = {"title": "Mayor", "shown": "sentence", "count": samples.MAYOR}
    letter = render("result", {**samples.RESULT, "contests": [contest]})
    for words in (letter.text, read(letter.html).text()):
        assert samples.MAYOR["sentence"] in words
        assert "Round 1" not in words


def test_every_figure_of_a_count_is_in_the_page_and_in_the_text() -> None:
    """Nobody needs pictures, or the page at all, to follow the rounds."""
    letter = render("result", samples.RESULT)
    page = read(letter.html).text()
    for each in samples.MAYOR["rounds"]:
        for votes in each["tally"].values():
            assert f"{votes} (" in page
            assert f" {votes}" in letter.text


def test_a_tie_is_told_with_how_it_was_settled_and_whether_it_mattered() -> None:
    """A member reads that a lot decided, and that the outcome hung on it."""
    contest = {"title": "School Board", "shown": "rounds", "count": samples.LEVEL}
    letter = render("result", {**samples.RESULT, "contests": [contest]})
    for words in (letter.text, read(letter.html).text()):
        assert "Hana Supposed and Ike Notional were level in last place" in words
        assert "by the lot fixed before the vote" in words
        assert "The outcome hangs on this" in words


def test_a_page_that_mailboxes_would_cut_off_is_refused() -> None:
    """The way to unsubscribe stands at the end, and has to arrive."""
    long_winded = {**samples.THREE_WAY, "reasons": "word " * 25_000}
    with pytest.raises(WordingFault, match="mailboxes cut letters at 102"):
        render("ballot", {**samples.BALLOT, "contests": [long_winded]})


def test_six_full_races_fit_into_one_result_letter() -> None:
    """A whole season's result, five candidates a race and every round shown, stays below what mailboxes cut off."""
    names = {f"c{place}": f"Candidate Number {place} With-A-Longish Name" for place in range(5)} | {
        "none": "No endorsement"
    }
    ballots: dict[Ranking, int] = {("none",): 20}
    ballots |= {(f"c{place}",): 20 + place for place in range(5)}
    full = samples.counted("race", "E8", names, ballots)
    assert len(full["rounds"]) == 5
    contests = [{"title": f"Race {number}", "shown": "rounds", "count": full} for number in range(6)]
    letter = render("result", {**samples.RESULT, "contests": contests})
    assert len(letter.html.encode()) < letters.LARGEST_PAGE


def test_a_long_subject_is_shortened_at_a_word() -> None:
    """Mailchimp takes 150 characters; a reader sees that something was left out."""
    letter = render("ballot", {**samples.BALLOT, "election_title": "Endorsements and more " * 20})
    assert len(letter.subject) <= 150
    assert letter.subject.endswith("more…")


def test_the_text_part_stands_alone() -> None:
    """Whoever reads plain text gets every link and the whole footer; no page's marks are left in it."""
    for occasion, facts in samples.LETTERS.values():
        letter: Letter = render(occasion, facts)
        assert "*|UNSUB|*" in letter.text
        assert "*|LIST:ADDRESSLINE|*" in letter.text
        assert "<" not in letter.text
        assert "&amp;" not in letter.text
        hrefs = {attributes["href"] for attributes in read(letter.html).every("a")}
        assert all(href in letter.text for href in hrefs)


def test_a_letter_is_four_pieces_of_words() -> None:
    """What goes to Mailchimp is plain text strings, nothing that could behave otherwise."""
    letter = render("reached", samples.REACHED)
    values: list[Any] = [getattr(letter, part.name) for part in fields(letter)]
    assert [type(value) for value in values] == [str, str, str, str]
