"""The count: worked ballots on which the readings of the rule differ, ties, sentences, and odd contests."""

from __future__ import annotations

import json
from dataclasses import replace
from fractions import Fraction

import pytest

from core.counting.ballots import Ballots
from core.counting.count import count
from core.counting.readings import other_readings
from core.counting.record import Count
from core.counting.rule import CountFault, CountingRule, Option, Ranking
from core.counting.tally_sheet import describe
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
CHARTER = RULE
AT_LEAST = replace(RULE, strict=False)
CONTINUING = replace(RULE, denominator="continuing")
ELIMINABLE = replace(RULE, no_endorsement_eliminated=True)
ELIMINABLE_TO_TWO = replace(ELIMINABLE, stop="two_left")
ORDINARY = replace(ELIMINABLE_TO_TWO, denominator="continuing")
MAJORITY_THEN_TEST = replace(RULE, stop="majority")


@pytest.mark.parametrize(
    ("profile", "rule", "winner"),
    [
        # 1. The denominator: at the end 6 of 10 cast, but 6 of 9 continuing.
        ("5 a; 3 b > ne; 1 c > a; 1 c", CHARTER, None),
        ("5 a; 3 b > ne; 1 c > a; 1 c", AT_LEAST, "a"),
        ("5 a; 3 b > ne; 1 c > a; 1 c", CONTINUING, "a"),
        ("5 a; 3 b > ne; 1 c > a; 1 c", ORDINARY, "a"),
        # 2. May no endorsement be eliminated?
        ("9 a > b; 4 b > ne > a; 1 b > a > ne; 4 ne", CHARTER, None),
        ("9 a > b; 4 b > ne > a; 1 b > a > ne; 4 ne", CONTINUING, None),
        ("9 a > b; 4 b > ne > a; 1 b > a > ne; 4 ne", ORDINARY, "a"),
        # 3. Going on, or testing the 50% winner.
        ("11 a > c; 4 b > ne; 3 c > a; 2 ne > a", CHARTER, "a"),
        ("11 a > c; 4 b > ne; 3 c > a; 2 ne > a", ORDINARY, "a"),
        ("11 a > c; 4 b > ne; 3 c > a; 2 ne > a", MAJORITY_THEN_TEST, None),
        # 4. Two options left, or one.
        ("11 a > ne; 4 b > a > ne; 5 b > ne", ELIMINABLE_TO_TWO, None),
        ("11 a > ne; 4 b > a > ne; 5 b > ne", ELIMINABLE, "a"),
        # 6. Exactly 60%.
        ("6 a > ne; 3 b > ne; 1 ne", CHARTER, None),
        ("6 a > ne; 3 b > ne; 1 ne", AT_LEAST, "a"),
        ("6 a > ne; 3 b > ne; 1 ne", ORDINARY, "a"),
        # 7. Exhausted ballots: 15 of 22 continuing, but 15 of 25 cast.
        ("12 a; 3 b > a; 7 c; 3 ne", CHARTER, None),
        ("12 a; 3 b > a; 7 c; 3 ne", ORDINARY, "a"),
    ],
)
def test_readings_of_the_rule_differ_where_they_should(profile: str, rule: CountingRule, winner: str | None) -> None:
    """Each reading gives the outcome that was worked out by hand for it."""
    assert count(Ballots.of(OPTIONS, cast(profile)), rule).winner == winner


@pytest.mark.parametrize(("first_out", "winner"), [("b", "a"), ("c", None)])
@pytest.mark.parametrize("rule", [CHARTER, ELIMINABLE, ELIMINABLE_TO_TWO, ORDINARY, CONTINUING])
def test_a_tie_that_decides_is_told(rule: CountingRule, first_out: str, winner: str | None) -> None:
    """Profile 5: with b and c tied for last, the lot decides whether a passes, and the count says so."""
    seeded = next(
        replace(rule, tie_seed=str(seed))
        for seed in range(20)
        if min("bc", key=replace(rule, tie_seed=str(seed)).lot) == first_out
    )
    counted = count(Ballots.of(OPTIONS, cast("7 a > ne; 4 b > a; 4 c > b > ne")), seeded)
    assert counted.winner == winner
    tie = counted.ties[-1]
    assert (tie.tied, tie.method, tie.chosen, tie.matters) == (("b", "c"), "lot", (first_out,), True)
    assert dict(tie.digests) == {"b": seeded.lot("b"), "c": seeded.lot("c")}
    assert counted.depends_on_tie


def test_a_tie_goes_to_who_was_behind_in_the_round_before() -> None:
    """b and c are level in round 2, but b was behind in round 1: b goes out without a lot."""
    options = (*OPTIONS, Option("d", "Dot Example"))
    counted = count(Ballots.of(options, cast("9 a; 4 b; 5 c; 1 d > b; 6 ne")), RULE)
    (tie,) = counted.ties
    assert (tie.round, tie.tied, tie.method, tie.decided_in, tie.chosen) == (2, ("b", "c"), "earlier rounds", 1, ("b",))
    assert tie.matters is False
    assert not counted.depends_on_tie


def test_the_lot_is_the_smallest_digest_of_seed_contest_and_option() -> None:
    """Anyone can draw the lot again with a SHA-256 tool: these digests are sha256sum's."""
    rule = replace(RULE, tie_seed="seed", contest="mayor")
    assert rule.lot("b") == "90fc36fd5f1ed7d1c8673655ec39a889a90d6953a7eabc76b797e6364383f392"
    assert rule.lot("c") == "2526b62a5aa8c4adea5e3bd26fce9b91c086a3b84711e9bdc4ad7535a1400db5"
    assert count(Ballots.of(OPTIONS, cast("2 a; 1 b; 1 c; 1 ne")), rule).ties[0].chosen == (min("bc", key=rule.lot),)


def test_too_many_ways_to_break_ties_count_as_a_doubt() -> None:
    """Where not every way of breaking ties can be tried, the count says that it does not know."""
    options = [Option(f"o{number:02}", f"Option {number}") for number in range(14)]
    rule = CountingRule(threshold=Fraction(3, 5), strict=True, contest="many", clause="E8")
    counted = count(Ballots.of(options, {(option.id,): 1 for option in options}), rule)
    assert counted.ties[0].matters is None
    assert counted.depends_on_tie
    assert "could not be found out" in "\n".join(describe(counted))


def test_other_readings_are_told_only_where_they_matter() -> None:
    """On exactly 60% the count says who would be endorsed by "at least", and by the ordinary ranked-choice count."""
    counted = count(Ballots.of(OPTIONS, cast("6 a > ne; 3 b > ne; 1 ne")), RULE)
    assert [(other.reading, other.winners) for other in counted.other_readings] == [
        ("if at least 60% were needed", ("a",)),
        ("if it were an ordinary ranked-choice count down to two options", ("a",)),
    ]
    assert count(Ballots.of(OPTIONS, cast("90 a; 5 b; 5 ne")), RULE).other_readings == ()


@pytest.mark.parametrize("rule", [RULE, ELIMINABLE, ELIMINABLE_TO_TWO, ORDINARY, CONTINUING, MAJORITY_THEN_TEST])
def test_no_reading_is_tried_twice(rule: CountingRule) -> None:
    """Each other reading is another rule than the charter's and than the readings before it."""
    readings = [other for _, other in other_readings(rule)]
    assert len({rule, *readings}) == 1 + len(readings)


def test_a_single_choice_is_decided_in_its_first_round() -> None:
    """E9. With one choice per ballot nothing moves: one round, and only "more than" or "at least" is open."""
    rule = replace(RULE, method="single choice", clause="E9")
    counted = count(Ballots.of(OPTIONS[:2] + OPTIONS[3:], cast("45 a; 35 b; 20 ne; 3 ")), rule)
    assert (len(counted.rounds), counted.cast, counted.blank, counted.winner) == (1, 100, 3, None)
    assert counted.other_readings == ()
    assert [words for words, _ in other_readings(rule)] == ["if at least 60% were needed"]


def test_two_thirds_means_two_thirds() -> None:
    """S8. 4 of 6 is exactly two thirds, which at least 2/3 accepts and more than 2/3 does not."""
    rule = CountingRule(
        threshold=Fraction(2, 3),
        strict=False,
        contest="motion",
        clause="S8",
        method="single choice",
        passed="is adopted",
    )
    assert count(Ballots.of(OPTIONS[:2], cast("4 a; 2 b")), rule).winner == "a"
    assert count(Ballots.of(OPTIONS[:2], cast("4 a; 2 b")), replace(rule, strict=True)).winner is None
    assert count(Ballots.of(OPTIONS[:2], cast("667 a; 333 b")), rule).winner == "a"
    assert count(Ballots.of(OPTIONS[:2], cast("666 a; 334 b")), rule).winner is None


@pytest.mark.parametrize(
    ("options", "profile"),
    [((), ""), (OPTIONS, ""), (OPTIONS, "3 "), (OPTIONS[3:], "5 ne"), (OPTIONS[:1] + OPTIONS[3:], "1 a > ne")],
)
def test_sparse_contests_are_counted(options: tuple[Option, ...], profile: str) -> None:
    """No options, no ballots, only blank ones, no candidate, one voter: each has an outcome and a sheet."""
    rule = RULE if options else replace(RULE, no_endorsement=None)
    counted = count(Ballots.of(options, cast(profile) if profile else {}), rule)
    assert (counted.winner == "a") == (profile == "1 a > ne")
    assert describe(counted)[0] == counted.sentence


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"threshold": Fraction(2, 5)}, "two options could pass at once"),
        ({"threshold": Fraction(60)}, "is no share"),
        ({"threshold": Fraction(1, 2), "strict": False}, "at 'at least 50%' two options could pass at once"),
        ({"threshold": Fraction(1)}, "'more than 100%' can't be reached"),
        ({"denominator": "continuing", "no_endorsement_eliminated": True}, "the threshold would mean nothing"),
    ],
)
def test_a_rule_that_means_nothing_is_refused(changes: dict[str, object], told: str) -> None:
    """A threshold that two could pass, nobody could pass, or the last one left always passes, is refused."""
    with pytest.raises(CountFault, match=told):
        CountingRule.from_json({**RULE.as_json(), **changes})


@pytest.mark.parametrize(
    ("options", "profile", "rule", "told"),
    [
        (OPTIONS, {("a", "zed"): 2}, RULE, "not on the paper at rank 2"),
        (OPTIONS, {("a", "a"): 1}, RULE, "has an option twice"),
        (OPTIONS, {("a",): -1}, RULE, "occurs -1 times"),
        (OPTIONS[:2], {("a",): 1}, RULE, "'ne' is not on the paper"),
        ((*OPTIONS, Option("e", "Ada Example")), {}, RULE, "share an id or a name"),
        (OPTIONS, {("a", "b"): 1}, replace(RULE, method="single choice"), "the paper asks for one choice"),
    ],
)
def test_ballots_that_do_not_fit_are_refused(
    options: tuple[Option, ...], profile: dict[Ranking, int], rule: CountingRule, told: str
) -> None:
    """Nothing is dropped silently: an unknown option, a repeat, or a ranking on a single choice stops the count."""
    with pytest.raises(CountFault, match=told):
        count(Ballots.of(options, profile), rule)


def test_a_fault_does_not_repeat_a_ballot() -> None:
    """An exception may end up in a log, so it never holds what somebody marked."""
    with pytest.raises(CountFault) as fault:
        count(Ballots.of(OPTIONS, {("a", "Zed Canary"): 1}), RULE)
    assert "Canary" not in str(fault.value)


@pytest.mark.parametrize("profile", ["6 a > ne; 3 b > ne; 1 ne", "7 a > ne; 4 b > a; 4 c > b > ne", "3 "])
def test_a_count_survives_being_written_down(profile: str) -> None:
    """A count read back from its JSON is the same count."""
    counted = count(Ballots.of(OPTIONS, cast(profile), treatments={"a skipped rank was closed up": 2}), RULE)
    assert Count.from_json(json.loads(json.dumps(counted.as_json()))) == counted


def test_a_count_of_another_format_is_refused() -> None:
    """A file that is no count says so instead of being half understood."""
    with pytest.raises(CountFault, match="canvass-count/2"):
        Count.from_json({"format": "something else"})
