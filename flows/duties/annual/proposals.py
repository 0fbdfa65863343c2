"""Proposals: what was proposed as key priorities for each year, and where each proposal is by now."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from core import petitions, proposals
from core.lines import Sender
from core.proposals import Grouping, Proposed
from core.records import Proposal, ProposalCycle

UNKNOWN = "nobody knows yet which member sent it"
UNRULED = "it isn't looked up yet whether its sender may propose"
TOO_LATE = "the members' vote is frozen, so what stands here changes nothing any more"


def cycles(session: Session) -> list[ProposalCycle]:
    """Every year for which members could propose, the latest first."""
    return list(session.execute(select(ProposalCycle).order_by(ProposalCycle.year.desc())).scalars())


def of(session: Session, year: int | None = None) -> list[Proposal]:
    """All proposals, or those of a year, in the order in which they came."""
    mine = select(Proposal).order_by(Proposal.nth)
    return list(session.execute(mine if year is None else mine.where(Proposal.year == year)).scalars())


def grouping(session: Session, year: int) -> Grouping:
    """A2. Where each proposal of a year is by now."""
    return proposals.grouped(as_proposed(one) for one in of(session, year))


def as_proposed(one: Proposal) -> Proposed:
    """A proposal as the grouping sees it."""
    out = one.because if one.ruled is False else ""
    if one.sender == petitions.ERASED:
        out = "who sent it, and what they wrote, is no longer kept"
    return Proposed(
        one.nth,
        one.said.get("headline", ""),
        one.said.get("why", ""),
        out=out,
        unclear="" if out else _unclear(one),
        same_as=one.same_as,
        left_out=one.left_out,
    )


def _unclear(one: Proposal) -> str:
    """Why nobody can tell yet where it belongs. Whoever leaves it out needn't know whose it is."""
    if one.objection and one.objection != TOO_LATE:
        return one.objection
    if one.ruled is not None or (one.left_out and one.same_as is None):
        return ""
    return UNKNOWN if one.sender == petitions.UNKNOWN else UNRULED


def sender_of(one: Proposal) -> Sender:
    """Whoever handed it in, as they wrote themselves."""
    return Sender(f"Proposal {proposals.label(one.nth)}", one.name, one.email)


def unplaced(session: Session) -> tuple[Sender, ...]:
    """Those of whom a person has to say who they are: asked like a sign-in that could be anybody."""
    mine = select(Proposal).where(Proposal.sender == petitions.UNKNOWN).order_by(Proposal.nth)
    return tuple(sender_of(one) for one in session.execute(mine).scalars())


def undecided(known: Sequence[Proposal]) -> list[Proposal]:
    """Those of whose sender it can still turn out who they are, or whether they may propose."""
    return [one for one in known if one.sender != petitions.ERASED]


def waiting(session: Session, year: int) -> Iterator[str]:
    """The numbers of the proposals of a year that wait for a person."""
    return (proposals.label(nth) for nth in sorted(grouping(session, year).waiting))
