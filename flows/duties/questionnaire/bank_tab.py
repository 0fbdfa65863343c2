"""The tab Question bank: made and filled once, from then on the organisers' own."""

from __future__ import annotations

from core import bank
from core.bank import TAB, Bank
from flows.duties.membership.tabs_read import Reading
from flows.duties.race import races
from flows.secretary import Refusal, Secretary
from integrations.google import sheets
from integrations.google.sheets import Book, Texts


def keep(secretary: Secretary, reading: Reading) -> list[str]:
    """E18. Make the tab as soon as there is a race, with the questions that are kept beside the charter.

    What stands there is never overwritten: where `reading` shows nothing, it is looked at anew. Raises Refusal with
    what is wrong with it, so that the desk has it before it is needed. There is never any news.
    """
    with secretary.ledger.reading() as session:
        if not races.under_way(session):
            return []
    found = bank.read(reading.book.tabs) if _is_filled(reading.book) else read(secretary)
    faults = list(bank.in_words(found))
    if faults:
        raise Refusal("\n".join(faults))
    return []


def read(secretary: Secretary) -> Bank:
    """E18. The bank as organisers have it now. A tab that isn't there, or has nothing in it, is filled first."""
    place = secretary.settings.members_book
    book = sheets.read(secretary.google, place, (TAB.name,))
    if not _is_filled(book):
        _fill(secretary, book.grids.get(TAB.name))
        book = sheets.read(secretary.google, place, (TAB.name,))
    return bank.read(book.tabs)


def _is_filled(book: Book) -> bool:
    return any(map(any, book.tabs.get(TAB.name, ())))


def _fill(secretary: Secretary, grid: sheets.Grid | None) -> None:
    """Make and fill the tab in one call, so that no half of it is ever taken for the organisers' own."""
    columns = zip(*bank.as_rows(bank.beside(secretary.settings.charter)), strict=True)
    texts = [Texts(1, at, cells) for at, cells in enumerate(columns, start=1)]
    sheets.add(secretary.google, secretary.settings.members_book, TAB.name, grid, texts)
