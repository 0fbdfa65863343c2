"""Fetching the sheets: the members' workbook, and all that its tab Sources lists, in a call or two for each book."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace

from core import sources
from core.cited import plain
from core.clocks import Clock
from core.sources import Delivery, Listed, Source
from core.tabs import Rows
from flows.secretary import Secretary
from integrations.google import sheets
from integrations.google.auth import GoogleFault
from integrations.google.sheets import Cover, Grid

UNREADABLE = (400, 403, 404)
"""What Google answers where a workbook isn't shared with us, isn't there, or is none. Anything else may pass."""


@dataclass(frozen=True)
class Fetched:
    """The cells of all sheets as they are now, unread, with the members' workbook's clock and grids."""

    tabs: Mapping[str, Rows]
    grids: Mapping[str, Grid]
    clock: Clock
    listed: Listed
    deliveries: tuple[Delivery, ...]


def fetch(secretary: Secretary) -> Fetched:
    """Fetch the members' workbook and every listed sheet: three calls at most, and two for each further workbook.

    A sheet that isn't there, or a workbook that can't be opened, comes as a letter. Raises GoogleFault where Google
    doesn't answer, or the members' workbook itself can't be opened.
    """
    book, ours = secretary.settings.members_book, secretary.charter.zone
    cover = sheets.look(secretary.google, book)
    tabs = sheets.read_tabs(secretary.google, book, [tab for tab in cover.grids if plain(tab) in sources.OURS])
    listed = sources.listed(tabs)
    found = dict(_of_book(secretary, [one for one in listed.sources if not one.workbook], book, cover))
    for other in dict.fromkeys(one.workbook for one in listed.sources if one.workbook):
        found |= _of_another(secretary, [one for one in listed.sources if one.workbook == other], other)
    return Fetched(tabs, cover.grids, Clock(cover.zone, ours), listed, tuple(found[one] for one in listed.sources))


def _of_book(secretary: Secretary, wanted: list[Source], book: str, cover: Cover) -> Iterator[tuple[Source, Delivery]]:
    """The wanted sheets of one workbook, in one call, or a letter for each that it hasn't got."""
    named = {one: _named(one.tab, cover.grids) for one in wanted}
    rows = sheets.read_tabs(secretary.google, book, list(dict.fromkeys(filter(None, named.values()))))
    clock = Clock(cover.zone, secretary.charter.zone)
    for one, tab in named.items():
        if tab:
            yield one, Delivery(replace(one, tab=tab), rows[tab], clock, cover.title)
        else:
            remedy = "Write the tab's name as it stands below the sheet, or take the row out"
            letter = f"Sources, row {one.row}, 'Tab': the workbook has no such tab. {remedy}."
            yield one, Delivery(one, title=cover.title, letter=letter)


def _named(tab: str, there: Collection[str]) -> str:
    """The tab that is meant: of exactly this name, or the only one that differs in case and marks. "" if none is."""
    alike = [name for name in there if plain(name) == plain(tab)]
    return tab if tab in there else alike[0] if len(alike) == 1 else ""


def _of_another(secretary: Secretary, wanted: list[Source], book: str) -> dict[Source, Delivery]:
    """The wanted sheets of a workbook that isn't the members', or a letter for each if it can't be opened."""
    try:
        return dict(_of_book(secretary, wanted, book, sheets.look(secretary.google, book)))
    except GoogleFault as fault:
        if fault.status not in UNREADABLE:
            raise
        return {one: Delivery(one, title="another workbook", letter=_closed(one)) for one in wanted}


def _closed(one: Source) -> str:
    return (
        f"Sources, row {one.row}, 'Workbook': it can't be opened. Canvass sees only workbooks that it made: copy the "
        "sheet into the members' workbook as a tab, and leave this column empty."
    )
