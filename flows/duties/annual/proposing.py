"""Proposing: each year's proposals are gathered, placed and published, and brought to where they should be now."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import timedelta

from core.numbers import many
from core.records import ProposalCycle
from core.tabs import TabFault
from flows.duties.annual import calling, proposal_form, proposal_sheet, proposal_tab, proposers
from flows.duties.annual import proposals as kept
from flows.duties.form import keeping
from flows.duties.letter.steps import Stuck
from flows.duties.membership import answers, roster, stock
from flows.duties.membership.roster import RosterFault
from flows.duties.membership.tabs_read import Reading
from flows.duties.privacy import discretion, marks
from flows.secretary import Secretary
from integrations.google import sheets

GIVEN_UP = timedelta(days=366)
"""How long after their last day proposals on which nobody votes are still looked after."""


def keep(secretary: Secretary, reading: Reading) -> list[str]:
    """A2. One pass over all years' proposals. Returns what was done; without any it asks nobody anything.

    Raises Stuck, once the others have been seen to, for a form or a tab that a person has to mend.
    """
    with secretary.ledger.reading() as session:
        known = kept.cycles(session)
        late = secretary.now() - GIVEN_UP
        going = [one.year for one in known if one.propose_until > late and not proposal_tab.is_fixed(session, one)]
    news: list[str] = []
    letters: list[str] = []
    acts: list[Callable[[], list[str]]] = [lambda year=year: _gather(secretary, year) for year in going]  # type: ignore[misc]
    acts += [lambda: _place(secretary, going, reading)] if known else []
    acts += [lambda year=one.year: _publish(secretary, year) for one in known]  # type: ignore[misc]
    for act in acts:
        try:
            news += act()
        except (Stuck, TabFault, RosterFault) as letter:
            letters.append(str(letter))
    if letters:
        raise Stuck("\n".join([*letters, *news]))
    return news


def is_over(secretary: Secretary, cycle: ProposalCycle) -> bool:
    """Whether nothing can be proposed any more: the last day is over, and the form is closed."""
    return secretary.now() >= cycle.propose_until and cycle.closed


def _gather(secretary: Secretary, year: int) -> list[str]:
    """Keep the form, and read it; close it after the last day, and read what had come in until then.

    In another round it is open again.
    """
    cycle = proposal_form.keep(secretary, year)
    over = secretary.now() >= cycle.propose_until
    if over and keeping.may_be_read(cycle):
        cycle = proposal_form.close(secretary, year)
    elif cycle.closed and not over:
        cycle = proposal_form.reopen(secretary, year)
    if not keeping.may_be_read(cycle):
        raise Stuck(proposal_form.trouble(cycle))
    found = proposers.read(secretary, cycle)
    news = [f"{many(found, 'proposal')} for {year} came in."] if found else []
    return news + calling.keep(secretary, cycle)


def _place(secretary: Secretary, going: Sequence[int], reading: Reading) -> list[str]:
    """Find senders, rule on them, take over where a person has put proposals, and bring the tab up to date."""
    with secretary.ledger.reading() as session:
        open_ones = [year for year in going if kept.undecided(kept.of(session, year))]
    if open_ones:
        return _look_up(secretary, open_ones)
    if not _is_news(secretary, reading):
        return []
    tabs = sheets.read(secretary.google, secretary.settings.members_book, (proposal_tab.TAB.name,)).tabs
    return _bring_up_to_date(secretary, tabs)


def _is_news(secretary: Secretary, reading: Reading) -> bool:
    """Whether the tab, as the pass has read it, says something else than the book."""
    with secretary.ledger.reading() as session:
        if not kept.of(session):
            return False
        sheet = proposal_tab.read(reading.book.tabs)
        return bool(proposal_tab.to_take(secretary, session, sheet) or proposal_tab.blocks(secretary, session, sheet))


def _look_up(secretary: Secretary, years: Sequence[int]) -> list[str]:
    """Find out whose the proposals of these years are, by the workbook as it is now."""
    found = stock.take_stock(secretary)
    if found.refused:
        raise Stuck(f"Nobody can tell yet who may propose: {found.refused[0]}")
    names = (*roster.TABS, proposal_tab.TAB.name)
    tabs = sheets.read(secretary.google, secretary.settings.members_book, names).tabs
    with secretary.ledger.reading() as session:
        zone, gone = secretary.charter.zone, marks.read(secretary, session)
        listed = roster.read(
            tabs, lambda lines: answers.given(session, lines, zone=zone), gone, discretion.leaving(session)
        )
        cycles = [session.get_one(ProposalCycle, year) for year in years]
    for cycle in cycles:
        proposers.rule(secretary, cycle, listed, found.members)
    return _bring_up_to_date(secretary, tabs)


def _bring_up_to_date(secretary: Secretary, tabs: dict[str, list[list[sheets.Cell]]]) -> list[str]:
    sheet = proposal_tab.read(tabs)
    taken = proposal_tab.take(secretary, sheet)
    with secretary.ledger.reading() as session:
        wanted = proposal_tab.blocks(secretary, session, sheet)
    proposal_tab.write(secretary, wanted, is_there=proposal_tab.TAB.name in tabs)
    return [f"{many(taken, 'row')} taken over from the tab {proposal_tab.TAB.name}."] if taken else []


def _publish(secretary: Secretary, year: int) -> list[str]:
    """Once all is placed the order on the ballot is drawn, and the sheet with every proposal in full is published."""
    with secretary.ledger.reading() as session:
        cycle, placed = session.get_one(ProposalCycle, year), kept.grouping(session, year)
        fixed = proposal_tab.is_fixed(session, cycle)
    if not fixed and not (is_over(secretary, cycle) and placed.groups and not placed.waiting):
        return []
    proposal_sheet.draw(secretary, year)
    made = proposal_sheet.keep(secretary, year)
    return [] if cycle.sheet_link == made.sheet_link else [f"The proposals for {year} are published in a sheet."]


def carry_on(secretary: Secretary) -> list[str]:
    """A2. The same, now, by a door: whoever drafts a vote drafts what the form and the tab say at this moment."""
    return keep(secretary, Reading(secretary, (proposal_tab.TAB.name,)))
