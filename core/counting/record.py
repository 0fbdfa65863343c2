"""The record of a count: every round, transfer and tie, and the sentence that states the outcome."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field, replace
from typing import Any, Literal, TypeAlias

from core.counting import earlier
from core.counting.ballots import Role
from core.counting.rule import CountFault, CountingRule, Option

Outcome: TypeAlias = Literal["passed", "failed", "no quorum", "undecided"]

FORMAT = "canvass-count/2"


@dataclass(frozen=True)
class Round:
    """One round of a count, for the `seat` of that number. Figures are votes.

    `tally` holds every option still standing; a vote counts towards an option's share of `base`, of which it takes
    `needed` to pass. `transfers` tells of each eliminated option where its votes went, and `exhausted_now` how many
    found no further choice; both show in the next round's figures. `exhausted_by` says why those of now were exhausted.
    """

    number: int
    tally: Mapping[str, int]
    exhausted: int
    base: int
    needed: int
    eliminated: tuple[str, ...] = ()
    elected: tuple[str, ...] = ()
    transfers: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
    exhausted_now: int = 0
    exhausted_by: Mapping[str, int] = field(default_factory=dict)
    seat: int = 1


@dataclass(frozen=True)
class Tie:
    """A tie in a round, and who was `chosen`: to go out, or to have a seat.

    `method` is the step of the rule that broke it: "earlier rounds" (it was `decided_in` that one), "order", or "lot"
    (with the lots drawn as `digests`). Nobody is chosen yet where the lot waits to be drawn in public.
    `matters`: could breaking this tie, and those after it, in another way lead to another outcome? `lot_decides`:
    could other lots, drawn here and where a later tie comes to one? None: there were too many ways to try them all.
    """

    round: int
    tied: tuple[str, ...]
    method: str
    chosen: tuple[str, ...]
    decided_in: int | None = None
    digests: Mapping[str, str] = field(default_factory=dict)
    matters: bool | None = None
    lot_decides: bool | None = False
    about: Literal["elimination", "election"] = "elimination"


@dataclass(frozen=True)
class OtherReading:
    """What the outcome would be if one open question of the rule were answered the other way."""

    reading: str
    rule: CountingRule
    winners: tuple[str, ...]
    sentence: str


@dataclass(frozen=True, kw_only=True)
class Count:
    """The whole record of one contest's count.

    `cast` votes answered it, `blank` ballots did not, and `spoiled` ones were marked so that they stand for nobody.
    `winners` are in the order in which they got their seats. It is "undecided" where a lot, its last tie, has to
    be drawn in public first: there the rounds end. `depends_on_tie` is true when a tie matters, or when that
    could not be found out. `other_readings` are only those that lead to other winners. `treatments` says how many
    ballots were cleaned, and how. Where the rule gives ballots a weight, `roles` says how many there were of each.
    """

    rule: CountingRule
    options: tuple[Option, ...]
    cast: int
    blank: int
    spoiled: int
    eligible: int | None
    rounds: tuple[Round, ...]
    ties: tuple[Tie, ...]
    winners: tuple[str, ...]
    outcome: Outcome
    sentence: str
    other_readings: tuple[OtherReading, ...] = ()
    treatments: Mapping[str, int] = field(default_factory=dict)
    roles: tuple[Role, ...] = ()

    @property
    def decided_by_lot(self) -> tuple[Tie, ...]:
        """The ties in which the outcome hangs on a lot, or may hang."""
        return tuple(tie for tie in self.ties if tie.lot_decides is not False)

    @property
    def ballots_cast(self) -> int:
        """How many ballots answered, whatever they weigh."""
        return sum(role.ballots for role in self.roles) if self.roles else self.cast

    @property
    def ballots_counted(self) -> int:
        """How many ballots there were, blank and spoiled ones among them, whatever they weigh."""
        if not self.roles:
            return self.cast + self.blank + self.spoiled
        return sum(role.ballots + role.blank + role.spoiled for role in self.roles)

    @property
    def smallest_group(self) -> int:
        """P9. How many ballots the smallest group cast that figures could tell from others: by role, or all of them."""
        if not self.rule.is_weighted:
            return self.ballots_cast
        return min((role.ballots for role in self.roles if role.ballots + role.blank + role.spoiled), default=0)

    @property
    def winner(self) -> str | None:
        """Who won, of a contest for one seat."""
        return self.winners[0] if self.winners else None

    @property
    def depends_on_tie(self) -> bool:
        """Whether another way of breaking ties might have led to another outcome."""
        return any(tie.matters is not False for tie in self.ties)

    def with_readings(self, others: Iterable[OtherReading]) -> Count:
        """The count, and what it would be by other readings."""
        return replace(self, other_readings=tuple(others))

    def with_sentence(self, sentence: str) -> Count:
        """The count, told in a sentence."""
        return replace(self, sentence=sentence)

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
        """The count that `as_json` wrote, now or in release 0.1.0."""
        plain = earlier.count(plain) | {"format": FORMAT} if plain.get("format") == earlier.FORMAT else plain
        if plain.get("format") != FORMAT:
            raise CountFault(f"This is not a count written as {FORMAT}; it says {plain.get('format')!r}.")
        return cls(
            rule=CountingRule.from_json(plain["rule"]),
            options=tuple(Option(**option) for option in plain["options"]),
            cast=plain["cast"],
            blank=plain["blank"],
            spoiled=plain["spoiled"],
            eligible=plain["eligible"],
            rounds=tuple(Round(**_tuples(past, "eliminated", "elected")) for past in plain["rounds"]),
            ties=tuple(Tie(**_tuples(tie, "tied", "chosen")) for tie in plain["ties"]),
            winners=tuple(plain["winners"]),
            outcome=plain["outcome"],
            sentence=plain["sentence"],
            other_readings=tuple(
                OtherReading(**{**_tuples(other, "winners"), "rule": CountingRule.from_json(other["rule"])})
                for other in plain["other_readings"]
            ),
            treatments=plain["treatments"],
            roles=tuple(Role(**role) for role in plain.get("roles", ())),
        )


def _tuples(plain: Mapping[str, Any], *names: str) -> dict[str, Any]:
    return {**plain, **{name: tuple(plain[name]) for name in names}}
