"""A count in words: the sentence, shares that never look like passing, and the tally sheet."""

from __future__ import annotations

import hashlib
import subprocess
from dataclasses import replace
from fractions import Fraction

import pytest

from core.counting.ballots import Ballots
from core.counting.count import count
from core.counting.marks import OVERVOTE, Marks, Treatment
from core.counting.rule import CountingRule, Option
from core.counting.shares import share_text
from core.counting.tally_sheet import SEEDLESS, decision, describe
from tests.elections.published import cast

OPTIONS = (
    Option("a", "Ada Example"),
    Option("b", "Ben Example"),
    Option("c", "Cleo Example"),
    Option("ne", "No endorsement"),
)
RULE = CountingRule(
    threshold=Fraction(3, 5), strict=True, contest="mayor", clause="E8", no_endorsement="ne", tie_seed="a seed"
)
EVERYBODY = ("a", "b", "c", "ne")
BROKEN = ", where the tie of the last two was broken"
ORDINARY = replace(RULE, no_endorsement_eliminated=True, stop="two_left", denominator="continuing")


@pytest.mark.parametrize(
    ("profile", "rule", "sentence"),
    [
        (
            "70 a; 14 b > a; 10 c > b; 43 ne",
            RULE,
            "Ada Example is endorsed: 61.3% (84 of 137 ballots) in round 3; more than 60% is needed (E8).",
        ),
        (
            "6 a > ne; 3 b > ne; 1 ne",
            RULE,
            "No endorsement: Ada Example has exactly 60% (6 of 10 ballots) in round 3; more than 60% is needed (E8).",
        ),
        (
            "2 a; 2 b; 1 c",
            replace(ORDINARY, threshold=Fraction(1, 2), last_tie="broken", ties=("order",), tie_order=EVERYBODY),
            (
                f"Ada Example is endorsed: exactly 50% (2 of 4 ballots still continuing) in round 3{BROKEN}; "
                "otherwise more than 50% is needed (E8)."
            ),
        ),
        (
            "3 a; 3 b; 1 c; 1 ne",
            replace(
                RULE,
                threshold=Fraction(3, 4),
                strict=False,
                no_endorsement_eliminated=True,
                stop="two_left",
                last_tie="broken",
                ties=("order",),
                tie_order=EVERYBODY,
            ),
            (
                f"Ada Example is endorsed: 37.5% (3 of 8 ballots) in round 3{BROKEN}; "
                "otherwise at least 75% is needed (E8)."
            ),
        ),
        (
            "2 a; 2 ne",
            replace(RULE, stop="two_left", last_tie="broken", ties=("order",), tie_order=("ne", "c", "a", "b")),
            (
                f"No endorsement: Ada Example has 50% (2 of 4 ballots) in round 3{BROKEN}; "
                "otherwise more than 60% is needed (E8)."
            ),
        ),
        (
            "26 a; 17 ne",
            RULE,
            "Ada Example is endorsed: 60.5% (26 of 43 ballots); more than 60% is needed (E8).",
        ),
        (
            "3 a; 7 ne",
            RULE,
            "No endorsement: that option itself has 70% (7 of 10 ballots); more than 60% is needed (E8).",
        ),
        (
            "5 a; 5 b",
            replace(RULE, method="single choice", clause="E9"),
            (
                "No endorsement: Ada Example and Ben Example each have 50% (5 of 10 ballots); "
                "more than 60% is needed (E9)."
            ),
        ),
        (
            "9 a > b; 4 b > ne > a; 1 b > a > ne; 4 ne",
            ORDINARY,
            (
                "Ada Example is endorsed: 64.3% (9 of 14 ballots still continuing) in round 3; "
                "more than 60% is needed (E8)."
            ),
        ),
        ("4 ", RULE, "No endorsement: no ballots were cast (E8)."),
        (
            "3 a; 2 b",
            replace(
                RULE, strict=False, clause="S4", passed="is confirmed", failed="Not confirmed", method="single choice"
            ),
            "Ada Example is confirmed: exactly 60% (3 of 5 ballots); at least 60% is needed (S4).",
        ),
    ],
)
def test_the_sentence_states_outcome_figures_and_rule(profile: str, rule: CountingRule, sentence: str) -> None:
    """The sentence names who, with which share of which ballots, in which round, by which rule."""
    assert count(Ballots.of(OPTIONS, cast(profile)), rule).sentence == sentence


@pytest.mark.parametrize(
    ("votes", "of", "threshold", "text"),
    [
        (26, 43, Fraction(3, 5), "60.5%"),
        (601, 1000, Fraction(3, 5), "60.1%"),
        (60_010, 100_000, Fraction(3, 5), "60.01%"),
        (59_999, 100_000, Fraction(3, 5), "59.999%"),
        (3, 5, Fraction(3, 5), "60%"),
        (2, 3, Fraction(2, 3), "2/3"),
        (6666, 10_000, Fraction(2, 3), "66.66%"),
        (2999, 3000, Fraction(3, 5), "99.97%"),
        (1, 10_000, Fraction(3, 5), "0.01%"),
        (1, 8, Fraction(5, 8), "12.5%"),
        (5, 8, Fraction(5, 8), "62.5%"),
        (61, 100, Fraction(3, 5), "61%"),
    ],
)
def test_a_share_is_never_rounded_onto_the_threshold(votes: int, of: int, threshold: Fraction, text: str) -> None:
    """A share gets as many decimals as it takes to stay on its side of the threshold, of nothing and of everything."""
    assert share_text(Fraction(votes, of), threshold=threshold) == text


def test_options_that_lead_together_are_named_by_name() -> None:
    """Two candidates with equally many ballots are named in the order of their names, not of their ids."""
    options = (Option("a", "Zoe Example"), Option("b", "Ada Example"))
    rule = replace(RULE, method="single choice", no_endorsement=None)
    assert "Ada Example and Zoe Example each have 50%" in count(Ballots.of(options, cast("1 a; 1 b")), rule).sentence


SHEET = """\
No endorsement: Ada Example has exactly 60% (6 of 10 ballots) in round 3; more than 60% is needed (E8).

10 ballots cast, 2 blank.
On 1 ballot, a skipped rank was closed up.

Round 1
  Ada Example          5          50%
  Ben Example          3          30%
  Cleo Example         2          20%
  No endorsement       0           0%
  Cleo Example is eliminated: 1 to Ada Example, 1 exhausted.

Round 2
  Ada Example          6  exactly 60%
  Ben Example          3          30%
  No endorsement       0           0%
  exhausted            1
  Ben Example is eliminated: 3 to No endorsement.

Round 3
  Ada Example          6  exactly 60%
  No endorsement       3          30%
  exhausted            1

There was no tie.

The outcome would be another if at least 60% were needed.
  Ada Example is endorsed: exactly 60% (6 of 10 ballots) in round 2; at least 60% is needed (E8).

The outcome would be another if the share were taken of the ballots still continuing.
  Ada Example is endorsed: 66.7% (6 of 9 ballots still continuing) in round 2; more than 60% is needed (E8).

The outcome would be another if it were an ordinary ranked-choice count down to two options.
  Ada Example is endorsed: 66.7% (6 of 9 ballots still continuing) in round 3; more than 60% is needed (E8).
"""


def test_the_tally_sheet_tells_every_round() -> None:
    """The sheet shows each round's figures, what moved, ties, and other readings, in words."""
    counted = count(
        Ballots.of(OPTIONS, cast("5 a; 3 b > ne; 1 c > a; 1 c; 2 "), treatments={"a skipped rank was closed up": 1}),
        RULE,
    )
    assert "\n".join(describe(counted)) + "\n" == SHEET
    assert decision(counted) == "No endorsement."


def test_the_sheet_says_when_nobody_could_pass_any_more() -> None:
    """Once exhausted ballots and no endorsement hold too much, the sheet says so, and still shows the rounds."""
    counted = count(Ballots.of(OPTIONS, cast("4 a; 2 b > a; 4 ne")), RULE)
    assert len(counted.rounds) > 1
    assert (
        "From round 1 on nobody could pass any more: 4 ballots of 10 were exhausted or stood for no endorsement."
        in describe(counted)
    )


def test_a_lot_that_decides_stands_in_the_headline() -> None:
    """Who reads one line learns that a lot decided; without a seed the sheet asks for one."""
    level = cast("4 a; 4 b; 1 c > a > b; 1 d > b > a")
    options = (*(Option(one, one.upper()) for one in "abcd"), OPTIONS[-1])
    counted = count(Ballots.of(options, level), replace(RULE, threshold=Fraction(1, 2), tie_seed=""))
    lines = describe(counted)
    assert lines[0].endswith("is needed (E8). A lot decided the outcome.")
    assert SEEDLESS in lines
    assert SEEDLESS not in describe(count(Ballots.of(options, level), replace(RULE, threshold=Fraction(1, 2))))


def test_a_lot_can_be_drawn_again_from_the_sheet() -> None:
    """The sheet has the seed, the exact text and digest of each of those tied, and a line for a terminal."""
    level = cast("4 a; 4 b; 1 c > a > b; 1 d > b > a")
    options = (*(Option(one, f"{one.upper()}'s") for one in "abcd"), OPTIONS[-1])
    rule = replace(RULE, threshold=Fraction(1, 2), tie_seed="Ada's dice: 4 1 6")
    lines = describe(count(Ballots.of(options, level), rule))
    assert any("the seed is “Ada's dice: 4 1 6”" in line for line in lines)
    shown = {one: hashlib.sha256(f"Ada's dice: 4 1 6|mayor|{one}".encode()).hexdigest() for one in "abcd"}
    told = [line for line in lines if line.startswith("  Ada's dice: 4 1 6|mayor|")]
    assert told
    for line in told:
        text, _, digest = line.strip().rpartition("  ")
        assert digest == shown[text.strip()[-1]][:16] + "…"
    [command] = [line.strip() for line in lines if "printf" in line]
    drawn = subprocess.run(["/bin/sh", "-c", command], capture_output=True, text=True, check=True).stdout
    smallest = min(line.strip().rpartition("  ")[2] for line in told)
    assert f"{drawn[:16]}…" == smallest


def test_without_a_lot_there_is_none_to_draw_again() -> None:
    """Nobody is told to draw what wasn't drawn."""
    assert not any("printf" in line for line in describe(count(Ballots.of(OPTIONS, cast("5 a; 3 b")), RULE)))


def test_spoiled_ballots_are_told_apart_from_exhausted_ones() -> None:
    """They are none of the ballots cast, so a round's other figures add up to those without them."""
    marked = Marks.of(["a", "b", "c"], [["a"], ["a"], ["b"], ["c"], [OVERVOTE]], [1] * 5)
    found = count(marked.ballots(Treatment()), replace(RULE, no_endorsement=None))
    lines = describe(found)
    assert lines[2] == "4 ballots cast, 0 blank, 1 spoiled."
    first = lines[lines.index("Round 1") :]
    assert ["spoiled", "1"] in [line.split() for line in first]
    assert not any(line.split()[:1] == ["exhausted"] for line in first[:5])
