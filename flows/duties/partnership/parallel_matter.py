"""Our own vote in a parallel one: what our members are asked, and what doesn't allow the vote yet."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from sqlalchemy.orm import Session

from core import calendar
from core.records import Contest, ParallelVote
from core.records.elections import MEMBERS
from core.ruling import Ruling
from flows.duties.election.matter import Asked, Matter
from flows.duties.partnership import partnerships


def _before(session: Session, contest: Contest, *, on: date) -> Iterator[Ruling]:  # noqa: ARG001  # of any day
    """P1, P6. The partnership is in force, the vote isn't called off, and ours ends by the last day of all of them."""
    vote = session.get_one(ParallelVote, (contest.about or {})["parallel"])
    yield partnerships.is_agreed(partnerships.of(session, vote.partnership_key))
    yield Ruling(
        vote.withdrawn_at is None, "P6", "the parallel vote is called off" if vote.withdrawn_at else "it is on"
    )
    mine = vote.our_election == contest.election_key
    yield Ruling(mine, "P6", "it is our vote in it" if mine else f"our vote in it is “{vote.our_election}”")
    closes = calendar.day_of(contest.election.closes_at, contest.election.zone)
    last = calendar.day_in_words(vote.last_day)
    yield Ruling(closes <= vote.last_day, "P6", f"the last day of the parallel vote is {last}")


PARALLEL = Matter(
    "parallel vote",
    "parallel",
    MEMBERS,
    in_the_way=lambda session, contest, *, on: tuple(_before(session, contest, on=on)),
    for_members=True,
)


def asked(vote: ParallelVote) -> Asked:
    """P6. What our members are asked: the same as the members of the other partners. A yes is for the first choice."""
    yes, no = vote.choices
    means = "" if [yes.casefold(), no.casefold()] == ["yes", "no"] else f"\nYes is for “{yes}”, no is for “{no}”."
    return Asked(vote.title, f"{vote.text}{means}", {"parallel": vote.key})
