"""Files of ballots, counted by a rule of one's choice."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from fractions import Fraction
from pathlib import Path
from typing import Literal, TypeAlias

from core.counting.count import count
from core.counting.files import abif, blt, cvr, table, written
from core.counting.files.fault import FileFault
from core.counting.marks import OVERVOTE, Marks, Treatment
from core.counting.record import Count
from core.counting.rule import CountingRule, Denominator, Method

Kind: TypeAlias = Literal["csv", "blt", "abif", "cvr"]

_KINDS: Mapping[str, Kind] = {
    ".csv": "csv", ".tsv": "csv", ".txt": "csv", ".blt": "blt", ".abif": "abif", ".json": "cvr",
}  # fmt: skip
THIRDS = Fraction(2, 3)


@dataclass(frozen=True, kw_only=True)
class Asked:
    """How a file is to be counted, as somebody asks at the command line. Left out, it is the rule for endorsements.

    `title` is which contest of the file is meant; `contest` and `clause` are what the rule calls it. `weights` are the
    votes of a ballot by role, as "member 1, delegate 5".
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


def read(path: Path, *, contest: str | None = None, roles: bool = False) -> Marks:
    """Read one contest of a file of ballots, by the file's ending; the only one there is, unless it is named.

    If `roles` are asked for, each ballot says whose it is.
    Raises FileFault, which says where in the file something is wrong.
    """
    kind = _KINDS.get(path.suffix.lower())
    if kind is None:
        raise FileFault(
            f"{path.name}: files ending in '{path.suffix}' can't be read. "
            "Save the ballots as CSV, a column per choice, or as BLT, ABIF, or cast vote records in JSON."
        )
    try:
        return _read(path.read_bytes(), kind, contest, roles=roles)
    except FileFault as fault:
        raise FileFault(f"{path.name}, {fault}") from None


def _read(data: bytes, kind: Kind, contest: str | None, *, roles: bool = False) -> Marks:
    if kind == "csv":
        return table.read(data, contest=contest, roles=roles)
    if roles:
        raise FileFault(
            "line 1: a file of this kind doesn't say whose ballot is whose. Count a table, or leave out roles."
        )
    if kind == "cvr":
        return cvr.read(data, contest=contest)
    if contest is not None:
        raise FileFault(f"line 1: a file of this kind has one contest, not one by name. Leave out '{contest}'.")
    return blt.read(data) if kind == "blt" else abif.read(data)


def count_file(path: Path, asked: Asked | None = None) -> Count:
    """Count a file of ballots by the rule for endorsements (E8-E10), or as somebody asks.

    It cites no clause unless one is given: the file may be anybody's. One without ballots is refused. An option called
    "No endorsement" withholds, unless another is named. Without one, and by a majority of the ballots continuing,
    somebody is always elected. Ballots with a single choice are decided in the first round. Raises FileFault and
    CountFault.
    """
    asked = asked or Asked()
    weights = votes_by_role(asked.weights)
    marks = read(path, contest=asked.title, roles=bool(weights))
    strange = next((role for role in marks.roles if role not in weights), None)
    if strange is not None:
        raise FileFault(f"{path.name}: there are ballots of the role '{strange}', which has no weight. Give it one.")
    if not len(marks.marks):
        raise FileFault(
            f"{path.name}: there are headings, and no ballots under them. Write each ballot into a line of its own, "
            "or look whether this is the right file."
        )
    if asked.method == "approval" and (marks.marks == marks.overvote).any():
        raise FileFault(
            f"{path.name}: somewhere several options stand in one rank. "
            "For a count by approval give each of a ballot's choices a column of its own."
        )
    rule = replace(_rule(asked, marks), weights=tuple(sorted(weights.items())))
    return count(marks.ballots(asked.treatment, weights), rule, eligible=asked.eligible)


def _rule(asked: Asked, marks: Marks) -> CountingRule:
    withheld = _named(marks.names, asked.no_endorsement, otherwise="No endorsement")
    single = not marks.marks[:, 1:].any()
    plain = withheld is None and asked.denominator == "continuing"
    method: Method = asked.method or ("single choice" if single and not plain else "instant runoff")
    threshold = share(asked.threshold)
    rule = CountingRule(
        threshold=threshold,
        strict=asked.strict,
        contest=asked.contest,
        clause=asked.clause,
        method=method,
        denominator=asked.denominator,
        seats=asked.seats,
        no_endorsement=withheld,
        abstention=_named(marks.names, asked.abstention, otherwise="Abstain"),
        undeclared=_named(marks.names, asked.undeclared, otherwise="Undeclared write-ins"),
        stop="two_left" if plain else "one_left",
        last_tie="broken" if plain and threshold == Fraction(1, 2) else "nobody",
        batch=asked.batch,
        quorum=share(asked.quorum) if asked.quorum else None,
        tie_seed=asked.seed,
    )
    if not asked.tie_order:
        return rule
    order = _order(asked.tie_order, marks.names)
    return replace(rule, ties=("order",), tie_order=(*order, *(one for one in marks.names if one not in order)))


def _order(told: str, names: Sequence[str]) -> tuple[str, ...]:
    """An order of names, split by semicolons, by lines, or by those commas that are in no name."""
    order = list[str]()
    left = re.sub(r"[;\n]", ",", told).strip(", ")
    while left:
        met = _first_named(left, names)
        order.append(met)
        left = left[len(met) :].lstrip(", ")
    return tuple(dict.fromkeys(order))


def _first_named(told: str, names: Sequence[str]) -> str:
    """The name that a list begins with, the longest if several do."""
    for name in sorted(names, key=len, reverse=True):
        if told.casefold().startswith(name.casefold()) and told[len(name) :].lstrip()[:1] in {"", ","}:
            return name
    _named(names, told.partition(",")[0].strip(), otherwise=None)  # says which names there are
    raise FileFault(f"the order of ties, at '{told}', can't be read. Split the names by semicolons.")


def share(text: str) -> Fraction:
    """A share as people write it: "60%", "3/5", "0.6". A decimal that stands in for two thirds is refused."""
    try:
        found = Fraction(text.removesuffix("%").strip()) / (100 if text.endswith("%") else 1)
    except (ValueError, ZeroDivisionError):
        raise FileFault(f"'{text}' is not a share. Write it like 60% or 3/5.") from None
    if found != THIRDS and abs(found - THIRDS) < Fraction(1, 100) and found.denominator > 100:
        raise FileFault(f"'{text}' is near two thirds, but not exactly. If two thirds is meant, write 2/3.")
    return found


def votes_by_role(told: str) -> dict[str, int]:
    """Weights as people write them: "member 1, delegate 5". Raises FileFault for what isn't one."""
    found = dict[str, int]()
    for part in filter(None, (one.strip() for one in re.split("[,;]", told))):
        role, _, votes = part.rpartition(" ")
        if not role.strip() or not votes.isdecimal() or int(votes) < 1 or role.strip() in found:
            raise FileFault(f"'{part}' is not a role and its votes. Write each role once, like: member 1, delegate 5.")
        found[role.strip()] = int(votes)
    return found


def _named(names: Sequence[str], wanted: str | None, *, otherwise: str | None) -> str | None:
    """The option of a name, however it is capitalised. One that is asked for has to be there."""
    spelling = wanted or otherwise
    found = next((name for name in names if spelling is not None and name.casefold() == spelling.casefold()), None)
    if wanted is not None and found is None:
        told = ", ".join(names)
        raise FileFault(
            f"no ballot ranks '{wanted}'. The options in the file are: {told}. Use one of these, or leave it out."
        )
    return found


def converted(marks: Marks, kind: Kind, *, title: str, generated: datetime) -> bytes:
    """The same ballots in another format. Raises FileFault where it can't hold them.

    What is written is read again, and has to be the same; only skipped ranks, which ABIF doesn't have, are closed up.
    """
    found = _written(marks, kind, title, generated)
    try:
        same = _kinds(_read(found, kind, None), closed=kind == "abif") == _kinds(marks, closed=kind == "abif")
    except FileFault:
        same = False
    if not same:
        raise FileFault(
            f"these ballots can't be written as {kind.upper()}: a name, or two marks in one rank, would be read "
            "otherwise. Give the options plainer names, or choose another format."
        )
    return found


def _written(marks: Marks, kind: Kind, title: str, generated: datetime) -> bytes:
    if kind == "csv":
        return written.write(marks)
    if kind == "cvr":
        return cvr.write(marks, title=title, generated=generated)
    return blt.write(marks, title=title) if kind == "blt" else abif.write(marks, title=title)


def _kinds(marks: Marks, *, closed: bool) -> Counter[tuple[str, ...]]:
    """How often each kind of ballot occurs, by the options' names."""
    names = ["", *marks.names, OVERVOTE]
    kinds = Counter[tuple[str, ...]]()
    for times, row in marks.rows():
        kinds[tuple(names[mark] for mark in row if mark or not closed)] += times
    return kinds
