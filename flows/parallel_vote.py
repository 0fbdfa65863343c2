"""Parallel votes: an organiser says on what the partners vote, until when, and which vote of ours is part of it."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from pydantic import Field
from sqlalchemy.orm import Session

from core import calendar
from core.bylaws import counting
from core.bylaws import partnership as partners_rules
from core.bylaws import partnership_parallel as rules
from core.ledger import Pen
from core.records import Contest, Election, ParallelVote
from core.ruling import Ruling
from flows import free_words, screen
from flows.draft import Hour, Line, Paperwork, _at
from flows.duties.election import matter
from flows.duties.partnership import parallel_matter, partnerships
from flows.duties.partnership import told as discreet
from flows.entrance import flow
from flows.members_vote import MembersWindow, draft_members_matter
from flows.run_names import named
from flows.secretary import Refusal, Secretary
from flows.titles import DayIfAny, no_day, titled

PARALLEL = "parallel"
QUESTION = 2
"""Choices of a vote of ours: the first is adopted by a yes, the second is what follows from a no."""

Key = Annotated[str, Field(pattern=r"^[a-z][a-z0-9-]{2,19}$")]


class ParallelVoteAsked(Paperwork):
    """A parallel vote to be: its question, its last day, and our own vote in it."""

    key: Key = Field(
        description="a short name for files and lists, e.g. mural-27; it names no partner", **_at(0, "Short name (key)")
    )
    partnership: str = Field(
        max_length=24, description="the partnership's key", **_at(1, "The partnership, by its key")
    )
    title: Line = Field(
        min_length=3,
        max_length=120,
        description="how the question is headed; it names no partner and no person",
        **_at(2, "Title, as members read it"),
    )
    text: str = Field(
        min_length=3,
        max_length=4000,
        description="the question in full, the same for the members of all partners; name nobody",
        **_at(3, "The question in full"),
    )
    choices: list[Line] = Field(
        default_factory=lambda: ["Yes", "No"],
        min_length=2,
        max_length=8,
        description="what can be decided; if our own vote is held here, two: what a yes means, and what a no means",
        **_at(4, "What can be decided"),
    )
    last_day: date = Field(description="the last day of the partners' votes", **_at(5, "Last day of the votes"))
    our_vote_opens_on: DayIfAny = Field(
        default_factory=no_day,
        description="to have our own vote drafted: the day it opens; it closes on the last day",
        **_at(6, "Day on which our own vote opens"),
    )
    opens_at: Hour = Field("09:00", description="local time", **_at(7, "Hour at which our own vote opens"))
    closes_at: Hour = Field("18:00", description="local time", **_at(8, "Hour at which our own vote closes"))
    short_window_reason: Line = Field(
        "",
        description="needed if our own vote is open for fewer days than the charter finds ideal",
        **_at(9, "Why our own vote is open for so short a time"),
    )
    our_election: str = Field(
        "",
        max_length=40,
        description="or the key of a vote of ours that exists already; empty: our delegates report",
        **_at(10, "Our own vote, if it exists, by its key"),
    )
    asked_by: Line = Field(min_length=1, description="your initials", **_at(11, "Your initials"))


def ask(secretary: Secretary, wanted: ParallelVoteAsked) -> tuple[bool, str, list[Ruling]]:
    """P5, P6, P11. Put a parallel vote on record. Says whether it is new, our own vote's key, and what is in its way.

    Asked again with the same answers it only drafts our own vote anew, as long as that is a draft or was withdrawn.
    Raises Refusal unless the partnership is in force and its partners chose to vote in parallel, for a day that is
    past, for choices that can't be told apart, for words that name a partner to whom they mustn't, and where another
    vote has this key.
    """
    partners_rules.settled(secretary.charter)
    if wanted.our_vote_opens_on is None:
        with secretary.ledger.writing(secretary.now()) as pen:
            _, news = _begin(secretary, pen, wanted, wanted.our_election)
        return news, wanted.our_election, []
    if wanted.our_election:
        raise Refusal("Our own vote is either drafted now or exists already. Leave one of the two empty.")
    began = []

    def contest(pen: Pen, key: str) -> Contest:
        vote, news = _begin(secretary, pen, wanted, key)
        began.append(news)
        asked = parallel_matter.asked(vote)
        return matter.contest(parallel_matter.PARALLEL, key, asked, charter=secretary.charter)

    window = MembersWindow(
        opens_on=wanted.our_vote_opens_on,
        opens_at=wanted.opens_at,
        closes_on=wanted.last_day,
        closes_at=wanted.closes_at,
        short_window_reason=wanted.short_window_reason,
    )
    key, missing = draft_members_matter(secretary, wanted.key, wanted.title, window, contest)
    return began[0], key, missing


def _begin(secretary: Secretary, pen: Pen, wanted: ParallelVoteAsked, election: str) -> tuple[ParallelVote, bool]:
    """The vote on record, and whether it is new. Raises Refusal where it can't be."""
    found = pen.session.get(ParallelVote, wanted.key)
    if found is not None:
        _refuse_another(pen.session, found, wanted, election)
        found.our_election = election
        return found, False
    _refuse_unless_parallel(secretary, pen.session, wanted)
    if election and wanted.our_election:
        _refuse_unless_question(pen.session, wanted)
    if election and len(wanted.choices) != QUESTION:
        raise Refusal("Our own vote is answered yes or no, so there are two choices: what a yes means, and what a no.")
    vote = ParallelVote(
        key=wanted.key,
        partnership_key=wanted.partnership,
        title=wanted.title,
        text=wanted.text.strip(),
        choices=list(wanted.choices),
        asked_by=wanted.asked_by,
        asked_at=pen.at,
        last_day=wanted.last_day,
        due_on=rules.due_on(wanted.last_day, charter=secretary.charter),
        our_election=election,
    )
    pen.session.add(vote)
    pen.session.flush()
    pen.log("parallel.begun", vote=vote.key, partnership=vote.partnership_key, election=election)
    return vote, True


def _refuse_unless_parallel(secretary: Secretary, session: Session, wanted: ParallelVoteAsked) -> None:
    settled = partnerships.of(session, wanted.partnership)
    if not (ruling := partnerships.is_agreed(settled)):
        raise Refusal(f"“{wanted.partnership}” can't vote yet: {ruling.because} ({ruling.clause}).")
    if settled.method != PARALLEL:
        chosen = f"they chose {settled.method}" if settled.method else "they haven't chosen alike"
        raise Refusal(f"The partners of “{wanted.partnership}” don't vote in parallel: {chosen} (P5).")
    if wanted.last_day < calendar.day_of(secretary.now(), secretary.charter.zone):
        raise Refusal("The last day of the votes is past. Say a day that is still to come.")
    discretion = discreet.as_of(session, at=secretary.now(), charter=secretary.charter)
    shown, read = [f"{wanted.key} {wanted.title}"], [wanted.text, *wanted.choices]
    for kept in discretion.of_question(shown=shown, read=read):
        if not kept:
            raise Refusal(f"The key, the title, the question or a choice: {kept.because} ({kept.clause}).")
    if len({one.casefold() for one in wanted.choices}) < len(wanted.choices) or not all(wanted.choices):
        raise Refusal("A choice is empty, or listed twice. Write each once.")


def _refuse_unless_question(session: Session, wanted: ParallelVoteAsked) -> None:
    """A vote of ours that exists can be part of it if it asks one question, and ends in time."""
    election = session.get(Election, wanted.our_election)
    if election is None:
        raise Refusal(f"There is no vote “{wanted.our_election}”. Leave it empty, or draft it with this one.")
    yes_or_no = {counting.YES.id, counting.NO.id}
    if len(election.contests) != 1 or not yes_or_no <= {one["id"] for one in election.contests[0].options}:
        raise Refusal(f"“{election.key}” doesn't ask one question that is answered yes or no.")
    if election.state == "withdrawn":
        raise Refusal(f"“{election.key}” is withdrawn.")
    if calendar.day_of(election.closes_at, election.zone) > wanted.last_day:
        raise Refusal(f"“{election.key}” closes after the last day of the partners' votes.")


def _refuse_another(session: Session, found: ParallelVote, wanted: ParallelVoteAsked, election: str) -> None:
    """What was asked stays as it is; only our own vote can be drafted again, until it is frozen."""
    now = (found.partnership_key, found.title, found.text, list(found.choices), found.last_day)
    if now != (wanted.partnership, wanted.title, wanted.text.strip(), list(wanted.choices), wanted.last_day):
        raise Refusal(
            f"There is a parallel vote “{found.key}” already, with other answers. Its last day can be moved; for the "
            "rest call it off and begin another one."
        )
    if found.our_election == election:
        return
    if found.withdrawn_at is not None or found.compared_at is not None:
        raise Refusal(f"“{found.key}” is over: our own vote in it stays as it is.")
    ours = session.get(Election, found.our_election) if found.our_election else None
    if ours is not None and ours.state != "withdrawn":
        raise Refusal(f"Our own vote in “{found.key}” is “{ours.key}”, which is {ours.state}.")


def told(wanted: ParallelVoteAsked, *, news: bool, election: str) -> str:
    """What an organiser hears."""
    said = f"The parallel vote “{wanted.key}” is on record{'' if news else ' already'}."
    ours = f" Our own vote in it is “{election}”." if election else ""
    return f"{said}{ours} Delegates hear of it by themselves."


@flow(name="parallel-vote", flow_run_name=named("Parallel vote: {vote.title}"))
def ask_in_parallel(vote: Annotated[ParallelVoteAsked, titled("The parallel vote")]) -> str:
    """Begin a vote in which each partner decides by its own process. Their delegates hear of it, and report by form.

    Args:
        vote: What is asked, until when, and our own vote in it.
    """
    secretary = Secretary.at_work()
    free_words.refuse_named(secretary, vote)
    news, election, missing = ask(secretary, vote)
    screen.show_partners(secretary)
    return "\n".join([told(vote, news=news, election=election), *(f"{one.because} ({one.clause})" for one in missing)])
