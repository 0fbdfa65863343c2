"""What it takes to win a contest: by which method, which share of what, when the count stops, how a tie is broken."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from fractions import Fraction
from typing import Any, Literal, TypeAlias

from core.counting import earlier
from core.counting.shares import share_text

Ranking: TypeAlias = tuple[str, ...]
"""Option ids of one ballot, best first, each at most once. Empty: the ballot is blank in this contest."""

Method: TypeAlias = Literal["instant runoff", "single choice", "approval"]
Denominator: TypeAlias = Literal["cast", "continuing", "for or against", "eligible"]
Stop: TypeAlias = Literal["one_left", "two_left", "majority"]
LastTie: TypeAlias = Literal["nobody", "broken"]
TieStep: TypeAlias = Literal["earlier rounds", "order", "lot"]

HALF = Fraction(1, 2)


class CountFault(ValueError):
    """A contest that can't be counted as asked; the message says what to do."""


@dataclass(frozen=True)
class Option:
    """One thing a voter can choose: a candidate, "No endorsement", yes, no, an abstention."""

    id: str
    name: str


@dataclass(frozen=True, kw_only=True)
class CountingRule:
    """How one contest is decided, as the charter sets it. E7-E10, S4, S6-S9, A3, P7, and the charter's readings.

    `threshold` with `strict` is "more than", without it "at least". It is a share of `denominator`: the votes "cast"
    on ballots that answered, fixed in round 1; those "continuing", which still count for somebody; those "for or
    against", which are all but abstentions; or those of everybody "eligible", whom `electorate` names ("active
    members").

    Method: "instant runoff" goes round by round; "single choice" and "approval" (as many choices as one likes) have
    one round. `stop`: "one_left" carries on until one candidate is left, "two_left" until two options are, "majority"
    until an ordinary 50% winner exists, who is then tested. `batch` takes out together all who even together are
    behind the next.

    Of several `seats` each is filled by the same rule from all ballots anew, without those who have one: RCTab's
    multi-pass instant runoff. By approval the options with most votes fill them, if each passes.

    `no_endorsement` is the id of the option that withholds; it stands to the end unless `no_endorsement_eliminated`.
    `abstention` is the id of the option that takes part without deciding. `quorum` is the share of the eligible who
    have to take part; abstentions and blank ballots do.

    `undeclared` is the id under which write-ins without a name of their own were gathered: it can't win, goes out
    first, and nobody wins while it holds votes. If the last two are level, `last_tie` says whether that leaves
    "nobody", or is broken like any other.

    `weights` are the votes of one ballot by its voter's role. Without them every ballot is one vote. Where one weighs
    more, all figures are votes, those of a quorum, of blank ballots and of the eligible, too.

    `ties` are broken by the first step that can: the fewest votes in "earlier rounds", latest first; `tie_order`, of
    which the last goes out first; or a "lot" from `tie_seed`. If the lot has to be `drawn_in_public`, one on which the
    outcome hangs waits for what was `drawn` after voting closed, and where that was `drawn_from`.
    `passed` and `failed` are the words for the outcome.
    """

    threshold: Fraction
    strict: bool
    contest: str
    clause: str
    method: Method = "instant runoff"
    denominator: Denominator = "cast"
    electorate: str = "eligible voters"
    seats: int = 1
    no_endorsement: str | None = None
    no_endorsement_eliminated: bool = False
    abstention: str | None = None
    stop: Stop = "one_left"
    batch: bool = False
    undeclared: str | None = None
    last_tie: LastTie = "nobody"
    quorum: Fraction | None = None
    quorum_clause: str = ""
    weights: tuple[tuple[str, int], ...] = ()
    ties: tuple[TieStep, ...] = ("earlier rounds", "lot")
    tie_order: tuple[str, ...] = ()
    tie_seed: str = ""
    drawn_in_public: bool = False
    drawn: str = ""
    drawn_from: str = ""
    passed: str = "is endorsed"
    failed: str = "No endorsement"

    def __post_init__(self) -> None:
        for wrong in self._faults():
            raise CountFault(f"Contest '{self.contest}': {wrong}")

    def _faults(self) -> Iterator[str]:
        if not 0 < self.threshold <= 1:
            yield f"a threshold of {self.threshold} is no share. Write one such as 3/5."
        if self.threshold == 1 and self.strict:
            yield "'more than 100%' can't be reached. Write 'at least 100%' or a lower share."
        decides_alone = self.seats == 1 and self.method != "approval"
        if decides_alone and (self.threshold < HALF or (self.threshold == HALF and not self.strict)):
            yield (
                f"at '{self.threshold_text}' two options could pass at once. "
                "Write 'more than 50%' or a larger share, such as 3/5."
            )
        if self.seats < 1:
            yield f"{self.seats} seats can't be filled. Write 1 or more."
        to_the_last = self.method == "instant runoff" and self.stop == "one_left" and not self.protects_no_endorsement
        if self.denominator == "continuing" and to_the_last:
            yield (
                "the last candidate left always holds all continuing ballots, so the threshold would mean nothing. "
                "Take the share of the ballots cast, or stop at two options."
            )
        if self.quorum is not None and not 0 < self.quorum <= 1:
            yield f"a quorum of {self.quorum} is no share. Write one such as 7/10."
        yield from self._faults_of_weights()
        yield from self._faults_of_ties()

    def _faults_of_weights(self) -> Iterator[str]:
        if any(type(votes) is not int or votes < 1 for _, votes in self.weights):
            yield "a ballot's weight is a whole number of votes, 1 or more. Multiply shares until they are whole."
        if len(dict(self.weights)) < len(self.weights):
            yield "a role has two weights. Give each role one."

    def _faults_of_ties(self) -> Iterator[str]:
        if self.drawn and not (self.drawn_in_public and self.drawn_from):
            yield "a lot was drawn in public, but the rule asks for none, or nobody says where. Say where it was drawn."
        if self.ties[-1:] not in {("lot",), ("order",)} or ("order" in self.ties and not self.tie_order):
            yield "ties could stay unbroken. End the steps with a lot, or with an order of all options."

    @property
    def protects_no_endorsement(self) -> bool:
        """Whether there is an option that withholds and stands to the end."""
        return self.no_endorsement is not None and not self.no_endorsement_eliminated

    @property
    def is_weighted(self) -> bool:
        """Whether some ballot is more than one vote."""
        return any(votes != 1 for _, votes in self.weights)

    @property
    def ballots_text(self) -> str:
        """What the figures are of, in words."""
        return "votes" if self.is_weighted else "ballots"

    @property
    def eligible_text(self) -> str:
        """What those are called who could vote, or their votes."""
        return f"votes of {self.electorate}" if self.is_weighted else self.electorate

    @property
    def needs_electorate(self) -> bool:
        """Whether it has to be known how many are eligible."""
        return self.quorum is not None or self.denominator == "eligible"

    @property
    def threshold_text(self) -> str:
        """For example "more than 60%"."""
        return f"{'more than' if self.strict else 'at least'} {share_text(self.threshold)}"

    @property
    def base_text(self) -> str:
        """What the share is taken of, in words."""
        return {
            "cast": f"of the {self.ballots_text} cast",
            "continuing": f"of the {self.ballots_text} still continuing",
            "for or against": "of the votes for or against",
            "eligible": f"of all {self.eligible_text}",
        }[self.denominator]

    def passes(self, votes: int, *, of: int) -> bool:
        """Is `votes` out of `of` enough? Exact; nobody passes without a vote."""
        have, need = votes * self.threshold.denominator, of * self.threshold.numerator
        return votes > 0 and (have > need if self.strict else have >= need)

    def lot(self, option: str) -> str:
        """The lot an option draws in a tie: hexadecimal SHA-256 of `seed|contest|option`. The smallest goes out."""
        return _sha256(f"{self.lot_seed}|{self.contest}|{option}")

    @property
    def lot_seed(self) -> str:
        """The seed of the lots: as committed to; once a lot was drawn in public, SHA-256 of `committed seed|drawn`."""
        return _sha256(f"{self.tie_seed}|{self.drawn}") if self.drawn else self.tie_seed

    def fingerprint(self) -> str:
        """SHA-256 over the rule, so that a result names the rule it was made by: the same before and after the vote.

        What chance brought, which nobody knows before, is no part of it.
        """
        plain = {
            name: value for name, value in self.as_json().items() if name not in ("tie_seed", "drawn", "drawn_from")
        }
        return _sha256(json.dumps(plain, sort_keys=True))

    def as_json(self) -> dict[str, Any]:
        """The rule as plain data; shares are written as fractions."""
        return {**{name: _plain(value) for name, value in asdict(self).items()}, "weights": dict(self.weights)}

    @classmethod
    def from_json(cls, plain: Mapping[str, Any]) -> CountingRule:
        """The rule that `as_json` wrote, now or in release 0.1.0."""
        plain = plain if "method" in plain else earlier.rule(plain)
        read: dict[str, Any] = {
            name: tuple(value) if isinstance(value, list) else value for name, value in plain.items()
        }
        read["weights"] = tuple(sorted(dict(plain.get("weights", ())).items()))
        for share in ("threshold", "quorum"):
            if read.get(share) is not None:
                read[share] = Fraction(read[share])
        return cls(**read)


def _sha256(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def _plain(value: object) -> object:
    if isinstance(value, Fraction):
        return f"{value.numerator}/{value.denominator}"
    return list(value) if isinstance(value, tuple) else value
