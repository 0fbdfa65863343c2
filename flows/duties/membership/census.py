"""The census: how many members there are and may vote, who newly may, who soon can't, and how it was before."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from core.bylaws import membership
from core.charter import Charter
from core.ledger import Pen
from core.records import Matter, MembershipDay
from flows.duties.membership import reach
from flows.duties.membership.standing import Standing, Standings

BACK = timedelta(days=30)
"""How far back somebody counts as newly a voting member, or as having lapsed."""

YEARS_SHOWN = 2


@dataclass(frozen=True)
class Census:
    """Members by number. `reached`: since which day; `lapsing`: the last day of their vote; `lapsed`: within BACK."""

    day: date
    members: int
    voting: int
    reached: Mapping[str, date]
    lapsed: tuple[str, ...]
    lapsing: Mapping[str, date]


def taken(standings: Standings, *, on: date, charter: Charter) -> Census:
    """M4. The census of a local day, all by what is on record now: late sign-in sheets change it afterwards, too."""
    before = standings.as_of(on - BACK, charter)
    voting = [one for one in standings.today if one.ruling.ruling]
    new = [one for one in voting if not before[one.number].ruling.ruling]
    lost = [one.number for one in standings.today if before[one.number].ruling.ruling and not one.ruling.ruling]
    return Census(
        day=on,
        members=len(standings.today),
        voting=len(voting),
        reached={one.number: _since(one, standings, on=on, charter=charter) for one in new},
        lapsed=tuple(lost),
        lapsing=_lapsing(voting, standings, on=on, charter=charter),
    )


def record(pen: Pen, census: Census) -> bool:
    """Keep a day's numbers; a later reading of the same day replaces them. Whether they are otherwise than before."""
    numbers = {
        "members": census.members,
        "voting": census.voting,
        "reached": len(census.reached),
        "lapsed": len(census.lapsed),
        "lapsing": len(census.lapsing),
        "questions": _questions(pen.session),
        "unreachable": len(reach.members(pen.session)),
    }
    held = pen.session.get(MembershipDay, census.day)
    if held is not None and all(getattr(held, name) == number for name, number in numbers.items()):
        return False
    pen.session.merge(MembershipDay(day=census.day, **numbers))
    pen.log("membership.counted", day=census.day.isoformat(), **numbers)
    return True


def days(session: Session, *, until: date) -> list[MembershipDay]:
    """The days on record of the past two years, oldest first."""
    first = date(until.year - YEARS_SHOWN, until.month, 1)
    shown = select(MembershipDay).where(MembershipDay.day >= first, MembershipDay.day <= until)
    return list(session.execute(shown.order_by(MembershipDay.day)).scalars())


def _lapsing(voting: list[Standing], standings: Standings, *, on: date, charter: Charter) -> dict[str, date]:
    """M4. Whose vote ends within the warning time, unless something is added, and on which day last."""
    soon = on + timedelta(days=charter.membership.lapse_warning_days.value)
    later = standings.as_of(soon, charter)
    return {
        one.number: standings.ends[one.number]
        for one in voting
        if one.number in standings.ends and not later[one.number].ruling.ruling
    }


def _since(one: Standing, standings: Standings, *, on: date, charter: Charter) -> date:
    """The day from which somebody may vote, who couldn't BACK days ago: one on which something counted."""
    facts = standings.on_record[one.number]
    days = sorted({evidence.day for evidence in one.ruling.evidence if on - BACK < evidence.day <= on})
    enough = (day for day in days if membership.may_vote(facts, on=day, charter=charter).ruling)
    return next(enough, on)


def _questions(session: Session) -> int:
    return session.execute(select(func.count()).select_from(Matter).where(Matter.kind == "who")).scalar_one()
