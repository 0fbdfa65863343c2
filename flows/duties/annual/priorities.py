"""Priorities: members vote on key priorities, the committee proposes the year's, and members ratify them or don't."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from core import calendar, cells, proposals
from core.bylaws import annual, counting, nominations
from core.bylaws import priorities as bylaw
from core.bylaws.priorities import AtMeeting, ByVote
from core.charter import Charter
from core.counting.record import Count
from core.ledger import Pen
from core.proposals import Proposed
from core.records import AnnualMeeting, AnnualPriorities, Contest, Election, NoConfidence, ProposalCycle
from core.records.elections import COMMITTEE, MEMBERS
from core.ruling import Ruling
from flows.duties.annual import proposals as kept
from flows.duties.committee import minutes, motions
from flows.duties.election.matter import Asked, Matter
from flows.duties.election.rules import rules_of
from flows.duties.nomination import no_confidence

RATIFIED, NOT_RATIFIED = "ratified", "not ratified"
SHEET = "Every proposal in full"

CERTIFIED = ("certified", "announced")
"""The states of a vote whose result is on record."""


# ── key priorities ─────────────────────────────────────────────────────────────────────────────────


def _before_key_vote(session: Session, contest: Contest, *, on: date) -> Sequence[Ruling]:  # noqa: ARG001  # of any day
    """A2. Nothing proposed is lost, nothing was moved since the draft, and members vote before the annual meeting."""
    about, election = contest.about or {}, contest.election
    cycle = session.get_one(ProposalCycle, about["year"])
    placed = kept.grouping(session, cycle.year)
    as_now = proposals.numbers(proposals.drawn(placed.groups, cycle.lot))
    meeting = session.get(AnnualMeeting, cycle.year)
    met_on = calendar.day_of(meeting.begins_at, election.zone) if meeting else None
    closes = calendar.day_of(election.closes_at, election.zone)
    over = cycle.closed
    return (
        Ruling(
            over, "A2", "nothing can be proposed any more" if over else "proposals still come in; wait for the last day"
        ),
        bylaw.are_all_placed([proposals.label(nth) for nth in sorted(placed.waiting)]),
        Ruling(
            as_now == about["groups"], "A2", "proposals were put elsewhere since the vote was drafted: draft it again"
        ),
        bylaw.is_before_meeting(closes, met_on, reason=about.get("because", "")),
    )


def _put_key_priorities_on_record(pen: Pen, contest: Contest, count: Count) -> None:
    """A2. What members chose is on record as their key priorities of that year."""
    about = contest.about or {}
    cycle = pen.session.get_one(ProposalCycle, about["year"])
    cycle.chosen = proposals.on_record(about["groups"], contest.options, count.winners)
    pen.log(
        "priorities.key", year=cycle.year, election=contest.election_key, chosen=[one["number"] for one in cycle.chosen]
    )


KEY: Matter = Matter(
    "key priorities",
    "key priorities",
    MEMBERS,
    in_the_way=_before_key_vote,
    put_on_record=_put_key_priorities_on_record,
    for_members=True,
)


def ways_on(year: int) -> str:
    """A2. How to go on where nothing that was proposed for a year can be voted on."""
    return (
        f"Ask voting members again (canvass priorities {year} --propose-until DAY --because …), or let the committee "
        f"propose without and say why (canvass annual-priorities {year} --why-not …)."
    )


def key_asked(cycle: ProposalCycle, groups: Sequence[tuple[Proposed, ...]], *, because: str) -> Asked:
    """A2. What members are asked: which of the groups are key priorities, in the order drawn by lot."""
    return Asked(
        f"Key priorities for {cycle.year}",
        proposals.text(groups),
        {"year": cycle.year, "groups": proposals.numbers(groups), "because": because},
        choices=tuple(proposals.option(of[0]) for of in groups),
        links=({"title": SHEET, "url": cycle.sheet_link},),
    )


# ── the year's priorities ──────────────────────────────────────────────────────────────────────────


def _before_ratifying(session: Session, contest: Contest, *, on: date) -> Sequence[Ruling]:  # noqa: ARG001  # of any day
    """A2, A3, S5. The committee proposes and members vote in the first quarter, and it answers what members want.

    After they didn't ratify, the ad hoc committee settles first what is open, or a reason is given, as with a slate.
    """
    about, election, rules = contest.about or {}, contest.election, rules_of(contest.election)
    proposed = session.get_one(AnnualPriorities, about["year"])
    closes, because = calendar.day_of(election.closes_at, election.zone), about.get("because", "")
    return (
        decision(session, proposed),
        *(
            nominations.is_settled(ended=failed.ended_on is not None, reason=because)
            for failed in _failures(session, proposed.year)
        ),
        bylaw.answers_members(key_of(session, proposed.year), proposed.taken_up, why_not=proposed.why_not),
        _as_drafted(session, about),
        _in_quarter("the committee proposes", proposed.proposed_on, proposed.year, because, rules),
        _in_quarter("the vote on the priorities ends", closes, proposed.year, because, rules),
    )


def _as_drafted(session: Session, about: Mapping[str, Any]) -> Ruling:
    """A2, A3. Whether the answer that members read is to what they have chosen by now."""
    now = key_of(session, about["year"])
    cycle = session.get(ProposalCycle, about["year"])
    vote = session.get(Election, cycle.key_vote) if cycle else None
    voting = vote.key if vote is not None and vote.state not in (*CERTIFIED, "drafted", "withdrawn") else ""
    return bylaw.answers_what_stands(about.get("key", now), now, voting=voting)


def _in_quarter(what: str, on: date, year: int, because: str, rules: Charter) -> Ruling:
    return annual.is_in_quarter(what, on, year=year, reason=because, clause="A3", charter=rules)


def decision(session: Session, proposed: AnnualPriorities) -> Ruling:
    """A3, S5, S8. Whether the committee has decided on what it proposes, in the words that members vote on."""
    failed_on = last_failed_on(session, proposed.year)
    return bylaw.is_decided(cells.text(proposed.text), _as_taken(session, proposed), failed_on=failed_on)


def last_failed_on(session: Session, year: int) -> date | None:
    """S5. The local day since which it is on record, for the last time, that priorities of a year weren't ratified."""
    return max((one.declared_on for one in _failures(session, year)), default=None)


def undecided(session: Session, proposed: AnnualPriorities) -> Election | None:
    """A3. The members' vote on what is proposed, from its draft until it is certified, also once it is withdrawn.

    While there is one, `outcome` tells of an earlier vote. None: the outcome is that of the vote.
    """
    vote = session.get(Election, proposed.vote)
    return None if vote is None or vote.state in CERTIFIED else vote


def _as_taken(session: Session, proposed: AnnualPriorities) -> ByVote | AtMeeting | None:
    if proposed.decided_in:
        return _by_vote(session, proposed.decided_in)
    if proposed.decided_on is None:
        return None
    return AtMeeting(proposed.decided_on, proposed.decided)


def _by_vote(session: Session, key: str) -> ByVote:
    vote = session.get(Election, key)
    if vote is None or vote.electorate != COMMITTEE or [one.matter for one in vote.contests] != [motions.MOTION.name]:
        return ByVote(key)
    contest, certified = vote.contests[0], vote.state in CERTIFIED
    return ByVote(
        key,
        calendar.day_of(vote.opens_at, vote.zone),
        on_a_motion=True,
        certified=certified,
        carried=certified and counting.YES.id in Count.from_json(dict(contest.count or {})).winners,
        text=cells.text(contest.text),
    )


def _failures(session: Session, year: int) -> Iterator[NoConfidence]:
    """The votes on a year's priorities that members didn't ratify."""
    mine = select(NoConfidence, Contest).join(Contest, Contest.election_key == NoConfidence.key)
    for failed, contest in session.execute(mine.where(Contest.matter == RATIFICATION.name)):
        if (contest.about or {}).get("year") == year:
            yield failed


def key_of(session: Session, year: int) -> list[str] | None:
    """A2. The numbers of the members' key priorities of a year; None where members haven't voted on any."""
    cycle = session.get(ProposalCycle, year)
    return None if cycle is None or cycle.chosen is None else [one["number"] for one in cycle.chosen]


def _put_outcome_on_record(pen: Pen, contest: Contest, count: Count) -> None:
    """A3, S5. What members decided is on record; less than it takes is no confidence in the direction.

    The minutes have what they ratified word for word, so that it can be looked up which priorities hold. What the
    committee decided at a meeting gets its line of the minutes, too; a vote by form has one already.
    """
    proposed = pen.session.get_one(AnnualPriorities, (contest.about or {})["year"])
    proposed.outcome = RATIFIED if counting.YES.id in count.winners else NOT_RATIFIED
    pen.log("priorities.voted", year=proposed.year, election=contest.election_key, outcome=proposed.outcome)
    if proposed.decided_on is not None:
        minutes.write(
            pen,
            f"{contest.election_key}/committee",
            on=proposed.decided_on,
            title=f"Priorities for {proposed.year}: the committee's proposal",
            sentence=f"The committee decided at a meeting what it proposes to the members: {proposed.decided}.",
            clause="A3",
        )
    if proposed.outcome == RATIFIED:
        minutes.write(
            pen,
            f"{contest.election_key}/ratified",
            on=calendar.day_of(pen.at, contest.election.zone),
            title=f"Priorities for {proposed.year}, in full",
            sentence=f"Members ratified these: {in_a_line(proposed)}",
            clause="A3",
        )
    else:
        outcome = f"The priorities for {proposed.year} were not ratified"
        no_confidence.declare(pen, about=contest.title, outcome=outcome, election_key=contest.election_key)


RATIFICATION: Matter = Matter(
    "priorities",
    "priorities",
    MEMBERS,
    in_the_way=_before_ratifying,
    put_on_record=_put_outcome_on_record,
    for_members=True,
)


def in_a_line(proposed: AnnualPriorities) -> str:
    """A3. The words of a year's priorities, without what the committee answers to the members' key priorities."""
    return " ".join(proposed.text.split())


def annual_asked(session: Session, proposed: AnnualPriorities, *, because: str) -> Asked:
    """A3. What members are asked: whether they ratify what the committee proposes."""
    cycle = session.get(ProposalCycle, proposed.year)
    sheet = cycle.sheet_link if cycle else ""
    return Asked(
        f"Priorities for {proposed.year}",
        "\n".join([proposed.text, *_by_whom(proposed), *_answer(proposed, (cycle.chosen if cycle else None) or [])]),
        {"year": proposed.year, "because": because, "key": key_of(session, proposed.year)},
        links=({"title": SHEET, "url": sheet},) if sheet else (),
    )


def _by_whom(proposed: AnnualPriorities) -> Iterator[str]:
    """How the committee decided on it, if that is on record."""
    if proposed.decided_in:
        yield "The committee adopted this in a vote by form."
    if proposed.decided_on:
        yield f"The committee decided on this on {calendar.day_in_words(proposed.decided_on)}: {proposed.decided}."


def _answer(proposed: AnnualPriorities, chosen: Sequence[Mapping[str, str]]) -> Iterator[str]:
    """How the committee answers what members want, in a line or two."""
    into = [one["option"] for one in chosen if one["number"] in proposed.taken_up]
    left = [one["option"] for one in chosen if one["number"] not in proposed.taken_up]
    if into:
        yield f"Of the members' key priorities it takes up: {'; '.join(into)}."
    if left:
        yield f"It doesn't take up: {'; '.join(left)}."
    if proposed.why_not:
        yield f"Why: {proposed.why_not}"
