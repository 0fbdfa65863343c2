"""How decisions other than endorsements are counted, as a charter sets it: each kind of decision in a section."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import Literal, TypeAlias

from core.cited import Cited, Fault, Number, Section, Share, Strings, listed_twice

HALF = Fraction(1, 2)

Ties: TypeAlias = Literal["earlier rounds, then lot", "earlier rounds, then lot drawn in public"]


class Question(Section):
    """A question that is answered yes or no.

    Without a `threshold` of its own it is the committee's majority. `quorum` says whether the committee's quorum is
    asked for; `abstention` whether the paper offers one; `weights` are the votes of a ballot by its voter's role.
    """

    threshold: Cited[Share] | None = None
    strict: Cited[bool]
    denominator: Cited[Literal["cast", "for or against", "eligible"]]
    abstention: Cited[bool]
    quorum: Cited[bool]
    weights: Cited[dict[str, Number]] | None = None
    electorate: str
    passed: str
    failed: str

    def contradictions(self) -> Iterator[Fault]:
        """Yes and no can't both pass, and what is asked for can be reached."""
        yield from out_of_reach(self.threshold, strict=self.strict.value, alone=True)


class Seats(Section):
    """A race in which several are elected at once, each by what is asked for here.

    Without a `threshold` of its own it is the committee's majority. By "approval" everybody ticks whom they can agree
    to, and those with most ticks are elected; by "instant runoff" voters rank, and each seat is filled anew.
    """

    method: Cited[Literal["approval", "instant runoff"]]
    seats: Cited[Number]
    threshold: Cited[Share] | None = None
    strict: Cited[bool]
    denominator: Cited[Literal["cast", "eligible"]]
    quorum: Cited[bool]
    ties: Cited[Ties]
    electorate: str
    passed: str
    failed: str

    def contradictions(self) -> Iterator[Fault]:
        """What is asked for can be reached, and for a single seat by one candidate only."""
        alone = self.seats.value == 1 and self.method.value != "approval"
        yield from out_of_reach(self.threshold, strict=self.strict.value, alone=alone)


class Choice(Section):
    """A choice among all that a ballot offers, "No endorsement" among them, which can win like any other.

    Without a `threshold` of its own it is the committee's majority.
    """

    threshold: Cited[Share] | None = None
    strict: Cited[bool]
    denominator: Cited[Literal["cast", "eligible"]]
    quorum: Cited[bool]
    electorate: str
    passed: str
    failed: str

    def contradictions(self) -> Iterator[Fault]:
        """One of them can be chosen, and only one."""
        yield from out_of_reach(self.threshold, strict=self.strict.value, alone=True)


class AtLarge(Section):
    """Offices of which voters fill several seats at once: as many candidates can be endorsed, each by the same rule."""

    offices: Cited[Strings]
    seats: Cited[Number]

    def contradictions(self) -> Iterator[Fault]:
        """Every office is listed once."""
        yield from listed_twice("offices", self.offices.value, remedy="List each office once.")


class Decisions(Section):
    """How each kind of decision is counted. A charter says nothing of those that its organisation doesn't take."""

    slate: Question | None = None
    priorities: Question | None = None
    key_priorities: Seats | None = None
    motion: Question | None = None
    consensus: Question | None = None
    recusal: Question | None = None
    recall: Question | None = None
    flat: Question | None = None
    parallel: Question | None = None
    anti_endorsement: Question | None = None
    recommendation: Choice | None = None
    co_chairs: Seats | None = None
    at_large: AtLarge | None = None


def out_of_reach(threshold: Cited[Share] | None, *, strict: bool, alone: bool) -> Iterator[Fault]:
    """A threshold that nobody can pass; or, where one can win `alone`, that two could."""
    if threshold is None:
        return
    if strict and threshold.value == 1:
        yield Fault("threshold", "is the whole, and strict asks for more", "Lower it, or set strict to false.")
    if alone and (threshold.value < HALF or (threshold.value == HALF and not strict)):
        yield Fault("threshold", "is so low that two could pass at once", "Write more than one half.")
