"""The tab Questions of the members' workbook: a row for each question, which an organiser answers in place."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TypeAlias

from core import calendar, cells
from core.answers import Heard, Said
from core.cited import plain
from core.lines import SetAside
from core.questions import AGAIN, TAB, Asked, Open, perhaps
from core.tabs import LONGEST_CELL, QUESTIONS, Rows, TabFault, table_of

Place: TypeAlias = tuple[int, int]
"""Row and column of a cell, counted from 1."""

GONE = "No longer a question: the sheets have changed."
IDLE = "Needs no answer for now: nobody's vote depends on it."

HEADINGS = tuple(column.heading for column in QUESTIONS.columns)


@dataclass(frozen=True)
class Row:
    """A row with an id: its number, the answer in it, and what Canvass wrote beside it."""

    number: int
    id: str
    said: str = field(repr=False)
    told: str = field(repr=False)


@dataclass(frozen=True)
class QuestionTab:
    """What the tab holds. Columns are counted from 1, and none are known until there are headings.

    `refused` says why nothing can be read there, or written.
    """

    rows: tuple[Row, ...] = ()
    columns: Mapping[str, int] = field(default_factory=dict)
    used: int = 0
    refused: str = ""

    def first_of_each(self) -> dict[str, Row]:
        """By id the row that counts: of several, the first that is answered."""
        found: dict[str, Row] = {}
        for row in sorted(self.rows, key=lambda row: (not row.said, row.number)):
            found.setdefault(row.id, row)
        return found

    def said(self) -> list[Said]:
        """What is answered, in the rows that count."""
        return [Said(row.number, row.id, row.said) for row in self.first_of_each().values()]


def read(tabs: Mapping[str, Rows]) -> QuestionTab:
    """What the tab Questions says, wherever its rows and columns have been moved to.

    A tab that isn't there yet, or is empty, holds no questions. One without its headings is refused by a letter.
    """
    rows = tabs.get(TAB, ())
    if not any(not cells.is_blank(cell) for row in rows for cell in row):
        return QuestionTab()
    try:
        table = table_of(QUESTIONS, {TAB: rows})
    except TabFault as fault:
        return QuestionTab(refused=str(fault))
    found = [
        Row(
            row.number,
            cells.text(row.said["Question"]).upper(),
            cells.text(row.said["Answer"])[:LONGEST_CELL],
            cells.text(row.said["Taken up"]),
        )
        for row in table.rows
    ]
    columns = {heading: at + 1 for heading, at in table.places.items()}
    return QuestionTab(tuple(row for row in found if row.id), columns, len(rows))


def missing(tab: QuestionTab, asked: Sequence[Asked]) -> tuple[Asked, ...]:
    """The questions that have no row yet."""
    there = {row.id for row in tab.rows}
    return tuple(one for one in asked if one.id not in there)


def shown(asked: Asked, names: Mapping[str, str]) -> dict[str, str]:
    """The cells of a new row, by heading."""
    why = f"{asked.why[0].upper()}{asked.why[1:]}."
    ask = "Who is this?" if asked.kind == "who" else "Is this one person?"
    return {
        "Question": asked.id,
        "Where": asked.place,
        "Name": asked.name,
        "Email": asked.email,
        "Why": f"{ask} {why}",
        "Perhaps": "; ".join(perhaps(asked, names)),
    }


def to_tell(tab: QuestionTab, heard: Heard, open_: Open, *, zone: str) -> dict[Place, str]:
    """What has to be written into the column Taken up, so that it is true: cell by cell, and nothing else.

    What is idle was asked, and may be again.
    """
    counts = tab.first_of_each()
    open_ids, idle = ({one.id for one in some} for some in (open_.asked, open_.idle))
    told = {
        row: _words(row, counts[row.id], heard, is_open=row.id in open_ids, zone=zone) for row in tab.rows if row.id
    }
    told |= {row: IDLE for row, words in told.items() if words == GONE and row.id in idle}
    column = tab.columns.get("Taken up", 0)
    return {(row.number, column): words for row, words in told.items() if words != row.told}


def written(tab: QuestionTab, open_: Open, heard: Heard, *, zone: str) -> QuestionTab:
    """The tab as it will be read once the new questions and what became of the others are written into it."""
    if tab.refused:
        return tab
    told = to_tell(tab, heard, open_, zone=zone)
    column, new = tab.columns.get("Taken up", 0), missing(tab, open_.asked)
    there = tuple(replace(row, told=told.get((row.number, column), row.told)) for row in tab.rows)
    below = tab.used if tab.columns else 1
    rows = (*there, *(Row(below + nth, one.id, "", "") for nth, one in enumerate(new, start=1)))
    columns = tab.columns or ({heading: at for at, heading in enumerate(HEADINGS, start=1)} if new else {})
    return QuestionTab(rows, columns, below + len(new))


def _words(row: Row, counts: Row, heard: Heard, *, is_open: bool, zone: str) -> str:
    """What the organisers are told of a row: when its answer was taken up, or why it wasn't."""
    if row is not counts:
        return f"The same question as in row {counts.number}; the answer there counts."
    saved = heard.answers.get(row.id)
    since = calendar.day_in_words(calendar.day_of(saved.at, zone)) if saved else ""
    if row.number in heard.faults:
        fault = heard.faults[row.number]
        still = f" Until then the answer of {since} counts." if saved and not is_open else ""
        return f"{_sentence(fault.reason)} {_sentence(fault.remedy)}{still}"
    if plain(row.said) == AGAIN and is_open:
        return "Asked again."
    if saved and not row.said:
        return f"Answered on {since}, and that still counts. To withdraw it, write: {AGAIN}"
    if saved and not is_open:
        return since
    return "" if is_open else GONE


def set_aside(heard: Heard) -> tuple[SetAside, ...]:
    """A letter for every answer that can't be used, with its place and what to do. It names nobody."""
    return tuple(
        SetAside(TAB, row, "Answer", fault.reason, fault.remedy) for row, fault in sorted(heard.faults.items())
    )


def _sentence(words: str) -> str:
    return f"{words[0].upper()}{words[1:].rstrip('.')}."
