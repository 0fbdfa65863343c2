"""The tabs Disputes and Requests: what was handed in is written there, and what organisers write beside it is read."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from core import calendar, cells, petitions
from core.calendar import day_in_words
from core.petitions import Kind
from core.records import Decision, Petition
from core.tabs import Column, Row, Rows, Tab, Table, table_of
from flows.duties.petition import acknowledging
from flows.secretary import Secretary
from integrations.google import sheets
from integrations.google.sheets import Block

Became: TypeAlias = Decision | str
"""What became of a petition: the decision on a dispute, or words."""

OURS: Mapping[Kind, tuple[str, ...]] = {
    "dispute": (
        "Dispute", "Handed in", "Name given", "Address given", "Member", "Day given", "What", "Who can confirm", "More",
        "Stands",
    ),
    "request": (
        "Request", "Handed in", "Name given", "Address given", "Member", "Office", "Candidate", "Why", "Stands",
    ),
    "motion": ("Motion", "Handed in", "Name given", "Address given", "Member", "Title", "Text", "Stands"),
    "disclosure": (
        "Disclosure", "Handed in", "Name given", "Address given", "Member", "Paid work", "Volunteering", "Fundraising",
        "Ties", "Recused from", "Stands",
    ),
}  # fmt: skip
"""The columns that Canvass writes. The first tells which petition a row is about, the last how it stands."""

THEIRS: Mapping[Kind, tuple[str, ...]] = {
    "dispute": ("Decision", "Counts as", "Date", "Reason", "Decided by"),
    "request": ("State", "Note"),
    "motion": ("State", "Note"),
    "disclosure": ("State", "Note"),
}
"""The columns that organisers write."""

TABS: Mapping[Kind, Tab] = {
    kind: Tab(
        f"{kind.capitalize()}s",
        tuple(Column(heading) for heading in (*OURS[kind], *THEIRS[kind])),
        needs=tuple((heading,) for heading in (*OURS[kind], *THEIRS[kind])),
    )
    for kind in petitions.KINDS
}

LONGEST = 1000
"""Characters of an answer that a cell shows. The whole is in the form, and in the book."""

MOST_ROWS = 500
"""So many rows are written at once."""


@dataclass(frozen=True)
class Sheet:
    """A tab as it was read: its table, or None before it is made; its rows by petition; the first row below all."""

    kind: Kind
    table: Table | None
    rows: Mapping[str, Row]
    doubled: frozenset[str]
    below: int


def read(kind: Kind, tabs: Mapping[str, Rows]) -> Sheet:
    """A tab's rows by the petition they are about, wherever they stand. Raises TabFault where it can't be read."""
    tab = TABS[kind]
    if not any(map(any, tabs.get(tab.name, ()))):
        return Sheet(kind, None, {}, frozenset(), 1)
    table = table_of(tab, tabs)
    labels = [(cells.text(row.said.get(OURS[kind][0])).upper(), row) for row in table.rows]
    met = Counter(label for label, _ in labels if label)
    doubled = frozenset(label for label, number in met.items() if number > 1)
    rows = {label: row for label, row in reversed(labels) if label}
    return Sheet(kind, table, rows, doubled, len(tabs[tab.name]) + 1)


def blocks(secretary: Secretary, sheet: Sheet, known: Sequence[Petition], decided: Mapping[int, Became]) -> list[Block]:
    """What has to be written so that the tab says what the book does. Nothing if it says so already.

    Only our own columns are touched; what is new comes below everything that stands there.
    """
    tab, headings = TABS[sheet.kind].name, (*OURS[sheet.kind], *THEIRS[sheet.kind])
    found: list[Block] = []
    places, below = (sheet.table.places, sheet.below) if sheet.table else ({h: n for n, h in enumerate(headings)}, 2)
    if sheet.table is None:
        found.append(Block(tab, 1, 1, [list(headings)]))
    fresh: list[list[str | None]] = []
    for petition in known:
        wanted = said_of(secretary, petition, decided.get(petition.nth))
        row = sheet.rows.get(wanted[OURS[sheet.kind][0]])
        if row is None:
            fresh.append(laid(wanted, places))
        elif changes := {
            heading: words for heading, words in wanted.items() if cells.text(row.said.get(heading)) != words
        }:
            found.append(block(tab, row.number, [laid(changes, places)]))
    found += [block(tab, below + at, fresh[at : at + MOST_ROWS]) for at in range(0, len(fresh), MOST_ROWS)]
    return found


def laid(said: Mapping[str, str], places: Mapping[str, int]) -> list[str | None]:
    """Words at the places of their columns; None where something isn't ours to write."""
    row: list[str | None] = [None] * (max(places[heading] for heading in said) + 1)
    for heading, words in said.items():
        row[places[heading]] = words
    return row


def block(tab: str, row: int, rows: Sequence[Sequence[str | None]]) -> Block:
    """The block without the columns on its left that nothing is written into."""
    left = min(next(at for at, cell in enumerate(one) if cell is not None) for one in rows)
    return Block(tab, row, left + 1, [one[left:] for one in rows])


def said_of(secretary: Secretary, petition: Petition, decision: Became | None) -> dict[str, str]:
    """What our columns say of a petition."""
    kind = petitions.kind_of(petition.kind)
    day = calendar.day_of(petition.handed_in, secretary.charter.zone).isoformat()
    fields = [_shown(petition.said.get(field, "")) for field in petitions.FIELDS[kind]]
    who = petition.member or {petitions.GUEST: "no member", petitions.ERASED: ""}.get(petition.sender, "not known")
    words = [petitions.label(kind, petition.nth), day, *fields[:2], who, *fields[2:], stands(petition, decision)]
    return dict(zip(OURS[kind], words, strict=True))


def _shown(words: str) -> str:
    """An answer on one line, cut where it is a whole letter."""
    line = cells.text(words)
    return line if len(line) <= LONGEST else f"{line[:LONGEST]} … (more in the form)"


def stands(petition: Petition, decision: Became | None) -> str:
    """How a petition stands, and what is wrong with what stands beside it."""
    return ". ".join(part[0].upper() + part[1:] for part in _stands(petition, decision) if part)


def _stands(petition: Petition, decision: Became | None) -> Iterator[str]:
    if petition.objection:
        yield f"NOT TAKEN: {petition.objection}"
    if petition.sender == petitions.UNKNOWN:
        yield "nobody knows yet which member this is"
    elif petition.sender == petitions.NOBODY:
        yield "neither name nor address was given"
    elif petition.sender == petitions.ERASED:
        yield "who sent it, and what they wrote, is no longer kept"
    elif petition.kind != "dispute":
        yield decision if isinstance(decision, str) else petition.state
    elif isinstance(decision, Decision):
        yield f"{decision.decision} on {day_in_words(decision.decided_on)} (decision {decision.turn})"
    else:
        yield "waits for a decision" if petition.sender == petitions.MEMBER else ""
    if petition.acknowledged == acknowledging.AGAIN:
        yield "an earlier answer was changed; that one has its own row"
    elif petition.acknowledged == acknowledging.NO_MAILBOX:
        yield "no letter: the member has no e-mail address on record"


def write(secretary: Secretary, wanted: Sequence[Block], missing: Sequence[str]) -> None:
    """Write what has changed, after making the tabs that aren't there."""
    book = secretary.settings.members_book
    for tab in missing:
        sheets.add_tab(secretary.google, book, tab)
    if wanted:
        sheets.put(secretary.google, book, wanted)
