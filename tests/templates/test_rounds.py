"""Counts laid out for reading: the figures, the sentences, and the pictures agree with the count."""

from __future__ import annotations

import base64
from dataclasses import replace
from fractions import Fraction
from typing import Any
from xml.etree import ElementTree as ET

from hypothesis import given
from hypothesis import strategies as st

from core.counting.ballots import Ballots
from core.counting.count import count
from core.counting.marks import OVERVOTE, Marks, Treatment
from core.counting.rule import CountingRule, Option, Ranking
from templates import pictures, render, rounds
from tests.templates import samples
from tests.templates.pages import read

IDS = ("ada", "brook", "cy", "none")
BALLOTS = st.dictionaries(
    st.lists(st.sampled_from(IDS), unique=True, max_size=4).map(tuple), st.integers(1, 40), max_size=12
)


def counted(ballots: dict[Ranking, int]) -> dict[str, Any]:
    """A real count of these ballots."""
    options = [Option(one, one.title()) for one in IDS]
    return count(Ballots.of(options, ballots), CountingRule(**samples.SIXTY, contest="x", clause="E8")).as_json()


@given(BALLOTS)
def test_every_ballot_is_somewhere_in_every_round(ballots: dict[Ranking, int]) -> None:
    """What is shown adds up to the ballots cast, in each round."""
    told = counted(ballots)
    for each in rounds.rounds(told):
        assert sum(standing.votes for standing in each.standings) == told["cast"]


@given(BALLOTS)
def test_exactly_the_endorsed_reach_what_is_needed(ballots: dict[Ranking, int]) -> None:
    """“Passes” stands beside the winner alone, and only the winner has the ballots said to be needed."""
    told = counted(ballots)
    last = rounds.rounds(told)[-1]
    passing = [standing for standing in last.standings if standing.passes]
    assert [standing.name.lower() for standing in passing] == list(told["winners"])
    assert all(standing.votes >= last.needed for standing in passing)
    others = [standing for standing in last.standings if standing.name not in {"None", *(one.name for one in passing)}]
    assert all(standing.votes < last.needed for standing in others if not standing.exhausted)


@given(BALLOTS)
def test_any_count_can_be_put_into_a_letter_and_a_picture(ballots: dict[Ranking, int]) -> None:
    """Blank ballots only, nobody left, ties without end: the letter still comes out, and the drawing is a sound one."""
    told = counted(ballots)
    contest = {"title": "Mayor", "shown": "rounds", "count": told}
    letter = render("result", {**samples.RESULT, "contests": [contest]})
    assert told["sentence"] in letter.text
    assert ET.fromstring(pictures.rounds_svg(told)).tag.endswith("svg")  # noqa: S314  # our own


def widths(standing: rounds.Standing) -> dict[str, int]:
    """How wide the pieces of a bar are, by what they show."""
    found = dict.fromkeys(("held", "received", "empty", "mark"), 0)
    for kind, width in standing.bar:
        found[kind] += width
    return found


def test_bars_are_as_long_as_their_ballots() -> None:
    """A third of the ballots is a third of the full length; what was just received is a piece of its own."""
    told = counted({("ada",): 50, ("brook",): 30, ("cy", "brook"): 20})
    first, second, *_ = rounds.rounds(told)
    assert [(one.name, widths(one)["held"]) for one in first.standings[:3]] == [("Ada", 49), ("Brook", 29), ("Cy", 19)]
    brook = next(one for one in second.standings if one.name == "Brook")
    assert brook.received == 20
    assert (widths(brook)["held"], widths(brook)["received"]) == (29, 20)


@given(BALLOTS)
def test_a_bar_reaches_over_the_mark_only_if_its_option_passes(ballots: dict[Ranking, int]) -> None:
    """Every bar is as wide as any other, has one mark, and is past it exactly if it has what it takes."""
    told = counted(ballots)
    for standing in rounds.rounds(told)[0].standings:
        shown = [kind for kind, _ in standing.bar]
        past = shown[shown.index("mark") + 1 :]
        passes = told["cast"] and Fraction(standing.votes, told["cast"]) > Fraction(3, 5)
        assert sum(widths(standing).values()) == 100
        assert widths(standing)["mark"] == 1
        assert bool({"held", "received"} & set(past)) == bool(passes)


def test_a_long_count_is_told_in_courses() -> None:
    """Every figure of every round is still there, one option after the other, and the exhausted ballots, too."""
    [first, *_, nobody] = rounds.courses(samples.MAYOR)
    assert (first.name, first.held, first.fate) == ("Ada Example", "52, 57, 72, 84", "passes in round 4")
    assert (nobody.name, nobody.held) == (rounds.EXHAUSTED, "0, 1, 3, 16")
    assert ("Cy Specimen", "20, 23", "leaves after round 2") in [
        (one.name, one.held, one.fate) for one in rounds.courses(samples.MAYOR)
    ]
    names = {f"c{place}": f"Candidate {place}" for place in range(12)} | {"none": "No endorsement"}
    ballots: dict[Ranking, int] = {(f"c{place}",): 10 + place for place in range(12)}
    many = samples.counted("many", "E8", names, ballots)
    page = read(render("result", {**samples.RESULT, "contests": [_shown(many)]}).html)
    assert rounds.is_long(many, [_shown(many)])
    for course in rounds.courses(many):
        assert course.held in page.text()
    assert not rounds.is_long(samples.MAYOR, [_shown(samples.MAYOR)])
    assert rounds.is_long(samples.MAYOR, [_shown(samples.MAYOR)] * 9)


def _shown(told: dict[str, Any]) -> dict[str, Any]:
    return {"title": "Mayor", "shown": "rounds", "count": told}


def test_at_least_sixty_per_cent_needs_one_ballot_less() -> None:
    """Slates and priorities pass with exactly 60%, endorsements don't."""
    needed = {}
    for strict in (True, False):
        rule = CountingRule(**{**samples.SIXTY, "strict": strict}, contest="x", clause="S4")
        told = count(Ballots.of([Option(one, one) for one in IDS], {("ada",): 6, ("none",): 4}), rule).as_json()
        needed[strict] = rounds.rounds(told)[0].needed
    assert needed == {True: 7, False: 6}


def test_the_text_table_keeps_its_columns() -> None:
    """Every line is as wide as its heading, whatever the names; six rounds are broken into two tables."""
    lines = rounds.table(samples.MAYOR)
    assert {len(line) for line in lines if line} == {len(lines[0])}
    assert len(lines[0]) <= 72
    names = {f"c{place}": f"Candidate {place} of a very long name indeed" for place in range(6)} | {
        "none": "No endorsement"
    }
    ballots: dict[Ranking, int] = {(f"c{place}",): 10 + place for place in range(6)}
    many = samples.counted("many", "E8", names, ballots)
    assert len(many["rounds"]) > rounds.ROUNDS_ABREAST
    wide = [str(line) for line in rounds.table(many)]
    assert max(len(line) for line in wide) <= 72
    assert wide.count("") == 1
    assert "Round 6" in wide[wide.index("") + 1]


def test_a_picture_carries_itself() -> None:
    """The dashboard fetches nothing to show it."""
    uri = pictures.data_uri(pictures.turnout_svg(ballots=96, roll_size=204))
    head, _, body = uri.partition(",")
    assert head == "data:image/svg+xml;base64"
    assert "96 of 204 have voted (47%)" in base64.b64decode(body).decode()


def test_turnout_without_a_roll_is_drawn_too() -> None:
    """An election that nobody may vote in is odd, but no reason to fall over."""
    assert "0 of 0 have voted" in pictures.turnout_svg(ballots=0, roll_size=0)


def test_spoiled_ballots_and_orders_are_told() -> None:
    """More spoiled ballots than others fill no bar twice over; a tie broken by an order isn't called a lot."""
    marks = Marks.of(["ada", "brook"], [["ada"], ["brook"], [OVERVOTE]], [1, 1, 5])
    rule = CountingRule(
        threshold=Fraction(1, 2),
        strict=True,
        contest="x",
        clause="E8",
        denominator="continuing",
        stop="two_left",
        last_tie="broken",
        ties=("order",),
        tie_order=("ada", "brook"),
    )
    told = count(marks.ballots(Treatment()), rule).as_json()
    [first] = rounds.rounds(told)
    assert [(one.name, one.votes) for one in first.standings] == [("ada", 1), ("brook", 1), (rounds.EXHAUSTED, 5)]
    assert [widths(one)["held"] for one in first.standings] == [19, 19, 99]
    [tie] = rounds.ties(told)
    assert tie.startswith(
        "In round 1, ada and brook were level for the last seat. ada got it, by the order fixed before"
    )
    nobody = Marks.of(["ada"], [[OVERVOTE]], [2]).ballots(Treatment())
    spoiled = count(nobody, replace(rule, tie_order=("ada",)))
    assert widths(rounds.rounds(spoiled.as_json())[0].standings[-1])["held"] == 99
