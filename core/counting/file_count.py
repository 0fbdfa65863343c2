"""Files of ballots, counted by a rule of one's choice."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Literal, TypeAlias

from core.counting import withholding
from core.counting.asked import Asked, is_motion, named, rule_for, share, taken_from_names, votes_by_role
from core.counting.count import count
from core.counting.files import abif, blt, cvr, table, written
from core.counting.files.approvals import NO_TO_ALL
from core.counting.files.fault import FileFault
from core.counting.files.table import Sought
from core.counting.marks import OVERVOTE, Marks
from core.counting.record import Count
from core.counting.rule import CountingRule

__all__ = ["Asked", "Counted", "Kind", "Sought", "converted", "count_file", "counted", "read", "share", "votes_by_role"]

Kind: TypeAlias = Literal["csv", "blt", "abif", "cvr"]

_KINDS: Mapping[str, Kind] = {
    ".csv": "csv", ".tsv": "csv", ".txt": "csv", ".blt": "blt", ".abif": "abif", ".json": "cvr",
}  # fmt: skip


@dataclass(frozen=True)
class Counted:
    """A file's count, and what has to be told about how the file was read."""

    count: Count
    notes: tuple[str, ...] = ()


def read(path: Path, sought: Sought | None = None) -> Marks:
    """Read one contest of a file of ballots, by the file's ending; the only one there is, unless it is named.

    Raises FileFault, which says where in the file something is wrong.
    """
    kind = _KINDS.get(path.suffix.lower())
    if kind is None:
        raise FileFault(
            f"{path.name}: files ending in '{path.suffix}' can't be read. "
            "Save the ballots as CSV, a column per choice, or as BLT, ABIF, or cast vote records in JSON."
        )
    try:
        return _read(path.read_bytes(), kind, sought or Sought())
    except FileFault as fault:
        raise FileFault(f"{path.name}, {fault}") from None


def _read(data: bytes, kind: Kind, sought: Sought) -> Marks:
    if kind == "csv":
        return table.read(data, sought)
    if sought.roles:
        raise FileFault(
            "line 1: a file of this kind doesn't say whose ballot is whose. Count a table, or leave out roles."
        )
    if sought.options or sought.pass_over:
        raise FileFault(
            "line 1: a file of this kind says itself what is an option. Leave out --options and --pass-over."
        )
    if kind == "cvr":
        return cvr.read(data, contest=sought.contest)
    if sought.contest is not None:
        raise FileFault(f"line 1: a file of this kind has one contest, not one by name. Leave out '{sought.contest}'.")
    return blt.read(data) if kind == "blt" else abif.read(data)


def count_file(path: Path, asked: Asked | None = None) -> Count:
    """Count a file of ballots by the rule for endorsements (E8-E10), or as somebody asks.

    It cites no clause unless one is given: the file may be anybody's. One without ballots is refused. An option called
    "No endorsement" withholds, unless another is named; names like it are refused until somebody says what they are.
    Without one, and by a majority of the ballots continuing, somebody is always elected. Ballots with a single choice
    are decided in the first round; of yes and no, no withholds. Raises FileFault and CountFault.
    """
    return counted(path, asked).count


def counted(path: Path, asked: Asked | None = None) -> Counted:
    """The same, with what has to be told about how the file was read."""
    asked = asked or Asked()
    weights = votes_by_role(asked.weights)
    marks = read(path, asked.sought)
    strange = next((role for role in marks.roles if role not in weights), None)
    if strange is not None:
        where = table.where_role(path.read_bytes(), asked.sought, strange)
        why = f"'{strange}' has no weight. Give it one" if strange else "nothing says whose ballot it is. Write a role"
        raise FileFault(f'{path.name}, {where}: {why}, as in --weights "member 1, delegate 5".')
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
    _refuse_in_doubt(path, asked, marks)
    marks = marks.with_option("Yes").with_option("No") if is_motion(marks.names) else marks
    rule = replace(rule_for(asked, marks), weights=tuple(sorted(weights.items())))
    if rule.needs_electorate and asked.eligible is None:
        raise FileFault(
            f"{path.name}: it has to be known how many {rule.electorate} there are. Say how many: --eligible 120."
        )
    found = count(marks.ballots(asked.treatment, weights), rule, eligible=asked.eligible)
    return Counted(found, (*_withheld(rule), *taken_from_names(asked, rule), *marks.notes))


def _refuse_in_doubt(path: Path, asked: Asked, marks: Marks) -> None:
    """Refuse a name of which somebody has to say whether it is a candidate's."""
    doubt = withholding.in_doubt(marks.names, asked.told)
    if doubt is not None:
        name, why = doubt
        is_table = _KINDS[path.suffix.lower()] == "csv"
        where = f", {table.where(path.read_bytes(), asked.sought, name)}" if is_table else ""
        raise FileFault(f"{path.name}{where}: '{name}' {why}. If it is a candidate: --candidate '{name}'.")
    if NO_TO_ALL in marks.names and named(
        marks.names, asked.no_endorsement, otherwise=asked.unless_told(withholding.NO_ENDORSEMENT)
    ):
        raise FileFault(
            f"{path.name}: somebody answers no to every option, also to the one that withholds, so nobody can tell "
            "what they want. Ask them, or leave the cells of that ballot empty."
        )


def _withheld(rule: CountingRule) -> Iterator[str]:
    """Which option withholds."""
    fate = "it can be eliminated like any other" if rule.no_endorsement_eliminated else "it is never eliminated"
    if rule.no_endorsement is None:
        yield "No option withholds. If one does, name it: --no-endorsement NAME"
    else:
        yield f"“{rule.no_endorsement}” withholds{f': {fate}' if rule.method == 'instant runoff' else ''}."


def converted(marks: Marks, kind: Kind, *, title: str, generated: datetime) -> bytes:
    """The same ballots in another format. Raises FileFault where it can't hold them.

    What is written is read again, and has to be the same; only skipped ranks, which ABIF doesn't have, are closed up.
    """
    _refuse_options_that_would_be_lost(marks, kind)
    found = _written(marks, kind, title, generated)
    try:
        again = _read(found, kind, Sought())
    except FileFault:
        again = None
    closed = kind == "abif"
    same = again is not None and _kinds(again, closed=closed) == _kinds(marks, closed=closed)
    if again is None or not same or set(again.names) != set(marks.names):
        raise FileFault(
            f"these ballots can't be written as {kind.upper()}: a name, or two marks in one rank, would be read "
            "otherwise. Give the options plainer names, or choose another format."
        )
    return found


def _refuse_options_that_would_be_lost(marks: Marks, kind: Kind) -> None:
    """A table names only those whom somebody ranks; without the others it may be counted by another rule."""
    ranked = {mark for _, row in marks.rows() for mark in row}
    lost = next((name for mark, name in enumerate(marks.names, 1) if mark not in ranked), None)
    if kind == "csv" and lost is not None:
        raise FileFault(
            f"nobody ranks '{lost}', and a table has only options that somebody ranks, so it might be counted "
            "otherwise. Choose a format that names them all: blt, abif or cvr."
        )


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
