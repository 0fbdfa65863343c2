"""Proposers: every answer of the form is kept, its sender found or asked for, and ruled on is whether they may."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from core import calendar, intake, people, petitions, proposals
from core.bylaws import priorities as bylaw
from core.ledger import Pen
from core.people import Guest, Match
from core.records import Proposal, ProposalCycle
from core.ruling import Ruling
from flows.duties.annual import proposals as kept
from flows.duties.membership.roster import Roster
from flows.duties.membership.standing import Standings
from flows.duties.privacy import marks, proposed
from flows.secretary import Secretary
from integrations.google import forms
from integrations.google.forms import FormResponse

LATER = "its sender changed it later: {label} counts instead"


def read(secretary: Secretary, cycle: ProposalCycle) -> int:
    """Read all answers and keep those not seen before, each version in a row of its own. Returns how many were new."""
    answers = forms.responses(secretary.google, cycle.form_id)
    with secretary.ledger.reading() as session:
        known = _known(session, cycle.year)
    if all(_version(one) in known for one in answers):
        return 0
    with secretary.ledger.writing(secretary.now()) as pen:
        known, gone = _known(pen.session, cycle.year), marks.read(secretary, pen.session)
        last = pen.session.execute(select(func.max(Proposal.nth))).scalar_one() or 0
        new = sorted((one for one in answers if _version(one) not in known), key=lambda one: _version(one)[::-1])
        fresh = [_row(cycle.year, nth, one) for nth, one in enumerate(new, last + 1)]
        days = {one.nth: calendar.day_of(one.handed_in, secretary.charter.zone) for one in fresh}
        for one in [one for one in fresh if gone.had_signed(one.name, one.email, days[one.nth])]:
            proposed.forget(one)  # they had handed it in, and were erased before it was read
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


# ── whose they are, and whether they may ──


def rule(secretary: Secretary, cycle: ProposalCycle, roster: Roster, members: Standings) -> int:
    """A2. Find out who sent what, exactly as for a sign-in, and whether they may. Returns of how many that is news.

    Whoever was found is somebody else once an answer in the tab Questions says so; ruled on is the day on which
    it was handed in.
    """
    with secretary.ledger.reading() as session:
        known = kept.undecided(kept.of(session, cycle.year))
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
    secretary: Secretary,
    cycle: ProposalCycle,
    one: Proposal,
    known: Sequence[Proposal],
    roster: Roster,
    members: Standings,
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
    who = people.match(kept.sender_of(one), roster.directory, roster.aliases, alone=alone)
    if isinstance(who, Match):
        return petitions.MEMBER, roster.kept.get(who.number, who.number)
    return (petitions.GUEST if isinstance(who, Guest) else petitions.UNKNOWN), ""
