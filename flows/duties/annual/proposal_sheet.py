"""The sheet of proposals: every proposal on the ballot in full, open to everybody with its link, and without names."""

from __future__ import annotations

from sqlalchemy.orm import Session

from core import proposals, secrecy
from core.proposals import Proposed
from core.records import Contest, Proposal, ProposalCycle
from flows.duties.annual import proposal_tab
from flows.duties.annual import proposals as kept
from flows.duties.partnership import told
from flows.duties.questionnaire import answer_sheet
from flows.secretary import Secretary
from integrations.google import drive, sheets

TAB = "Proposals"


def title_of(year: int) -> str:
    """The sheet's file name at Google Drive, by which it is found again."""
    return f"Proposals for key priorities {year}"


def groups_of(session: Session, cycle: ProposalCycle) -> list[tuple[Proposed, ...]]:
    """A2. The groups in the ballot's order: as it was frozen, or as they are now. None before the lot is drawn."""
    if proposal_tab.is_fixed(session, cycle):
        return _as_frozen(session, cycle)
    return proposals.drawn(kept.grouping(session, cycle.year).groups, cycle.lot) if cycle.lot else []


def _as_frozen(session: Session, cycle: ProposalCycle) -> list[tuple[Proposed, ...]]:
    contest = session.get_one(Contest, (cycle.key_vote, 1))
    numbers = (contest.about or {})["groups"]
    return [tuple(kept.as_proposed(session.get_one(Proposal, nth)) for nth in of) for of in numbers]


def keep(secretary: Secretary, year: int) -> ProposalCycle:
    """A2. Make the sheet if there is none, and let it say what the book does. Nothing is written that is there."""
    known = _known(secretary, year)
    if not known.sheet_id:
        found = drive.find(secretary.google, title_of(year))
        zone = secretary.charter.zone
        mine = min(found) if found else sheets.create(secretary.google, title_of(year), [TAB], zone)
        known = _note(secretary, year, sheet_id=mine)
        if known.sheet_id != mine:
            drive.trash(secretary.google, mine)
    with secretary.ledger.reading() as session:
        rows = proposals.rows(groups_of(session, known), at_least=known.sheet_rows)
    rows = told.rows(secretary, rows)
    shown = secrecy.fingerprint(rows)
    if shown != known.shown:
        if len(rows) > known.sheet_rows:
            known = _note(secretary, year, sheet_rows=len(rows))  # before: what a crash leaves half written is known
        for part in answer_sheet.in_parts(TAB, rows):
            sheets.put(secretary.google, known.sheet_id, [part])
        known = _note(secretary, year, shown=shown)
    if not known.sheet_link:
        drive.open_to_readers(secretary.google, known.sheet_id)
        known = _note(secretary, year, sheet_link=secretary.settings.address_of(known.sheet_id))
    return known


def draw(secretary: Secretary, year: int) -> None:
    """A2. Draw the lot for the order on the ballot, once, after the last day: nothing can come in any more."""
    if _known(secretary, year).lot:
        return
    with secretary.ledger.writing(secretary.now()) as pen:
        cycle = pen.session.get_one(ProposalCycle, year)
        if not cycle.lot:
            cycle.lot = secretary.chance(32).hex()
            pen.log("proposals.drawn", year=year, lot=secrecy.fingerprint(cycle.lot))


def _known(secretary: Secretary, year: int) -> ProposalCycle:
    with secretary.ledger.reading() as session:
        return session.get_one(ProposalCycle, year)


def _note(secretary: Secretary, year: int, **changes: object) -> ProposalCycle:
    """Write down how far the sheet is. Of two processes that make one at once, the first has; the other's is binned."""
    with secretary.ledger.writing(secretary.now()) as pen:
        known = pen.session.get_one(ProposalCycle, year)
        if "sheet_id" in changes and known.sheet_id:
            return known
        for what, value in changes.items():
            setattr(known, what, value)
        pen.log("proposals.noted", year=year, done=sorted(changes))
    return known
