"""Roll calls: who of the committee voted how, shown to the committee once the vote is sealed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy.orm import Session

from core.records import Contest, Election
from core.records.elections import ROLL_CALL
from flows.duties.election import roll, sealing

ABSTAINED, TOOK_NO_PART = "abstained", "took no part"

ERASED = "somebody who was erased"
"""Who stood on a line whose name isn't kept any more."""


def by_line(session: Session, election: Election) -> list[dict[str, Any]]:
    """S8. For each contest how every line of the roll voted, by its number; nothing of a secret vote."""
    lines = {one.line: str(one.line) for one in roll.voters_of(session, election.key)}
    return _called(session, election, lines)


def by_name(session: Session, election: Election) -> list[dict[str, Any]]:
    """S8. The same with names, for a letter to the committee. It never goes to the dashboard or into the log."""
    lines = {one.line: one.name or ERASED for one in roll.voters_of(session, election.key)}
    return _called(session, election, lines)


def _called(session: Session, election: Election, lines: Mapping[int, str]) -> list[dict[str, Any]]:
    if election.ballots != ROLL_CALL:
        return []
    given = {(one.position, one.line): one.choices for one in sealing.roll_call_of(session, election.key)}
    return [
        {
            "title": contest.title,
            "lines": [
                {"who": who, "choice": _in_words(contest, given.get((contest.position, line)))}
                for line, who in lines.items()
            ],
        }
        for contest in election.contests
    ]


def _in_words(contest: Contest, choices: str | None) -> str:
    if choices is None:
        return TOOK_NO_PART
    names = {option["id"]: option["name"] for option in contest.options}
    return ", then ".join(names[one] for one in choices.split()) or ABSTAINED
