"""The open questions of a rule, answered the other way: would the outcome be another?"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any, TypeAlias

from core.counting.rule import CountFault, CountingRule
from core.counting.shares import share_text

_Answer: TypeAlias = tuple[str, dict[str, Any]]
_ANSWERS: tuple[_Answer, ...] = (
    ("if the share were taken of the ballots still continuing", {"denominator": "continuing"}),
    ("if the share were taken of all ballots cast", {"denominator": "cast"}),
    ("if no endorsement could be eliminated", {"no_endorsement_eliminated": True}),
    ("if no endorsement stood to the end", {"no_endorsement_eliminated": False}),
    ("if the count stopped when two options are left", {"stop": "two_left"}),
    ("if the count went on until one candidate is left", {"stop": "one_left"}),
    ("if the 50% winner were found first and then tested", {"stop": "majority"}),
    (
        "if it were an ordinary ranked-choice count down to two options",
        {"denominator": "continuing", "no_endorsement_eliminated": True, "stop": "two_left"},
    ),
)
_OF_ALL: tuple[_Answer, ...] = (
    ("if the share were taken of the ballots cast", {"denominator": "cast"}),
    ("if the share were taken of the votes for or against", {"denominator": "for or against"}),
)
_OF_VOTES: tuple[_Answer, ...] = (
    ("if abstentions were left out of the share", {"denominator": "for or against"}),
    ("if abstentions counted in the share", {"denominator": "cast"}),
)


def other_readings(rule: CountingRule) -> Iterator[tuple[str, CountingRule]]:
    """The rule with an open question answered the other way, each with that answer in words.

    The questions are those of the charter's readings; the last is how a general tabulator would count.
    On a paper with a single round only the first arises, and whether abstentions count, or those who didn't vote.
    """
    flipped = "at least" if rule.strict else "more than"
    first: _Answer = (f"if {flipped} {share_text(rule.threshold)} were needed", {"strict": not rule.strict})
    seen = {rule}
    for words, changes in (first, *_further(rule)):
        try:
            other = replace(rule, **changes)
        except CountFault:
            continue
        if other not in seen:
            seen.add(other)
            yield words.replace("ballots", rule.ballots_text), other


def _further(rule: CountingRule) -> tuple[_Answer, ...]:
    if rule.method == "instant runoff":
        return _ANSWERS
    if rule.denominator == "eligible":
        return _OF_ALL if rule.abstention else _OF_ALL[:1]
    return _OF_VOTES if rule.abstention else ()
