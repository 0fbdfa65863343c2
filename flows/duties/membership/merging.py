"""Merging: what is remembered of a line that was said to be another's person goes with that person."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import select
from sqlalchemy.orm import Session

from core import notices
from core.records import Delegate, Enrolled, ToldStatus
from flows.duties.membership import told

MOVED, COMPARED, WRITTEN = "moved", "compared", "written"

BY_NUMBER: Mapping[str, str] = {
    "told_status.number": MOVED,
    "enrolled.number": MOVED,
    "gone.number": MOVED,
    "delegate.number": MOVED,
    "objection.number": COMPARED,
    "erasure.number": COMPARED,
    "exemption.number": COMPARED,
    "petition.member": COMPARED,
    "alias.number": COMPARED,
    "roll_entry.number": COMPARED,
    "recusal.number": COMPARED,
    "recall.number": COMPARED,
    "resignation.number": COMPARED,
    "co_chair.number": COMPARED,
    "after_slate.number": COMPARED,
    "nominee.number": COMPARED,
    "call_answer.member": COMPARED,
    "call_answer.nominated": COMPARED,
    "ad_hoc_seat.number": COMPARED,
    "pair.first": WRITTEN,
    "pair.other": WRITTEN,
    "pair.kept": WRITTEN,
    "person.number": WRITTEN,
    "proposal.member": WRITTEN,
    "committee_seat.number": WRITTEN,
    "committee_seat.backup": WRITTEN,
}
"""Every column of the book that says a member's number, and how it follows a merge.

Moved: `follow`, and for what is gone `losses.note`, put it under the number that is kept. Compared: it stays under the
number that it was noted under, and holds for the whole person – `answered.one_person`, `persons.kept`, `twins.kept`,
and `Standings.numbers_of` for rolls – so it is right again if the lines turn out to be two people. Written: it says
what the sheets and the answers say. The numbers in what a vote is about stay as they were asked, and are compared.
"""


def follow(session: Session, merged: Mapping[str, str]) -> int:
    """M1, M4. Put what was kept under merged numbers under those that are kept. Returns how many rows moved.

    Whoever was told under one number was told; whoever left the mailing list under one has left it. If the lines turn
    out to be two people after all, the merged one is told anew how they stand.
    """
    told_of = session.execute(select(ToldStatus).where(ToldStatus.number.in_(merged))).scalars().all()
    listed = session.execute(select(Enrolled).where(Enrolled.number.in_(merged))).scalars().all()
    delegated = session.execute(select(Delegate).where(Delegate.number.in_(merged))).scalars().all()
    for delegate in delegated:
        delegate.number = merged[delegate.number]
    for row in told_of:
        _told(session, row, merged[row.number])
    for one in listed:
        if session.get(Enrolled, (one.email, merged[one.number])) is None:
            session.add(Enrolled(email=one.email, number=merged[one.number], status=one.status))
        session.delete(one)
    return len(told_of) + len(listed) + len(delegated)


def _told(session: Session, row: ToldStatus, new: str) -> None:
    """The further day, and the later letter."""
    kept = session.get(ToldStatus, new)
    if kept is None:
        kept = ToldStatus(number=new, voting=False, until=None, warned_for=None, letter="", at=row.at)
    both = notices.together(told.of(kept), told.of(row))
    kept.voting, kept.until, kept.warned_for = both.voting, both.until, both.warned_for
    if not kept.letter or (row.letter and row.at > kept.at):
        kept.letter, kept.at = row.letter, row.at
    session.add(kept)
    session.delete(row)
