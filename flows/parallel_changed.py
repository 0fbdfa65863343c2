"""Changed parallel votes: the last day is moved, or the vote is called off, with a reason."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from pydantic import Field
from sqlalchemy.orm import Session

from core import calendar
from core.bylaws import partnership_parallel as rules
from core.records import Election
from flows import free_words, screen
from flows.draft import Line, Paperwork, _at
from flows.duties.partnership import parallel_letters, parallel_votes
from flows.duties.race import reasons
from flows.entrance import flow
from flows.parallel_vote import Key
from flows.run_names import named
from flows.secretary import Refusal, Secretary
from flows.titles import titled


class LastDayMoved(Paperwork):
    """Another last day of the votes, and why."""

    key: Key = Field(description="the parallel vote's key", **_at(0, "The parallel vote, by its key"))
    last_day: date = Field(description="the new last day of the votes", **_at(1, "Last day of the votes"))
    because: Line = Field(min_length=1, description="why; it is kept", **_at(2, "Why"))
    moved_by: Line = Field(min_length=1, description="your initials", **_at(3, "Your initials"))


class ParallelVoteOff(Paperwork):
    """A parallel vote that is called off, and why."""

    key: Key = Field(description="the parallel vote's key", **_at(0, "The parallel vote, by its key"))
    because: Line = Field(min_length=1, description="why; it is kept, and delegates read it", **_at(1, "Why"))
    by: Line = Field(min_length=1, description="your initials", **_at(2, "Your initials"))


def move(secretary: Secretary, wanted: LastDayMoved) -> bool:
    """P6. Move the last day of the votes, and with it the day on which reports are due. False: it is that day.

    Raises Refusal once the reports are side by side, for a day that is past, and before our own vote closes.
    """
    with secretary.ledger.writing(secretary.now()) as pen:
        vote = parallel_votes.vote_of(pen.session, wanted.key)
        parallel_votes.refuse_over(vote)
        if vote.last_day == wanted.last_day:
            return False
        if vote.compared_at is not None:
            raise Refusal(f"The reports of “{vote.key}” are side by side already: its days stay as they were.")
        if wanted.last_day < calendar.day_of(pen.at, secretary.charter.zone):
            raise Refusal("That day is past. Say a day that is still to come.")
        ours = pen.session.get(Election, vote.our_election) if vote.our_election else None
        live = ours is not None and ours.state not in ("drafted", "withdrawn")
        if ours is not None and live and calendar.day_of(ours.closes_at, ours.zone) > wanted.last_day:
            raise Refusal(f"Our own vote “{ours.key}” closes after that day.")
        reasons.keep(
            pen,
            "parallel.moved",
            vote.key,
            because=wanted.because,
            by=wanted.moved_by,
            before=calendar.day_in_words(vote.last_day),
            vote=vote.key,
        )
        vote.last_day = wanted.last_day
        vote.due_on = rules.due_on(wanted.last_day, charter=secretary.charter)
        return True


def call_off(secretary: Secretary, wanted: ParallelVoteOff) -> bool:
    """P6. Call a parallel vote off, with a reason. False: it is.

    In the same stroke letters are planned to the delegates and contacts who can have heard of it; what isn't on its
    way yet stays in. Our own vote is one of its own, and is withdrawn as any other. Raises Refusal once it is settled.
    """
    with secretary.ledger.writing(secretary.now()) as pen:
        vote = parallel_votes.vote_of(pen.session, wanted.key)
        if vote.withdrawn_at is not None:
            return False
        parallel_votes.refuse_over(vote)
        vote.withdrawn_at = pen.at
        reasons.keep(pen, "parallel.off", vote.key, because=wanted.because, by=wanted.by, vote=vote.key)
        standing = parallel_votes.standing(pen.session, vote.key, charter=secretary.charter)
        everybody = parallel_letters.addressees(standing.settled)
        told = list(parallel_letters.heard(pen.session, vote.key, everybody))
        parallel_letters.keep_back(pen, vote.key)
        for to in told:
            facts = {**parallel_letters.base(secretary, standing, to), "reason": wanted.because}
            parallel_letters.plan(pen, vote.key, to, "off", parallel_letters.OFF, facts)
        return True


def told_off(session: Session, wanted: ParallelVoteOff, *, news: bool) -> str:
    """What an organiser hears; a vote of ours that still runs has to be withdrawn on its own."""
    if not news:
        return f"“{wanted.key}” was called off before. Nothing changed."
    vote = parallel_votes.vote_of(session, wanted.key)
    ours = session.get(Election, vote.our_election) if vote.our_election else None
    live = ours is not None and ours.state in ("frozen", "open", "closed", "drafted")
    left = f" Our own vote “{vote.our_election}” goes on: withdraw it if it makes no sense any more." if live else ""
    return f"“{wanted.key}” is called off. Delegates who have heard of it are told, and its form closes.{left}"


@flow(name="parallel-vote-moved", flow_run_name=named("Parallel vote moved: {day.key:parallel}"))
def move_parallel_vote(day: Annotated[LastDayMoved, titled("The last day")]) -> str:
    """Move the last day of a parallel vote, with a reason. Delegates are told, and their reports are due later.

    Args:
        day: Which day, and why.
    """
    secretary = Secretary.at_work()
    free_words.refuse_named(secretary, day)
    news = move(secretary, day)
    screen.show_partners(secretary)
    return f"The last day of “{day.key}” is moved." if news else "It is that day already."


@flow(name="parallel-vote-off", flow_run_name=named("Parallel vote called off: {vote.key:parallel}"))
def call_parallel_vote_off(vote: Annotated[ParallelVoteOff, titled("The parallel vote")]) -> str:
    """Call a parallel vote off, with a reason. Delegates who have heard of it are told; its form closes.

    Args:
        vote: Which one, and why.
    """
    secretary = Secretary.at_work()
    free_words.refuse_named(secretary, vote)
    news = call_off(secretary, vote)
    screen.show_partners(secretary)
    with secretary.ledger.reading() as session:
        return told_off(session, vote, news=news)
