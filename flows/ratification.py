"""Ratification: what the committee has decided to propose as a year's priorities is put to the members."""

from __future__ import annotations

import re
from datetime import date
from typing import Annotated

from pydantic import Field
from sqlalchemy.orm import Session

from core import calendar, petitions, proposals
from core.ledger import Pen
from core.records import AnnualPriorities, Contest, Election
from core.ruling import Ruling
from flows import screen
from flows.draft import Line, _at
from flows.duties.annual import priorities
from flows.duties.committee import motions
from flows.duties.election import matter
from flows.entrance import flow
from flows.members_vote import MembersWindow, draft_members_matter
from flows.priorities import Year, in_words, refuse_while_voting
from flows.run_names import named
from flows.secretary import Refusal, Secretary
from flows.titles import DayIfAny, no_day, titled


class PrioritiesProposed(MembersWindow):
    """What the committee proposes as a year's priorities, and when members vote on it."""

    because: Line = Field(
        "",
        description="needed if it is later in the year than it should be, or before the ad hoc committee's work has "
        "ended: why",
        **_at(17, "Reason"),
    )

    year: Year = Field(**_at(0, "The year"))
    text: str = Field(
        "",
        max_length=4000,
        description="the priorities in full; name nobody: ratified, they stand in the minutes and on the page; "
        "empty: the text of the motion that the committee adopted",
        **_at(1, "The priorities in full"),
    )
    takes_up: Line = Field(
        "",
        description="the numbers of the members' key priorities that are in it, e.g. P3, P7",
        **_at(2, "Key priorities that are in it"),
    )
    why_not: Line = Field(
        "",
        max_length=1000,
        description="why any of them isn't in it; members read it",
        **_at(3, "Why any of them is not in it"),
    )
    decided_in: Line = Field(
        "",
        max_length=40,
        description="the key of the committee's vote on the motion with this text, if it voted by form",
        **_at(4, "The committee's own vote on it"),
    )
    decided_on: DayIfAny = Field(
        default_factory=no_day,
        description="if the committee decided on it at a meeting instead: on which day",
        **_at(5, "Day on which the committee decided"),
    )
    decided: Line = Field(
        "",
        max_length=200,
        description="and how, e.g. by consensus, or by 9 votes of 11; no names: members read it",
        **_at(6, "How it was decided at that meeting"),
    )


def propose(secretary: Secretary, wanted: PrioritiesProposed) -> tuple[str, list[Ruling]]:
    """A3. Record the committee's proposal, and draft the members' vote on it. Returns its key, and what is in its way.

    Without a text it is that of the motion on which the committee voted. Proposed again while the vote is a draft, it
    takes the place of what was; after members didn't ratify, it is another vote. Raises Refusal where the charter has
    no annual cycle or doesn't say how priorities are ratified, without a text, for a decision at a meeting that is half
    written down, still to come, or named beside a vote, and once members vote on it.
    """
    rules, taken_up = secretary.charter, _numbers(wanted.takes_up)
    if rules.annual is None:
        raise Refusal("The charter says nothing of an annual cycle. Add the section annual to it first.")
    today, how = calendar.day_of(secretary.now(), rules.zone), wanted.decided.rstrip(". ")
    _refuse_half_a_decision(wanted, today)

    def contest(pen: Pen, key: str) -> Contest:
        found, text = pen.session.get(AnnualPriorities, wanted.year), _text(pen.session, wanted)
        if found is None:
            found = AnnualPriorities(year=wanted.year, outcome="")
            pen.session.add(found)
        elif found.outcome != priorities.NOT_RATIFIED or not _is_decided(pen.session, found.vote):
            refuse_while_voting(pen.session, found.vote)
        found.text, found.taken_up, found.why_not = text, taken_up, wanted.why_not
        found.proposed_on = wanted.decided_on or today
        found.decided_in, found.decided_on, found.decided = wanted.decided_in, wanted.decided_on, how
        found.vote = key  # what came of an earlier vote stands until this one's
        asked = priorities.annual_asked(pen.session, found, because=wanted.because)
        return matter.contest(priorities.RATIFICATION, key, asked, charter=rules)

    title = f"Priorities for {wanted.year}"
    return draft_members_matter(secretary, f"priorities-{wanted.year}", title, wanted, contest)


def _numbers(written: str) -> list[str]:
    """The numbers of proposals in a line, as they are called. Raises Refusal for what is none."""
    words = [one for one in re.split(r"[,;\s]+", written) if one]
    found = [proposals.number_in(one) for one in words]
    strange = [word for word, number in zip(words, found, strict=True) if number is None]
    if strange:
        raise Refusal(f"“{strange[0]}” is no proposal's number. Write them as P3, P7.")
    return list(dict.fromkeys(proposals.label(number) for number in found if number is not None))


def _refuse_half_a_decision(wanted: PrioritiesProposed, today: date) -> None:
    if (wanted.decided_on is None) != (not wanted.decided):
        raise Refusal("A decision at a meeting needs both: its day, and how it was decided. Nothing was recorded.")
    if wanted.decided_in and wanted.decided_on:
        raise Refusal("The committee decided in a vote by form, or at a meeting: name one of the two.")
    if wanted.decided_on and wanted.decided_on > today:
        raise Refusal("That day is still to come. Record a decision when it has been taken.")


def _text(session: Session, wanted: PrioritiesProposed) -> str:
    """What is proposed, as it is written down here; else as the committee voted on it."""
    text = petitions.legible(wanted.text).strip()
    vote = session.get(Election, wanted.decided_in) if wanted.decided_in and not text else None
    if vote is not None:
        text = "\n".join(one.text for one in vote.contests if one.matter == motions.MOTION.name)
    if not text:
        raise Refusal("Write down what the committee proposes, or name the vote in which it adopted it.")
    return text


def _is_decided(session: Session, key: str) -> bool:
    election = session.get(Election, key)
    return election is not None and election.state in priorities.CERTIFIED


@flow(name="annual-priorities", flow_run_name=named("Priorities {priorities.year}: the committee's proposal"))
def draft_a_ratification(priorities: Annotated[PrioritiesProposed, titled("What the committee proposes")]) -> str:
    """Record what the committee proposes as the year's priorities, and draft the members' vote on it.

    Args:
        priorities: What is proposed, how it answers the members' key priorities, and when members vote on it.
    """
    secretary = Secretary.at_work()
    key, missing = propose(secretary, priorities)
    screen.show_election(secretary, key, missing=missing)
    screen.show_priorities(secretary)
    return in_words(key, missing)
