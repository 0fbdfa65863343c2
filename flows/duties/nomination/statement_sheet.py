"""The sheet of statements: a column for each nominee on the slate, in their own words, open to all with its link."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from sqlalchemy import select

from core import calendar, nominations, secrecy
from core.records import Cycle
from flows.duties.nomination import nominees, slates
from flows.duties.partnership import told
from flows.duties.questionnaire import answer_sheet
from flows.secretary import Secretary
from integrations.google import drive, sheets

TAB = answer_sheet.TAB


def title_of(secretary: Secretary, year: int) -> str:
    """The sheet's file name at Google Drive, by which it is found again."""
    return f"{secretary.charter.short_name} nominees {year}: their statements"


def is_wanted(secretary: Secretary, year: int) -> Collection[str]:
    """The slate whose statements members read: the one that they vote on, or the last one agreed to. Empty before."""
    with secretary.ledger.reading() as session:
        return slates.on_show(session, year)


def keep(secretary: Secretary, year: int) -> Cycle | None:
    """S3, S4. Make the sheet once the committee has agreed to a slate, and let it say what the book does. None before.

    Nothing is written that is there. Words stay text, whatever they look like.
    """
    slate = is_wanted(secretary, year)
    if not slate:
        return None
    known = _known(secretary, year)
    if not known.sheet_id:
        mine = _find_or_create(secretary, year)
        known = _note(secretary, year, sheet_id=mine)
        if known.sheet_id != mine:
            drive.trash(secretary.google, mine)
    rows = told.rows(secretary, _rows(secretary, known, slate))
    shown = secrecy.fingerprint(rows)
    if shown != known.shown:
        if len(rows) > known.sheet_rows:
            known = _note(secretary, year, sheet_rows=len(rows))  # before: what a crash leaves half written is known
        for block in answer_sheet.in_parts(answer_sheet.TAB, rows):
            sheets.put(secretary.google, known.sheet_id, [block])
        known = _note(secretary, year, shown=shown)
    if not known.sheet_link:
        drive.open_to_readers(secretary.google, known.sheet_id)
        known = _note(secretary, year, sheet_link=secretary.settings.address_of(known.sheet_id))
    return known


def _rows(secretary: Secretary, known: Cycle, slate: Collection[str]) -> list[list[str]]:
    today = calendar.day_of(secretary.now(), secretary.charter.zone)
    with secretary.ledger.reading() as session:
        found = nominees.standings(session, known.year, on=today, charter=secretary.charter)
    columns = [(one.name, one.said) for one in found if one.number in slate]
    rows = nominations.sheet(columns, at_least=known.sheet_rows)
    width = max([len(slate) + 1, *map(len, rows)])
    return [[*row, *([""] * (width - len(row)))] for row in rows]  # whoever was erased leaves an empty column


def _known(secretary: Secretary, year: int) -> Cycle:
    with secretary.ledger.reading() as session:
        return session.execute(select(Cycle).where(Cycle.year == year)).scalar_one()


def _find_or_create(secretary: Secretary, year: int) -> str:
    title = title_of(secretary, year)
    found = drive.find(secretary.google, title)
    return min(found) if found else sheets.create(secretary.google, title, [TAB], secretary.charter.zone)


def _note(secretary: Secretary, year: int, **changes: Any) -> Cycle:
    """Write down how far the sheet is. Of two processes that make one at once, the first has; the other's is binned."""
    with secretary.ledger.writing(secretary.now()) as pen:
        known = pen.session.get_one(Cycle, year)
        if "sheet_id" in changes and known.sheet_id:
            return known
        for what, value in changes.items():
            setattr(known, what, value)
        pen.log("statements.noted", year=year, done=sorted(changes))
    return known
