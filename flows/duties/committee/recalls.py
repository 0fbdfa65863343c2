"""Recalls: the committee ends a member's seat by a majority of all its active members."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from sqlalchemy.orm import Session

from core import calendar
from core.bylaws import committee
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


def asked(session: Session, number: str, *, put_by: str, because: str) -> Asked:
    """S6. What the committee is asked about a member, who keeps their vote. Refusal for a number that is nobody's."""
    who = who_it_is(session, number)
    text = (
        f"{who} is recalled from the Steering Committee. Their seat ends on the day on which the vote is certified.\n"
        f"Why it is put: {because.strip()}\n"
        "It takes a majority of all active members. The member concerned may vote, too."
    )
    return Asked(TITLE, text, {"put_by": put_by.strip().upper(), "member": number.strip().upper()})


def _in_the_way(session: Session, contest: Contest, *, on: date) -> Sequence[Ruling]:
    """S6, S8, S9. It is put by an active member, about somebody who has a seat."""
    held, rules = seats.by_member(session), rules_of(contest.election)
    mover, member = number_of(contest, "put_by"), number_of(contest, "member")
    put = committee.may_put(held.get(mover, []), on=on, charter=rules)
    return (put, committee.may_be_recalled(held.get(member, []), on=on, charter=rules))


def _put_on_record(pen: Pen, contest: Contest, count: Count) -> None:
    """S6. Passed, the seat has ended with this day."""
    if count.outcome != "passed":
        return
    member, on = number_of(contest, "member"), calendar.day_of(pen.at, contest.election.zone)
    pen.session.add(Recall(election_key=contest.election_key, number=member, on=on))
    pen.log("recall.recorded", election=contest.election_key, member=member, on=on.isoformat())


RECALL = Matter("recall", "recall", COMMITTEE, in_the_way=_in_the_way, put_on_record=_put_on_record)
