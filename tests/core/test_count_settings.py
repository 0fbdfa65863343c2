"""The settings of a rule beyond endorsements, each worked out by hand: where it says yes, where no, and on the line."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given, settings

from core.counting.ballots import Ballots
from core.counting.count import count
from core.counting.marks import OVERVOTE, Marks, Treatment
from core.counting.record import Count
from core.counting.rule import CountFault, CountingRule, Option
from core.counting.tally_sheet import decision, describe
from core.told_again import is_told_right
from tests.elections.made import Contest, contests
from tests.elections.published import cast

MOTION = tuple(Option(one, one.title()) for one in ("yes", "no", "abstain"))
TWO_THIRDS = CountingRule(
    threshold=Fraction(2, 3),
    strict=False,
    contest="motion",
    clause="S8",
    method="single choice",
    denominator="for or against",
    electorate="active members",
    no_endorsement="no",
    abstention="abstain",
    passed="is adopted",
    failed="Not adopted",
)
MAJORITY = replace(TWO_THIRDS, threshold=Fraction(1, 2), strict=True, denominator="eligible", clause="A3")
QUORATE = replace(TWO_THIRDS, quorum=Fraction(7, 10), quorum_clause="S9")
RACE = tuple(Option(one, f"{one.upper()} Example") for one in "abcd")
PLURAL = CountingRule(
    threshold=Fraction(1, 2), strict=True, contest="board", clause="S6", seats=2, passed="is elected", failed="Nobody"
)
APPROVAL = replace(PLURAL, method="approval")
ORDINARY = replace(PLURAL, seats=1, denominator="continuing", stop="two_left", last_tie="broken")
BY_ORDER: dict[str, Any] = {"ties": ("order",), "tie_order": tuple("abcd")}


def counted(profile: str, rule: CountingRule, *, eligible: int | None = None) -> Count:
    """A motion, or a race of those who are ranked, counted."""
    ballots = cast(profile)
    ranked = {one for ranking in ballots for one in ranking}
    options = MOTION if rule.no_endorsement else [one for one in RACE if one.id in ranked | {rule.undeclared}]
    return count(Ballots.of(options, ballots), rule, eligible=eligible)


@pytest.mark.parametrize(
    ("profile", "rule", "sentence"),
    [
        ("5 yes; 2 no; 9 abstain", TWO_THIRDS, "Yes is adopted: 71.4% (5 of 7 votes for or against)"),
        ("3 yes; 2 no; 9 abstain", TWO_THIRDS, "Not adopted: Yes has 60% (3 of 5 votes for or against)"),
        ("4 yes; 2 no; 3 abstain", TWO_THIRDS, "Yes is adopted: exactly 2/3 (4 of 6 votes for or against)"),
        ("4 yes; 2 no", replace(TWO_THIRDS, strict=True), "Not adopted: Yes has exactly 2/3 (4 of 6 votes for or"),
        ("4 yes; 2 no; 3 abstain", replace(TWO_THIRDS, denominator="cast"), "Not adopted: Yes has 44.4% (4 of 9 ball"),
        ("1 yes; 4 no; 3 abstain", TWO_THIRDS, "Not adopted: Yes has 20% (1 of 5 votes for or against)"),
        ("2 yes; 4 no", TWO_THIRDS, "Not adopted: Yes has 33.3% (2 of 6 votes for or against)"),
        ("4 no", TWO_THIRDS, "Not adopted: Yes has 0% (0 of 4 votes for or against)"),
        ("3 abstain", TWO_THIRDS, "Not adopted: Yes has 0% (0 of 0 votes for or against)"),
    ],
)
def test_two_thirds_of_the_votes_for_or_against(profile: str, rule: CountingRule, sentence: str) -> None:
    """S8. Abstentions take part and are shown, but are no part of the share; other readings say when they matter."""
    assert counted(profile, rule).sentence.startswith(sentence)


@pytest.mark.parametrize(
    ("profile", "rule", "before"),
    [
        ("2 yes; 3 no", replace(TWO_THIRDS, threshold=Fraction(3, 5)), "No has exactly 60% (3 of 5 votes for or"),
        ("1 yes; 4 no", TWO_THIRDS, "No has 80% (4 of 5 votes for or"),
    ],
)
def test_a_question_that_fails_tells_what_yes_has(profile: str, rule: CountingRule, before: str) -> None:
    """S4, S8. A no of 60% never reads as if what is needed were reached; words that counts once had are right, too."""
    told = counted(profile, rule).as_json()
    assert told["sentence"].startswith("Not adopted: Yes has ")
    assert is_told_right(told)
    start, end = told["sentence"].split("Yes has ")
    once = f"{start}{before} {end.partition(' or ')[2]}"
    assert is_told_right({**told, "sentence": once})
    assert not is_told_right({**told, "sentence": once.replace("of ", "of 1", 1)})
    assert not is_told_right({**told, "sentence": told["sentence"].replace("Yes has", "No has")})


def test_a_race_of_one_candidate_tells_who_withholds() -> None:
    """E9. "No endorsement" against one candidate is no question of yes or no: its words stay what they are."""
    options = (Option("c1", "Ada Example"), Option("none", "No endorsement"))
    rule = replace(TWO_THIRDS, no_endorsement="none", abstention=None, denominator="cast", failed="No endorsement")
    found = count(Ballots.of(options, cast("1 c1; 4 none")), rule)
    assert found.sentence.startswith("No endorsement: that option itself has 80% (4 of 5 ballots)")
    assert is_told_right(found.as_json())


def test_an_abstention_is_told_where_it_decides() -> None:
    """S8. With abstentions counted in the share the motion would have failed, and the count says so."""
    found = counted("4 yes; 2 no; 3 abstain", TWO_THIRDS)
    assert found.winners == ("yes",)
    assert [(other.reading, other.winners) for other in found.other_readings] == [
        ("if more than 2/3 were needed", ()),
        ("if abstentions counted in the share", ()),
    ]


@pytest.mark.parametrize(
    ("yes", "eligible", "passes"), [(8, 15, True), (7, 15, False), (8, 16, False), (9, 16, True), (0, 1, False)]
)
def test_a_majority_of_all_who_could_vote(yes: int, eligible: int, *, passes: bool) -> None:
    """A3. More than half of all active members, however few take part; exactly half is not more."""
    found = counted(f"{yes} yes; 1 no", MAJORITY, eligible=eligible)
    assert bool(found.winners) == passes
    assert f"({yes} of {eligible} active members); more than 50% is needed (A3)." in found.sentence or not yes


@pytest.mark.parametrize(
    ("profile", "eligible", "outcome"),
    [
        ("9 yes", 14, "no quorum"),
        ("10 yes", 14, "passed"),
        ("1 yes; 9 abstain", 14, "passed"),
        ("1 yes; 1 abstain; 8 ", 14, "passed"),
        ("1 no; 9 abstain", 14, "failed"),
        ("7 yes", 10, "passed"),
        ("6 yes", 10, "no quorum"),
    ],
)
def test_a_quorum_has_to_take_part(profile: str, eligible: int, outcome: str) -> None:
    """S9. Abstentions and blank ballots take part; of 14 members 9.8 is rounded up to 10, of 10 it is exactly 7."""
    found = counted(profile, QUORATE, eligible=eligible)
    assert found.outcome == outcome
    assert (found.winners == ()) == (outcome != "passed")


def test_a_missed_quorum_is_told() -> None:
    """S9. Nobody is shown as elected, and the sentence says how many were there and how many were needed."""
    found = counted("9 yes", QUORATE, eligible=14)
    told = "No quorum: 9 of 14 active members took part, 10 are needed for 70% (S9). Nothing is decided."
    assert (found.sentence, decision(found)) == (told, "No quorum: nothing is decided.")
    assert [past.elected for past in found.rounds] == [()]
    assert "There were 14 active members." in "\n".join(describe(found))


@pytest.mark.parametrize("rule", [MAJORITY, QUORATE])
def test_how_many_are_eligible_has_to_be_known(rule: CountingRule) -> None:
    """A share or quorum of everybody isn't guessed from who voted."""
    with pytest.raises(CountFault, match="it has to be known how many active members there are"):
        counted("9 yes", rule)


@pytest.mark.parametrize(
    ("profile", "seats", "winners"),
    [
        ("6 a > b; 4 b; 1 c", 1, ("b",)),
        ("6 a > b; 4 b; 1 c", 2, ("b", "a")),
        ("6 b > a; 4 b; 1 c", 3, ("b", "a")),
        ("5 a > b; 5 b", 2, ("b",)),
        ("6 a > b; 5 b", 2, ("b", "a")),
        ("2 ", 2, ()),
    ],
)
def test_approval(profile: str, seats: int, winners: tuple[str, ...]) -> None:
    """S6. Every choice counts, in whatever order; most votes first, if more than half of the ballots approve."""
    assert counted(profile, replace(APPROVAL, seats=seats)).winners == winners


def test_a_tie_for_the_last_seat_of_an_approval_vote() -> None:
    """S6. Who is surely elected is; of those level for the last seat the order's first gets it, and it is told."""
    found = counted("8 a > b > c; 2 a; 1 b; 1 c", replace(APPROVAL, **BY_ORDER))
    assert found.winners == ("a", "b")
    [tie] = found.ties
    assert (tie.tied, tie.chosen, tie.about, tie.matters) == (("b", "c"), ("b",), "election", True)
    turned = counted("8 a > b > c; 2 a; 1 b; 1 c", replace(APPROVAL, ties=("order",), tie_order=tuple("acbd")))
    assert turned.winners == ("a", "c")


def test_by_approval_an_abstention_is_a_ballot_with_nothing_else() -> None:
    """S6. Who approves of somebody and ticks the abstention too has not abstained, wherever the ticks stand."""
    rule = replace(TWO_THIRDS, method="approval")
    found = counted("4 yes > abstain; 1 abstain > no; 1 no; 5 abstain", rule)
    assert (found.rounds[0].base, found.winners) == (6, ("yes",))


def test_who_is_level_for_a_seat_is_not_chosen_by_name() -> None:
    """S7, E8. Two who both have enough are a tie, which the rule's steps break; here the loser has no seat at all."""
    rule = replace(PLURAL, threshold=Fraction(1, 3), denominator="cast")
    for seed in range(8):
        found = counted("5 a > b; 5 d > b; 2 b", replace(rule, tie_seed=str(seed)))
        [tie] = found.ties[:1]
        assert (tie.tied, tie.method, tie.about, tie.lot_decides) == (("a", "d"), "lot", "election", True)
        assert found.winners[0] == tie.chosen[0]
    firsts = {counted("5 a > b; 5 d > b; 2 b", replace(rule, tie_seed=str(seed))).winners[0] for seed in range(20)}
    assert firsts == {"a", "d"}


def test_who_gets_a_seat_first_matters_to_nobody() -> None:
    """E8. Both of two who are level get a seat, whichever goes first: the outcome depends on no tie."""
    found = counted("4 a > b; 4 b > a; 1 c", replace(PLURAL, threshold=Fraction(2, 5), denominator="cast"))
    assert set(found.winners) == {"a", "b"}
    assert [(tie.matters, tie.lot_decides) for tie in found.ties] == [(False, False)]


@pytest.mark.parametrize(
    ("ballots", "begins"),
    [
        ("6 a > b; 3 b > a; 2 b > a", "2 candidates are endorsed, of up to 2 that could be. A Example is endorsed"),
        ("9 a; 2 b", "1 candidate is endorsed, of up to 2 that could be. A Example is endorsed"),
        ("3 a; 3 b; 3 c", "No candidate is endorsed, of up to 2 that could be. No endorsement"),
    ],
)
def test_an_endorsement_fills_no_seat(ballots: str, begins: str) -> None:
    """E8. At large it is said how many are endorsed, of how many could be; the pack checks it, also as once told."""
    found = counted(ballots, replace(PLURAL, passed="is endorsed", failed="No endorsement"))
    assert found.sentence.startswith(begins)
    told = found.as_json()
    assert is_told_right(told)
    before = f"{len(found.winners)} of 2 seats are filled.{told['sentence'].partition('could be.')[2]}"
    assert is_told_right({**told, "sentence": before})
    assert not is_told_right({**told, "sentence": before.replace("of 2", "of 3")})


def test_each_seat_is_filled_anew_from_all_ballots() -> None:
    """S7. Who has a seat leaves the ballots; the next is filled by the same rule, if anybody passes."""
    found = counted("6 a > b; 3 b > c; 2 c", replace(PLURAL, seats=3))
    assert found.winners == ("a", "b")
    assert [(past.seat, dict(past.tally), past.elected) for past in found.rounds] == [
        (1, {"a": 6, "b": 3, "c": 2}, ("a",)),
        (2, {"b": 9, "c": 2}, ("b",)),
        (3, {"c": 5}, ()),
    ]
    assert found.sentence == (
        "2 of 3 seats are filled. A Example is elected: 54.5% (6 of 11 ballots) in round 1. "
        "B Example is elected: 81.8% (9 of 11 ballots) in round 2. "
        "Nobody: C Example has 45.5% (5 of 11 ballots) in round 3; more than 50% is needed for each (S6)."
    )
    assert decision(found) == "A Example and B Example: each is elected."


@pytest.mark.parametrize(("strict", "winners"), [(True, ()), (False, ("a", "b", "c"))])
def test_a_seat_on_the_line(strict: bool, winners: tuple[str, ...]) -> None:  # noqa: FBT001  # a parameter of the test
    """S7. Exactly half is at least half, and not more than it, for the first seat as for the last."""
    assert counted("5 a > b; 3 b > c; 2 c", replace(PLURAL, seats=3, strict=strict)).winners == winners


def test_there_are_more_seats_than_candidates() -> None:
    """S7. Seats for which nobody is left stay empty."""
    assert counted("3 a > b", replace(PLURAL, seats=5)).winners == ("a", "b")


@pytest.mark.parametrize(("order", "out"), [("abcd", "b"), ("bacd", "a")])
def test_a_tie_broken_by_an_order(order: str, out: str) -> None:
    """Of those tied, the last in the order goes out."""
    found = counted("2 a; 2 b; 3 c", replace(ORDINARY, ties=("order",), tie_order=tuple(order)))
    assert found.rounds[0].eliminated == (out,)
    assert (found.ties[0].method, found.ties[0].decided_in) == ("order", None)


def test_earlier_rounds_come_before_the_order() -> None:
    """Level now, but behind before: the order isn't asked. Level from the start: it is."""
    rule = replace(ORDINARY, ties=("earlier rounds", "order"), tie_order=("b", "c", "a", "d"))
    found = counted("9 a; 4 b; 5 c; 1 d > b", replace(rule, threshold=Fraction(3, 5)))
    assert [(tie.method, tie.chosen, tie.decided_in) for tie in found.ties] == [("earlier rounds", ("b",), 1)]
    level = counted("9 a; 5 b; 5 c; 1 d", replace(rule, threshold=Fraction(3, 5)))
    assert [(tie.method, tie.chosen) for tie in level.ties] == [("order", ("c",))]


def test_an_order_names_every_option() -> None:
    """An option that the order leaves out could not be broken a tie for, so it is refused before counting."""
    with pytest.raises(CountFault, match="the order that breaks ties leaves out 'c'"):
        counted("2 a; 2 b; 3 c", replace(ORDINARY, ties=("order",), tie_order=("a", "b")))


def test_more_ballots_than_voters_are_refused() -> None:
    """S6, S9. A share of more than everybody, or a quorum of people who don't exist, isn't counted."""
    with pytest.raises(CountFault, match="16 ballots came in, and there are only 15 active members"):
        counted("9 yes; 7 no", MAJORITY, eligible=15)


def test_a_majority_of_all_would_be_another_of_those_who_vote() -> None:
    """S6. Six of seven are no majority of fifteen; the count says so, whether the paper offers an abstention or not."""
    for rule in (MAJORITY, replace(MAJORITY, abstention=None)):
        found = counted("6 yes; 1 no", rule, eligible=15)
        assert found.winners == ()
        assert found.other_readings[0].reading == "if the share were taken of the ballots cast"


def test_a_missed_quorum_leaves_nothing_to_a_tie() -> None:
    """S9. Three level for two seats, and too few came: nobody is elected by lot, and nothing depends on one."""
    rule = replace(APPROVAL, seats=2, quorum=Fraction(7, 10), threshold=Fraction(1, 3))
    found = counted("2 a; 2 b; 2 c", rule, eligible=14)
    assert (found.outcome, found.ties, found.depends_on_tie) == ("no quorum", (), False)


@pytest.mark.parametrize(
    ("profile", "out"),
    [
        ("20 a; 9 b; 4 c; 3 d", ("c", "d")),
        ("20 a; 16 b; 9 c; 6 d", ("c", "d")),
        ("20 a; 15 b; 9 c; 6 d", ("d",)),
        ("16 a; 9 b; 4 c; 3 d", ("c", "d")),
    ],
)
def test_who_can_not_catch_up_goes_out_together(profile: str, out: tuple[str, ...]) -> None:
    """As many as together have fewer votes than the next; as many votes are not fewer. Two stay, as the rule says."""
    rule = replace(ORDINARY, batch=True, threshold=Fraction(9, 10))
    found = counted(profile, rule)
    assert found.rounds[0].eliminated == out
    assert any("They go out together" in line for line in describe(found)) == (len(out) > 1)


def test_going_out_together_leaves_as_many_as_end_the_count() -> None:
    """Somebody who has too few of the last two wouldn't have them of the last one."""
    rule = replace(ORDINARY, threshold=Fraction(4, 5), denominator="continuing", stop="two_left")
    for together in (True, False):
        assert counted("6 b; 2 a; 1 c", replace(rule, batch=together)).winners == ()


def test_going_out_together_does_not_pass_over_a_majority() -> None:
    """Where the ordinary winner is tested against a higher mark, the test comes when they have the majority."""
    rule = replace(ORDINARY, threshold=Fraction(3, 5), denominator="cast", stop="majority")
    profile = "11 a; 8 b; 2 c > a; 1 d > a"
    assert [counted(profile, replace(rule, batch=one)).winners for one in (True, False)] == [(), ()]


@settings(max_examples=300)
@given(contests())
def test_going_out_together_changes_no_outcome(contest: Contest) -> None:
    """Where no tie is broken on either way, the winners are the same."""
    one, other = (contest.counted(batch=together) for together in (True, False))
    assert one.ties or other.ties or one.winners == other.winners


@pytest.mark.parametrize(
    ("profile", "tallies", "winners"),
    [
        ("6 d > b; 3 a; 2 b", [{"a": 3, "b": 2, "d": 6}, {"a": 3, "b": 8}], ("b",)),
        ("2 d; 7 a; 2 b", [{"a": 7, "b": 2, "d": 2}, {"a": 7, "b": 2}], ("a",)),
        ("7 a > d; 2 b", [{"a": 7, "b": 2, "d": 0}], ("a",)),
        ("4 d; 1 ", [{"d": 4}, {}], ()),
    ],
)
def test_gathered_write_ins(profile: str, tallies: list[dict[str, int]], winners: tuple[str, ...]) -> None:
    """They can't win, go out first, and block a win while they hold votes; without votes they block nothing."""
    found = counted(profile, replace(ORDINARY, undeclared="d"))
    assert [dict(past.tally) for past in found.rounds] == tallies
    assert found.winners == winners


@pytest.mark.parametrize(
    ("profile", "last_tie", "winners"),
    [
        ("2 a; 2 b", "broken", ("a",)),
        ("2 a; 2 b", "nobody", ()),
        ("2 a; 3 b", "nobody", ("b",)),
        ("1 c > a; 1 a; 2 b", "broken", ("a",)),
        ("3 ", "broken", ()),
    ],
)
def test_the_last_two_are_level(profile: str, last_tie: str, winners: tuple[str, ...]) -> None:
    """An exact half is no majority: nobody wins, unless the rule breaks this tie like any other."""
    rule = CountingRule.from_json({**replace(ORDINARY, **BY_ORDER).as_json(), "last_tie": last_tie})
    found = counted(profile, rule)
    assert found.winners == winners
    assert not winners or winners == ("b",) or (found.ties[-1].about, found.ties[-1].matters) == ("election", True)


def test_an_abstention_wins_no_tie_at_the_end() -> None:
    """E7. Level with an abstention, nobody is elected, whatever breaks ties: it takes part, and decides nothing."""
    found = counted("2 a; 2 b", replace(ORDINARY, abstention="b", **BY_ORDER))
    assert (found.winners, found.ties) == ((), ())


def test_a_spoiled_ballot_stands_for_nobody() -> None:
    """E7. Two marks in the first rank: neither cast nor blank, shown as exhausted from the start, and told."""
    marks = Marks.of(["a", "b"], [["a"], [OVERVOTE, "b"], ["b"], []], [3, 2, 1, 4])
    found = count(marks.ballots(Treatment()), replace(PLURAL, seats=1))
    assert (found.cast, found.blank, found.spoiled) == (4, 4, 2)
    assert (found.rounds[0].base, found.rounds[0].exhausted, found.winners) == (4, 2, ("a",))
    assert dict(found.rounds[0].exhausted_by) == {"two options in one rank ended the ballot there": 2}
    assert "4 ballots cast, 4 blank, 2 spoiled." in describe(found)
    skipped = count(marks.ballots(Treatment(overvote="skip")), replace(PLURAL, seats=1))
    assert (skipped.cast, skipped.spoiled, dict(skipped.rounds[0].tally)) == (6, 0, {"a": 3, "b": 3})


@pytest.mark.parametrize("seats", [0, -1])
def test_seats_that_can_not_be_filled(seats: int) -> None:
    """A rule for no seat means nothing."""
    with pytest.raises(CountFault, match=f"{seats} seats can't be filled"):
        replace(PLURAL, seats=seats)


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"quorum": Fraction(7)}, "a quorum of 7 is no share"),
        ({"ties": ("earlier rounds",)}, "ties could stay unbroken"),
        ({"ties": ("order",)}, "ties could stay unbroken"),
        ({"ties": ()}, "ties could stay unbroken"),
    ],
)
def test_a_setting_that_means_nothing_is_refused(changes: dict[str, Any], told: str) -> None:
    """A quorum above everybody, or ties that nothing breaks, are refused when the rule is made."""
    with pytest.raises(CountFault, match=told):
        replace(PLURAL, **changes)


def test_spoiled_ballots_make_a_quorum_and_weigh_on_nobody() -> None:
    """S9. Whoever spoiled a ballot took part; that nobody could pass any more isn't said because of it."""
    marks = Marks.of(["a", "b", "none"], [["a"], [OVERVOTE], ["b", "a"], ["none"]], [6, 4, 3, 1])
    rule = replace(PLURAL, seats=1, threshold=Fraction(3, 5), no_endorsement="none", quorum=Fraction(7, 10))
    found = count(marks.ballots(Treatment()), rule, eligible=20)
    assert (found.cast, found.spoiled, found.outcome, found.winners) == (10, 4, "passed", ("a",))
    assert not any("nobody could pass any more" in line for line in describe(found))
    assert count(marks.ballots(Treatment()), rule, eligible=21).outcome == "no quorum"
