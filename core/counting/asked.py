"""How a file of ballots is to be counted, as somebody asks at the command line, and the rule which that makes."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction

from core.counting.files.approvals import NO_TO_ALL
from core.counting.files.fault import FileFault
from core.counting.files.table import Sought
from core.counting.marks import Marks, Treatment
from core.counting.rule import CountingRule, Denominator, LastTie, Method, Stop
from core.counting.withholding import NO_ENDORSEMENT

THIRDS = Fraction(2, 3)
LONGEST_SHARE = 40
MOST_DIGITS = 12
"""A ballot's votes have no more digits than that."""


@dataclass(frozen=True, kw_only=True)
class Asked:
    """How a file is to be counted, as somebody asks at the command line. Left out, it is the rule for endorsements.

    `title` is which contest of the file is meant; `contest` and `clause` are what the rule calls it. `weights` are the
    votes of a ballot by role, as "member 1, delegate 5". `options` are all that there are, `candidates` those of them
    whose names look as if they withheld, and `pass_over` the headings of columns that hold no choices. `stop`,
    `last_tie`, and the words `passed` and `failed` are as the rest of the rule suggests, unless they are asked for.
    """

    method: Method | None = None
    threshold: str = "60%"
    strict: bool = True
    denominator: Denominator = "cast"
    seats: int = 1
    no_endorsement: str | None = None
    abstention: str | None = None
    undeclared: str | None = None
    eligible: int | None = None
    quorum: str | None = None
    tie_order: str = ""
    seed: str = ""
    weights: str = ""
    batch: bool = False
    treatment: Treatment = field(default_factory=Treatment)
    title: str | None = None
    contest: str = "contest"
    clause: str = ""
    options: tuple[str, ...] = ()
    candidates: tuple[str, ...] = ()
    pass_over: tuple[str, ...] = ()
    no_endorsement_eliminated: bool = False
    stop: Stop | None = None
    last_tie: LastTie | None = None
    passed: str = ""
    failed: str = ""

    @property
    def sought(self) -> Sought:
        """What is looked for in the file."""
        return Sought(
            contest=self.title,
            roles=bool(votes_by_role(self.weights)),
            approval=self.method == "approval",
            options=self.options,
            pass_over=self.pass_over,
        )

    @property
    def told(self) -> frozenset[str]:
        """The options of which it was said what they are."""
        named = (self.no_endorsement, self.abstention, self.undeclared, *self.candidates)
        return frozenset(one.casefold() for one in named if one)

    def unless_told(self, name: str) -> str | None:
        """A name by which an option is what it is called; none, if it was said that it is something else."""
        return None if name.casefold() in self.told else name


def taken_from_names(asked: Asked, rule: CountingRule) -> Iterator[str]:
    """What a tally sheet says about settings that nobody asked for: they are as they are because of who is named."""
    if asked.method is None and rule.method == "single choice":
        yield "Counted as a single choice, because no ballot ranks a second option. Otherwise say so with --rule."
    if rule.abstention and asked.abstention is None:
        yield f"“{rule.abstention}” can't win, by its name. If it is a candidate: --candidate '{rule.abstention}'."
    if rule.undeclared and asked.undeclared is None:
        yield f"“{rule.undeclared}” can't win, by its name. If it is a candidate: --candidate '{rule.undeclared}'."
    if rule.method == "instant runoff" and rule.denominator == "continuing" and asked.stop is None:
        why = "Because none does" if rule.no_endorsement is None else "Because one option does"
        yield f"{why}, rounds end when {_STOPS[rule.stop]}. Otherwise say so with --stop."
    if rule.last_tie == "broken" and asked.last_tie is None:
        yield "If the last two are level, the tie is broken, because no option withholds. Otherwise: --last-tie nobody."


_STOPS: Mapping[Stop, str] = {"one_left": "one candidate is left", "two_left": "two options are left"}


def is_motion(names: Sequence[str]) -> bool:
    """Whether a paper asks for yes or no: then "No" withholds, and the words are those of a motion."""
    met = {name.casefold() for name in names}
    return bool(met & {"yes", "no"}) and met <= {"yes", "no", "abstain", "abstention"}


def rule_for(asked: Asked, marks: Marks) -> CountingRule:
    """The rule that is asked for, about the options that are on the ballots. Raises FileFault and CountFault."""
    names, threshold = marks.names, share(asked.threshold)
    withheld, motion = named(names, asked.no_endorsement, otherwise=asked.unless_told(NO_ENDORSEMENT)), is_motion(names)
    plain = withheld is None and asked.denominator == "continuing"
    single = not marks.marks[:, 1:].any()
    rule = CountingRule(
        threshold=threshold,
        strict=asked.strict,
        contest=asked.contest,
        clause=asked.clause,
        method=asked.method or ("single choice" if single and not plain else "instant runoff"),
        denominator=asked.denominator,
        seats=asked.seats,
        no_endorsement=withheld or named(names, None, otherwise=asked.unless_told("No" if motion else NO_TO_ALL)),
        no_endorsement_eliminated=asked.no_endorsement_eliminated,
        abstention=named(names, asked.abstention, otherwise=asked.unless_told("Abstain")),
        undeclared=named(names, asked.undeclared, otherwise=asked.unless_told("Undeclared write-ins")),
        stop=asked.stop or ("two_left" if plain else "one_left"),
        last_tie=asked.last_tie or ("broken" if plain and threshold == Fraction(1, 2) else "nobody"),
        batch=asked.batch,
        quorum=share(asked.quorum) if asked.quorum else None,
        tie_seed=asked.seed,
    )
    words = _MOTION if motion else {"passed": rule.passed, "failed": rule.failed}
    rule = replace(rule, passed=asked.passed or words["passed"], failed=asked.failed or words["failed"])
    if not asked.tie_order:
        return rule
    return replace(rule, ties=("order",), tie_order=_order(asked.tie_order, names))


_MOTION = {"passed": "prevails, the motion is adopted", "failed": "The motion is not adopted"}


def _order(told: str, names: Sequence[str]) -> tuple[str, ...]:
    """An order of names, split by semicolons, by lines, or by those commas that are in no name."""
    order = list[str]()
    left = re.sub(r"[;\n]", ",", told).strip(", ")
    while left:
        met = _firstnamed(left, names)
        order.append(met)
        left = left[len(met) :].lstrip(", ")
    return tuple(dict.fromkeys(order))


def _firstnamed(told: str, names: Sequence[str]) -> str:
    """The name that a list begins with, the longest if several do."""
    for name in sorted(names, key=len, reverse=True):
        if told.casefold().startswith(name.casefold()) and told[len(name) :].lstrip()[:1] in {"", ","}:
            return name
    named(names, told.partition(",")[0].strip(), otherwise=None)  # says which names there are
    raise FileFault(f"the order of ties, at '{told}', can't be read. Split the names by semicolons.")


def share(text: str) -> Fraction:
    """A share as people write it: "60%", "3/5", "0.6". A decimal that stands in for two thirds is refused."""
    try:
        # Fraction would also work out 1e9999999, digit by digit.
        if len(text) > LONGEST_SHARE or "e" in text.casefold():
            raise ValueError
        found = Fraction(text.removesuffix("%").strip()) / (100 if text.endswith("%") else 1)
    except (ValueError, ZeroDivisionError):
        raise FileFault(f"'{text[:LONGEST_SHARE]}' is not a share. Write it like 60% or 3/5.") from None
    if found != THIRDS and abs(found - THIRDS) < Fraction(1, 100) and found.denominator > 100:
        raise FileFault(f"'{text}' is near two thirds, but not exactly. If two thirds is meant, write 2/3.")
    return found


def votes_by_role(told: str) -> dict[str, int]:
    """Weights as people write them: "member 1, delegate 5". Raises FileFault for what isn't one."""
    found = dict[str, int]()
    for part in filter(None, (one.strip() for one in re.split("[,;]", told))):
        role, _, votes = part.rpartition(" ")
        is_whole = votes.isdecimal() and len(votes) <= MOST_DIGITS and int(votes) > 0
        if not role.strip() or not is_whole or role.strip() in found:
            shown = part[:LONGEST_SHARE]
            raise FileFault(f"'{shown}' is not a role and its votes. Write each role once, like: member 1, delegate 5.")
        found[role.strip()] = int(votes)
    return found


def named(names: Sequence[str], wanted: str | None, *, otherwise: str | None) -> str | None:
    """The option of a name, however it is capitalised. One that is asked for has to be there."""
    spelling = wanted or otherwise
    found = next((name for name in names if spelling is not None and name.casefold() == spelling.casefold()), None)
    if wanted is not None and found is None:
        told = ", ".join(names)
        raise FileFault(
            f"no ballot ranks '{wanted}'. The options in the file are: {told}. Use one of these, or leave it out."
        )
    return found
