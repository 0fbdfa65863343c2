"""What it takes to win a contest: which share, of which ballots, when the count stops, and how a tie is broken."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, replace
from fractions import Fraction
from typing import Any, Literal, TypeAlias

Ranking: TypeAlias = tuple[str, ...]
"""Option ids of one ballot, best first, each at most once. Empty: the ballot is blank in this contest."""

Denominator: TypeAlias = Literal["cast", "continuing"]
Stop: TypeAlias = Literal["one_left", "two_left", "majority", "first_round"]

HALF = Fraction(1, 2)


class CountFault(ValueError):
    """A contest that can't be counted as asked; the message says what to do."""


@dataclass(frozen=True)
class Option:
    """One thing a voter can rank: a candidate, "No endorsement", yes, no."""

    id: str
    name: str


@dataclass(frozen=True, kw_only=True)
class CountingRule:
    """How one contest is decided, as the charter sets it.

    `threshold` with `strict` is "more than", without it "at least". `denominator`: "cast" is
    the ballots that answered this contest, fixed in round 1; "continuing" those that still count
    for somebody. `no_endorsement` is the id of the option that withholds; it stands to the end
    unless `no_endorsement_eliminated`. `stop`: "one_left" carries on until one candidate is
    left, "two_left" until two options are, "majority" until an ordinary 50% winner exists, who is
    then tested, and "first_round" is for papers with a single choice, where nothing can move.
    `passed` and `failed` are the words for the outcome. E7-E10, S4, and the charter's readings.
    """

    threshold: Fraction
    strict: bool
    contest: str
    clause: str
    denominator: Denominator = "cast"
    no_endorsement: str | None = None
    no_endorsement_eliminated: bool = False
    stop: Stop = "one_left"
    tie_seed: str = ""
    passed: str = "is endorsed"
    failed: str = "No endorsement"

    def __post_init__(self) -> None:
        if not HALF <= self.threshold <= 1:
            raise CountFault(
                f"Contest '{self.contest}': a threshold of {self.threshold} is outside one half to one. "
                "Below a half two options could pass at once; write a share such as 3/5."
            )
        if (self.threshold == HALF and not self.strict) or (self.threshold == 1 and self.strict):
            raise CountFault(
                f"Contest '{self.contest}': '{self.threshold_text}' can't decide anything. "
                "Write 'more than 50%', 'at least 100%' or a share in between."
            )
        if self.denominator == "continuing" and self.stop == "one_left" and not self.protects_no_endorsement:
            raise CountFault(
                f"Contest '{self.contest}': the last candidate left always holds all continuing ballots, so the "
                "threshold would mean nothing. Take the share of the ballots cast, or stop at two options."
            )

    @property
    def protects_no_endorsement(self) -> bool:
        """Whether there is an option that withholds and stands to the end."""
        return self.no_endorsement is not None and not self.no_endorsement_eliminated

    @property
    def threshold_text(self) -> str:
        """For example "more than 60%"."""
        return f"{'more than' if self.strict else 'at least'} {share_text(self.threshold)}"

    @property
    def base_text(self) -> str:
        """The ballots that the share is taken of, in words."""
        return "of the ballots cast" if self.denominator == "cast" else "of the ballots still continuing"

    def passes(self, votes: int, *, of: int) -> bool:
        """Is `votes` out of `of` enough? Exact; nobody passes without a vote."""
        have, need = votes * self.threshold.denominator, of * self.threshold.numerator
        return votes > 0 and (have > need if self.strict else have >= need)

    def base(self, *, cast: int, continuing: int) -> int:
        """How many ballots the share is taken of in a round."""
        return cast if self.denominator == "cast" else continuing

    def lot(self, option: str) -> str:
        """The lot an option draws in a tie: hexadecimal SHA-256 of `seed|contest|option`. The smallest goes out."""
        return hashlib.sha256(f"{self.tie_seed}|{self.contest}|{option}".encode()).hexdigest()

    def fingerprint(self) -> str:
        """SHA-256 over the whole rule, so that a result names the rule it was made by."""
        return hashlib.sha256(json.dumps(self.as_json(), sort_keys=True).encode()).hexdigest()

    def as_json(self) -> dict[str, Any]:
        """The rule as plain data; the threshold is written as a fraction."""
        return {**asdict(self), "threshold": f"{self.threshold.numerator}/{self.threshold.denominator}"}

    @classmethod
    def from_json(cls, plain: Mapping[str, Any]) -> CountingRule:
        """The rule that `as_json` wrote."""
        return cls(**{**plain, "threshold": Fraction(plain["threshold"])})

    def other_readings(self) -> Iterator[tuple[str, CountingRule]]:
        """The rule with an open question answered the other way, each with that answer in words.

        The questions are those of the charter's readings; the last is how a general tabulator would count.
        On a paper with a single choice only the first arises.
        """
        flipped = "at least" if self.strict else "more than"
        first: _Answer = (f"if {flipped} {share_text(self.threshold)} were needed", {"strict": not self.strict})
        seen = {self}
        for words, changes in (first, *(() if self.stop == "first_round" else _ANSWERS)):
            try:
                other = replace(self, **changes)
            except CountFault:
                continue
            if other not in seen:
                seen.add(other)
                yield words, other


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


def share_text(share: Fraction, *, threshold: Fraction | None = None) -> str:
    """A share for people to read, never rounded onto or across the threshold, nothing, or everything.

    Whole percents are written plainly; others with one decimal, or as many as it takes to stay on the
    right side. A threshold by itself that has no short decimal, such as 2/3, stays a fraction.
    """
    percent = share * 100
    if percent.denominator == 1:
        return f"{percent}%"
    if threshold is None:
        tenths = percent * 10
        return f"{tenths // 10}.{tenths % 10}%" if tenths.denominator == 1 else str(share)
    if share == threshold:
        return share_text(threshold)
    for decimals in range(1, 30):
        scale = 10**decimals
        digits = (2 * percent.numerator * scale + percent.denominator) // (2 * percent.denominator)
        shown = Fraction(digits, 100 * scale)
        if all(_side(shown, mark) == _side(share, mark) for mark in (Fraction(0), threshold, Fraction(1))):
            return f"{digits // scale}.{digits % scale:0{decimals}d}%"
    return str(share)


def _side(share: Fraction, mark: Fraction) -> int:
    return (share > mark) - (share < mark)
