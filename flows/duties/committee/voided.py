"""Voided: a counted vote of the committee doesn't stand, and those for whom it doesn't stay out of the next one."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from core import calendar
from core.bylaws import conflicts
from core.ledger import Pen
from core.records import Election, Entry
from core.records.elections import COMMITTEE
from core.ruling import Ruling
from flows.duties.committee import minutes
from flows.duties.membership import answered
from flows.duties.race import reasons

KIND = "election.voided"


def put_on_record(pen: Pen, election: Election, members: Sequence[str], *, because: str, by: str) -> None:
    """S11. Write down which counted vote is withdrawn, for whom, by whom and why; the minutes have it without a number.

    `members` are the numbers of those on its roll who keep away from its race by a recusal on record.
    """
    race = next(one.race_key for one in election.contests if one.race_key)
    told: dict[str, Any] = {"election": election.key, "race": race, "members": list(members)}
    before = f"counted, with the votes of {', '.join(members)}"
    reasons.keep(pen, KIND, election.key, because=because, by=by, before=before, **told)
    minutes.write(
        pen,
        f"{election.key}/void",
        on=calendar.day_of(pen.at, election.zone),
        title=election.title,
        sentence="This vote was counted, and doesn't stand: it was withdrawn before anybody certified it, for somebody "
        "had voted who by now keeps away from the race, on record. If it is voted on anew, then without them.",
        clause="S11",
    )


def may_vote_anew(session: Session, election: Election, numbers: Iterable[str]) -> Ruling:
    """S11. Whether all these members may be on the roll of a vote of the committee: nobody for whom one was voided."""
    race = next((one.race_key for one in election.contests if one.race_key), "")
    away = _kept_away(session, race) if election.electorate == COMMITTEE and race else {}
    same = answered.merged(session)
    found = {number: away[other] for number in numbers for other in sorted(same.get(number, {number})) if other in away}
    return conflicts.may_vote_anew(race, found)


def _kept_away(session: Session, race: str) -> dict[str, str]:
    """For whom a vote on a race was voided, by member number, and which; the last one."""
    lines = session.execute(select(Entry.payload).where(Entry.kind == KIND).order_by(Entry.seq)).scalars()
    told = [one for one in map(json.loads, lines) if one["race"] == race]
    return {number: str(one["election"]) for one in told for number in one["members"]}
