"""Asking: what only a person can tell is written into the tab Questions, and the answers there are taken up."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from functools import cached_property

from sqlalchemy import select
from sqlalchemy.orm import Session

from core import answers as answering
from core import question_tab, stakes, twins
from core.alias_keys import alias_of
from core.answers import Answer, Heard
from core.lines import Member, Sender
from core.people import TakingPart
from core.question_tab import HEADINGS, QuestionTab
from core.questions import TAB, Asked, Open, Subject, about_pairs, about_people, choices, id_of
from core.records import Petition
from core.stakes import RulingDay
from core.two_names import names_asked_of
from core.workbook import Book
from flows.duties.membership import answered
from flows.duties.nomination import placing
from flows.duties.partnership import placing as delegates
from flows.duties.petition import petitions
from flows.secretary import Secretary
from integrations.google import sheets
from integrations.google.sheets import Choices, Grid, Texts

AT_ONCE = 1000
"""So many new questions are written by one call: Google advises to keep below 2 MB."""


def hear(session: Session, tab: QuestionTab, book: Book, *, at: datetime) -> Heard:
    """What the answers in the tab come to, together with those in the book. Nothing is written yet."""
    saved = answered.saved(session)
    handed_in = [petitions.sender_of(one) for one in session.execute(select(Petition)).scalars()]
    subjects = _Subjects(book, saved.values(), [*handed_in, *placing.named(session), *delegates.unplaced(session)])
    return answering.hear(tab.said(), saved, book.members.used, at=at, subject_of=subjects.of)


class _Subjects:
    """What can be asked about sheets and forms, to find what an id means. Looked through only for a new answer."""

    def __init__(self, book: Book, saved: Collection[Answer], handed_in: Collection[Sender]) -> None:
        self.book, self.saved, self.handed_in = book, saved, handed_in

    def of(self, wanted: str) -> Subject | None:
        """What the question of an id is about; nothing if nobody says anything of it any more."""
        return self._keys.get(wanted) or self._pairs.get(wanted)

    @cached_property
    def _keys(self) -> Mapping[str, Subject]:
        there = (replace(line, name=name) for line in self.book.there() for name in names_asked_of(line))
        keys = {alias_of(line) for some in (there, self.book.on_lists(), self.handed_in) for line in some}
        return {id_of(key): key for key in keys}

    @cached_property
    def _pairs(self) -> Mapping[str, Subject]:
        lines = self.book.members.used
        into = answering.merged(self.saved, {line.number for line in lines})
        alike = (*twins.look_alikes(lines), *twins.look_alikes(twins.one_each(lines, into)))
        return {id_of(one.numbers): one.numbers for one in alike}


def open_questions(part: TakingPart, heard: Heard, book: Book, days: Sequence[RulingDay]) -> Open:
    """Everything that only a person can tell, each once: who signed in, and which two members may be one person.

    Who signed in is asked if somebody's vote on one of these days could depend on it; who sent a form, and who is one
    person, always.
    """
    at_stake = stakes.at_stake(part, days)
    turn = at_stake | {one.alias: 0 for one in part.questions if one.line is None}
    people = about_people(part.questions)
    asked = sorted((one for one in people if one.subject in turn), key=lambda one: turn[str(one.subject)])
    lines = {line.number for line in book.members.used}
    alike = answering.undecided(twins.look_alikes(part.members), heard.answers.values(), lines)
    known = {member.number: member for member in part.members}
    idle = tuple(one for one in people if one.subject not in turn)
    return Open((*asked, *about_pairs(alike, known)), idle, sum(not day for day in at_stake.values()))


def write(
    secretary: Secretary,
    grid: Grid | None,
    tab: QuestionTab,
    open_: Open,
    heard: Heard,
    members: Sequence[Member],
) -> None:
    """Add the new questions below the last row that is used, and write beside the others what became of them.

    Without either nothing is sent to Google. What organisers wrote is left alone.
    """
    if tab.refused:
        return
    new, names = question_tab.missing(tab, open_.asked), {member.number: member.name for member in members}
    told = question_tab.to_tell(tab, heard, open_, zone=secretary.charter.zone)
    columns, below = dict(tab.columns), tab.used
    also: list[Texts | Choices] = [Texts(row, column, [words]) for (row, column), words in told.items()]
    if not columns:
        columns, below = {heading: at for at, heading in enumerate(HEADINGS, start=1)}, 1
        also = [Texts(1, at, [heading]) for heading, at in columns.items()]
    batches = [new[first : first + AT_ONCE] for first in range(0, len(new), AT_ONCE)]
    for batch in batches or ([()] if told else []):
        blocks = [*also, *_rows(batch, columns, below + 1, names)]
        grid = sheets.add(secretary.google, secretary.settings.members_book, TAB, grid, blocks)
        below, also = below + len(batch), []


def _rows(
    new: Sequence[Asked], columns: Mapping[str, int], row: int, names: Mapping[str, str]
) -> Iterator[Texts | Choices]:
    """The cells of new questions, column by column: whatever columns organisers put between them stay theirs."""
    if not new:
        return
    shown = [question_tab.shown(one, names) for one in new]
    for heading in shown[0]:
        if heading in columns:
            yield Texts(row, columns[heading], [one[heading] for one in shown])
    yield Choices(row, columns["Answer"], [choices(one, names) for one in new])
