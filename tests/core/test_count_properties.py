"""What must hold for every count, tried on elections nobody thought of."""

from __future__ import annotations

import json
import random
from dataclasses import replace
from fractions import Fraction
from typing import Any

from core.count import Count, CountFault, CountingRule, Option, Ranking, count
from core.tally_sheet import describe
from hypothesis import given, settings
from hypothesis import strategies as st

from core import count_again, verify_pack
from core.recount import as_far_as_read

THRESHOLDS = [Fraction(1, 2), Fraction(3, 5), Fraction(2, 3), Fraction(7, 10), Fraction(1)]

Contest = tuple[tuple[Option, ...], dict[Ranking, int], CountingRule]


def is_a_rule(changes: dict[str, Any]) -> bool:
    """Whether the settings make a rule that means something."""
    try:
        CountingRule(contest="c", clause="E8", **changes)
    except CountFault:
        return False
    return True


@st.composite
def contests(draw: st.DrawFn) -> Contest:
    """Small contests in which ties, exhausted and blank ballots are common."""
    ids = list("abcdef"[: draw(st.integers(0, 6))])
    withheld = draw(st.sampled_from(["ne", None]))
    ids += [withheld] if withheld else []
    choices_made: st.SearchStrategy[dict[str, Any]] = st.fixed_dictionaries(
        {
            "threshold": st.sampled_from(THRESHOLDS),
            "strict": st.booleans(),
            "denominator": st.sampled_from(["cast", "continuing"]),
            "no_endorsement": st.just(withheld),
            "no_endorsement_eliminated": st.booleans(),
            "stop": st.sampled_from(["one_left", "two_left", "majority", "first_round"]),
            "tie_seed": st.sampled_from(["", "1", "2"]),
        }
    )
    rule = CountingRule(contest="c", clause="E8", **draw(choices_made.filter(is_a_rule)))
    longest = min(len(ids), 1) if rule.stop == "first_round" else len(ids)
    choices = st.lists(st.sampled_from(ids), unique=True, max_size=longest) if ids else st.just([])
    ranking = choices.map(tuple)
    ballots = draw(st.dictionaries(ranking, st.integers(1, 4), max_size=12))
    return tuple(Option(one, f"{one.upper()} Example") for one in ids), ballots, rule


def plain(counted: Count) -> Any:
    """A count as JSON reads it back."""
    return json.loads(json.dumps(counted.as_json()))


def random_contest(chance: random.Random) -> Contest:
    """One of very many contests, like those above but quicker to make."""
    while True:
        changes: dict[str, Any] = {
            "threshold": chance.choice(THRESHOLDS),
            "strict": chance.random() < 0.5,
            "denominator": chance.choice(["cast", "continuing"]),
            "no_endorsement": chance.choice(["ne", None]),
            "no_endorsement_eliminated": chance.random() < 0.5,
            "stop": chance.choice(["one_left", "two_left", "majority", "first_round"]),
            "tie_seed": str(chance.randrange(100)),
        }
        if is_a_rule(changes):
            break
    rule = CountingRule(contest="c", clause="E8", **changes)
    ids = [*"abcdef"[: chance.randint(1, 6)], *([rule.no_endorsement] if rule.no_endorsement else [])]
    longest = 1 if rule.stop == "first_round" else len(ids)
    rankings = [tuple(chance.sample(ids, chance.randint(0, longest))) for _ in range(chance.randint(0, 30))]
    ballots = {ranking: chance.randint(1, 4) for ranking in rankings}
    return tuple(Option(one, f"{one.upper()} Example") for one in ids), ballots, rule


def check_independently(contest: Contest) -> Count:
    """Count again with the pack's own counter, which shares no code with ours; returns our count."""
    options, ballots, rule = contest
    result = count(options, ballots, rule)
    counted = plain(result)
    nonblank = {ranking: number for ranking, number in ballots.items() if ranking}
    found = count_again.recount(counted["rule"], counted["options"], nonblank)
    assert found["rounds"] == counted["rounds"]
    assert found["ties"] == [{**tie, "matters": None} for tie in counted["ties"]]
    assert found["winner"] == counted["winner"]
    assert list(verify_pack.compare("c", counted, found)) == []
    assert list(verify_pack.check_readings("c", counted, nonblank)) == []
    assert list(verify_pack.check_ties("c", counted, found, nonblank)) == []
    return result


def test_an_independent_count_agrees_on_thousands_of_elections() -> None:
    """Rounds, ties, winner, other readings and words are the same on 3,000 elections, very many of them with ties."""
    chance = random.Random(20_261_103)
    counts = [check_independently(random_contest(chance)) for _ in range(3000)]
    assert sum(bool(counted.ties) for counted in counts) > 500
    assert sum(counted.depends_on_tie for counted in counts) > 50
    assert sum(bool(counted.other_readings) for counted in counts) > 500
    assert sum(counted.winner is not None for counted in counts) > 500


@settings(max_examples=100)
@given(contests())
def test_an_independent_count_agrees(contest: Contest) -> None:
    """The same on elections that hypothesis thinks of, so that a difference would be shown on the smallest one."""
    check_independently(contest)


@settings(max_examples=100)
@given(contests(), st.randoms(use_true_random=False))
def test_order_and_names_do_not_matter(contest: Contest, chance: random.Random) -> None:
    """Ballots and options in another order, and options by other names, give the same rounds and the same winner."""
    options, ballots, rule = contest
    shuffled = list(ballots.items())
    chance.shuffle(shuffled)
    renamed = [Option(option.id, f"Candidate {number}") for number, option in enumerate(options)]
    chance.shuffle(renamed)
    one, other = count(options, ballots, rule), count(renamed, dict(shuffled), rule)
    assert (one.rounds, one.ties, one.winner) == (other.rounds, other.ties, other.winner)
    assert [reading.winner for reading in one.other_readings] == [reading.winner for reading in other.other_readings]


@settings(max_examples=100)
@given(contests())
def test_every_ballot_is_accounted_for_in_every_round(contest: Contest) -> None:
    """In each round tallies and exhausted ballots are all ballots cast, and what leaves a pile arrives somewhere."""
    options, ballots, rule = contest
    counted = count(options, ballots, rule)
    assert counted.cast + counted.blank == sum(ballots.values())
    for past in counted.rounds:
        assert sum(past.tally.values()) + past.exhausted == counted.cast
    for past, following in zip(counted.rounds, counted.rounds[1:], strict=False):
        assert past.eliminated is not None
        assert sum(past.transfers.values()) + past.exhausted_now == past.tally[past.eliminated]
        assert past.exhausted + past.exhausted_now == following.exhausted
        gained = {option: past.tally[option] + past.transfers.get(option, 0) for option in following.tally}
        assert gained == following.tally
        assert past.eliminated not in following.tally


@settings(max_examples=100)
@given(contests())
def test_a_winner_has_what_the_rule_asks_for_and_nobody_else_does(contest: Contest) -> None:
    """The outcome follows from the last round's figures; the option that withholds never wins."""
    options, ballots, rule = contest
    counted = count(options, ballots, rule)
    last = counted.rounds[-1]
    base = rule.base(cast=counted.cast, continuing=sum(last.tally.values()))
    passing = [option for option, votes in last.tally.items() if rule.passes(votes, of=base)]
    assert len(passing) <= 1
    assert counted.winner == next((option for option in passing if option != rule.no_endorsement), None)
    assert (counted.outcome == "endorsed") == (counted.winner is not None)
    assert counted.sentence.startswith(rule.failed) == (counted.winner is None)


@settings(max_examples=100)
@given(contests())
def test_if_no_tie_matters_no_seed_does(contest: Contest) -> None:
    """When the count says that the outcome does not depend on a tie, no other lot leads elsewhere."""
    options, ballots, rule = contest
    counted = count(options, ballots, rule)
    others = {count(options, ballots, replace(rule, tie_seed=str(seed))).winner for seed in range(6)}
    assert counted.depends_on_tie or others == {counted.winner}


@settings(max_examples=100)
@given(contests())
def test_choices_that_were_never_read_can_be_cut(contest: Contest) -> None:
    """The ballots as far as the count read them give the same rounds, ties and sentence."""
    options, ballots, rule = contest
    counted = count(options, ballots, rule)
    again = count(options, as_far_as_read(counted, ballots), rule)
    assert (again.rounds, again.winner, again.sentence) == (counted.rounds, counted.winner, counted.sentence)
    assert [tie.chosen for tie in again.ties] == [tie.chosen for tie in counted.ties]


@settings(max_examples=100)
@given(contests())
def test_every_count_can_be_written_down_and_described(contest: Contest) -> None:
    """JSON and the tally sheet work for every count, and the sheet is made of single lines."""
    options, ballots, rule = contest
    counted = count(options, ballots, rule)
    assert Count.from_json(plain(counted)) == counted
    assert all("\n" not in line for line in describe(counted))


@settings(max_examples=100)
@given(contests())
def test_more_than_is_never_easier_than_at_least(contest: Contest) -> None:
    """Whoever passes by "more than" passes by "at least", too."""
    options, ballots, rule = contest
    rule = replace(rule, threshold=Fraction(3, 5))
    strict = count(options, ballots, replace(rule, strict=True)).winner
    assert strict is None or strict == count(options, ballots, replace(rule, strict=False)).winner
