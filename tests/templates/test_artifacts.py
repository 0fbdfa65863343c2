"""The dashboard's pages: complete, without names, and without a tally while voting is open."""

from __future__ import annotations

import re

import pytest

from templates import WordingFault, artifact
from templates.artifacts import PAGES
from tests.templates import page_samples, samples
from tests.templates.copies import keep

DRAWN = re.compile(r"\(data:image/svg\+xml;base64,[A-Za-z0-9+/=]+\)")


@pytest.mark.parametrize("name", PAGES)
def test_every_page_reads_as_its_golden_copy(name: str) -> None:
    """A change in any word of the dashboard is seen before organisers see it. Pictures are compared elsewhere."""
    keep(f"{name}.md", DRAWN.sub("(picture)", artifact(name, page_samples.PAGES[name])))


@pytest.mark.parametrize("name", PAGES)
def test_a_page_with_a_missing_fact_is_refused(name: str) -> None:
    """Rather no page than a wrong one."""
    for fact in page_samples.PAGES[name]:
        fewer = {known: value for known, value in page_samples.PAGES[name].items() if known != fact}
        with pytest.raises(WordingFault, match=f"lacks a fact: '{fact}'"):
            artifact(name, fewer)


def test_an_unknown_page_is_refused_with_those_that_exist() -> None:
    """The letter names what could have been meant."""
    with pytest.raises(WordingFault, match=r"no page 'rol'.*roll, election"):
        artifact("rol", {})


def test_tables_hold_together() -> None:
    """No row of a table is torn from it by an empty line, and all rows have as many cells as the heading."""
    for name, facts in page_samples.PAGES.items():
        blocks = [block.splitlines() for block in artifact(name, facts).split("\n\n") if block.startswith("|")]
        assert all(re.fullmatch(r"\|( -+:? \|)+", block[1]) for block in blocks)
        assert all(len({line.count("|") for line in block}) == 1 for block in blocks)


def test_the_turnout_page_knows_no_choices() -> None:
    """While voting is open the page has nowhere to put a tally: its facts are numbers of ballots and letters."""
    page = artifact("turnout", page_samples.TURNOUT_PAGE)
    assert "96 of 204 have voted" in page
    for candidate in ("Ada Example", "Brook Sample", "Ezra Pretend"):
        assert candidate not in page


def test_the_desk_says_when_nothing_is_to_be_done() -> None:
    """An empty desk is a sentence, not an empty page."""
    assert "Nothing. Everything under way runs by itself." in artifact("desk", {**page_samples.DESK_PAGE, "needs": []})


def test_an_unread_workbook_is_no_count_of_nobody() -> None:
    """Where a tab can't be read the page says so; it doesn't say that none of no members may vote."""
    letter = "The workbook has no tab named 'Events'. Add one."
    row = {"place": "The workbook", "reason": letter, "remedy": ""}
    found = {"unreadable": True, "set_aside": [row], "members": 0, "voting": 0}
    page = artifact("membership", {**page_samples.MEMBERSHIP_PAGE, **found})
    assert "**The members' workbook can't be read" in page
    assert letter.split(". ", maxsplit=1)[0] in page
    assert "members may vote today" not in page


def test_a_command_is_shown_as_it_is_typed() -> None:
    """Nothing in it is escaped or taken for Markdown, and a stray backtick doesn't end it."""
    odd = {**page_samples.DESK_PAGE["needs"][1], "command": "canvass release a_b/c--d `*e*`"}
    assert "`canvass release a_b/c--d '*e*'`" in artifact("desk", {**page_samples.DESK_PAGE, "needs": [odd]})


def test_the_turnout_of_a_vote_that_is_over_is_told_in_the_past() -> None:
    """After the deadline nobody reads that voting closes."""
    assert "Voting closes Thursday" in artifact("turnout", page_samples.TURNOUT_PAGE)
    assert "Voting closed Thursday" in artifact("turnout", {**page_samples.TURNOUT_PAGE, "is_over": True})


def test_an_uncertified_result_says_so_first() -> None:
    """Nobody takes a count for an announcement."""
    waiting = artifact("result", page_samples.RESULT_PAGE)
    assert "**Not yet certified.**" in waiting.split("##")[0]
    done = artifact("result", {**page_samples.RESULT_PAGE, "certified": "Certified by Kit Madeup on 6 November 2026."})
    assert "Not yet certified" not in done


def test_a_ballot_called_off_waits_for_nobody() -> None:
    """The page says that it was withdrawn and why; a stopped one waits for a person."""
    withdrawn = {**page_samples.ELECTION_PAGE, "state": "Withdrawn", "withdrawn_because": "A name was misspelt."}
    assert "**Withdrawn**: A name was misspelt." in artifact("election", withdrawn)
    assert "waiting for a person" not in artifact("election", withdrawn)
    stopped = {**page_samples.ELECTION_PAGE, "state": "Open", "held_because": "somebody edited the form"}
    assert "**Open** – stopped, and waiting for a person: somebody edited the form" in artifact("election", stopped)


def test_a_small_groups_result_holds_no_figures_of_the_contest() -> None:
    """P9. Organisers are members, too: four ballots show the decision alone."""
    clerk = {"title": "Clerk", "shown": "decision", "count": samples.CLERK}
    page = artifact("result", {**page_samples.RESULT_PAGE, "contests": [clerk]})
    passage = page[page.index("## Clerk") : page.index("## Where every ballot went")]
    assert "Jo Makebelieve is endorsed." in passage
    assert not re.search(r"\d", passage)


def test_a_long_roll_is_cut_with_a_word_about_it() -> None:
    """The dashboard stays usable with thousands of members, and says that there are more."""
    voter = page_samples.ROLL_PAGE["voting"][0]
    page = artifact("roll", {**page_samples.ROLL_PAGE, "voting": [voter] * 501, "members": 2000})
    assert page.count("* **R-003**: 3 events, 3 needed (M2)") == 500
    assert "The first 500 are shown." in page
    assert "**501 of 2000**" in page
