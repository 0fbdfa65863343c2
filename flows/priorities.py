"""Priorities: voting members are asked to propose, and vote on which proposals are key priorities."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import Annotated

from pydantic import Field
from sqlalchemy.orm import Session

from core import calendar
from core.bylaws import priorities as bylaw
from core.calendar import CalendarFault
from core.ledger import Pen
from core.numbers import many
from core.records import AnnualMeeting, Contest, Election, ProposalCycle
from core.ruling import Ruling
from flows import screen
from flows.draft import Hour, Line, Paperwork, _at
from flows.duties.annual import priorities, proposal_sheet, proposing
from flows.duties.annual import proposals as kept
from flows.duties.election import matter
from flows.duties.race import reasons
from flows.entrance import flow
from flows.members_vote import MembersWindow, draft_members_matter
from flows.run_names import named
from flows.secretary import Refusal, Secretary
from flows.titles import titled

Year = Annotated[int, Field(ge=2020, le=2100, description="the year that the priorities are for")]

FREE = ("drafted", "withdrawn")
"""The states of a vote beside which another one can be drafted: in its place, or after it."""


class ProposalsOpened(Paperwork):
    """That voting members can propose key priorities, and until when."""

    year: Year = Field(**_at(0, "The year"))
    propose_until: date = Field(description="the last day to propose", **_at(1, "Last day to propose"))
    propose_until_at: Hour = Field("20:00", description="local time", **_at(2, "Hour on that day"))
    because: Line = Field(
        "",
        description="if the last day was over and no proposal can be voted on: why they are asked again",
        **_at(3, "Why members are asked again"),
    )


class KeyVote(MembersWindow):
    """The members' vote on key priorities: for which year, and when."""

    year: Year = Field(**_at(0, "The year"))


def open_proposals(secretary: Secretary, wanted: ProposalsOpened) -> bool:
    """A2. Let voting members propose key priorities for a year, or longer than was said. False: it is so already.

    The year's next pass makes the form and writes to them. Once the last day is over they can be asked again, for a
    reason, if nothing can be voted on. Raises Refusal where the charter has no annual cycle or doesn't say how key
    priorities are chosen, for a time that is past, after the annual meeting or earlier than was told, and for another
    round where none is needed.
    """
    rules = secretary.charter
    if rules.annual is None or rules.counting is None or rules.counting.key_priorities is None:
        raise Refusal(
            "The charter says nothing of key priorities. Add the sections annual and counting.key_priorities."
        )
    until = _instant(wanted.propose_until, wanted.propose_until_at, rules.zone)
    if until <= secretary.now():
        raise Refusal("That time is past: give voting members time to propose.")
    with secretary.ledger.reading() as session:
        known = session.get(ProposalCycle, wanted.year)
    if known is not None and secretary.now() >= known.propose_until:
        proposing.carry_on(secretary)  # what came in last may be all that there is
    with secretary.ledger.writing(secretary.now()) as pen:
        meeting, cycle = pen.session.get(AnnualMeeting, wanted.year), pen.session.get(ProposalCycle, wanted.year)
        if meeting is not None and until >= meeting.begins_at:
            raise Refusal(
                f"Members vote on key priorities before the annual meeting of {wanted.year} (A2): choose another day."
            )
        if cycle is None:
            pen.session.add(ProposalCycle(year=wanted.year, opened_at=pen.at, propose_until=until, round=1))
            pen.log("proposals.opened", year=wanted.year)
            return True
        return _put_off(pen, cycle, until, wanted.because)


def _put_off(pen: Pen, cycle: ProposalCycle, until: datetime, because: str) -> bool:
    if cycle.propose_until == until:
        return False
    if pen.at >= cycle.propose_until:
        _ask_again(pen, cycle, because)
    elif until < cycle.propose_until:
        raise Refusal(f"Voting members were told that they can propose for {cycle.year} longer than that.")
    cycle.propose_until = until
    pen.log("proposals.put_off", year=cycle.year)
    return True


def _ask_again(pen: Pen, cycle: ProposalCycle, because: str) -> None:
    """A2. Begin another round, which is possible once nothing that came can be voted on. Raises Refusal otherwise."""
    placed, year = kept.grouping(pen.session, cycle.year), cycle.year
    over = f"The last day to propose priorities for {year} is over."
    if not cycle.closed:
        raise Refusal(f"{over} Its form isn't closed yet: the year's next pass does that.")
    if placed.waiting:
        waiting = ", ".join(kept.waiting(pen.session, year))
        raise Refusal(f"{over} First say in the tab Priorities where these belong: {waiting}.")
    if placed.groups:
        raise Refusal(f"{over} It can't be put off any more: there are proposals to vote on (key-priorities).")
    if not because:
        raise Refusal(f"{over} No proposal can be voted on; asking voting members again takes a reason (--because).")
    cycle.round += 1
    reasons.keep(pen, "proposals.again", f"priorities-{year}", because=because, year=year, round=cycle.round)


def _instant(on: date, at: str, zone: str) -> datetime:
    try:
        return calendar.to_utc(datetime.combine(on, time.fromisoformat(at)), zone)
    except CalendarFault as fault:
        raise Refusal(str(fault)) from None


def draft_key_vote(secretary: Secretary, wanted: KeyVote) -> tuple[str, list[Ruling]]:
    """A2. Draft the members' vote on key priorities. Returns its key, and the rulings that still stand in its way.

    The form and the tab are read first, so that it says what they do now. Raises Refusal where nothing was proposed
    for the year, while proposals still come in or wait for a person, and for a window that can't be.
    """
    with secretary.ledger.reading() as session:
        _cycle(session, wanted.year)
    proposing.carry_on(secretary)
    rules = secretary.charter
    with secretary.ledger.reading() as session:
        cycle = _cycle(session, wanted.year)
        _refuse_unplaced(secretary, session, cycle)

    def contest(pen: Pen, key: str) -> Contest:
        found = _cycle(pen.session, wanted.year)
        refuse_while_voting(pen.session, found.key_vote)
        asked = priorities.key_asked(found, proposal_sheet.groups_of(pen.session, found), because=wanted.because)
        found.key_vote = key
        return matter.contest(priorities.KEY, key, asked, charter=rules)

    title = f"Key priorities for {wanted.year}"
    return draft_members_matter(secretary, f"key-priorities-{wanted.year}", title, wanted, contest)


def _cycle(session: Session, year: int) -> ProposalCycle:
    cycle = session.get(ProposalCycle, year)
    if cycle is None:
        raise Refusal(
            f"Nobody was asked to propose priorities for {year}: canvass priorities {year} --propose-until DAY"
        )
    return cycle


def _refuse_unplaced(secretary: Secretary, session: Session, cycle: ProposalCycle) -> None:
    if not proposing.is_over(secretary, cycle):
        raise Refusal(
            f"Priorities for {cycle.year} can still be proposed. Members vote once the last day is over (A2)."
        )
    ruling = bylaw.are_all_placed(list(kept.waiting(session, cycle.year)))
    if not ruling:
        raise Refusal(f"{ruling.because} ({ruling.clause}).")
    if not kept.grouping(session, cycle.year).groups:
        none = f"No proposal for {cycle.year} can be voted on: all of them are left out, or none came."
        raise Refusal(f"{none} {priorities.ways_on(cycle.year)}")


def refuse_while_voting(session: Session, key: str) -> None:
    """A2, A3. One vote on it at a time: raises Refusal unless the last one, if there was one, can be drafted anew."""
    election = session.get(Election, key) if key else None
    if election is not None and election.state not in FREE:
        raise Refusal(f"Members vote on this already, or have: “{key}” is {election.state}.")


@flow(name="priorities", flow_run_name=named("Priorities {proposals.year}: proposals"))
def ask_for_proposals(proposals: Annotated[ProposalsOpened, titled("Proposals")]) -> str:
    """Let voting members propose key priorities for a year. They get a letter with the form, and one reminder.

    Args:
        proposals: For which year, and until when. Times are local to the organisation.
    """
    secretary = Secretary.at_work()
    news = open_proposals(secretary, proposals)
    screen.show_priorities(secretary)
    return opened_in_words(proposals, changed=news)


def opened_in_words(wanted: ProposalsOpened, *, changed: bool) -> str:
    """What whoever opened proposals is told."""
    if not changed:
        return f"Voting members can propose priorities for {wanted.year} just so already."
    return (
        f"Voting members can propose priorities for {wanted.year}. Within an hour the year's next pass writes to them."
    )


@flow(name="key-priorities", flow_run_name=named("Key priorities {vote.year}"))
def draft_a_key_vote(vote: Annotated[KeyVote, titled("The vote")]) -> str:
    """Draft the members' vote on key priorities, from the tab Priorities. Nothing goes out until it opens.

    Args:
        vote: For which year, and when members vote. Times are local to the organisation.
    """
    secretary = Secretary.at_work()
    key, missing = draft_key_vote(secretary, vote)
    screen.show_election(secretary, key, missing=missing)
    screen.show_priorities(secretary)
    return in_words(key, missing)


def in_words(key: str, missing: list[Ruling]) -> str:
    """What whoever drafted a vote of the members is told."""
    ahead = f"{many(len(missing), 'ruling')} in its way" if missing else "nothing stands in its way"
    return f"The members' vote “{key}” is drafted. It can be frozen next: {ahead}."
