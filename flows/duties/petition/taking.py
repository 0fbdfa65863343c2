"""Taking what organisers wrote beside a petition in the workbook: a decision once, a request's state as it stands."""

from __future__ import annotations

import re
from collections.abc import Mapping

from core import calendar, cells, petitions
from core.cells import Cell
from core.cited import plain
from core.petitions import Verdict
from core.records import Petition
from core.tabs import Row, RowFault
from flows.duties.membership.roster import Roster
from flows.duties.petition import deciding, petition_tabs
from flows.duties.petition.petition_tabs import Sheet
from flows.secretary import Refusal, Secretary

DOUBLED = "two rows have this number. Take one of them out"
OVERTAKEN = (
    "it was decided meanwhile, by another door than this row. Look at that decision; if you still want to change it, "
    "change something in the row"
)
LOST = (
    "the book doesn't know the decision of which this row tells: it may have been put back from an older copy. If the "
    "row is right, change something in it"
)
MIXED_UP = (
    "the row didn't belong together any more, as happens when only some of its columns are sorted. What Canvass "
    "writes is put right; see that your words stand beside the right member, then change something in the row"
)
NO_STATE = "State: it is none of {states}. Write one of them"

_TURN = re.compile(r"\(decision (\d+)\)")


def take(secretary: Secretary, sheet: Sheet, petition: Petition, found: Roster) -> bool:
    """M4, M7. Take what stands beside a petition, if it is news. Returns whether a decision was taken.

    What can't be taken changes nothing; why is written beside it, and on the desk that there is such a row.
    """
    label = petitions.label(sheet.kind, petition.nth)
    row = sheet.rows.get(label)
    if label in sheet.doubled:
        _object(secretary, petition, DOUBLED)
        return False
    if row is None or petition.sender == petitions.ERASED:
        return False
    return _decision(secretary, petition, row, found) if sheet.kind == "dispute" else _state(secretary, petition, row)


def _decision(secretary: Secretary, petition: Petition, row: Row, found: Roster) -> bool:
    said = {heading: row.said.get(heading) for heading in petition_tabs.THEIRS["dispute"]}
    written = petitions.digest(said.values())
    if written == petition.cells or not row.says("Decision"):
        if petition.objection == DOUBLED or not row.says("Decision"):
            _object(secretary, petition, "")
        return False
    with secretary.ledger.reading() as session:
        last = deciding.newest(session, petition.nth)
    turn, shown = last.turn if last else 0, _TURN.search(cells.text(row.said.get("Stands")))
    told = int(shown[1]) if shown else 0
    wrong = MIXED_UP if _mixed_up(secretary, petition, row) else {True: LOST, False: OVERTAKEN}[told > turn]
    if wrong == MIXED_UP or told != turn:
        _object(secretary, petition, wrong, taken=written)
        return False
    try:
        ruled = _verdict(secretary, said, found)
        return deciding.decide(secretary, petition.nth, ruled, found, replacing=turn, cells=written) is not None
    except (RowFault, Refusal) as fault:
        _object(secretary, petition, str(fault).rstrip("."))
        return False


def _mixed_up(secretary: Secretary, petition: Petition, row: Row) -> bool:
    """Whether the row shows another day, name or address than this petition's: whose words are beside it, then?"""
    ours = petition_tabs.said_of(secretary, petition, None)
    return any(cells.text(row.said.get(heading)) != ours[heading] for heading in petition_tabs.OURS["dispute"][1:4])


def _verdict(secretary: Secretary, said: Mapping[str, Cell], found: Roster) -> Verdict:
    return petitions.verdict(
        decision=said["Decision"],
        counts_as=said["Counts as"],
        on=said["Date"],
        reason=said["Reason"],
        by=said["Decided by"],
        events=found.events,
        today=calendar.day_of(secretary.now(), secretary.charter.zone),
    )


def _state(secretary: Secretary, petition: Petition, row: Row) -> bool:
    """How far it has come with a request, motion or disclosure. Never a decision that anybody is written about."""
    said, states = plain(cells.text(row.said.get("State"))), petitions.STATES[petitions.kind_of(petition.kind)]
    if said and said not in states:
        _object(secretary, petition, NO_STATE.format(states=", ".join(states)))
        return False
    _object(secretary, petition, "")
    if said and said != petition.state:
        with secretary.ledger.writing(secretary.now()) as pen:
            pen.session.get_one(Petition, (petition.kind, petition.nth)).state = said
            pen.log(f"{petition.kind}.state", **{petition.kind: petition.nth}, state=said)
    return False


def _object(secretary: Secretary, petition: Petition, why: str, *, taken: str | None = None) -> None:
    """Write down why a row isn't taken, or that nothing is wrong with it, if that is anything new."""
    if petition.objection == why and taken in (None, petition.cells):
        return
    with secretary.ledger.writing(secretary.now()) as pen:
        current = pen.session.get_one(Petition, (petition.kind, petition.nth))
        current.objection = why
        current.cells = petition.cells if taken is None else taken
        if why:
            pen.log("petition.not_taken", form=petition.kind, petition=petition.nth)
