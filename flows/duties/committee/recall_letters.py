"""Letters on a recall: whoever is to be recalled hears of it as the vote opens, and what came of it; on leave, too."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from core import calendar
from core.bylaws import committee
from core.calendar import day_in_words
from core.ledger import Pen
from core.records import Contest, Election, Letter, Person
from flows.duties.committee import recalls, seats
from flows.duties.committee.concerned import number_of
from flows.duties.election import announcing, roll
from flows.duties.election.rules import rules_of
from flows.duties.letter import outbox
from flows.duties.membership import answered
from flows.secretary import Secretary

OPENS, ENDS = "recall_opens", "recall_decided"
"""The two occasions."""

FIRST, LAST = "concerned", "concerned-end"
"""What the two letters are called, behind the vote's key."""

PASSED: Final = "passed"


def tell_opening(secretary: Secretary, pen: Pen, election: Election) -> None:
    """S6, S9. In the stroke in which the vote opens, tell the member concerned: what is asked, and if they may vote."""
    for contest in _recalls(election):
        facts = {
            **_house(secretary, pen.session, contest),
            "text": contest.text,
            "closes_local": calendar.local_in_words(election.closes_at, election.zone),
            "closes_utc": calendar.utc_in_words(election.closes_at, election.zone),
            "no_vote": _no_vote(pen.session, election, contest),
        }
        _plan(pen, election, contest, (FIRST, OPENS), facts, not_after=election.closes_at)


def tell_end(secretary: Secretary, pen: Pen, election: Election, said: Sequence[str]) -> None:
    """S6. In the stroke in which an officer certifies the count, tell the member concerned what was decided.

    `said` is the sentence of each contest, as the committee is told it.
    """
    for contest, sentence in zip(election.contests, said, strict=True):
        if contest.matter != recalls.RECALL.name:
            continue
        ended = (contest.count or {}).get("outcome") == PASSED
        day = day_in_words(calendar.day_of(pen.at, election.zone) - timedelta(days=1))
        facts = {"sentence": sentence, "ended_on": day if ended else "", "called_off": ""}
        _plan(pen, election, contest, (LAST, ENDS), {**_house(secretary, pen.session, contest), **facts})


def tell_called_off(secretary: Secretary, pen: Pen, election: Election, reason: str) -> None:
    """S6. In the stroke in which the vote is called off, tell the member concerned, if they know that it opened."""
    if pen.session.get(Letter, f"{election.key}/{FIRST}") is None:
        return
    for contest in _recalls(election):
        facts = {"sentence": "", "ended_on": "", "called_off": reason.strip()}
        _plan(pen, election, contest, (LAST, ENDS), {**_house(secretary, pen.session, contest), **facts})


def _recalls(election: Election) -> list[Contest]:
    return [one for one in election.contests if one.matter == recalls.RECALL.name]


def _plan(
    pen: Pen,
    election: Election,
    contest: Contest,
    called: tuple[str, str],
    facts: Mapping[str, Any],
    *,
    not_after: datetime | None = None,
) -> None:
    """Nothing for whoever has no mailbox."""
    key, occasion = f"{election.key}/{called[0]}", called[1]
    to = announcing.boxes_of_members(pen.session, only=answered.one_person(pen.session, [_member(contest)]))
    if to and pen.session.get(Letter, key) is None:
        pen.session.add(
            outbox.plan(
                key, occasion=occasion, election=election, at=pen.at, to=to[:1], facts=facts, not_after=not_after
            )
        )


def _house(secretary: Secretary, session: Session, contest: Contest) -> dict[str, Any]:
    mine = Person.number.in_(answered.one_person(session, [_member(contest)]))
    name = session.execute(select(Person.name).where(mine)).scalar_one_or_none()
    return {
        "organisation": secretary.charter.name,
        "member": name or _member(contest),
        "reply_to": secretary.settings.mail_reply_to,
    }


def _no_vote(session: Session, election: Election, contest: Contest) -> str:
    """Why the member concerned isn't on the roll; empty if they are."""
    mine = answered.one_person(session, [_member(contest)])
    if any(one.number in mine for one in roll.voters_of(session, election.key)):
        return ""
    day = calendar.day_of(roll.frozen_at(session, election.key), election.zone)
    held = [one for number, terms in seats.by_member(session).items() if number in mine for one in terms]
    active = committee.is_active(held, on=day, charter=rules_of(election))
    return "not on its list of voters" if active else active.because


def _member(contest: Contest) -> str:
    return number_of(contest, "member")
