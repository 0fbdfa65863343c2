"""Our tabs: what Canvass wrote itself into the workbook about somebody who is erased is taken out by it, too."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from core import cells, petitions, question_tab, questions, remains
from core.petitions import Kind
from core.question_tab import HEADINGS, QuestionTab
from core.remains import Sought
from core.tabs import Rows, TabFault
from flows.duties.annual import proposal_tab
from flows.duties.petition import outcomes, petition_tabs
from flows.duties.petition import petitions as kept
from flows.secretary import Secretary
from integrations.google import sheets
from integrations.google.sheets import Choices, Texts

SUGGESTED = "Perhaps"


def tidy(secretary: Secretary, who: Sought) -> None:
    """M8. Clear the questions about somebody, take them out of other questions, and write the lists anew.

    The book has forgotten them before. Doing it again finds nothing. A tab that can't be read is left: it is then
    among what the organisers are asked to clear.
    """
    lists = [petition_tabs.TABS[kind].name for kind in petitions.KINDS]
    names = (questions.TAB, *lists, proposal_tab.TAB.name)
    book = sheets.read(secretary.google, secretary.settings.members_book, names)
    blocks = list(_questions(book.tabs, who))
    if blocks:
        grid = book.grids[questions.TAB]
        sheets.add(secretary.google, secretary.settings.members_book, questions.TAB, grid, blocks)
    for kind in petitions.KINDS:
        _write_list(secretary, kind, book.tabs)
    _write_proposals(secretary, book.tabs)


def _write_proposals(secretary: Secretary, tabs: Mapping[str, Rows]) -> None:
    """The tab Priorities; the published sheet says nothing of them from the year's next pass on."""
    try:
        sheet = proposal_tab.read(tabs)
    except TabFault:
        return
    if sheet.table is None:
        return
    with secretary.ledger.reading() as session:
        wanted = proposal_tab.blocks(secretary, session, sheet)
    proposal_tab.write(secretary, wanted, is_there=True)


def _write_list(secretary: Secretary, kind: Kind, tabs: Mapping[str, Rows]) -> None:
    try:
        sheet = petition_tabs.read(kind, tabs)
    except TabFault:
        return
    if sheet.table is None:
        return
    with secretary.ledger.reading() as session:
        decided = outcomes.of(secretary, session, kind)
        wanted = petition_tabs.blocks(secretary, sheet, kept.of(session, kind), decided)
    petition_tabs.write(secretary, wanted, [])


def _questions(tabs: Mapping[str, Rows], who: Sought) -> Iterator[Texts | Choices]:
    """What to write into the tab Questions, so that it says nothing of somebody."""
    tab = question_tab.read(tabs)
    rows = tabs.get(questions.TAB, [])
    for row in tab.rows:
        written = rows[row.number - 1]
        said = {of: cells.text(written[at - 1]) if at <= len(written) else "" for of, at in tab.columns.items()}
        yield from _cleared(tab, row.number, said, who)


def _cleared(tab: QuestionTab, number: int, said: Mapping[str, str], who: Sought) -> Iterator[Texts | Choices]:
    """One row: all of it where it is about them, else their place among those whom it suggests, and their answer."""
    offered = [one.strip() for one in said.get(SUGGESTED, "").split(";") if one.strip()]
    left = [one for one in offered if not _is(one, who)]
    changes: dict[str, str] = {}
    if remains.find({questions.TAB: [[said.get("Name", ""), said.get("Email", "")]]}, who):
        left, changes = [], dict.fromkeys(HEADINGS, "")
    elif left != offered:
        changes = {SUGGESTED: "; ".join(left)}
    if said.get("Answer") and _is(said["Answer"], who):
        changes["Answer"] = ""
    yield from (Texts(number, tab.columns[of], [words]) for of, words in changes.items() if of in tab.columns)
    if changes:
        yield Choices(number, tab.columns["Answer"], [(*left, questions.STRANGER)])


def _is(words: str, who: Sought) -> bool:
    """Whether a suggestion or an answer is this person: by their number, or by their name."""
    return who.has_number(words.split(maxsplit=1)[0]) or bool(remains.find({questions.TAB: [[words]]}, who))
