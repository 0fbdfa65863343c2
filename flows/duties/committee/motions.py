"""Motions: a member of the committee puts one, the committee votes on it, and what it decided stands in the minutes."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from sqlalchemy.orm import Session

from core.bylaws import committee
from core.records import Contest
from core.records.elections import COMMITTEE
from core.ruling import Ruling
from flows.duties.committee import seats
from flows.duties.election.matter import Asked, Matter
from flows.duties.election.rules import rules_of
from flows.secretary import Refusal


def _in_the_way(session: Session, contest: Contest, *, on: date) -> Sequence[Ruling]:
    """S8, S9. Only a member of the committee who is active can put a motion."""
    mover = str((contest.about or {}).get("put_by", ""))
    held = seats.by_member(session).get(mover, [])
    return (committee.may_put(held, on=on, charter=rules_of(contest.election)),)


MOTION = Matter("motion", "motion", COMMITTEE, in_the_way=_in_the_way)


def asked(title: str, text: str, *, put_by: str, handed_in: int = 0) -> Asked:
    """S8. What the committee is asked; `put_by` is the number of the member who puts it. Refusal without a text.

    `handed_in` is the number of the motion if it came by form.
    """
    if not text.strip():
        raise Refusal(f"“{title}” has no text: write down what is to be decided.")
    return Asked(title, text.strip(), {"put_by": put_by} | ({"motion": handed_in} if handed_in else {}))
