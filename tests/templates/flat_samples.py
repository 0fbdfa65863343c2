"""Facts to fill the letters of flat votes with. All people, places and votes are made up."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from core.counting.ballots import Ballots
from core.counting.count import count
from core.counting.rule import CountingRule, Option
from core.group_table import ALL, GroupTable
from core.suppression import may_be_told

OPTIONS = [Option("yes", "Yes"), Option("no", "No"), Option("abstain", "Abstain")]
WEIGHTS = (
    "A ballot counts by its voter's role – member: 1 vote; delegate: 2 votes. “delegate” is adapted, with 2 votes, "
    "for this reason: the garden is tended by two organisations"
)
POWER = (
    "Power between the partners: complex. The partners seek a balance of power, and name what makes it uneven: "
    "one of them pays the rent."
)
BESIDE = [WEIGHTS, POWER]
RULE = CountingRule(
    threshold=Fraction(1, 2),
    strict=True,
    contest="flat-budget/1",
    clause="P7",
    method="single choice",
    no_endorsement="no",
    abstention="abstain",
    electorate="members and delegates",
    tie_seed="teacup",
    passed="prevails, the proposal is adopted",
    failed="The proposal is not adopted",
)
COUNTED = count(Ballots.of(OPTIONS, {("yes",): 31, ("no",): 20, ("abstain",): 6, (): 1}), RULE).as_json()
WITHHELD = (
    "Withheld (P9): all figures by group. From a figure under 5, or from votes that are all alike or nearly so, one "
    "could tell how somebody voted; and from the other figures withheld one could work those out."
)


def groups() -> dict[str, Any]:
    """What may be told by groups of a vote in which twenty-eight partners have a delegate."""
    members = {"Yes": 18, "No": 10, "Abstain": 3, "left blank": 1}
    delegates = {"Yes": 13, "No": 10, "Abstain": 3, "left blank": 0}
    table = GroupTable.of([("members", members), ("delegates", delegates)])
    found = may_be_told(table, limit=5, known=table.whole)
    rows = []
    for group in table.groups:
        row = [(group, choice) for choice in (*table.choices, ALL)]
        numbers = [str(table.cast(*one)) if one in found.told else "withheld" for one in row]
        rows.append({"group": group, "numbers": numbers})
    choices = [*table.choices, "took part"]
    return {"choices": choices, "rows": rows, "sentence": found.sentence, "instead": False}


def told() -> dict[str, Any]:
    """A flat vote as letters and pages tell of it."""
    return {
        "title": "The garden's budget",
        "shown": "rounds",
        "count": COUNTED,
        "asked": "Shall the garden have 2,000 dollars for its beds?",
        "beside": [POWER],
        "groups": groups(),
    }


def letters(ballot: Mapping[str, Any], result: Mapping[str, Any]) -> dict[str, tuple[str, dict[str, Any]]]:
    """The letters about a flat vote, from the facts that others about a ballot and a result have."""
    opened = {
        **ballot,
        "election_title": "The garden's budget",
        "contests": [
            {
                "title": "The garden's budget",
                "kind": "single",
                "options": [one.name for one in OPTIONS],
                "text": "Shall the garden have 2,000 dollars for its beds?\nIt had 1,500 last year.",
                "links": [],
                "rule": "More than 50% of the votes cast decides (P7).",
                "beside": BESIDE,
            }
        ],
        "roll_size": 62,
        "cut_off_local": "Wednesday, 4 November 2026, 6:00 pm (America/New_York)",
        "replaces": False,
    }
    reminder = {name: fact for name, fact in opened.items() if name != "replaces"} | {"number": 1, "reminders": 3}
    small = {
        **told(),
        "shown": "decision",
        "groups": {"choices": [], "rows": [], "sentence": WITHHELD, "instead": True},
        "beside": BESIDE,
    }
    decided = {
        **result,
        "election_title": "The garden's budget",
        "contests": [told()],
        "roll_size": 62,
        "counters": {"received": 61, "counted": 58, "superseded": 3, "late": 0, "unknown": 0, "malformed": 0},
    }
    return {
        "partners_ballot": ("partners_ballot", opened),
        "partners_ballot-again": ("partners_ballot", {**opened, "replaces": True}),
        "partners_reminder-1": ("partners_reminder", reminder),
        "partners_reminder-3": ("partners_reminder", {**reminder, "number": 3}),
        "partners_result": ("partners_result", decided),
        "partners_result-decision": ("partners_result", {**decided, "contests": [small]}),
    }
