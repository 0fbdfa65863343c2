"""Counts laid out for reading: the figures, the sentences, and the pictures agree with the count."""

from __future__ import annotations

import base64
import re
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


def test_bars_are_as_long_as_their_ballots() -> None:
    """A third of the ballots is a third of the full length, in the page and in the picture alike."""
    told = counted({("ada",): 60, ("brook",): 30, ("cy",): 10})
    first = rounds.rounds(told)[0]
    assert [(one.name, one.filled) for one in first.standings[:3]] == [("Ada", 60), ("Brook", 30), ("Cy", 10)]
    drawn = [float(one) for one in re.findall(r'x="232" y="\d+" width="([\d.]+)"', pictures.rounds_svg(told))]
    assert drawn[:3] == [204.0, 102.0, 34.0]


def test_the_mark_in_the_picture_stands_where_passing_begins() -> None:
    """Exactly 60% touches the mark and doesn't pass."""
    svg = pictures.rounds_svg(samples.COUNCIL)
    [mark] = re.findall(r'<line x1="([\d.]+)"', svg)
    assert float(mark) == pictures.LEFT + pictures.FULL * 0.6
    assert "79 needed" in svg
    assert "78 (60%)" in svg
    assert "passes" not in svg


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


def test_a_picture_is_told_to_those_who_cannot_see_it() -> None:
    """Its title is the outcome, its description every figure, its ground its own."""
    svg = ET.fromstring(pictures.rounds_svg(samples.MAYOR))  # noqa: S314  # our own
    space = "{http://www.w3.org/2000/svg}"
    assert svg.get("role") == "img"
    assert svg.findtext(f"{space}title") == samples.MAYOR["sentence"]
    told = svg.findtext(f"{space}desc") or ""
    assert "Round 2: Ada Example 57, Brook Sample 36, Cy Specimen 23, No endorsement 20, No choice left 1." in told
    ground = svg.find(f"{space}rect")
    assert ground is not None
    assert (ground.get("width"), ground.get("fill")) == ("720", "#ffffff")


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
    assert [(one.name, one.filled) for one in first.standings] == [("ada", 50), ("brook", 50), (rounds.EXHAUSTED, 100)]
    [tie] = rounds.ties(told)
    assert tie.startswith(
        "In round 1, ada and brook were level for the last seat. ada got it, by the order fixed before"
    )
    nobody = Marks.of(["ada"], [[OVERVOTE]], [2]).ballots(Treatment())
    spoiled = count(nobody, replace(rule, tie_order=("ada",)))
    assert rounds.rounds(spoiled.as_json())[0].standings[-1].filled == 0
