"""Those who served on the committee: what is kept of their seats, recusals and recalls, and how it is forgotten."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from functools import partial
from typing import Any

from sqlalchemy import CursorResult, delete, select
from sqlalchemy.orm import Session

from core import calendar
from core.columns import Record
from core.records import AfterSlate, CoChair, CommitteeSeat, Contest, Recall, Recusal, Resignation
from core.remains import Known
from flows.duties.committee import seated_anew
from flows.duties.membership import persons
from flows.duties.privacy import stood

BY_NUMBER: tuple[type[CommitteeSeat | AfterSlate | Resignation | CoChair | Recusal], ...] = (
    CommitteeSeat, AfterSlate, Resignation, CoChair, Recusal,
)  # fmt: skip
"""Rows that tell of a member by number, and of nothing else."""


def columns(table: type[Record]) -> tuple[str, ...]:
    """Every column: such a row tells of a member, and of nothing else."""
    return tuple(table.__table__.columns.keys())


def numbered(
    table: type[CommitteeSeat | AfterSlate | Resignation | CoChair | Recusal],
) -> Callable[[Session, Known], int]:
    """M8. Takes out rows that tell of a member by number, and are of no use without them."""
    return lambda session, known: _gone(session, delete(table).where(table.number.in_(known.numbers)))


def take_out_recalls(session: Session, known: Known) -> int:
    """M8. Their recalls, and what the committee was asked about them by name. The minutes name nobody, and stay."""
    for contest in session.execute(select(Contest).where(Contest.matter != "")).scalars():
        if str((contest.about or {}).get("member", "")) in known.numbers:
            contest.text = ""
    return _gone(session, delete(Recall).where(Recall.number.in_(known.numbers)))


def past_recusals(of: stood.Book, old: Callable[[date], bool]) -> list[Any]:
    """M8. Recusals that were taken back long ago, and those from races that are long over."""
    over = stood.long_over(of.session, old, zone=of.zone)
    found = of.session.execute(select(Recusal)).scalars()
    return [one for one in found if (one.until and old(one.until)) or one.race_key in over]


def past_recalls(of: stood.Book, old: Callable[[date], bool]) -> list[Any]:
    """M8. Recalls of terms that end by the tab Committee, too: without the recall another seat would come back."""
    rows = list(of.session.execute(select(CommitteeSeat)).scalars())
    kept = persons.kept(of.session)
    anew = persons.ByPerson(seated_anew.openings(of.session, kept), kept)
    found = of.session.execute(select(Recall)).scalars()
    rests = partial(_rests_on, of.session, anew=anew, kept=kept)
    return [one for one in found if old(one.on) and not any(rests(row, one) for row in rows)]


def _rests_on(
    session: Session,
    row: CommitteeSeat,
    recall: Recall,
    *,
    anew: Mapping[str, seated_anew.Openings],
    kept: Mapping[str, str],
) -> bool:
    """Also a row that begins later, and that nothing but itself puts there."""
    if kept.get(row.number, row.number) != kept.get(recall.number, recall.number):
        return False
    if row.since >= recall.on:
        return not seated_anew.sits_again(session, row.since, recall, anew.get(row.number, ()))
    return row.until is None or row.until > recall.on


def _gone(session: Session, statement: Any) -> int:
    done = session.execute(statement)
    return done.rowcount if isinstance(done, CursorResult) else 0


def past_seats(of: stood.Book, old: Callable[[date], bool]) -> list[Any]:
    """M8. Resignations whose last day, and terms as co-chair whose end, is further back than such records are kept."""
    resigned = [one for one in of.session.execute(select(Resignation)).scalars() if old(one.last_day)]
    chaired = of.session.execute(select(CoChair)).scalars()
    return [*resigned, *(one for one in chaired if one.until is not None and old(one.until))]


def past_words_on_seats(of: stood.Book, old: Callable[[date], bool]) -> list[Any]:
    """M8. Who filled a vacancy, or didn't take a seat, further back than such records are kept."""
    found = of.session.execute(select(AfterSlate)).scalars()
    return [one for one in found if old(calendar.day_of(one.at, of.zone))]
