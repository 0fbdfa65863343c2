"""Absences of delegates: recorded with their days, they act by themselves, and both delegates are told what follows."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from core import calendar
from core.bylaws import partnership as rules
from core.bylaws.partnership_delegates import are_two
from core.calendar import day_in_words
from core.ledger import Pen
from core.records import Delegate, DelegateAbsence
from core.records.partnerships import PRIMARY
from flows.duties.partnership import absence_history as history
from flows.duties.partnership import mail, told
from flows.duties.partnership.partnerships import Settled
from flows.duties.privacy import discretion
from flows.secretary import Refusal, Secretary

LETTER = "delegate_absent"
A_DAY = timedelta(days=1)


def record(secretary: Secretary, key: str, nth: int, *, first: date, last: date | None, by: str) -> bool:
    """P2, P10. Record that a delegate, by number, is away on local days, both of them included. False: it is so.

    Without a last day it goes on until somebody says that they are back. With the same first day the last one is put
    right, and what was on record before stays in the log. Raises Refusal for a number that is nobody's now, days out of
    order, and one absence within another.
    """
    if not by.strip():
        raise Refusal("Say who puts it on record, by initials or role. Nothing was changed.")
    if last is not None and last < first:
        raise Refusal(f"The last day ({day_in_words(last)}) is before the first ({day_in_words(first)}).")
    with secretary.ledger.writing(secretary.now()) as pen:
        settled = mail.in_force(pen.session, key, charter=secretary.charter)
        delegate = _delegate(settled, nth)
        known = pen.session.get(DelegateAbsence, (settled.key, nth, first))
        if known is not None and known.until == last:
            return False
        _refuse_overlapping(of(pen.session, settled, nth), first, last)
        kept = known or DelegateAbsence(partnership_key=settled.key, nth=nth, since=first, recorded_at=pen.at)
        kept.until, kept.recorded_by = last, by.strip()
        pen.session.add(kept)
        history.note(pen, history.SAID, partnership=settled.key, nth=nth, since=first, until=last)
        _tell(pen, secretary, settled, delegate, first=first, last=last)
    return True


def end(secretary: Secretary, key: str, nth: int, *, by: str) -> bool:
    """P2, P10. Record that a delegate is back today; an absence still to come is taken back. False: none is on record.

    Of one that has begun yesterday is the last day.
    """
    if not by.strip():
        raise Refusal("Say who puts it on record, by initials or role. Nothing was changed.")
    today = calendar.day_of(secretary.now(), secretary.charter.zone)
    with secretary.ledger.writing(secretary.now()) as pen:
        settled = mail.in_force(pen.session, key, charter=secretary.charter)
        delegate = _delegate(settled, nth)
        ahead = [one for one in of(pen.session, settled, nth) if one.until is None or one.until >= today]
        if not ahead:
            return False
        first, *_ = ahead
        yesterday = today - A_DAY
        history.note(pen, history.BACK, partnership=settled.key, nth=nth, since=first.since, until=yesterday)
        _tell(pen, secretary, settled, delegate, first=first.since, last=first.until, back=today)
        if first.since < today:
            first.until = yesterday
        else:
            pen.session.delete(first)
    return True


def of(session: Session, settled: Settled, nth: int) -> Sequence[DelegateAbsence]:
    """P2. A delegate's absences on record, the earliest first."""
    mine = select(DelegateAbsence).where(
        DelegateAbsence.partnership_key == settled.key, DelegateAbsence.nth == nth
    )  # fmt: skip
    return session.execute(mine.order_by(DelegateAbsence.since)).scalars().all()


def now_away(session: Session, settled: Settled, *, on: date) -> list[tuple[Delegate, DelegateAbsence]]:
    """P2. The delegates who are away on a local day, each with the absence."""
    current = [one for one in settled.delegates if one.replaced_at is None]
    found = [(one, away) for one in current for away in of(session, settled, one.nth)]
    return [(one, away) for one, away in found if away.since <= on and (away.until is None or on <= away.until)]


def _delegate(settled: Settled, nth: int) -> Delegate:
    found = next((one for one in settled.delegates if one.nth == nth and one.replaced_at is None), None)
    if found is None:
        now = ", ".join(str(one.nth) for one in settled.delegates if one.replaced_at is None) or "none"
        raise Refusal(f"{nth} is no delegate's number in “{settled.key}” now. Those of delegates: {now}.")
    return found


def _refuse_overlapping(known: Sequence[DelegateAbsence], first: date, last: date | None) -> None:
    for one in known:
        begins_before_end = last is None or one.since <= last
        if one.since != first and begins_before_end and (one.until is None or first <= one.until):
            until = f"until {day_in_words(one.until)}" if one.until else "without a last day"
            raise Refusal(
                f"An absence from {day_in_words(one.since)} {until} is on record, and these days overlap with it. Say "
                "first that they are back, or choose other days. Nothing was changed."
            )


def _tell(
    pen: Pen,
    secretary: Secretary,
    settled: Settled,
    delegate: Delegate,
    *,
    first: date,
    last: date | None,
    back: date | None = None,
) -> None:
    """Tell both delegates of the organisation what follows from it."""
    delegation = settled.delegations[[one.nth for one in settled.partners].index(delegate.partner)]
    leaving = discretion.leaving(pen.session)
    both = [one for one in settled.delegates if one.partner == delegate.partner and one.replaced_at is None]
    to = sorted({one.email.strip().casefold(): one.email for one in both if one.number not in leaving}.values())
    facts = {
        **mail.about(secretary, settled),
        **told.to_partner(settled, delegate.partner),
        "partner": settled.name_of(delegate.partner),
        "is_primary": delegate.rank == PRIMARY,
        "has_both": bool(are_two(delegation)),
        "first": day_in_words(first),
        "last": day_in_words(last) if last else "",
        "back": day_in_words(back) if back else "",
        "hours": rules.settled(secretary.charter).delegates.cut_off_hours.value,
    }
    mail.plan(pen, mail.next_key(pen.session, settled, f"away-{delegate.nth}"), LETTER, facts, to=to)
