"""Files of ballots: read into rankings, with every cleaning counted, and counted by a rule of one's choice."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

from core.ballot_table import FileFault, Table, read_table
from core.count import Count, count
from core.counting_rule import CountingRule, Denominator, Option, Ranking

__all__ = ["OVERVOTE", "BallotFile", "FileFault", "clean", "count_file", "read", "share"]

OVERVOTE = "overvote"
"""The mark for two options in one rank."""

SKIPPED_CLOSED_UP = "a skipped rank was closed up"
REPEAT_IGNORED = "an option ranked again kept its first place"
OVERVOTE_ENDS = "two options in one rank ended the ballot there"

_EMPTY_WORDS = frozenset({"", "undervote", "skipped"})
_SEPARATORS = re.compile(r"[;|,/&]")


@dataclass(frozen=True)
class BallotFile:
    """What a file of ballots holds: the options met, how often each ranking occurs, and what was cleaned how often."""

    options: tuple[Option, ...]
    ballots: Mapping[Ranking, int]
    treatments: Mapping[str, int]


def clean(marks: Sequence[str | None]) -> tuple[Ranking, tuple[str, ...]]:
    """One ballot's marks, best first, as a ranking, and the treatments it needed.

    A rank without a mark is None or empty and is closed up; an option marked again keeps its first
    place; OVERVOTE ends the ballot, as nobody can say which of the two was meant. No marks: a blank ballot.
    """
    ranking: list[str] = []
    treatments: dict[str, None] = {}
    skipped = False
    for mark in marks:
        if not mark:
            skipped = True
            continue
        if skipped:
            treatments[SKIPPED_CLOSED_UP] = None
        if mark == OVERVOTE:
            treatments[OVERVOTE_ENDS] = None
            break
        if mark in ranking:
            treatments[REPEAT_IGNORED] = None
        else:
            ranking.append(mark)
    return tuple(ranking), tuple(treatments)


def read(path: Path) -> BallotFile:
    """Read a file of ballots by its ending. An option's id is its name as written in the file."""
    reader = READERS.get(path.suffix.lower())
    if reader is None:
        raise FileFault(
            f"{path.name}: files ending in '{path.suffix}' can't be read. Save the ballots as CSV, a column per choice."
        )
    try:
        return reader(path.read_bytes())
    except FileFault as fault:
        raise FileFault(f"{path.name}, {fault}") from None


def count_file(
    path: Path,
    *,
    threshold: str | Fraction = "60%",
    strict: bool = True,
    denominator: Denominator = "cast",
    no_endorsement: str | None = None,
    seed: str = "",
    contest: str = "contest",
    clause: str = "",
) -> Count:
    """Count a file of ballots by the rule for endorsements (E8-E10), or by another share of other ballots.

    It cites no clause unless one is given: the file may be anybody's. One without ballots is refused.

    `no_endorsement` names the option that withholds; one called "No endorsement" is recognised without it.
    Lots are drawn by `seed` and `contest`. A table with a single choice is decided in its first round.
    """
    file = read(path)
    if not file.ballots:
        raise FileFault(
            f"{path.name}: there are headings, and no ballots under them. Write each ballot into a line of its own, "
            "or look whether this is the right file."
        )
    withheld = _no_endorsement(file.options, no_endorsement)
    single = all(len(ranking) <= 1 for ranking in file.ballots)
    rule = CountingRule(
        threshold=share(threshold) if isinstance(threshold, str) else threshold,
        strict=strict,
        contest=contest,
        clause=clause,
        denominator=denominator,
        no_endorsement=withheld,
        stop="first_round" if single else "one_left" if withheld or denominator == "cast" else "two_left",
        tie_seed=seed,
    )
    return count(file.options, file.ballots, rule, treatments=file.treatments)


def share(text: str) -> Fraction:
    """A share as people write it: "60%", "3/5", "0.6". A decimal that stands in for two thirds is refused."""
    try:
        found = Fraction(text.removesuffix("%").strip()) / (100 if text.endswith("%") else 1)
    except (ValueError, ZeroDivisionError):
        raise FileFault(f"the threshold '{text}' is not a share. Write it like 60% or 3/5.") from None
    thirds = Fraction(2, 3)
    if found != thirds and abs(found - thirds) < Fraction(1, 100) and found.denominator > 100:
        raise FileFault(
            f"the threshold '{text}' is near two thirds, but not exactly. If two thirds is meant, write 2/3."
        )
    return found


def _no_endorsement(options: Iterable[Option], wanted: str | None) -> str | None:
    spelling = (wanted or "No endorsement").casefold()
    found = next((option.id for option in options if option.name.casefold() == spelling), None)
    if wanted is not None and found is None:
        names = ", ".join(option.name for option in options)
        raise FileFault(
            f"no ballot ranks '{wanted}'. The options in the file are: {names}. Use one of these, or leave it out."
        )
    return found


def _from_table(data: bytes) -> BallotFile:
    table = read_table(data)
    names = _names(table)
    ballots, treatments = Counter[Ranking](), Counter[str]()
    for row in table.rows:
        ranking, treated = clean([names[mark] for mark in row.marks])
        ballots[ranking] += row.ballots
        treatments.update(dict.fromkeys(treated, row.ballots))
    options = sorted({name for name in names.values() if name not in {"", OVERVOTE}})
    return BallotFile(tuple(Option(name, name) for name in options), dict(ballots), dict(treatments))


READERS: Mapping[str, Callable[[bytes], BallotFile]] = {".csv": _from_table, ".tsv": _from_table, ".txt": _from_table}
"""How a file is read, by its ending. Another format is another line here."""


def _names(table: Table) -> dict[str, str]:
    """What each mark in the file stands for: an option's name, nothing, or two options at once."""
    places: dict[str, str] = {}
    for row in table.rows:
        for mark, column in zip(row.marks, table.columns, strict=True):
            places.setdefault(mark, f"line {row.line}, '{column}'")
    names = {mark: _meaning(mark, places.keys()) for mark in places}
    spellings: dict[str, str] = {}
    for name in (mark for mark, meaning in names.items() if meaning == mark != ""):
        known = spellings.setdefault(_without_case_and_accents(name), name)
        if known != name:
            raise FileFault(
                f"{places[name]}: '{name}' is written '{known}' in {places[known]}. Write one option in one way."
            )
    return names


def _meaning(mark: str, all_marks: Collection[str]) -> str:
    """A comma may belong to a name, so it separates only what stands by itself elsewhere; ; and | always separate."""
    if mark.casefold() in _EMPTY_WORDS:
        return ""
    parts = [part.strip() for part in _SEPARATORS.split(mark)]
    several = len(parts) > 1 and all(part in all_marks for part in parts)
    return OVERVOTE if several or mark.casefold() == OVERVOTE or ";" in mark or "|" in mark else mark


def _without_case_and_accents(name: str) -> str:
    return "".join(
        letter for letter in unicodedata.normalize("NFKD", name.casefold()) if not unicodedata.combining(letter)
    )
