"""Proposals: every answer of the form is kept, its sender is found or asked for, and whether they may propose is ruled."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from core import calendar, intake, people, petitions, proposals
from core.bylaws import priorities as bylaw
from core.ledger import Pen
from core.lines import Sender
from core.people import Guest, Match
from core.proposals import Grouping, Proposed
from core.records import Proposal, ProposalCycle
from core.ruling import Ruling
from flows.duties.membership.roster import Roster
from flows.duties.membership.standing import Standings
from flows.duties.privacy import marks, traces
from flows.secretary import Secretary
from integrations.google import forms
from integrations.google.forms import FormResponse

UNKNOWN = "nobody knows yet which member sent it"
UNRULED = "it isn't looked up yet whether its sender may propose"
TOO_LATE = "the members' vote is frozen, so what stands here changes nothing any more"
LATER = "its sender changed it later: {label} counts instead"


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


def read(secretary: Secretary, cycle: ProposalCycle) -> int:
    """Read all answers and keep those not seen before, each version in a row of its own. Returns how many were new."""
    answers = forms.responses(secretary.google, cycle.form_id)
    with secretary.ledger.reading() as session:
        kept = _known(session, cycle.year)
    if all(_version(one) in kept for one in answers):
        return 0
    with secretary.ledger.writing(secretary.now()) as pen:
        kept, gone = _known(pen.session, cycle.year), marks.read(secretary, pen.session)
        last = pen.session.execute(select(func.max(Proposal.nth))).scalar_one() or 0
        new = sorted((one for one in answers if _version(one) not in kept), key=lambda one: _version(one)[::-1])
        fresh = [_row(cycle.year, nth, one) for nth, one in enumerate(new, last + 1)]
        for one in fresh:
            if gone.had_signed(one.name, one.email, calendar.day_of(one.handed_in, secretary.charter.zone)):
                traces.forget_proposal(one)  # they had handed it in, and were erased before it was read
        pen.session.add_all(fresh)
        if fresh:
            pen.log("proposals.received", year=cycle.year, number=len(fresh), last=last + len(fresh))
    return len(fresh)


def _version(answer: FormResponse) -> tuple[str, str]:
    return answer.response_id, intake.instant(answer.submitted_text)


def _known(session: Session, year: int) -> set[tuple[str, str]]:
    mine = select(Proposal.answer_id, Proposal.answered).where(Proposal.year == year)
    return {(answer, version) for answer, version in session.execute(mine)}


def _row(year: int, nth: int, answer: FormResponse) -> Proposal:
    handed = proposals.handed_in(year, answer.answers)
    return Proposal(
        nth=nth,
        year=year,
        answer_id=answer.response_id,
        answered=intake.instant(answer.submitted_text),
        handed_in=answer.submitted,
        name=handed.name,
        email=handed.email,
        said=dict(handed.said),
        sender=petitions.UNKNOWN if handed.name or handed.email else petitions.NOBODY,
    )


# ── whose they are, and whether they may ───────────────────────────────────────────────────────────


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


def rule(secretary: Secretary, cycle: ProposalCycle, roster: Roster, members: Standings) -> int:
    """A2. Find out who sent what, exactly as for a sign-in, and whether they may. Returns of how many that is news.

    Whoever was found is somebody else once an answer in the tab Questions says so; ruled on is the day on which
    it was handed in.
    """
    with secretary.ledger.reading() as session:
        known = undecided(of(session, cycle.year))
    wanted = {one.nth: _ruled(secretary, cycle, one, known, roster, members) for one in known}
    changed = [one for one in known if any(getattr(one, what) != value for what, value in wanted[one.nth].items())]
    if not changed:
        return 0
    with secretary.ledger.writing(secretary.now()) as pen:
        for one in changed:
            _note(pen, one.nth, wanted[one.nth])
    return len(changed)


def _note(pen: Pen, nth: int, found: Mapping[str, Any]) -> None:
    current = pen.session.get_one(Proposal, nth)
    if current.sender == petitions.ERASED:
        return
    for what, value in found.items():
        setattr(current, what, value)
    pen.log("proposals.ruled", proposal=nth, sender=current.sender, allowed=current.ruled)


def _ruled(
    secretary: Secretary, cycle: ProposalCycle, one: Proposal, known: Sequence[Proposal], roster: Roster, members: Standings
) -> dict[str, Any]:
    """What is to be on record of a proposal's sender, by what is known now."""
    until = cycle.propose_until
    in_time = one.handed_in <= until
    versions = [other for other in known if other.answer_id == one.answer_id and other.handed_in <= until]
    later = [other.nth for other in versions if other.nth > one.nth]
    sender, number = _who(secretary, one, roster)
    if later:
        found = Ruling(False, "A2", LATER.format(label=proposals.label(later[-1])))
    elif sender == petitions.UNKNOWN and in_time:
        return {"sender": sender, "member": "", "ruled": None, "because": ""}
    else:
        found = _may(secretary, one, number, members, in_time=in_time)
    return {"sender": sender, "member": number, "ruled": bool(found), "because": found.because}


def _may(secretary: Secretary, one: Proposal, number: str, members: Standings, *, in_time: bool) -> Ruling:
    day = calendar.day_of(one.handed_in, secretary.charter.zone)
    stood = members.as_of(day, secretary.charter).get(number) if number else None
    voting = stood.ruling.ruling if stood else None
    return bylaw.may_propose(is_member=bool(number), voting=voting, in_time=in_time)


def _who(secretary: Secretary, one: Proposal, roster: Roster) -> tuple[str, str]:
    if one.sender == petitions.NOBODY:
        return petitions.NOBODY, ""
    alone = secretary.charter.membership.name_alone.value
    who = people.match(sender_of(one), roster.directory, roster.aliases, alone=alone)
    if isinstance(who, Match):
        return petitions.MEMBER, roster.kept.get(who.number, who.number)
    return (petitions.GUEST if isinstance(who, Guest) else petitions.UNKNOWN), ""


def waiting(session: Session, year: int) -> Iterator[str]:
    """The numbers of the proposals of a year that wait for a person."""
    return (proposals.label(nth) for nth in sorted(grouping(session, year).waiting))
