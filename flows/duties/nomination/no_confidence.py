"""No confidence: put on record when the members don't confirm the slate, or the year's direction; and what it opens."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from core import calendar, nominations
from core.agenda import Due
from core.bylaws import nominations as rules
from core.ledger import Pen
from core.records import AdHocSeat, Call, Election, NoConfidence
from flows.duties.committee import minutes
from flows.duties.election.rules import rules_of as rules_of_vote
from flows.duties.membership import persons
from flows.secretary import Refusal

REPRESENTATIVE, VOTING_MEMBER = "representative", "voting member"
"""For whom somebody sits on an ad hoc committee: for the committee, or for the voting members."""


def call_key(key: str) -> str:
    """The key of the call for volunteers that follows a failed vote."""
    return f"ad-hoc.{key}"


def declare(pen: Pen, *, about: str, outcome: str, election_key: str) -> bool:
    """S5. Put on record that the members have no confidence in a slate or a direction, once. False: it is on record.

    `about` is the title of what failed, and `outcome` says that it did, as in "The slate for 2027 was not confirmed";
    neither names anybody. `election_key` is the vote's. In the same stroke it is written into the minutes, and a call
    for volunteers is opened: the next pass makes its form, and writes to all members.
    """
    if pen.session.get(NoConfidence, election_key) is not None:
        return False
    vote = pen.session.get_one(Election, election_key)
    charter = rules_of_vote(vote)
    days = rules.volunteer_days(charter)
    today = calendar.day_of(pen.at, vote.zone)
    pen.session.add(NoConfidence(key=election_key, about=about, declared_on=today, declared_at=pen.at))
    pen.session.add(
        Call(
            key=call_key(election_key),
            kind=nominations.VOLUNTEERS,
            opens_at=pen.at,
            closes_at=pen.at + timedelta(days=days),
            asks={"organisation": charter.name, "about": about, "outcome": outcome},
        )
    )
    minutes.write(
        pen,
        f"{election_key}/no-confidence",
        on=today,
        title=f"No confidence: {about}",
        sentence=(
            f"{outcome}, so an ad hoc committee of representatives of the committee and of voting members settles what "
            "is open."
        ),
        clause="S5",
    )
    pen.log("no_confidence.declared", election=election_key)
    return True


def of(session: Session, key: str) -> NoConfidence:
    """A failed vote's record. Raises Refusal where there is none."""
    found = session.get(NoConfidence, key)
    if found is None:
        known = ", ".join(one.key for one in all_of(session)) or "none"
        raise Refusal(f"No vote “{key}” lacked the members' confidence. On record so far: {known}.")
    return found


def outcome_of(call: Call) -> str:
    """S5. What came of the vote that a call for volunteers follows, as a sentence without its full stop."""
    return str(call.asks.get("outcome") or f"{call.asks['about']}: fewer members agreed than it takes")


def all_of(session: Session) -> list[NoConfidence]:
    """Every failed vote, the oldest first."""
    return list(session.execute(select(NoConfidence).order_by(NoConfidence.declared_at)).scalars())


def seats_of(session: Session, key: str) -> list[AdHocSeat]:
    """Who sits on an ad hoc committee, by number."""
    mine = select(AdHocSeat).where(AdHocSeat.no_confidence_key == key).order_by(AdHocSeat.side, AdHocSeat.number)
    return list(session.execute(mine).scalars())


def count_of(session: Session, key: str) -> tuple[int, int]:
    """How many represent the committee on it, and how many the voting members: each person once."""
    kept = persons.kept(session)
    mine = [(kept.get(one.number, one.number), one.side) for one in reversed(seats_of(session, key))]
    sides = list(dict(mine).values())  # who is on both sides, as it turns out, is one of the committee
    return sides.count(REPRESENTATIVE), sides.count(VOTING_MEMBER)


def due(session: Session) -> Iterator[Due]:
    """S5. Until when volunteers can come forward, and that an ad hoc committee has to be seated, and then to end."""
    for one in [each for each in all_of(session) if each.ended_on is None]:
        call, about, mark = session.get_one(Call, call_key(one.key)), (one.key,), f"no-confidence/{one.key}"
        yield Due(call.closes_at, f"Ad hoc committee on “{one.about}”: last day to volunteer", "members", about,
                  f"{mark}/volunteers")  # fmt: skip
        seated = min(count_of(session, one.key)) > 0
        what = "record how its work ended" if seated else "record who sits on it"
        yield Due(call.closes_at, f"Ad hoc committee on “{one.about}”: {what}", "organisers", about,
                  f"{mark}/{'ended' if seated else 'seats'}", waits=True)  # fmt: skip
