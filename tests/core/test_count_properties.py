"""What must hold for every count, tried on elections nobody thought of."""

from __future__ import annotations

import json
import random
from collections import Counter
from dataclasses import replace
from fractions import Fraction
from itertools import pairwise
from typing import Any

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from core import count_again, verify_pack
from core.counting.ballots import Ballots
from core.counting.count import count
from core.counting.record import Count
from core.counting.rule import CountingRule, Option, Ranking
from core.counting.tally_sheet import describe
from core.pack_ballots import as_far_as_read
from tests.elections.made import Contest, contests, made


def plain(counted: Count) -> Any:
    """A count as JSON reads it back."""
    return json.loads(json.dumps(counted.as_json()))


def check_independently(contest: Contest) -> Count:
    """Count again with the pack's own counter, which shares no code with ours; returns our count."""
    result = contest.counted()
    counted = plain(result)
    nonblank = {ranking: number for ranking, number in contest.ballots.items() if ranking}
    found = count_again.recount(counted, counted["rule"], nonblank)
    assert [verify_pack.as_compared(*pair) for pair in _pairs(counted, found)] == found["rounds"]
    assert [verify_pack.without_answer(tie) for tie in counted["ties"]] == found["ties"]
    assert found["winners"] == counted["winners"]
    assert list(verify_pack.compare("c", counted, found)) == []
    assert list(verify_pack.check_readings("c", counted, nonblank)) == []
    assert list(verify_pack.check_ties("c", counted, found, nonblank)) == []
    return result


def _pairs(counted: Any, found: Any) -> list[tuple[Any, list[Any]]]:
    """Each round of a count beside the same round found again."""
    return [(past, found["rounds"][at : at + 1]) for at, past in enumerate(counted["rounds"])]


def test_an_independent_count_agrees_on_thousands_of_elections() -> None:
    """Rounds, ties, winners, other readings and words are the same on 4,000 elections, very many of them with ties."""
    chance = random.Random(20_261_103)
    counts = [check_independently(made(chance.choice)) for _ in range(4000)]
    assert sum(bool(counted.ties) for counted in counts) > 500
    assert sum(counted.depends_on_tie for counted in counts) > 50
    assert sum(bool(counted.other_readings) for counted in counts) > 500
    assert sum(bool(counted.winners) for counted in counts) > 500
    assert sum(len(counted.winners) > 1 for counted in counts) > 100
    assert sum(counted.outcome == "no quorum" for counted in counts) > 100


@settings(max_examples=100)
@given(contests())
def test_an_independent_count_agrees(contest: Contest) -> None:
    """The same on elections that hypothesis thinks of, so that a difference would be shown on the smallest one."""
    check_independently(contest)


@settings(max_examples=100)
@given(contests(), st.randoms(use_true_random=False))
def test_order_and_names_do_not_matter(contest: Contest, chance: random.Random) -> None:
    """Ballots and options in another order, and options by other names, give the same rounds and the same winners."""
    shuffled = list(contest.ballots.items())
    chance.shuffle(shuffled)
    renamed = [Option(option.id, f"Candidate {number}") for number, option in enumerate(contest.options)]
    chance.shuffle(renamed)
    one, other = contest.counted(), Contest(tuple(renamed), dict(shuffled), contest.rule).counted()
    assert (one.rounds, one.ties, one.winners) == (other.rounds, other.ties, other.winners)
    assert [reading.winners for reading in one.other_readings] == [reading.winners for reading in other.other_readings]


@settings(max_examples=100)
@given(contests())
def test_every_ballot_is_accounted_for_in_every_round(contest: Contest) -> None:
    """In each round tallies and exhausted ballots are all ballots cast, and what leaves a pile arrives somewhere."""
    counted = contest.counted()
    assert counted.cast + counted.blank == sum(contest.ballots.values())
    assume(contest.rule.method != "approval")  # there a ballot stands for several at once
    for past in counted.rounds:
        assert sum(past.tally.values()) + past.exhausted == counted.cast
    for past, following in pairwise(counted.rounds):
        if past.seat != following.seat:
            continue
        moved = Counter[str]()
        for moves in past.transfers.values():
            moved.update(moves)
        assert past.eliminated
        assert past.transfers.keys() == set(past.eliminated) == past.tally.keys() - following.tally.keys()
        assert moved.total() + past.exhausted_now == sum(past.tally[one] for one in past.eliminated)
        assert past.exhausted + past.exhausted_now == following.exhausted
        assert {option: past.tally[option] + moved[option] for option in following.tally} == following.tally


@settings(max_examples=100)
@given(contests())
def test_a_winner_has_what_the_rule_asks_for(contest: Contest) -> None:
    """Who is elected has the votes needed, or a tie was broken for them; the option that withholds never wins."""
    counted, rule = contest.counted(), contest.rule
    never = {rule.no_endorsement, rule.abstention, rule.undeclared}
    assert never.isdisjoint(counted.winners)
    assert len(set(counted.winners)) == len(counted.winners) <= rule.seats
    assert [one for past in counted.rounds for one in past.elected] == list(counted.winners)
    level = {tie.round for tie in counted.ties if tie.about == "election"}
    for past in counted.rounds:
        assert past.number in level or all(past.tally[one] >= past.needed for one in past.elected)
    assert (counted.outcome == "passed") == bool(counted.winners)
    assert (
        rule.seats > 1
        or counted.outcome == "no quorum"
        or counted.sentence.startswith(rule.failed) == (not counted.winners)
    )


@settings(max_examples=100)
@given(contests(), st.randoms(use_true_random=False))
def test_if_no_tie_matters_no_other_way_does(contest: Contest, chance: random.Random) -> None:
    """When the count says that the outcome does not depend on a tie, no other lot or order leads elsewhere."""
    counted = contest.counted()
    orders = [tuple(chance.sample(contest.rule.tie_order, len(contest.rule.tie_order))) for _ in range(6)]
    found = [contest.counted(tie_seed=str(seed), tie_order=order) for seed, order in enumerate(orders)]
    assert counted.depends_on_tie or {frozenset(one.winners) for one in found} == {frozenset(counted.winners)}


@settings(max_examples=200)
@given(contests())
def test_if_no_lot_decides_no_other_one_does(contest: Contest) -> None:
    """Where the count doesn't say that a lot decided, none of two dozen others elects anybody else."""
    counted = contest.counted()
    others = {frozenset(contest.counted(tie_seed=str(seed)).winners) for seed in range(24)}
    assert counted.decided_by_lot or others == {frozenset(counted.winners)}


def test_where_a_lot_decides_another_one_shows_it() -> None:
    """Of the elections of which it is said, two dozen other lots bring out nearly all."""
    chance = random.Random(4)
    told = [one for one in (made(chance.choice) for _ in range(4000)) if _says_so(one.counted())]
    seen = [len({frozenset(one.counted(tie_seed=str(seed)).winners) for seed in range(24)}) > 1 for one in told]
    assert len(seen) > 30
    assert sum(seen) > 0.95 * len(seen)


def _says_so(counted: Count) -> bool:
    return any(tie.lot_decides for tie in counted.ties)


@settings(max_examples=100)
@given(contests())
def test_choices_that_were_never_read_can_be_cut(contest: Contest) -> None:
    """The ballots as far as the count read them give the same rounds, ties and sentence."""
    assume(contest.rule.method != "approval")  # it reads every choice
    counted = contest.counted()
    again = replace(contest, ballots=as_far_as_read(counted, contest.ballots)).counted()
    assert (again.rounds, again.winners, again.sentence) == (counted.rounds, counted.winners, counted.sentence)
    assert [tie.chosen for tie in again.ties] == [tie.chosen for tie in counted.ties]


@settings(max_examples=100)
@given(contests())
def test_every_count_can_be_written_down_and_described(contest: Contest) -> None:
    """JSON and the tally sheet work for every count, and the sheet is made of single lines."""
    counted = contest.counted()
    assert Count.from_json(plain(counted)) == counted
    assert all("\n" not in line for line in describe(counted))


@settings(max_examples=100)
@given(contests())
def test_more_than_is_never_easier_than_at_least(contest: Contest) -> None:
    """Whoever passes by "more than" passes by "at least", too."""
    assume(contest.rule.seats == 1)
    strict, easier = (contest.counted(threshold=Fraction(3, 5), strict=one).winner for one in (True, False))
    assert strict is None or strict == easier


@settings(max_examples=100)
@given(contests(), st.integers(1, 5))
def test_more_ballots_for_the_winner_of_two_never_harm(contest: Contest, more: int) -> None:
    """In a contest of two options, further ballots for who won leave them the winner."""
    two = contest.options[:2]
    kept = {option.id for option in two}
    ballots = Counter[Ranking]()
    for ranking, times in contest.ballots.items():
        ballots[tuple(one for one in ranking if one in kept)] += times
    share = max(contest.rule.threshold, Fraction(3, 5))
    rule = replace(ALONE, threshold=share, strict=contest.rule.strict and share < 1)
    winner = count(Ballots.of(two, ballots), rule).winner
    assume(winner)
    ballots[winner or "",] += more
    assert count(Ballots.of(two, ballots), rule).winner == winner


ALONE = CountingRule(threshold=Fraction(3, 5), strict=True, contest="c", clause="E8")
