"""Petitions: every answer of a form that is always open is kept, and its sender is found or asked for."""

from __future__ import annotations

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from core import intake, people, petitions
from core.ledger import Pen
from core.lines import Sender
from core.people import Guest, Match
from core.petitions import Kind
from core.records import Petition, StandingForm
from core.sureness import Alone
from flows.duties.roster import Roster
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
        kept = _known(pen.session, kind)
        mine = select(func.max(Petition.nth)).where(Petition.kind == kind)
        last = pen.session.execute(mine).scalar_one() or 0
        rows = [one for one in new if _version(one) not in kept]
        pen.session.add_all(_row(kind, nth, one) for nth, one in enumerate(rows, last + 1))
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
    """Find out who sent what nobody is known for yet, exactly as for a sign-in. Returns how many were found."""
    with secretary.ledger.reading() as session:
        waiting = [one for kind in petitions.KINDS for one in of(session, kind) if one.sender == petitions.UNKNOWN]
    alone = secretary.charter.membership.name_alone.value
    found = {(one.kind, one.nth): who for one in waiting if (who := _who(one, roster, alone)) is not None}
    if not found:
        return 0
    with secretary.ledger.writing(secretary.now()) as pen:
        for key, who in found.items():
            _note_sender(pen, pen.session.get_one(Petition, key), *who)
    return len(found)


def _note_sender(pen: Pen, petition: Petition, sender: str, number: str) -> None:
    """Write down who it was, unless another process was faster."""
    if petition.sender == petitions.UNKNOWN:
        petition.sender, petition.member = sender, number
        pen.log("petition.placed", form=petition.kind, petition=petition.nth, sender=sender)


def _who(petition: Petition, roster: Roster, alone: Alone) -> tuple[str, str] | None:
    who = people.match(sender_of(petition), roster.directory, roster.aliases, alone=alone)
    if isinstance(who, Match):
        return petitions.MEMBER, who.number
    return (petitions.GUEST, "") if isinstance(who, Guest) else None
