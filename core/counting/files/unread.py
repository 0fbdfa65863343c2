"""The columns of a table that hold no choices: which were passed over, and which mustn't be without a word."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence

import polars as pl

from core.counting.files import meanings
from core.counting.files.fault import FileFault
from core.counting.files.headings import Column
from core.counting.files.spreadsheet import Spreadsheet

_OF_NUMBERS = re.compile(r"\b(ballots?|counts?|votes?|number|no\. of|times)\b", re.IGNORECASE)
_OF_A_PERSON = re.compile(r"\b(e-?mail|user ?name|code|token)\b", re.IGNORECASE)
_OF_A_PLACE = re.compile(r"\b(zip|post|postal|area|country) ?code\b", re.IGNORECASE)
_ANSWERS = meanings.YES | meanings.NO | {"abstain", "abstention", "agree", "disagree"}
MOST_TOLD = 3
"""How many equal values are told line by line."""

REMEDY = "If it holds no choices, take the column out, or name it: --pass-over"


def passed_over(
    sheet: Spreadsheet, chosen: Sequence[Column], others: Collection[int], names: Collection[str], told: Collection[int]
) -> Iterator[str]:
    """What a tally sheet says about the columns that weren't read. Raises FileFault for one that may hold choices.

    `others` are the places of columns that hold another contest's choices, `told` of those that somebody named.
    """
    used = {one.place for one in chosen}
    left = [place for place in range(len(sheet.heading)) if place not in used and place not in others]
    if not left:
        return
    table, shown = sheet.frame(left), list[str]()
    for place in left:
        column = table[str(place)].fill_null("").str.strip_chars()
        if place not in told:
            _refuse(sheet, place, column, chosen, names)
        if sheet.heading[place] or (column != "").any():
            shown.append(sheet.called(place))
    if shown:
        yield f"Passed over {'the column' if len(shown) == 1 else 'the columns'} {', '.join(shown)}."
    for place in left:
        heading = sheet.heading[place]
        if _OF_A_PERSON.search(heading) and not _OF_A_PLACE.search(heading):
            yield from _repeated(sheet, place, table[str(place)].fill_null("").str.strip_chars())


def _refuse(
    sheet: Spreadsheet, place: int, column: pl.Series, chosen: Sequence[Column], names: Collection[str]
) -> None:
    """Refuse a column that begins like the contest's, holds an option's name, or may say how many ballots there are."""
    heading, title = sheet.heading[place], chosen[0].contest
    of_this = heading.casefold().startswith(title.casefold())
    if of_this and heading[len(title) :].lstrip()[:1] == "[":
        raise FileFault(
            f"line 1, column {place + 1}: '{heading}' begins like the contest's other columns, and can't be read as "
            f"one. Put nothing but the option or rank between the brackets, and nothing behind them. {REMEDY} "
            f"'{heading}'."
        )
    values = [value for value in column.unique(maintain_order=True).to_list() if value]
    if of_this or not _is_named_as_a_whole(sheet, chosen):
        known = {meanings.plain(name) for name in names} - _ANSWERS
        strange = next((value for value in values if _names_only(value, known)), None)
        if strange is not None:
            raise FileFault(
                f"line {_line(sheet, column, strange)}, {sheet.called(place)}: '{strange}' names an option, but the "
                f"column isn't read. If it holds choices, head it like '3rd choice'. {REMEDY} '{heading}'."
            )
    if values and _OF_NUMBERS.search(heading) and all(value.isdecimal() for value in values):
        raise FileFault(
            f"line {_line(sheet, column, values[0])}, {sheet.called(place)}: '{values[0]}' may say how many ballots "
            f"the line stands for. If it does, head the column 'Ballots'. If not, take it out, or name it: "
            f"--pass-over '{heading}'."
        )


def _names_only(value: str, known: Collection[str]) -> bool:
    """Whether a cell is an option's name, or several of them."""
    written = meanings.mark(value)
    parts = [part.strip() for part in re.split("[;|,]", written)]
    return any(all(meanings.plain(part) in known for part in way) for way in ([written], parts))


def _is_named_as_a_whole(sheet: Spreadsheet, chosen: Sequence[Column]) -> bool:
    """Whether somebody asked for one column by its whole heading, so that the others are other questions."""
    return len(chosen) == 1 and sheet.heading[chosen[0].place].casefold() == chosen[0].contest.casefold() != ""


def _line(sheet: Spreadsheet, column: pl.Series, value: str) -> int:
    return sheet.line(column.to_list().index(value))


def _repeated(sheet: Spreadsheet, place: int, column: pl.Series) -> Iterator[str]:
    """Equal values where each person should have their own; the lines are told, not what stands there."""
    first, pairs = dict[str, int](), list[tuple[int, int]]()
    for row, value in enumerate(column.str.to_lowercase().to_list()):
        if value and first.setdefault(value, row) != row:
            pairs.append((row, first[value]))
    if pairs:
        where = ", ".join(f"line {sheet.line(row)} as line {sheet.line(before)}" for row, before in pairs[:MOST_TOLD])
        more = f", and {len(pairs) - MOST_TOLD} more" if len(pairs) > MOST_TOLD else ""
        yield (
            f"Look at {sheet.called(place)}: equal values ({where}{more}). Somebody may have voted twice; "
            "every line is counted."
        )
