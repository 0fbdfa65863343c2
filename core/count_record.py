"""The record of a count: every round, transfer and tie, and the sentence that states the outcome."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any, Literal, TypeAlias

from core.counting_rule import CountFault, CountingRule, Option

Outcome: TypeAlias = Literal["endorsed", "no endorsement"]

FORMAT = "canvass-count/1"


@dataclass(frozen=True)
class Round:
    """One round of a count.

    `tally` holds every option still standing. `transfers` and `exhausted_now` are what became of the
    eliminated option's ballots; they show in the next round's figures.
    """

    number: int
    tally: Mapping[str, int]
    exhausted: int
    eliminated: str | None = None
    transfers: Mapping[str, int] = field(default_factory=dict)
    exhausted_now: int = 0


@dataclass(frozen=True)
class Tie:
    """A tie for elimination. `method` is "earlier round" (that of `decided_in`) or "lot" (with the lots drawn).

    `matters`: could breaking this tie, and those after it, in another way lead to another outcome? None: there
    were too many ways to try them all.
    """

    round: int
    tied: tuple[str, ...]
    method: Literal["earlier round", "lot"]
    chosen: str
    decided_in: int | None = None
    digests: Mapping[str, str] = field(default_factory=dict)
    matters: bool | None = None


@dataclass(frozen=True)
class OtherReading:
    """What the outcome would be if one open question of the rule were answered the other way."""

    reading: str
    rule: CountingRule
    winner: str | None
    outcome: Outcome
    sentence: str


@dataclass(frozen=True, kw_only=True)
class Count:
    """The whole record of one contest's count. `cast` ballots answered it, `blank` ones did not.

    `depends_on_tie` is true when a tie matters, or when that could not be found out. `other_readings`
    are only those that lead to another outcome. `treatments` says how often marks were cleaned, and how.
    """

    rule: CountingRule
    options: tuple[Option, ...]
    cast: int
    blank: int
    rounds: tuple[Round, ...]
    ties: tuple[Tie, ...]
    winner: str | None
    outcome: Outcome
    sentence: str
    other_readings: tuple[OtherReading, ...] = ()
    treatments: Mapping[str, int] = field(default_factory=dict)

    @property
    def depends_on_tie(self) -> bool:
        """Whether another way of breaking ties might have led to another outcome."""
        return any(tie.matters is not False for tie in self.ties)

    def name(self, option: str) -> str:
        """An option's name."""
        return next(known.name for known in self.options if known.id == option)

    def as_json(self) -> dict[str, Any]:
        """The count as plain data; `docs/counting.md` describes the fields."""
        plain = asdict(self)
        plain["rule"] = self.rule.as_json()
        for reading, told in zip(self.other_readings, plain["other_readings"], strict=True):
            told["rule"] = reading.rule.as_json()
        return {
            "format": FORMAT,
            "contest": self.rule.contest,
            "threshold": f"{self.rule.threshold_text} {self.rule.base_text}",
            "rule_fingerprint": self.rule.fingerprint(),
            "depends_on_tie": self.depends_on_tie,
            **plain,
        }

    @classmethod
    def from_json(cls, plain: Mapping[str, Any]) -> Count:
        """The count that `as_json` wrote."""
        if plain.get("format") != FORMAT:
            raise CountFault(f"This is not a count written as {FORMAT}; it says {plain.get('format')!r}.")
        return cls(
            rule=CountingRule.from_json(plain["rule"]),
            options=tuple(Option(**option) for option in plain["options"]),
            cast=plain["cast"],
            blank=plain["blank"],
            rounds=tuple(Round(**past) for past in plain["rounds"]),
            ties=tuple(Tie(**{**tie, "tied": tuple(tie["tied"])}) for tie in plain["ties"]),
            winner=plain["winner"],
            outcome=plain["outcome"],
            sentence=plain["sentence"],
            other_readings=tuple(
                OtherReading(**{**other, "rule": CountingRule.from_json(other["rule"])})
                for other in plain["other_readings"]
            ),
            treatments=plain["treatments"],
        )
