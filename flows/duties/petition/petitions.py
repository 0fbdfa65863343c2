"""Petitions: every answer of a form that is always open is kept, and its sender is found or asked for."""

from __future__ import annotations

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from core import calendar, intake, people, petitions
from core.ledger import Pen
from core.lines import Sender
from core.people import Guest, Match
from core.petitions import Kind
from core.records import Petition, StandingForm
from core.sureness import Alone
from flows.duties.membership.roster import Roster
from flows.duties.privacy import marks, traces
from flows.secretary import Secretary
from integrations.google import forms
from integrations.google.forms import FormResponse


def read(secretary: Secretary, form: StandingForm, kind: Kind) -> int:
    """Read all answers and keep those not seen before, each version in a row of its own. Returns how many were new."""
    answers = forms.responses(secretary.google, form.form_id)
    with secretary.ledger.reading() as session:
        kept = _known(session, kind)
    new = sorted((one for one in answers if _version(one) not in kept), key=_order)
    if not new:
        return 0
    with secretary.ledger.writing(secretary.now()) as pen:
        kept, gone = _known(pen.session, kind), marks.read(secretary, pen.session)
        mine = select(func.max(Petition.nth)).where(Petition.kind == kind)
        last = pen.session.execute(mine).scalar_one() or 0
        rows = [one for one in new if _version(one) not in kept]
        fresh = [_row(kind, nth, one) for nth, one in enumerate(rows, last + 1)]
        days = {one.nth: calendar.day_of(one.handed_in, secretary.charter.zone) for one in fresh}
        for one in [one for one in fresh if gone.had_signed(one.name, one.email, days[one.nth])]:
            traces.forget_petition(one)  # they had handed it in, and were erased before it was read
        pen.session.add_all(fresh)
        if rows:
            pen.log("petition.received", form=kind, number=len(rows), last=last + len(rows))
    return len(rows)


def _version(answer: FormResponse) -> tuple[str, str]:
    return answer.response_id, intake.instant(answer.submitted_text)


def _order(answer: FormResponse) -> tuple[str, str]:
    return intake.instant(answer.submitted_text), answer.response_id


def _known(session: Session, kind: Kind) -> set[tuple[str, str]]:
    mine = select(Petition.answer_id, Petition.answered).where(Petition.kind == kind)
    return {(answer, version) for answer, version in session.execute(mine)}


def _row(kind: Kind, nth: int, answer: FormResponse) -> Petition:
    handed = petitions.handed_in(kind, answer.answers)
    return Petition(
        kind=kind,
        nth=nth,
        answer_id=answer.response_id,
        answered=intake.instant(answer.submitted_text),
        handed_in=answer.submitted,
        name=handed.name,
        email=handed.email,
        said=dict(handed.said),
        sender=petitions.UNKNOWN if handed.name or handed.email else petitions.NOBODY,
        state=petitions.BEGINS[kind],
    )


def of(session: Session, kind: Kind) -> list[Petition]:
    """Every petition of a kind, in the order in which they came."""
    mine = select(Petition).where(Petition.kind == kind).order_by(Petition.nth)
    return list(session.execute(mine).scalars())


def sender_of(petition: Petition) -> Sender:
    """Whoever handed it in, as they wrote themselves."""
    where = petitions.place(petitions.kind_of(petition.kind), petition.nth)
    return Sender(where, petition.name, petition.email)


def unplaced(session: Session) -> tuple[Sender, ...]:
    """Those of whom a person has to say who they are: asked like a sign-in that could be anybody."""
    mine = select(Petition).where(Petition.sender == petitions.UNKNOWN).order_by(Petition.kind, Petition.nth)
    return tuple(sender_of(one) for one in session.execute(mine).scalars())


def place(secretary: Secretary, roster: Roster) -> int:
    """Find out who sent what waits, exactly as for a sign-in. Returns how many were found.

    Whoever was found is somebody else once an answer in the tab Questions says so. What is decided stays where it is.
    """
    with secretary.ledger.reading() as session:
        known = [one for kind in petitions.KINDS for one in of(session, kind) if _can_be_placed(one)]
    alone = secretary.charter.membership.name_alone.value
    who = {(one.kind, one.nth): (one, _who(one, roster, alone)) for one in known}
    found = {key: now for key, (one, now) in who.items() if now and now != _known_as(one, roster)}
    if not found:
        return 0
    with secretary.ledger.writing(secretary.now()) as pen:
        for key, now in found.items():
            _note_sender(pen, pen.session.get_one(Petition, key), *now)
    return len(found)


def _can_be_placed(petition: Petition) -> bool:
    """Whether nobody knows yet who sent it, or somebody else may turn out to have, before anything is decided."""
    if petition.sender in (petitions.NOBODY, petitions.ERASED):
        return False
    return petition.sender == petitions.UNKNOWN or petition.state == petitions.BEGINS[petitions.kind_of(petition.kind)]


def _known_as(petition: Petition, roster: Roster) -> tuple[str, str]:
    return petition.sender, roster.kept.get(petition.member, petition.member)


def _note_sender(pen: Pen, petition: Petition, sender: str, number: str) -> None:
    """Write down who it was, unless another process was faster. A new one hasn't heard of it yet."""
    if (petition.sender, petition.member) != (sender, number) and _can_be_placed(petition):
        petition.sender, petition.member, petition.acknowledged = sender, number, ""
        pen.log("petition.placed", form=petition.kind, petition=petition.nth, sender=sender)


def _who(petition: Petition, roster: Roster, alone: Alone) -> tuple[str, str] | None:
    who = people.match(sender_of(petition), roster.directory, roster.aliases, alone=alone)
    if isinstance(who, Match):
        return petitions.MEMBER, who.number
    return (petitions.GUEST, "") if isinstance(who, Guest) else None
