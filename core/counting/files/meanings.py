"""What is written in a cell of a table of ballots: an option, nothing, two options at once, or several ticked ones."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from itertools import pairwise
from typing import TypeAlias

from core.counting.files.fault import FileFault
from core.counting.files.written import FORMULA
from core.counting.marks import OVERVOTE

Meanings: TypeAlias = dict[str, tuple[str, ...]]
"""For each thing that is written somewhere the options it names; OVERVOTE alone for two in one rank."""

YES = frozenset({"yes", "y", "true", "x", "✓", "✔", "☑", "1", "approve", "accept", "tick", "ticked", "checked"})
NO = frozenset({"no", "n", "false", "☐", "0", "disapprove", "reject", "unticked", "unchecked"})

_EMPTY_WORDS = frozenset({"", "undervote", "skipped"})
_SEPARATORS = re.compile(r"[;|,/&=]")
_TICKED = re.compile(r"\s*[;|]\s*")


class Unclear(ValueError):
    """A cell of which nobody can tell what it means: what is `written`, and why, with what to do."""

    def __init__(self, written: str, why: str) -> None:
        super().__init__(why)
        self.written = written


def mark(cell: str) -> str:
    """A cell as it is compared with others: without spaces around it, accents written in one way."""
    # A line break inside a cell separates two answers, as other separators do.
    # An apostrophe before a sign that begins a formula is there for spreadsheets only.
    bare = cell.strip().removeprefix("'") if cell.strip()[1:2] in FORMULA else cell.strip()
    return " ".join(unicodedata.normalize("NFC", bare.replace("\n", "|")).split())


def of_ranks(marks: Collection[str], options: Sequence[str] = ()) -> Meanings:
    """What each mark means where a cell holds one choice. With `options` nothing else is one. Raises Unclear."""
    if options:
        known = _listed(options)
        found = {one: _among(one, known) for one in marks}
        return {one: (OVERVOTE,) if len(named) > 1 else named for one, named in found.items()}
    all_marks = set(marks)
    means = {one: _meaning(one, all_marks) for one in marks}
    in_parts = Counter(part for one, (name,) in _named(means) if name == one for part in {*one.split(", ")})
    for one, (name,) in _named(means):
        shared = next((part for part in one.split(", ") if in_parts[part] > 1), None)
        if name == one and ", " in one and shared is not None:
            raise Unclear(
                one,
                f"may be several ticked options, or one whose name has a comma: '{shared}' stands elsewhere, too. "
                "Count ticked options with --rule approval, or list all options: --options 'A; B'",
            )
    return means


def of_ticks(marks: Collection[str], options: Sequence[str] = ()) -> Meanings:
    """What each mark means where a cell holds all options that somebody ticked, joined by commas. Raises Unclear."""
    if options:
        known = _listed(options)
        return {one: _among(one, known) for one in marks}
    means = {one: () if one.casefold() in _EMPTY_WORDS else tuple(_ticked(one)) for one in marks}
    after: dict[str, set[str]] = {}
    first = {named[0] for named in means.values() if named}
    last = {named[-1] for named in means.values() if named}
    for named in means.values():
        for one, following in pairwise(named):
            after.setdefault(one, set()).add(following)
    for one, named in means.items():
        if OVERVOTE in named:
            raise Unclear(one, "doesn't say which options were ticked. Write their names")
        broken = next((part for part in named if part in after and part not in last and not after[part] & first), None)
        if broken is not None:
            behind = min(after[broken])
            raise Unclear(
                one,
                f"may be several ticked options, or one whose name has a comma: '{broken}' never stands without "
                f"something like '{behind}' behind it. List all options: --options 'A; B'",
            )
    return means


def plain(name: str) -> str:
    """A name without capitals and accents, by which two ways of writing it are known."""
    return "".join(
        letter for letter in unicodedata.normalize("NFKD", name.casefold()) if not unicodedata.combining(letter)
    )


def says_yes_or_no(text: str) -> bool:
    """Whether a cell answers a question about one option."""
    return text.casefold() in YES | NO


def _listed(options: Sequence[str]) -> dict[str, str]:
    """The options by their plain names. Raises FileFault for one that is listed twice."""
    known = {plain(one): one for one in reversed(options)}
    twice = next((one for one in options if known[plain(one)] != one), None)
    if twice is not None or len(known) < len(options):
        raise FileFault(f"--options: '{twice or options[-1]}' is listed twice. List each option once.")
    return known


def _named(means: Mapping[str, tuple[str, ...]]) -> Iterator[tuple[str, tuple[str, ...]]]:
    return ((one, named) for one, named in means.items() if named)


def _meaning(one: str, all_marks: Collection[str]) -> tuple[str, ...]:
    """A comma may belong to a name, so it separates only what stands by itself elsewhere; ; and | always separate."""
    if one.casefold() in _EMPTY_WORDS:
        return ()
    parts = [part.strip() for part in _SEPARATORS.split(one)]
    several = len(parts) > 1 and all(part and part in all_marks for part in parts)
    return (OVERVOTE if several or one.casefold() == OVERVOTE or ";" in one or "|" in one else one,)


def _ticked(one: str) -> Iterator[str]:
    for part in _TICKED.split(one):
        yield from (name for name in (piece.strip() for piece in part.split(", ")) if name)


def _among(one: str, known: Mapping[str, str]) -> tuple[str, ...]:
    """The options that a cell names, of those that there are; a name may have commas. Raises Unclear."""
    if one.casefold() in _EMPTY_WORDS or one.casefold() == OVERVOTE:
        return (OVERVOTE,) if one.casefold() == OVERVOTE else ()
    return tuple(dict.fromkeys(name for part in _TICKED.split(one) for name in _joined(part, one, known)))


def _joined(part: str, one: str, known: Mapping[str, str]) -> Iterator[str]:
    """The options that stand in a part of a cell, joined by commas; the longest name that fits is meant."""
    pieces = [piece for piece in part.split(", ") if piece.strip()]
    while pieces:
        tried = [(plain(", ".join(pieces[:end]).strip()), end) for end in range(len(pieces), 0, -1)]
        name, end = next(((name, end) for name, end in tried if name in known), ("", 0))
        if not end:
            raise Unclear(one, "is none of the options that were listed. Add it to --options, or correct it")
        yield known[name]
        pieces = pieces[end:]
