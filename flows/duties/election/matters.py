"""Matters: which there are, what stands in the way of a vote on one, who doesn't vote on it, and what comes of it."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from datetime import date

from sqlalchemy.orm import Session

from core import calendar
from core.charter import Charter
from core.counting.record import Count
from core.counting.rule import CountingRule
from core.counting.shares import share_text
from core.ledger import Pen
from core.numbers import many
from core.records import Contest, Election
from core.records.elections import ROLL_CALL, SECRET
from core.ruling import Ruling
from flows.duties.annual import priorities
from flows.duties.committee import co_chairs, minutes, motions, recalls, recusal_votes
from flows.duties.election.matter import Matter
from flows.duties.nomination import slates
from flows.duties.partnership import flat_votes, parallel_matter

KINDS = (
    *(motions.MOTION, recalls.RECALL, recusal_votes.RECUSAL, co_chairs.MATTER),
    *(slates.CONSENSUS, slates.SLATE, priorities.KEY, priorities.RATIFICATION),
    *(flat_votes.FLAT, parallel_matter.PARALLEL),
)

MATTERS: Mapping[str, Matter] = {one.name: one for one in KINDS}
"""Every kind of matter, by the name that a contest has for it."""


def of(contest: Contest) -> Matter | None:
    """A contest's matter; None for one about a race."""
    return MATTERS[contest.matter] if contest.matter else None


def in_the_way(session: Session, election: Election, *, on: date) -> list[Ruling]:
    """What doesn't allow a vote on an election's matters yet, as of a local day."""
    about = [(one, matter) for one in election.contests if (matter := of(one)) is not None]
    return [ruling for one, matter in about for ruling in matter.in_the_way(session, one, on=on) if not ruling]


def without(session: Session, election: Election) -> set[str]:
    """Who of the electorate doesn't vote in an election, by member number: whom one of its matters leaves out."""
    about = [(one, matter) for one in election.contests if (matter := of(one)) is not None]
    return {number for one, matter in about for number in matter.without(session, one)}


def read_again(contest: Contest) -> dict[str, str]:
    """S4, A2, A3, P9. What all members voted on, in full, for the letter with the result; nothing of other matters."""
    matter = of(contest)
    return {"asked": contest.text} if matter is not None and matter.for_members and contest.text else {}


def ballots(matter: Matter, *, usually: str, charter: Charter) -> str:
    """S7, S8, P9. Whether ballots on a matter are secret: always for some, or by the charter; else as `usually`."""
    secret = matter.secret or matter.secret_by(charter)
    return SECRET if secret and usually == ROLL_CALL else usually


def put_on_record(pen: Pen, election: Election, said: Sequence[str]) -> None:
    """S7, P9. What follows from the counts of an election's matters, and a line of the minutes for each.

    `said` is the sentence of each contest as far as its letters tell it: minutes show no more of a small secret vote.
    """
    for contest, sentence in zip(election.contests, said, strict=True):
        matter = of(contest)
        if matter is None:
            continue
        count = Count.from_json(dict(contest.count or {}))
        minutes.write(
            pen,
            minutes.key_of(contest),
            on=calendar.day_of(pen.at, election.zone),
            title=contest.title,
            sentence=sentence,
            clause=count.rule.clause,
        )
        matter.put_on_record(pen, contest, count)


def rule_in_words(rule: CountingRule, *, eligible: int) -> str:
    """S4, S6, S7, S8, S9, S11, A2, A3. What it takes to pass, and how many have to take part, in a sentence or two."""
    share = f"{rule.threshold_text} {rule.base_text}"
    does = f"Up to {rule.seats} are chosen, each by {share}" if rule.seats > 1 else f"{_capital(share)} decides"
    if rule.quorum is None:
        return f"{does} ({rule.clause})."
    if rule.is_weighted:
        part = f"{share_text(rule.quorum)} of all {rule.eligible_text} have to take part"
        return f"{does} ({rule.clause}). {part}, or nothing is decided ({rule.quorum_clause})."
    needed = math.ceil(rule.quorum * eligible)
    return (
        f"{does} ({rule.clause}). {needed} of the {many(eligible, 'member')} who may vote "
        f"{'has' if needed == 1 else 'have'} to take part, or nothing is decided ({rule.quorum_clause})."
    )


def _capital(words: str) -> str:
    return f"{words[0].upper()}{words[1:]}"


def decided(charter: Charter) -> list[str]:
    """The names of the matters that a charter says how to decide."""
    known = {name for name, section in charter.counting if section is not None} if charter.counting else set()
    return [name for name, one in MATTERS.items() if one.decision.replace("-", "_").replace(" ", "_") in known]
