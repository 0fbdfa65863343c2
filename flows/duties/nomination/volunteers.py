"""Volunteers: after a vote of no confidence all members are asked who would serve on the ad hoc committee."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy.orm import Session

from core.nominations import MEMBER
from core.records import Call
from flows.duties.membership import persons
from flows.duties.nomination import call_answers, no_confidence
from flows.secretary import Secretary


def words(_secretary: Secretary, _session: Session, call: Call, /) -> tuple[str, Mapping[str, Any]]:
    """S5. What the letter to members says: what wasn't confirmed or ratified, and that volunteers are sought."""
    return "no_confidence", {"about": call.asks["about"], "outcome": no_confidence.outcome_of(call)}


def found(session: Session, key: str) -> list[str]:
    """S5. Who volunteered for the ad hoc committee that a failed vote led to, by member number."""
    call = session.get_one(Call, no_confidence.call_key(key))
    sent = (one.member for one in call_answers.in_time(session, call) if one.sender == MEMBER)
    return sorted(persons.each_once(sent, persons.kept(session)))


def waiting(session: Session, key: str) -> int:
    """How many answers there are of which nobody knows yet which member sent them."""
    call = session.get_one(Call, no_confidence.call_key(key))
    return sum(one.sender != MEMBER for one in call_answers.in_time(session, call))
