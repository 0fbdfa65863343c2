"""Priorities and the annual meeting, year by year: what members ratified; proposals by number, without their words."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

import templates
from core import calendar, proposals
from core.numbers import many
from core.records import AnnualMeeting, AnnualPriorities, ProposalCycle
from flows.duties.annual import priorities, proposal_tab
from flows.duties.annual import proposals as kept
from flows.pages.needs import Address, Need, need, sentence
from flows.secretary import Secretary

BEFORE_THE_VOTE = ("drafted", "withdrawn")
"""The states of a vote in which what it is on can be proposed anew."""


def priorities_page(secretary: Secretary, *, year: int | None = None) -> str:
    """A1, A2, A3. The page “priorities”: each year that anything is known of, or one of them, the latest first."""
    with secretary.ledger.reading() as session:
        found = [one for one in _years(session) if year in (None, one)]
        facts = {
            "organisation": secretary.charter.name,
            "as_of": calendar.in_words(secretary.now(), secretary.charter.zone),
            "years": [_year(session, one, secretary.charter.zone) for one in found],
        }
    return templates.artifact("priorities", facts)


def _years(session: Session) -> list[int]:
    tables = (ProposalCycle, AnnualPriorities, AnnualMeeting)
    return sorted({year for table in tables for year in session.execute(select(table.year)).scalars()}, reverse=True)


def _year(session: Session, year: int, zone: str) -> dict[str, Any]:
    cycle = session.get(ProposalCycle, year)
    return {
        "year": year,
        "lines": list(_lines(session, year, cycle, zone)),
        "form_link": cycle.link if cycle and not cycle.closed else "",
        "sheet_link": cycle.sheet_link if cycle else "",
        "held_because": cycle.held_because if cycle else "",
        "rows": _rows(session, year, zone),
    }


def _lines(session: Session, year: int, cycle: ProposalCycle | None, zone: str) -> Iterator[str]:
    meeting, proposed = session.get(AnnualMeeting, year), session.get(AnnualPriorities, year)
    if meeting:
        told = "members are invited" if meeting.told >= meeting.revision else "members aren't invited yet"
        yield f"Annual meeting (A1): {calendar.local_in_words(meeting.begins_at, zone)}; {told}"
    if cycle:
        yield from _of_cycle(session, cycle, zone)
    if proposed:
        yield from _of_priorities(session, proposed)


def _of_priorities(session: Session, proposed: AnnualPriorities) -> Iterator[str]:
    """What is proposed, and what came of it; of a second proposal, that it is one, and what came of the first."""
    vote, on = priorities.undecided(session, proposed), calendar.day_in_words(proposed.proposed_on)
    which, them = "The committee's priorities", "them"
    if vote is not None and proposed.outcome:
        failed_on = priorities.last_failed_on(session, proposed.year)
        when = f", on {calendar.day_in_words(failed_on)}" if failed_on else ""
        yield f"{which} (A3): what was proposed before was {proposed.outcome}{when} (S5)"
        which, them = "The committee's new proposal", "it"
    if vote is not None:
        stands = f"members haven't decided on {them}, “{vote.key}” is {vote.state}"
    else:
        stands = proposed.outcome or "members haven't decided on them"
    yield f"{which} (A3): proposed on {on}; {stands}"
    if vote is not None:
        yield f"The committee's decision (A3, S8): {_decision(session, proposed)}"
    elif proposed.outcome == priorities.RATIFIED:
        yield f"Members ratified these (A3): {priorities.in_a_line(proposed)}"


def _decision(session: Session, proposed: AnnualPriorities) -> str:
    """In the ruling's words, but for how it decided at a meeting, which stands in the minutes."""
    ruling = priorities.decision(session, proposed)
    at_meeting = f"at a meeting on {calendar.day_in_words(proposed.decided_on)}" if proposed.decided_on else ""
    return at_meeting if ruling and at_meeting else ruling.because


def _of_cycle(session: Session, cycle: ProposalCycle, zone: str) -> Iterator[str]:
    placed = kept.grouping(session, cycle.year)
    until = calendar.local_in_words(cycle.propose_until, zone)
    yield f"Proposals (A2): {'were' if cycle.closed else 'are'} taken until {until}"
    yield (
        f"{many(len(placed.groups), 'group')} for the ballot, {len(placed.left_out)} left out, "
        f"{len(placed.waiting)} waiting for a person"
    )
    if cycle.chosen is not None:
        chosen = "; ".join(one["option"] for one in cycle.chosen) or "none of the proposals"
        yield f"Members' key priorities (A2): {chosen}"
    elif cycle.key_vote:
        yield f"Members vote on key priorities in “{cycle.key_vote}”"


def _rows(session: Session, year: int, zone: str) -> list[dict[str, str]]:
    placed = kept.grouping(session, year)
    return [
        {
            "number": proposals.label(one.nth),
            "on": calendar.day_of(one.handed_in, zone).isoformat(),
            "stands": proposal_tab.where(one, placed),
        }
        for one in kept.of(session, year)
    ]


def _nothing_to_do_with(session: Session, cycle: ProposalCycle) -> bool:
    """Whether nothing can be voted on, and the committee hasn't proposed without either."""
    return not kept.grouping(session, cycle.year).groups and session.get(AnnualPriorities, cycle.year) is None


def needs(session: Session, address: Address) -> Iterator[Need]:
    """What of it needs a person: for the desk."""
    for cycle in kept.cycles(session):
        if cycle.held_because:
            yield need(
                f"The form for proposals {cycle.year} isn't as it was made",
                sentence(cycle.held_because),
                "Mend it at Google; the year's next pass looks again.",
                page="priorities",
                address=address,
            )
        waiting = list(kept.waiting(session, cycle.year)) if cycle.chosen is None and cycle.closed else []
        if waiting:
            yield need(
                f"{many(len(waiting), 'proposal')} for {cycle.year} to be put somewhere",
                "Until then members can't vote on key priorities (A2).",
                f"In the tab {proposal_tab.TAB.name} say for each what it is the same as, or why it is left out.",
                page="priorities",
                address=address,
            )
        elif cycle.closed and cycle.chosen is None and _nothing_to_do_with(session, cycle):
            yield need(
                f"No proposal for {cycle.year} can be voted on",
                "All of them are left out, or none came (A2).",
                priorities.ways_on(cycle.year),
                page="priorities",
                address=address,
            )
    for one in session.execute(select(AnnualPriorities).order_by(AnnualPriorities.year)).scalars():
        if one.outcome == priorities.NOT_RATIFIED:
            yield _no_confidence(session, one, address)


def _no_confidence(session: Session, proposed: AnnualPriorities, address: Address) -> Need:
    """S5. Until priorities of the year are ratified it stays; what is to do depends on how far the next vote is."""
    vote = priorities.undecided(session, proposed)
    why = "That is no confidence in the organisation's direction: an ad hoc committee settles what is open (S5)."
    do = (
        "Record its seats and its end: canvass ad-hoc-seats. Then the committee proposes priorities anew: "
        "canvass annual-priorities"
    )
    if vote is not None:
        why = f"{why} Members haven't decided on the new proposal: “{vote.key}” is {vote.state}."
        do = do if vote.state in BEFORE_THE_VOTE else "Nothing until the vote is counted; then certify it."
    return need(f"The priorities for {proposed.year} are not ratified", why, do, page="priorities", address=address)
