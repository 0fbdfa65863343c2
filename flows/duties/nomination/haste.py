"""Haste: slates that are settled before nominations are over, and the reason that is given for it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from core import calendar, cells
from core.bylaws import nominations as rules
from core.ledger import Pen
from core.records import Call, Certificate, Contest, Cycle, Reason
from core.ruling import Ruling
from flows.duties.election.matter import Asked
from flows.duties.nomination import cycles
from flows.duties.race import reasons

EARLY = "slate.early"
"""The log's word for a slate that is put forward before nominations are over."""


def ruling(session: Session, contest: Contest, *, on: date) -> Ruling:
    """S3. Whether a slate can be voted on, as of a local day: nominations are over, or there is a reason."""
    about = dict(contest.about or {})
    closes, until = _last_days(session, int(about["year"]), contest.election.zone)
    return rules.is_over(closes=closes, until=until, on=on, reason=_reason(session, about))


def counts(session: Session, contest: Contest) -> bool:
    """S3, S4. Whether what the committee agreed to counts: nominations weren't put off or called off after that.

    What it agreed to early, for a reason, counts through the days for which that was given.
    """
    about = dict(contest.about or {})
    cycle, certificate = session.get(Cycle, int(about["year"])), session.get(Certificate, contest.election_key)
    if cycle is None or certificate is None:
        return True
    if certificate.at < cycle.opened_at:  # they were called off since, and opened again
        return False
    return contest.election.opens_at >= _over(session, cycle.year) or bool(_reason(session, about))


def reasoned(pen: Pen, key: str, asked: Asked, *, because: str, zone: str) -> Asked:
    """S3. What is asked, with the reason for which it is before nominations are over; it is kept. Else as it is."""
    about = dict(asked.about or {})
    year = int(about["year"])
    over = _over(pen.session, year)
    if not because.strip() or pen.at >= over:
        return asked
    closes, until = _last_days(pen.session, year, zone)
    days = f"{calendar.day_in_words(closes)}, {calendar.day_in_words(until)}"
    if not _is_kept(pen.session, key, because, days):
        reasons.keep(pen, EARLY, key, because=because, before=days, election=key, over=over.isoformat())
    return replace(asked, about={**about, "early_because": because.strip(), "early_until": over.isoformat()})


def _is_kept(session: Session, key: str, because: str, days: str) -> bool:
    mine = select(Reason).where(Reason.kind == EARLY, Reason.subject == key).order_by(Reason.seq.desc()).limit(1)
    last = session.execute(mine).scalar()
    return last is not None and (last.because, last.before) == (cells.text(because), days)


def _reason(session: Session, about: Mapping[str, Any]) -> str:
    """The reason that was given, unless nominations were put off beyond the days for which it was."""
    until = str(about.get("early_until", ""))
    holds = bool(until) and datetime.fromisoformat(until) >= _over(session, int(about["year"]))
    return str(about["early_because"]) if holds else ""


def _over(session: Session, year: int) -> datetime:
    """When both members' time to nominate and nominees' time to write are over."""
    return max(session.get_one(Call, cycles.call_key(year)).closes_at, session.get_one(Cycle, year).due_at)


def _last_days(session: Session, year: int, zone: str) -> tuple[date, date]:
    """The last local day to nominate, and the last one for statements."""
    call, cycle = session.get_one(Call, cycles.call_key(year)), session.get_one(Cycle, year)
    return _last(call.closes_at, zone), _last(cycle.due_at, zone)


def _last(over: datetime, zone: str) -> date:
    return calendar.day_of(over - timedelta(seconds=1), zone)
