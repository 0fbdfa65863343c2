"""The headings of a table of ballots: which columns hold the choices of which contest."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

from core.counting.files.fault import FileFault

_WORDS = ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth")
_NUMBER = rf"(?P<number>\d{{1,4}})(?:st|nd|rd|th)?|(?P<word>{'|'.join(_WORDS)})"
_CHOICE = rf"(?:{_NUMBER})[ -](?:choice|rank|preference)|(?:choice|rank|preference) ?#?(?P<after>\d{{1,4}})"
_ALONE = re.compile(_CHOICE, re.IGNORECASE)
_PLACE = re.compile(rf"{_CHOICE}|(?P<alone>\d{{1,4}})(?:st|nd|rd|th)?|(?P<spelt>{'|'.join(_WORDS)})", re.IGNORECASE)
_TITLED = re.compile(rf"(?P<title>.+?)[\s:,;–—(\[-]+(?:{_CHOICE}|(?P<only>your choice))[\])]?", re.IGNORECASE)
_NUMBERED = re.compile(r"\d{1,4}(?:st|nd|rd|th)\b", re.IGNORECASE)
_ROW = re.compile(r"(?P<title>.*?)\s*\[(?P<row>[^\[\]]+)\]")


MOST_RANKS = 100
"""A grid has no more ranks than that."""


@dataclass(frozen=True)
class Column:
    """A column that may hold choices: its place, the contest in its heading (may be nothing), and the rank or option.

    With a `rank` its cells name options. With an `option` they name ranks, as in a grid whose rows are the options.
    """

    place: int
    contest: str
    rank: int = 0
    option: str = ""


def place_of(text: str) -> int:
    """The rank that is written as "1st choice", "Rank 2", "3" or "Fourth"; 0 for anything else."""
    return _rank(_PLACE.fullmatch(text.strip()))


def places_in(cell: str) -> list[int]:
    """The ranks in a cell of a grid; none, if anything else stands there."""
    found = [place_of(part) for part in re.split("[;,]", cell)]
    return sorted(set(found)) if all(0 < one <= MOST_RANKS for one in found) else []


def columns(heading: Sequence[str]) -> list[Column]:
    """The columns of choices, in the order of the table."""
    return [found for place, title in enumerate(heading) for found in _column(place, title)]


def of_roles(heading: Sequence[str]) -> int:
    """The place of the column that says whose ballots a line holds. Raises FileFault where there is none."""
    place = called(heading, "Role")
    if place is None:
        raise FileFault("line 1: no column is headed 'Role', so nobody can tell how much a ballot weighs. Head one so.")
    return place


def called(heading: Sequence[str], name: str) -> int | None:
    """The place of the one column that is headed so. Raises FileFault where there are two."""
    found = [at for at, title in enumerate(heading) if title.casefold() == name.casefold()]
    if len(found) > 1:
        raise FileFault(
            f"line 1, column {found[1] + 1}: '{heading[found[1]]}' stands in column {found[0] + 1}, too, so nobody can "
            f"tell which of them counts. Keep one column '{name}'."
        )
    return found[0] if found else None


def places_of(heading: Sequence[str], told: Sequence[str]) -> frozenset[int]:
    """The places of columns that somebody named by their headings. Raises FileFault for one that isn't there."""
    known = {title.casefold(): place for place, title in enumerate(heading)}
    missing = next((one for one in told if " ".join(one.split()).casefold() not in known), None)
    if missing is not None:
        met = ", ".join(f"'{title}'" for title in heading)
        raise FileFault(f"line 1: no column is headed '{missing}', only {met}. Name a column as it is headed.")
    wanted = {" ".join(one.split()).casefold() for one in told}
    return frozenset(place for place, title in enumerate(heading) if title.casefold() in wanted)


def refuse_doubtful(heading: Sequence[str], *, told: Collection[int]) -> None:
    """Raise FileFault for the first heading that speaks of a choice and yet may not be one's; not for those told."""
    known = {*told, *(one.place for one in columns(heading))}
    for place, title in enumerate(heading):
        if place not in known and (_ALONE.search(title) or _PLACE.fullmatch(title) or _NUMBERED.match(title)):
            raise FileFault(
                f"line 1, column {place + 1}: '{title}' may hold choices, or not. Head it like '2nd choice' if it "
                f"does. If it doesn't, take the column out, or name it: --pass-over '{title}'."
            )


def _column(place: int, title: str) -> Iterator[Column]:
    alone, titled, row = _ALONE.fullmatch(title), _TITLED.fullmatch(title), _ROW.fullmatch(title)
    if alone:
        yield Column(place, "", rank=_rank(alone))
    elif titled:
        yield Column(place, titled["title"].strip(), rank=1 if titled["only"] else _rank(titled))
    elif row and place_of(row["row"]):
        yield Column(place, row["title"], rank=place_of(row["row"]))
    elif row:
        yield Column(place, row["title"], option=row["row"].strip())


def _rank(found: re.Match[str] | None) -> int:
    """The rank that a pattern has found; one numbered 0 isn't nothing, but none that can be."""
    if found is None:
        return 0
    groups = found.groupdict()
    number = next((groups[name] for name in ("number", "after", "alone") if groups.get(name)), None)
    word = next((groups[name] for name in ("word", "spelt") if groups.get(name)), None)
    if word:
        return _WORDS.index(word.casefold()) + 1
    return int(number or 0) or -1


def of_contest(found: Sequence[Column], heading: Sequence[str], wanted: str | None) -> list[Column]:
    """The columns of the contest that is wanted, or of the only one; those with ranks best first. Raises FileFault."""
    contests = list(dict.fromkeys(one.contest for one in found))
    told = ", ".join(f"'{one}'" for one in contests)
    if not contests and wanted is None:
        met = ", ".join(f"'{title}'" for title in heading) or "nothing"
        raise FileFault(
            f"line 1: no column is headed '1st choice', 'Rank 1' or 'Choice 1', only {met}. "
            "Head the choices' columns so, in order."
        )
    if wanted is None and len(contests) > 1:
        raise FileFault(f"line 1: the table has several contests: {told}. Name one of them with --contest.")
    chosen = [one for one in found if wanted is None or one.contest.casefold() == wanted.casefold()]
    if not chosen:
        single = [place for place, title in enumerate(heading) if title.casefold() == (wanted or "").casefold()]
        chosen = [Column(place, wanted or "", rank=1) for place in single]
    if not chosen:
        raise FileFault(f"line 1: there is no contest '{wanted}'. The table has {told or 'none'}. Name one of them.")
    return _in_order(chosen, heading)


def _in_order(chosen: Sequence[Column], heading: Sequence[str]) -> list[Column]:
    """Columns that are all of one kind, each rank or option once."""
    ranked = sorted((one for one in chosen if not one.option), key=lambda one: (one.rank, one.place))
    for expected, one in enumerate(ranked, 1):
        if one.rank != expected:
            raise FileFault(
                f"line 1, column {one.place + 1}: '{heading[one.place]}' comes where rank {expected} was expected. "
                "Each rank from the 1st on needs one column; keep one contest per file."
            )
    options = [one for one in chosen if one.option]
    named = [one.option.casefold() for one in options]
    twice = next((one for at, one in enumerate(options) if named[at] in named[:at]), None)
    if twice is not None or (ranked and options):
        one = twice or options[0]
        raise FileFault(
            f"line 1, column {one.place + 1}: '{heading[one.place]}' doesn't fit beside the other columns of its "
            "contest. Each option needs one column, or each rank one."
        )
    return ranked or options
