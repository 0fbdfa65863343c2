"""Recalls: the committee ends a member's seat by a majority of all its active members."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from sqlalchemy.orm import Session

from core import calendar
from core.bylaws import committee
from core.charter import Charter
from core.counting.record import Count
from core.ledger import Pen
from core.records import Contest, Recall
from core.records.elections import COMMITTEE
from core.ruling import Ruling
from flows.duties.committee import seats
from flows.duties.committee.concerned import number_of, who_it_is
from flows.duties.election.matter import Asked, Matter
from flows.duties.election.rules import rules_of

TITLE = "Recall of a member of the committee"
"""How the question is headed: it names nobody."""


def asked(session: Session, number: str, *, put_by: str, because: str, on: date, charter: Charter) -> Asked:
    """S6, S9. What the committee is asked about a member, who votes on it if they are active on a local day.

    Raises Refusal for a number that is nobody's.
    """
    who, known = who_it_is(session, number), number.strip().upper()
    active = committee.is_active(seats.by_member(session).get(known, []), on=on, charter=charter)
    votes = "may vote, too" if active else f"has no vote on it: {active.because} ({active.clause})"
    text = (
        f"{who} is recalled from the Steering Committee. "
        "They have no seat any more from the day on which that is certified.\n"
        f"Why it is put: {because.strip()}\n"
        f"It takes a majority of all active members. The member concerned {votes}."
    )
    return Asked(TITLE, text, {"put_by": put_by.strip().upper(), "member": known, "votes": bool(active)})


def _in_the_way(session: Session, contest: Contest, *, on: date) -> Sequence[Ruling]:
    """S6, S8, S9. It is put by an active member, about somebody who has a seat, and says rightly if they may vote."""
    held, rules = seats.by_member(session), rules_of(contest.election)
    mover, member = number_of(contest, "put_by"), held.get(number_of(contest, "member"), [])
    active = bool(committee.is_active(member, on=on, charter=rules))
    return (
        committee.may_put(held.get(mover, []), on=on, charter=rules),
        committee.may_be_recalled(member, on=on, charter=rules),
        committee.recall_says_who_votes(said=bool((contest.about or {}).get("votes", active)), active=active),
    )


def _put_on_record(pen: Pen, contest: Contest, count: Count) -> None:
    """S6. Passed, the seat has ended with this day."""
    if count.outcome != "passed":
        return
    member, on = number_of(contest, "member"), calendar.day_of(pen.at, contest.election.zone)
    pen.session.add(Recall(election_key=contest.election_key, number=member, on=on))
    pen.log("recall.recorded", election=contest.election_key, member=member, on=on.isoformat())


RECALL = Matter("recall", "recall", COMMITTEE, in_the_way=_in_the_way, put_on_record=_put_on_record)
