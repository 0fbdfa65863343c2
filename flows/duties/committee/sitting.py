"""Sitting: who has a seat on a day, by which ruling, with roles, backups and standing committees."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.bylaws import committee, seating, tenure
from core.bylaws.seating import Seat
from core.charter import Charter
from core.records import CoChair, CommitteeSeat, Cycle, YearPlan
from core.ruling import Ruling
from flows.duties.committee import seats, succession
from flows.duties.membership import persons

CO_CHAIR = "co-chair"


@dataclass(frozen=True)
class Sitting:
    """How it is with somebody on a day, by member number. `ends` is the last day of the seat, or of the last one."""

    number: str
    seated: bool
    ruling: Ruling
    ends: date | None
    leave_through: date | None
    roles: tuple[str, ...]
    backup: str
    serves_on: tuple[str, ...]
    recused: tuple[str, ...]


def on_day(session: Session, *, on: date, charter: Charter) -> list[Sitting]:
    """S6, S7, S9, S10, S11, S12. Everybody whom the tab Committee lists, as it is with them on a local day."""
    terms = seats.by_member(session)
    rows = _rows(session)
    chairs = co_chairs(session, on=on)
    found = []
    for number, held in sorted(terms.items()):
        now = [one for one in held if seating.holds(one, on=on, charter=charter)]
        mine = [rows[one.place] for one in now]
        chair = [CO_CHAIR] if now and number in chairs else []
        roles = dict.fromkeys([*chair, *(one.role for one in mine if one.role)])
        found.append(
            Sitting(
                number=number,
                seated=bool(now),
                ruling=committee.is_active(held, on=on, charter=charter),
                ends=_ends(now or held, on, charter),
                leave_through=_leave(held, on=on, charter=charter),
                roles=tuple(roles),
                backup=_backup(held, rows, on, charter),
                serves_on=tuple(dict.fromkeys(name for one in mine for name in one.serves_on)),
                recused=tuple(dict.fromkeys(race for one in now for race in one.recused)),
            )
        )
    return found


def _rows(session: Session) -> dict[str, CommitteeSeat]:
    found = session.execute(select(CommitteeSeat)).scalars()
    return {seats.place_of(one): one for one in found}


def _backup(held: Sequence[Seat], rows: dict[str, CommitteeSeat], on: date, charter: Charter) -> str:
    """S10. Who stands in for a member: the number beside the seat that they have on a day, or beside their leave."""
    now = [rows[one.place].backup for one in held if seating.holds(one, on=on, charter=charter)]
    beside = [rows[one.place].backup for one in held if one.leave_from and one.leave_from <= on]
    return next(filter(None, (*now, *(beside if _leave(held, on=on, charter=charter) else ()))), "")


def _leave(held: Sequence[Seat], *, on: date, charter: Charter) -> date | None:
    """S10. The last day of the leave that somebody with a seat is on."""
    if not committee.has_seat(held, on=on, charter=charter):
        return None
    found = seating.leaves(held, charter=charter)
    return next((one.through for one in found if one.first <= on <= one.through), None)


def _ends(held: Sequence[Seat], on: date, charter: Charter) -> date | None:
    days = [_end(one, on, charter) for one in held]
    known = [day for day in days if day is not None]
    return max(known) if len(known) == len(days) and known else None


def _end(seat: Seat, on: date, charter: Charter) -> date | None:
    """S6. The end of a term; once that is over, the last day through which it goes on."""
    regular = seating.term_ends(seat, charter=charter)
    return regular if regular is None or on <= regular else seating.last_day(seat, charter=charter)


def co_chairs(session: Session, *, on: date) -> set[str]:
    """S7. The numbers of those whose term as co-chair covers a local day, whether they still have a seat or not."""
    terms, kept = session.execute(select(CoChair).where(CoChair.since <= on)).scalars(), persons.kept(session)
    return {kept.get(one.number, one.number) for one in terms if one.until is None or on <= one.until}


def filled(session: Session, *, on: date, charter: Charter) -> Ruling:
    """S1. Whether as many seats are filled on a local day as there have to be; who is on leave has a seat."""
    return tenure.is_complete(len(seats.seated(session, on=on, charter=charter)), charter=charter)


def cut_short(session: Session, *, on: date, charter: Charter) -> list[tuple[str, date]]:
    """S6. Whose seat the tab lets end before its term, or the next committee's, without a resignation, and when.

    Only those whose seat ended this year or the last: what lies further back is history.
    """
    terms = ((number, one) for number, held in sorted(seats.by_member(session).items()) for one in held)
    met = _met_elsewhere(session, on=on)
    return [
        (number, one.until)
        for number, one in terms
        if one.until
        and on.year - 1 <= one.until.year
        and one.until <= on
        and _is_short(one, one.until, charter, met=met)
    ]


def _met_elsewhere(session: Session, *, on: date) -> Mapping[int, date]:
    """S6. The annual meetings that were held, by year, where nominations aren't run here: they seated a committee."""
    here = set(session.execute(select(Cycle.year)).scalars())
    plans = session.execute(select(YearPlan).where(YearPlan.meeting_on <= on)).scalars()
    return {one.year: one.meeting_on for one in plans if one.year not in here}


def _is_short(one: Seat, until: date, charter: Charter, *, met: Mapping[int, date]) -> bool:
    through = tenure.term_through(one.since, charter=charter)
    successors = one.succeeded or (met.get(through.year) if through else None)
    if successors and until >= successors - timedelta(days=1):
        return False  # the next committee ended it, and the row says so
    if seating.is_ended_by_recall(one, charter=charter):
        return False
    return through is not None and until < through and one.given_up != until


def going_on(session: Session, *, on: date, charter: Charter) -> dict[str, date]:
    """S6. Whose term goes on beyond its end on a local day, for nobody is confirmed, and through which day at most."""
    return {
        number: max(day for one in held if (day := seating.last_day(one, charter=charter)))
        for number, held in sorted(seats.by_member(session).items())
        if seating.goes_on(held, on=on, charter=charter) and not any(seating.awaits_row(one, on=on) for one in held)
    }


def unconfirmed(session: Session) -> dict[str, date]:
    """S1. Whose row begins under the last slate, without them on it or a reason on record, and on which day."""
    return {number: one.since for number, one in _without_seat(session) if not one.not_taken}


def not_taking(session: Session) -> dict[str, date]:
    """S6. Whose row begins under the last slate though it is on record that they don't take its seat, and when."""
    return {number: one.since for number, one in _without_seat(session) if one.not_taken}


def _without_seat(session: Session) -> Iterator[tuple[str, Seat]]:
    """Rows that begin under the last slate, and are no seats by it."""
    found = ((number, one) for number, held in sorted(seats.by_member(session).items()) for one in held)
    yield from ((number, one) for number, one in found if one.unconfirmed and one.succeeded is None)


def left_open(session: Session, *, on: date, charter: Charter) -> dict[str, date]:
    """S6. Whose term a slate has ended, though the row doesn't say so, and what has to stand there under Until."""
    found = ((number, one) for number, held in sorted(seats.by_member(session).items()) for one in held)
    ended = ((number, succession.ended_by_slate(one, on=on, charter=charter)) for number, one in found)
    return {number: through for number, through in ended if through}
