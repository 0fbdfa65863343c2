"""What is due of the annual cycle: proposals, the votes on priorities, and the annual meeting."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy.orm import Session

from core import calendar
from core.agenda import Due
from core.bylaws import annual
from core.charter import Charter
from core.numbers import many
from core.records import AnnualPriorities, ProposalCycle
from flows.duties.annual import meeting, priorities, proposal_tab
from flows.duties.annual import proposals as kept


def due(session: Session, *, charter: Charter) -> Iterator[Due]:
    """A1, A2, A3. What is to come, or should be done by now, in each year that anything is on record of."""
    if charter.annual is None:
        return
    for cycle in kept.cycles(session):
        yield from _of_proposals(session, cycle, charter.zone)
    for one in meeting.all_of(session):
        mark, about = f"annual-meeting/{one.year}", (f"annual-meeting-{one.year}",)
        yield Due(one.begins_at, f"Annual meeting of {one.year}", "members", about, mark)
    years = {one.year for one in kept.cycles(session)} | {one.year for one in meeting.all_of(session)}
    for year in sorted(years):
        yield from _of_priorities(session, year, charter)


def _of_proposals(session: Session, cycle: ProposalCycle, zone: str) -> Iterator[Due]:
    """The last day to propose; then a person says where each belongs, and members vote."""
    if cycle.chosen is not None or proposal_tab.is_fixed(session, cycle):
        return
    last, mark = calendar.day_of(cycle.propose_until, zone), f"priorities/{cycle.year}"
    about = (f"priorities-{cycle.year}",)
    yield Due(last, f"Last day to propose priorities for {cycle.year}", "voting members", about, f"{mark}/last")
    waiting = len(list(kept.waiting(session, cycle.year)))
    if waiting:
        what = f"Say in the tab {proposal_tab.TAB.name} where {many(waiting, 'proposal')} for {cycle.year} belong"
        yield Due(last, what, "organisers", about, f"{mark}/placing", waits=True)
    elif cycle.closed and not kept.grouping(session, cycle.year).groups:
        if session.get(AnnualPriorities, cycle.year) is None:
            what = (
                f"No proposal for {cycle.year} can be voted on: ask members again, or let the committee propose without"
            )
            yield Due(last, what, "organisers", about, f"{mark}/none", waits=True)
    elif not cycle.key_vote:
        what = f"Draft the members' vote on key priorities for {cycle.year}"
        yield Due(last, what, "organisers", about, f"{mark}/key-vote", waits=True)


def _of_priorities(session: Session, year: int, charter: Charter) -> Iterator[Due]:
    """Until the end of the quarter the committee proposes, and members ratify."""
    known = session.get(AnnualPriorities, year)
    if known is not None and known.outcome != priorities.NOT_RATIFIED:
        return
    _, last = annual.quarter(year, charter=charter)
    what = f"The committee proposes priorities for {year}, and members have voted on them"
    yield Due(last, what, "committee", (f"priorities-{year}",), f"priorities/{year}/ratified", waits=True)
