"""The tabs of forums: who was invited and what they replied, and what members said; Canvass alone writes there."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from sqlalchemy.orm import Session

from core import calendar
from core.candidates import label
from core.forums import shown
from core.records import Candidate, Forum, Invitation
from flows.duties.forum import forums
from flows.duties.letter.steps import Stuck
from flows.duties.membership.tabs_read import Reading
from flows.secretary import Secretary
from integrations.google import sheets
from integrations.google.sheets import Block, Book

TAB = "Forums"
HEADINGS = ("Forum", "Begins", "Candidate", "Name", "Invited", "Reply", "Question for the organisers")

MOST_ROWS = 100
"""So many rows are written at once: Google advises to keep below 2 MB."""


def keep(secretary: Secretary, reading: Reading) -> None:
    """E6. The tab Forums, as the book has it. What stands there already, by `reading`, isn't written again."""
    with secretary.ledger.reading() as session:
        known = forums.all_of(session)
        rows = [list(HEADINGS), *_rows(secretary, session, known)]
    if known and _stale(_there(reading.book, TAB), rows):
        write(secretary, TAB, rows)


def _rows(secretary: Secretary, session: Session, known: Sequence[Forum]) -> Iterator[list[str]]:
    for forum in known:
        begins = calendar.in_words(forum.begins_at, secretary.charter.zone)
        for one in forum.invitations:
            who = session.get_one(Candidate, (one.race_key, one.nth))
            said = [_how(one), _reply(one), shown(one.question)]
            yield [forum.key, begins, label(one.race_key, one.nth), who.name, *said]


def _how(one: Invitation) -> str:
    return f"{one.invited_on.isoformat()}, {f'by {one.by_hand}' if one.by_hand else 'by letter'}"


def _reply(one: Invitation) -> str:
    return (one.reply or "no reply yet") + ("; was there" if one.present else "")


def write(secretary: Secretary, tab: str, rows: Sequence[Sequence[str]]) -> None:
    """Let a tab of ours say just this, whatever the cells look like. Written again, it changes nothing.

    Raises Stuck where somebody changed its first row: then it may hold something that is theirs.
    """
    google, place = secretary.google, secretary.settings.members_book
    book = sheets.read(google, place, (tab,))
    there = _there(book, tab)
    if any(map(any, there)) and there[0][:1] != list(rows[0][:1]):
        raise Stuck(
            f"The tab {tab} of the workbook begins otherwise than Canvass wrote it. Rename it; it is made anew."
        )
    if tab not in book.grids:
        sheets.add_tab(google, place, tab)
    stale = _stale(there, rows)
    for first in range(0, len(stale), MOST_ROWS):
        blocks = [Block(tab, at + 1, 1, [row]) for at, row in stale[first : first + MOST_ROWS]]
        sheets.put(google, place, blocks)


def _there(book: Book, tab: str) -> list[list[str]]:
    return [[str(cell) for cell in row] for row in book.tabs.get(tab, [])]


def _stale(there: Sequence[Sequence[str]], rows: Sequence[Sequence[str]]) -> list[tuple[int, list[str]]]:
    """The places of the rows that say something else than they should, and what they should say."""
    width = len(rows[0])
    wanted = [list(row) for row in rows] + [[""] * width for _ in there[len(rows) :]]
    return [(at, row) for at, row in enumerate(wanted) if _padded(there, at, width) != row]


def _padded(there: Sequence[Sequence[str]], at: int, width: int) -> list[str]:
    row = list(there[at][:width]) if at < len(there) else []
    return row + [""] * (width - len(row))
