"""The rules of all kinds of decisions, from the charter: each cites its clause, and what is left out is said."""

from __future__ import annotations

from typing import Any, get_args

import pytest

from core import charter
from core.bylaws.counting import ABSTAIN, NO, YES, Decision, options_of, rule_for
from core.charter import CharterFault
from core.counting.rule import CountFault

JPP = charter.load("jp_progressives")
MJN = charter.load("make_justice_normal")


@pytest.mark.parametrize("decision", get_args(Decision))
def test_every_kind_of_decision_has_its_rule(decision: Decision) -> None:
    """E8, E9, E15, S4, S6, S7, S8, A3, P6, P7. A bundled charter says how each is counted, by which clause."""
    clauses = {
        "endorsement": "E9", "at large": "E8", "slate": "S4", "priorities": "A3", "motion": "S8", "recall": "S6",
        "co-chairs": "S7", "flat": "P7", "recommendation": "S8", "anti-endorsement": "E15", "consensus": "S4",
        "recusal": "S11", "key priorities": "A2", "parallel": "P6",
    }  # fmt: skip
    whose = MJN if decision in {"flat", "parallel"} else JPP
    assert rule_for(decision, "c", charter=whose, candidates=2).clause == clauses[decision]


@pytest.mark.parametrize("decision", [one for one in get_args(Decision) if one != "endorsement"])
def test_what_a_charter_does_not_say_is_not_guessed(decision: Decision) -> None:
    """S4. A charter without sections on counting still endorses; any other decision has no rule, and that is said."""
    data = JPP.as_data()
    del data["counting"]
    older = charter.read(data, source="older")
    assert rule_for("endorsement", "c", charter=older, candidates=3).clause == "E8"
    with pytest.raises(CountFault, match="doesn't say how"):
        rule_for(decision, "c", charter=older, candidates=2)


def test_seats_at_large_are_no_more_than_candidates() -> None:
    """E8. Four seats and three candidates: at most three endorsements."""
    assert [rule_for("at large", "c", charter=JPP, candidates=n).seats for n in (1, 3, 4, 9)] == [1, 3, 4, 4]


def test_the_committees_numbers_stand_in_one_place() -> None:
    """S8, S9. Motions and elections of the committee take its majority and quorum, where the charter has no other."""
    data = JPP.as_data()
    data["committee"]["majority"]["value"], data["committee"]["quorum"]["value"] = "3/4", "1/2"
    changed = charter.read(data, source="changed")
    kinds: tuple[Decision, ...] = ("motion", "co-chairs")
    for decision in kinds:
        rule = rule_for(decision, "c", charter=changed)
        assert (str(rule.threshold), str(rule.quorum), rule.quorum_clause) == ("3/4", "1/2", "S9")
    assert rule_for("recall", "c", charter=changed).quorum is None


def test_a_paper_offers_an_abstention_where_the_charter_does() -> None:
    """S4, S8. Members say yes or no to a slate; a committee member may abstain."""
    assert JPP.counting
    assert JPP.counting.slate
    assert JPP.counting.motion
    assert options_of(JPP.counting.slate) == (YES, NO)
    assert options_of(JPP.counting.motion) == (YES, NO, ABSTAIN)


SPOILT: list[tuple[list[str], Any, str]] = [
    (["slate", "threshold", "value"], "1/3", "counting.slate.threshold is so low that two could pass at once"),
    (["recall", "threshold", "value"], "1/1", "counting.recall.threshold is the whole, and strict asks for more"),
    (["co_chairs", "seats", "value"], 0, "counting.co_chairs.seats.value is 0, too small"),
    (["co_chairs", "method", "value"], "applause", "which isn't offered"),
    (["flat", "weights", "value"], {"delegate": 0}, "too small"),
    (["flat", "weights", "value"], {"delegate": "2"}, "not a whole number"),
    (["at_large", "offices", "value"], ["Harbourmaster"], "for which there is no endorsement"),
    (["at_large", "offices", "value"], ["Mayor", "mayor"], "lists 'mayor' twice"),
    (["motion", "strict"], True, "without its source"),
]


@pytest.mark.parametrize(("path", "value", "fault"), SPOILT)
def test_a_section_that_means_nothing_is_refused(path: list[str], value: Any, fault: str) -> None:
    """S4. Each with its key, what stands there, and what to do."""
    data = JPP.as_data()
    *way, last = path
    section = data["counting"]
    for name in way:
        section = section[name]
    section[last] = value
    with pytest.raises(CharterFault) as refused:
        charter.read(data, source="spoilt.toml")
    assert fault in str(refused.value)
