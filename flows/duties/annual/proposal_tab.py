"""The tab Priorities: what was proposed is written there, and where a person puts it is read."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from core import calendar, cells, petitions, proposals
from core.proposals import Grouping
from core.records import Election, Proposal, ProposalCycle
from core.tabs import Column, Row, Rows, Tab, Table, table_of
from flows.duties.annual import proposals as kept
from flows.duties.petition.petition_tabs import LONGEST, block, laid
from flows.secretary import Secretary
from integrations.google import sheets
from integrations.google.sheets import Block

OURS = ("Proposal", "Year", "Handed in", "Name given", "Address given", "Member", "Title", "What and why", "Stands")
"""The columns that Canvass writes. The first tells which proposal a row is about, the last how it stands."""

THEIRS = ("Same as", "Leave out because")
"""The columns that organisers write."""

TAB = Tab(
    "Priorities",
    tuple(Column(heading) for heading in (*OURS, *THEIRS)),
    needs=tuple((heading,) for heading in (*OURS, *THEIRS)),
)

DOUBLED = "two rows have this number: take one of them out"
MIXED_UP = "the row is mixed up, as when only some columns are sorted: see that your words stand where they should"
NO_NUMBER = "Same as: it is no proposal's number. Write one such as P3, or its own if it is like no other"

DRAFTED = ("drafted", "withdrawn")
"""The states of a vote in which proposals can still be grouped anew."""


@dataclass(frozen=True)
class Sheet:
    """The tab as it was read: its table, or None before it is made; its rows by proposal; the first row below all."""

    table: Table | None
    rows: Mapping[str, Row]
    doubled: frozenset[str]
    below: int


def read(tabs: Mapping[str, Rows]) -> Sheet:
    """The tab's rows by the proposal they are about, wherever they stand. Raises TabFault where it can't be read."""
    if not any(map(any, tabs.get(TAB.name, ()))):
        return Sheet(None, {}, frozenset(), 1)
    table = table_of(TAB, tabs)
    labels = [(cells.text(row.said.get(OURS[0])).upper(), row) for row in table.rows]
    met = Counter(label for label, _ in labels if label)
    doubled = frozenset(label for label, number in met.items() if number > 1)
    return Sheet(table, {label: row for label, row in reversed(labels) if label}, doubled, len(tabs[TAB.name]) + 1)


def is_fixed(session: Session, cycle: ProposalCycle) -> bool:
    """Whether the members' vote is past its draft, so that nothing can be grouped anew."""
    election = session.get(Election, cycle.key_vote) if cycle.key_vote else None
    return election is not None and election.state not in DRAFTED


# ── what organisers wrote ──────────────────────────────────────────────────────────────────────────


def take(secretary: Secretary, sheet: Sheet) -> int:
    """A2. Take over where a person has put each proposal. Returns for how many that is news.

    What can't be taken changes nothing; why is written beside it. Once the vote is frozen all stays as it is.
    """
    with secretary.ledger.reading() as session:
        wanted = to_take(secretary, session, sheet)
    if not wanted:
        return 0
    with secretary.ledger.writing(secretary.now()) as pen:
        found = to_take(secretary, pen.session, sheet)
        for nth, (same_as, left_out, objection) in found.items():
            one = pen.session.get_one(Proposal, nth)
            one.same_as, one.left_out, one.objection = same_as, left_out, objection
            pen.log("proposals.placed", proposal=nth, same_as=same_as, left_out=bool(left_out), refused=bool(objection))
    return len(found)


Said = tuple[int | None, str, str]


def to_take(secretary: Secretary, session: Session, sheet: Sheet) -> dict[int, Said]:
    """What is to be on record beside each proposal of which something else is."""
    fixed = {one.year for one in kept.cycles(session) if is_fixed(session, one)}
    found: dict[int, Said] = {}
    for one in kept.of(session):
        row = sheet.rows.get(proposals.label(one.nth))
        if row is None or one.sender == petitions.ERASED:
            continue
        said = _said(secretary, sheet, one, row)
        if one.year in fixed:
            objection = kept.TOO_LATE if said[:2] != (one.same_as, one.left_out) else ""
            said = (one.same_as, one.left_out, objection)
        if said != (one.same_as, one.left_out, one.objection):
            found[one.nth] = said
    return found


def _said(secretary: Secretary, sheet: Sheet, one: Proposal, row: Row) -> Said:
    """What a row says: where the proposal belongs, or why it is left out; or why that can't be taken."""
    if proposals.label(one.nth) in sheet.doubled:
        return one.same_as, one.left_out, DOUBLED
    same, out = (cells.text(row.said.get(heading)) for heading in THEIRS)
    ours = _ours(secretary, one)
    if (same or out) and any(cells.text(row.said.get(heading)) != ours[heading] for heading in ("Year", "Title")):
        return one.same_as, one.left_out, MIXED_UP
    if same.casefold() in proposals.ITSELF:
        return one.nth, out, ""
    number = proposals.number_in(same) if same else None
    if same and number is None:
        return None, out, NO_NUMBER
    return number, out, ""


# ── what we write ──────────────────────────────────────────────────────────────────────────────────


def blocks(secretary: Secretary, session: Session, sheet: Sheet) -> list[Block]:
    """What has to be written so that the tab says what the book does; nothing if it says so already.

    Only our own columns are touched; what is new comes below everything that stands there.
    """
    headings = (*OURS, *THEIRS)
    places, below = (sheet.table.places, sheet.below) if sheet.table else ({h: n for n, h in enumerate(headings)}, 2)
    found = [] if sheet.table else [Block(TAB.name, 1, 1, [list(headings)])]
    fresh: list[list[str | None]] = []
    for one, stands in _with_standing(session):
        wanted = _ours(secretary, one) | {"Stands": stands}
        row = sheet.rows.get(wanted["Proposal"])
        if row is None:
            fresh.append(laid(wanted, places))
        elif changes := {of: words for of, words in wanted.items() if cells.text(row.said.get(of)) != words}:
            found.append(block(TAB.name, row.number, [laid(changes, places)]))
    return [*found, *([block(TAB.name, below, fresh)] if fresh else [])]


def _with_standing(session: Session) -> Iterator[tuple[Proposal, str]]:
    for cycle in reversed(kept.cycles(session)):
        known = kept.of(session, cycle.year)
        placed = kept.grouping(session, cycle.year)
        yield from ((one, stands(one, placed)) for one in known)


def stands(one: Proposal, placed: Grouping) -> str:
    """How a proposal stands, in words, and what is wrong with what stands beside it."""
    words, more = where(one, placed), ""
    if one.nth in placed.left_out or one.nth in placed.waiting:
        more = f": {placed.left_out.get(one.nth) or placed.waiting.get(one.nth)}"
    objection = f". NOT TAKEN: {one.objection}" if one.objection and one.objection not in more else ""
    return f"{words}{more}{objection}"


def where(one: Proposal, placed: Grouping) -> str:
    """Where a proposal is, without anybody's words."""
    if one.nth in placed.left_out:
        return "Not on the ballot"
    if one.nth in placed.waiting:
        return "WAITS"
    head = next(of[0] for of in placed.groups if one.nth in {other.nth for other in of})
    return "On the ballot" if head.nth == one.nth else f"On the ballot, together with {proposals.label(head.nth)}"


def _ours(secretary: Secretary, one: Proposal) -> dict[str, str]:
    """What our columns say of a proposal, but for how it stands."""
    day = calendar.day_of(one.handed_in, secretary.charter.zone).isoformat()
    who = one.member or {petitions.GUEST: "no member", petitions.ERASED: ""}.get(one.sender, "not known")
    name, email, headline, why = (_shown(one.said.get(what, "")) for what in proposals.FIELDS)
    words = [proposals.label(one.nth), str(one.year), day, name, email, who, headline, why]
    return dict(zip(OURS, words, strict=False))


def _shown(words: str) -> str:
    """An answer on one line, cut where it is a whole letter."""
    line = cells.text(words)
    return line if len(line) <= LONGEST else f"{line[:LONGEST]} … (more in the form)"


def write(secretary: Secretary, wanted: Sequence[Block], *, is_there: bool) -> None:
    """Write what has changed, after making the tab if it isn't there."""
    book = secretary.settings.members_book
    if wanted and not is_there:
        sheets.add_tab(secretary.google, book, TAB.name)
    if wanted:
        sheets.put(secretary.google, book, wanted)
